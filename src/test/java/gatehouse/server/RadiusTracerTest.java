package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminReply.RadiusTraced.Packet;
import gatehouse.server.RadiusTracer.Whose;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RadiusTracerTest {
    private static final Whose ALICES = new Whose(List.of("alice", "198.51.100.7"), List.of("s1"));

    private Instant now = Instant.parse("2026-11-25T10:00:00Z");
    private final RadiusTracer tracer = new RadiusTracer(() -> now);

    private String begin(String user, String session) {
        return ((AdminReply.RadiusTraced) tracer.take("", user, session)).trace();
    }

    private AdminReply.RadiusTraced take(String trace) {
        return (AdminReply.RadiusTraced) tracer.take(trace, "", "");
    }

    private void add(Whose whose, int count) {
        for (int i = 0; i < count; i++) tracer.add(whose, () -> new Packet(now.toString(), "packet", List.of()));
    }

    @Test
    void eachTraceGetsWhatItWantsOnce() {
        String user = begin("alice", "");
        String session = begin("", "s1");
        String other = begin("bob", "");
        add(ALICES, 3);
        assertThat(take(user).packets()).hasSize(3);
        assertThat(take(session).packets()).hasSize(3);
        assertThat(take(other).packets()).isEmpty();
        assertThat(take(user).packets()).isEmpty();
    }

    @Test
    void whatIsNotFetchedIsCountedAndNotKept() {
        String trace = begin("alice", "");
        add(ALICES, RadiusTracer.MOST_PACKETS + 7);
        assertThat(take(trace).packets()).hasSize(RadiusTracer.MOST_PACKETS);
        add(ALICES, 1);
        assertThat(take(trace)).satisfies(next -> {
            assertThat(next.packets()).hasSize(1);
            assertThat(next.lost()).isZero();
        });
    }

    @Test
    void whoNoLongerAsksIsForgottenAndNothingIsKept() {
        String trace = begin("alice", "");
        now = now.plus(RadiusTracer.FORGOTTEN_AFTER).plus(Duration.ofSeconds(1));
        add(ALICES, 1);
        assertThat(tracer.isWatching()).isFalse();
        assertThat(tracer.take(trace, "", ""))
                .isEqualTo(new AdminReply.Failed("there is no trace '" + trace + "' any more"));
    }

    @Test
    void thereAreOnlySoManyAndNoneOfEverybody() {
        for (int i = 0; i < RadiusTracer.MOST_TRACES; i++) begin("alice", "");
        assertThat(tracer.take("", "bob", ""))
                .isEqualTo(new AdminReply.Failed("8 traces are running; end one of them first"));
        assertThat(tracer.take("", "", "")).isEqualTo(
                new AdminReply.Failed("name a user or a session: there may be thousands of packets a second"));
    }
}
