package gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import gatehouse.config.Configuration;
import gatehouse.config.Configuration.Overrides;
import gatehouse.config.FirstStart;
import gatehouse.config.GatewayConfig;
import gatehouse.config.Machine;
import gatehouse.net.Addresses;
import gatehouse.server.Gateway;
import gatehouse.server.SettledConfiguration;
import gatehouse.session.TerminateCause;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many clients against a gateway in this process.
class LoadTest {
    @TempDir
    private static Path directory;

    private static Gateway gateway;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void startAGateway() throws Exception {
        Files.writeString(directory.resolve("users.yaml"), """
                users:
                  demo: {password: pass}
                  narrow: {password: pass}
                """);
        Files.writeString(directory.resolve("wrong"), "no pass");
        Files.writeString(directory.resolve("gatehouse.yaml"), """
                listen: {addresses: 127.0.0.1, ike-port: %d, nat-traversal-port: %d, shards: 1}
                admin: {metrics: []}
                data-plane: {enabled: false}
                state-directory: state
                embedded-aaa: {users: users.yaml}
                profiles:
                  default: {}
                  narrow: {match: {identities: [fqdn narrow]}, limits: {sessions: 1}}
                """.formatted(freePort(), freePort()));
        GatewayConfig config =
                Configuration.read(directory.resolve("gatehouse.yaml"), machine(), Overrides.NONE).gateway();
        FirstStart.Ready ready = FirstStart.prepare(config, machine(), new SecureRandom(), false, Instant.now());
        gateway = Gateway.start(config, machine(), ready.policies(), "test", new SettledConfiguration());
    }

    @AfterAll
    static void stopIt() throws Exception {
        gateway.stop(TerminateCause.ADMIN_REBOOT, Duration.ofSeconds(1));
    }

    @Test
    void clientsThatStayMoveAndAskWhetherTheGatewayLives() throws Exception {
        JsonNode report = load(
                "-n", "12", "--concurrency", "3", "--hold", "600ms", "--roam-every", "100ms", "--liveness", "100ms",
                "--from", "127.0.0.1,127.0.0.2", "--ports", "2");
        JsonNode counts = report.get("counts");
        assertThat(counts.get("begun").asInt()).isEqualTo(12);
        assertThat(counts.get("in").asInt()).isEqualTo(12);
        assertThat(counts.get("left").asInt()).isEqualTo(12);
        // How many, a busy machine decides.
        assertThat(counts.get("moves").asInt()).isPositive();
        assertThat(counts.get("liveness checks").asInt()).isPositive();
        assertThat(counts.has("failed")).isFalse();
        assertThat(times(report, "login")).isEqualTo(12);
        assertThat(times(report, "move")).isEqualTo(counts.get("moves").asInt());
        assertThat(times(report, "liveness")).isEqualTo(counts.get("liveness checks").asInt());
    }

    @Test
    void whatWarmsUpIsInNoFigure() throws Exception {
        JsonNode report = load("-n", "4", "--warm-up", "9", "--concurrency", "2", "--hold", "0s");
        assertThat(report.get("counts").get("begun").asInt()).isEqualTo(4);
        assertThat(report.get("counts").get("left").asInt()).isEqualTo(4);
        assertThat(times(report, "login")).isEqualTo(4);
        assertThat(times(report, "IKE_SA_INIT")).isEqualTo(4);
        long logins = 0;
        for (JsonNode second : report.get("course")) logins += second.get("logins").asLong();
        assertThat(logins).isEqualTo(4);
    }

    @Test
    void whoWarmedUpAndStaysLeavesInTheEndAndCountsNot() throws Exception {
        JsonNode report = load("-n", "3", "--warm-up", "5", "--rate", "50");
        assertThat(report.get("counts").get("in").asInt()).isEqualTo(3);
        assertThat(report.get("counts").get("left").asInt()).isEqualTo(3);
        assertThat(times(report, "generator behind")).isEqualTo(3);
    }

    @Test
    void whoDoesNotGetInTriesAgain() throws Exception {
        // Of these, one at a time is let in.
        JsonNode report = load(
                "-n", "3", "--concurrency", "3", "--hold", "300ms", "--tries", "20", "--user", "narrow");
        JsonNode counts = report.get("counts");
        assertThat(counts.get("begun").asInt()).isEqualTo(3);
        assertThat(counts.get("in").asInt()).isEqualTo(3);
        assertThat(counts.get("left").asInt()).isEqualTo(3);
        assertThat(counts.get("begun again").asInt()).isPositive();
        assertThat(counts.has("failed")).isFalse();
        assertThat(times(report, "login")).isEqualTo(3);
    }

