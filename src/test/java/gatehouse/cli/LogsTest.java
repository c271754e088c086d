package gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.config.Logging;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
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
    void whatNobodyReadsIsLostWithoutAnybodyWaitingAndToldAfterwards() throws Exception {
        var gate = new CountDownLatch(1);
        var octets = new ByteArrayOutputStream();
        System.setOut(new PrintStream(octets, false, StandardCharsets.UTF_8) {
            @Override
            public void write(byte[] line, int from, int length) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                super.write(line, from, length);
            }
        });
        Logs.configure(new Logging(Logging.Format.TEXT, Logging.Level.INFO));
        Logger log = LoggerFactory.getLogger("gatehouse.server");
        String padding = "x".repeat(1000);
        for (int i = 0; i < 10_000; i++) log.info("line {} {}", i, padding);
        gate.countDown();
        Logs.flush();
        log.info("afterwards");
        Logs.flush();
        List<String> lines = octets.toString(StandardCharsets.UTF_8).lines().toList();
        int told = lines.size() - 2;
        assertThat(told).isBetween(4000, 9000);
        assertThat(lines.get(told - 1)).contains("line " + (told - 1) + " ");
        assertThat(lines.subList(told, told + 2)).satisfiesExactlyInAnyOrder(
                lost -> assertThat(lost).endsWith("event=log-lost count=" + (10_000 - told)),
                after -> assertThat(after).endsWith(" afterwards"));
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
        Logs.flush();
        return octets.toString(StandardCharsets.UTF_8);
    }
}
