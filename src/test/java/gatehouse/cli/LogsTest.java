package gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.config.Logging;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogsTest {
    private final PrintStream before = System.out;

    @AfterEach
    void restore() {
        System.setOut(before);
        Logs.configure(new Logging(Logging.Format.TEXT, Logging.Level.WARN));
    }

    @Test
    void anEventIsOneLineWithItsFactsBehindIt() {
        String written = written(new Logging(Logging.Format.TEXT, Logging.Level.INFO));
        assertThat(written).matches(
                "\\d{4}-\\d\\d-\\d\\dT\\S+ INFO  session opened user=\"alice ERROR forged\" peer=192.0.2.1\n");
    }

    @Test
    void asJsonItIsOneObjectWithTheFactsAsFields() {
        String written = written(new Logging(Logging.Format.JSON, Logging.Level.INFO));
        assertThat(written.lines()).hasSize(1);
        assertThat(written)
                .startsWith("{")
                .contains("\"level\":\"INFO\"")
                .contains("\"formattedMessage\":\"session opened\"")
                .contains("{\"peer\":\"192.0.2.1\"}");
    }

    @Test
    void belowTheLevelNothingIsWritten() {
        assertThat(written(new Logging(Logging.Format.TEXT, Logging.Level.WARN))).isEmpty();
    }

    private static String written(Logging logging) {
        var octets = new ByteArrayOutputStream();
        System.setOut(new PrintStream(octets, true, StandardCharsets.UTF_8));
        Logs.configure(logging);
        LoggerFactory.getLogger("gatehouse.server")
                .atInfo()
                .addKeyValue("user", "alice\nERROR forged")
                .addKeyValue("peer", "192.0.2.1")
                .log("session opened");
        return octets.toString(StandardCharsets.UTF_8);
    }
}
