package gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.config.Configuration;
import gatehouse.config.Configuration.Overrides;
import gatehouse.config.FirstStart;
import gatehouse.config.GatewayConfig;
import gatehouse.config.Machine;
import gatehouse.net.Addresses;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.PemFiles;
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

/// The two commands that every newcomer tries first, one against the other: a gateway as its first start makes it, and
/// the client.
class ClientTest {
    @TempDir
    private static Path directory;

    private static Gateway gateway;
    private static int natTraversal;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void startAGateway() throws Exception {
        int ike = freePort();
        natTraversal = freePort();
        Files.writeString(directory.resolve("gatehouse.yaml"), """
                listen: {addresses: 127.0.0.1, ike-port: %d, nat-traversal-port: %d, shards: 1}
                admin: {metrics: []}
                data-plane: {enabled: false}
                state-directory: state
                profiles: {default: {policy: everybody}}
                authorization-policies:
                  everybody:
                    dns: [192.0.2.53]
                    default-domain: example.org
                    split-dns: [corp.example.org, lab.example.org]
                    banner: Be careful
                """.formatted(ike, natTraversal));
        GatewayConfig config =
                Configuration.read(directory.resolve("gatehouse.yaml"), machine(Map.of()), Overrides.NONE).gateway();
        FirstStart.Ready ready =
                FirstStart.prepare(config, machine(Map.of()), new SecureRandom(), false, Instant.now());
        gateway = Gateway.start(config, machine(Map.of()), ready.policies(), "test", new SettledConfiguration());
    }

    @AfterAll
    static void stopIt() throws Exception {
        gateway.stop(TerminateCause.ADMIN_REBOOT, Duration.ofSeconds(1));
        // Accounting waits for nobody, and nobody for it; now it has had its time.
        assertThat(Files.readString(directory.resolve("state/accounting.log")))
                .contains("\"Acct-Status-Type\":\"Start\"", "\"Acct-Status-Type\":\"Stop\"");
    }

    @Test
    void withoutOptionsTheDemonstrationUserLogsIn() throws Exception {
        assertThat(client(Map.of(), "--once")).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(messages()).containsExactly(
                "-> IKE_SA_INIT 0", "<- IKE_SA_INIT 0",
                "-> IKE_AUTH 1", "<- IKE_AUTH 1",
                "-> IKE_AUTH 2", "<- IKE_AUTH 2",
                "-> IKE_AUTH 3", "<- IKE_AUTH 3",
                "-> IKE_AUTH 4", "<- IKE_AUTH 4",
                "-> IKE_AUTH 5", "<- IKE_AUTH 5",
                "-> INFORMATIONAL 6", "<- INFORMATIONAL 6");
        assertThat(out.toString())
                .contains("gateway gate signed with ECDSA_SHA256\n", "MSCHAPv2\n", "connected to gate as demo\n",
                        "  address    10.173.", "  DNS        192.0.2.53\n", "  domain     example.org\n",
                        "  split DNS  corp.example.org\n", "  split DNS  lab.example.org\n",
                        "  banner     Be careful\n")
                .endsWith("disconnected\n");
    }

    @Test
    void aWrongPasswordIsRefusedAndItSaysSo() {
        assertThat(client(Map.of("GATEHOUSE_PASSWORD", "a guess"), "--once")).isEqualTo(1);
        assertThat(err.toString()).startsWith("gatehouse: EAP-Failure, the server says E=691").endsWith(
                "AUTHENTICATION_FAILED\n");
    }

    @Test
    void aGatewayOfAnotherNameIsNotTrusted() {
        assertThat(client(Map.of(), "--once", "--name", "other.example.org")).isEqualTo(1);
        assertThat(err).hasToString("gatehouse: this is not the gateway: its certificate is for gate, 127.0.0.1, "
                + "not for other.example.org\n");
        // The password's hash was not given away: EAP did not begin.
        assertThat(messages()).last().isEqualTo("<- IKE_AUTH 1");
    }

    @Test
    void aGatewayOfAnotherAuthorityIsNotTrusted() throws Exception {
        LaboratoryCa other = LaboratoryCa.create("Another", KeyKind.ECDSA_P256, new SecureRandom(), Instant.now());
        Path file = directory.resolve("other.pem");
        PemFiles.writeCertificates(file, List.of(other.certificate()));
        assertThat(client(Map.of(), "--once", "--ca", file.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith(
                "gatehouse: this is not the gateway: no trusted authority vouches for the certificate of CN=gate, ");
    }

    @Test
    void aServerAndItsPortMayBeNamed() {
        assertThat(client(Map.of(), "--once", "--server", "127.0.0.1:" + natTraversal)).isZero();
        assertThat(messages()).hasSize(14);
    }

    @Test
    void whatIsNoServerIsSaid() {
        assertThat(client(Map.of(), "--server", "a:b:c")).isEqualTo(1);
        assertThat(err).hasToString("gatehouse: 'a:b:c' is no server; write HOST, HOST:PORT or [IPV6]:PORT\n");
    }

    @Test
    void withoutADemonstrationUserItSaysWhatIsMissing() {
        Path elsewhere = directory.resolve("elsewhere");
        assertThat(client(Map.of(), "--state", elsewhere.toString())).isEqualTo(1);
        assertThat(err).hasToString("gatehouse: there is no demonstration user: no " + elsewhere
                + "/demo.password; start the gateway first, name its state directory (--state DIR), or a user "
                + "(--user USER)\n");
    }

    @Test
    void theDefaultRouteNeedsADevice() {
        assertThat(client(Map.of(), "--default-route")).isEqualTo(1);
        assertThat(err).hasToString("gatehouse: --default-route needs a device: --tun NAME\n");
    }

    /// Direction, exchange and number of each message that was shown.
    private List<String> messages() {
        return out.toString().lines()
                .map(line -> line.substring(10))
                .filter(line -> line.startsWith("-> ") || line.startsWith("<- "))
                .map(line -> line.substring(0, line.indexOf(" [")))
                .toList();
    }

    private int client(Map<String, String> environment, String... arguments) {
        var all = new ArrayList<>(List.of("client", "--config", directory.resolve("gatehouse.yaml").toString()));
        all.addAll(List.of(arguments));
        return Main.commandLine(machine(environment), new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private static Machine machine(Map<String, String> environment) {
        return new Machine("gate", List.of(Addresses.parse("127.0.0.1")), environment, "operator", directory,
                Path.of("").toAbsolutePath());
    }

    private static int freePort() throws IOException {
        try (var socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
