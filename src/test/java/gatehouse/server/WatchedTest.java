package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchedTest {
    private final LogLines lines = new LogLines(Watched.class);
    private final Watched watched = new Watched();

    @AfterEach
    void closeLog() {
        lines.close();
    }

    @Test
    void whoEndsAsToldIsNoFailure() {
        watched.run("esp-in-1", () -> {});
        assertThat(watched.failures()).isEmpty();
        assertThat(lines.all()).isEmpty();
    }

    @Test
    void whoDiesIsToldToWhoeverAsksForHealth() {
        watched.run("esp-in-1", () -> {
            throw new StackOverflowError("thrown by the test");
        });
        watched.run("esp-out-1", () -> {
            throw new IOException("the device is gone");
        });
        assertThat(watched.failures()).containsExactly(
                "data plane: 'esp-in-1' has stopped (java.lang.StackOverflowError: thrown by the test); restart the gateway",
                "data plane: 'esp-out-1' has stopped (java.io.IOException: the device is gone); restart the gateway");
        assertThat(lines.all()).hasSize(2).allSatisfy(
                line -> assertThat(line).startsWith("ERROR").contains("event=data-plane-failed"));
    }
}