    @Test
    void whoNeverGetsInFailsOnceAfterAllItsTries() throws Exception {
        Path json = directory.resolve("wrong.json");
        assertThat(run("-n", "2", "--concurrency", "2", "--tries", "3", "--transmissions", "6", "--user", "demo",
                "--password-file", directory.resolve("wrong").toString(), "--json", json.toString())).isEqualTo(1);
        JsonNode counts = new ObjectMapper().readTree(json.toFile()).get("counts");
        assertThat(counts.get("begun").asInt()).isEqualTo(2);
        assertThat(counts.get("begun again").asInt()).isEqualTo(4);
        assertThat(counts.get("failed").asInt()).isEqualTo(2);
        assertThat(counts.has("in")).isFalse();
    }

    @Test
    void theReportSaysHowItWasCalledAndShowsTheCourse() throws Exception {
        Path page = directory.resolve("load.html");
        JsonNode report = load("-n", "2", "--hold", "0s", "--watch", Long.toString(ProcessHandle.current().pid()),
                "--html", page.toString());
        assertThat(report.get("command").asText()).startsWith("gatehouse load --config ");
        assertThat(report.get("watchedCpu").isNumber()).isTrue();
        assertThat(out.toString()).contains("the generator used ", ", the gateway ", " ms for each login)");
        assertThat(Files.readString(page)).contains(
                "<h2>Logins in each second</h2><svg", "<h2>Clients that are in, and on their way</h2><svg",
                "<h2>Login, median and 99th percentile of each second, in milliseconds</h2><svg",
                "<h2>Processors kept busy</h2><svg", "generator</span>", "gateway</span>");
    }

    @Test
    void whatCannotBeIsSaid() {
        refused("--from 'here' is no address", "--from", "here");
        refused("--roam-every must be longer than nothing", "--roam-every", "0s");
        refused("--tries must be at least 1", "--tries", "0");
        refused("--transmissions must be at least 1", "--transmissions", "0");
        refused("--warm-up -1 is less than nobody", "--warm-up", "-1");
        refused("--change-rate -1.0 is no rate", "--change-rate", "-1");
        refused("the gateway takes such requests only with a secret: --radius-secret-file FILE", "--disconnect-rate",
                "1");
        refused("--method tls needs a --certificate", "--user", "a", "--method", "tls");
        refused("--method tls stands alone", "--user", "a", "--method", "tls,md5", "--certificate", "a",
                "--private-key", "b");
        refused("--aaa-ca and --aaa-name are for --method tls", "--aaa-name", "aaa.example.org");
        refused("--certificate and --private-key belong together", "--user", "a", "--certificate", "a.pem");
        refused("--certificate in PKCS#12 has its key in it, and needs --certificate-password-file", "--user", "a",
                "--certificate", "a.p12");
        refused("--certificate-password-file is for a --certificate in PKCS#12 (.p12, .pfx)", "--user", "a",
                "--certificate", "a.pem", "--private-key", "a.key", "--certificate-password-file", "b");
    }

    private void refused(String why, String... arguments) {
        var all = new ArrayList<>(List.of("--clients", "1"));
        all.addAll(List.of(arguments));
        err.getBuffer().setLength(0);
        assertThat(run(all.toArray(String[]::new))).isEqualTo(1);
        assertThat(err).hasToString("gatehouse: " + why + "\n");
    }

    private static long times(JsonNode report, String what) {
        for (JsonNode times : report.get("milliseconds")) {
            if (times.get("what").asText().equals(what)) return times.get("count").asLong();
        }
        return 0;
    }

    private JsonNode load(String... arguments) throws IOException {
        Path json = directory.resolve("load.json");
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--json", json.toString(), "--quiet"));
        assertThat(run(all.toArray(String[]::new))).as(err + "\n" + out).isZero();
        return new ObjectMapper().readTree(json.toFile());
    }

    private int run(String... arguments) {
        var all = new ArrayList<>(List.of("load", "--config", directory.resolve("gatehouse.yaml").toString()));
        all.addAll(List.of(arguments));
        return Main.commandLine(machine(), new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private static Machine machine() {
        return new Machine("gate", List.of(Addresses.parse("127.0.0.1")), Map.of("GATEHOUSE_PASSWORD", "pass"),
                "operator", directory,
                Path.of("").toAbsolutePath());
    }

    private static int freePort() throws IOException {
        try (var socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
