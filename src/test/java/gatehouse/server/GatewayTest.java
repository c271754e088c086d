package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.ControlClient;
import gatehouse.admin.MetricFamily;
import gatehouse.admin.SessionRow;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.aaa.radius.ChangeTranslator.PortCommands;
import gatehouse.aaa.radius.OperatorIdentity;
import gatehouse.config.AdminSettings;
import gatehouse.config.Configuration;
import gatehouse.config.DynamicAuthorizationSettings;
import gatehouse.config.DynamicAuthorizationSettings.MultipleSessions;
import gatehouse.config.FirstStart;
import gatehouse.config.GatewayConfig;
import gatehouse.config.ConfigurationException;
import gatehouse.config.Listening;
import gatehouse.config.Logging;
import gatehouse.config.Machine;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.dynauth.DynamicAuthorizationClient;
import gatehouse.session.TerminateCause;
import gatehouse.transport.PortException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole gateway on loopback, with two shards and the embedded AAA server; clients are ours.
class GatewayTest {
    private static final InetAddress LOOPBACK = Addresses.parse("127.0.0.1");
    private static final Secret SECRET = Secret.ofUtf8("of the server that ends sessions");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private Path state;

    private final LogLines sessionLines = new LogLines(SessionLog.class);
    private final LogLines gatewayLines = new LogLines(Gateway.class);
    private final LogLines reloadLines = new LogLines(Reload.class);
    private final LogLines requestLines = new LogLines(ChangeRequests.class);
    private final List<Gateway> running = new ArrayList<>();
    private Machine machine;
    private GatewayConfig config;
    private String file = "";
    private final List<Logging> logged = new ArrayList<>();

    @BeforeEach
    void configure() throws Exception {
        machine = new Machine(
                "gate.example.org", List.of(LOOPBACK), Map.of(), "operator", state, Path.of("").toAbsolutePath());
        config = withPort(0);
    }

    @AfterEach
    void stop() {
        running.forEach(gateway -> gateway.stop(TerminateCause.NAS_REBOOT, PATIENCE));
        sessionLines.close();
        gatewayLines.close();
        requestLines.close();
        reloadLines.close();
    }

    private GatewayConfig withPort(int ikePort) throws Exception {
        return listeningHere(
                Configuration.empty(machine, new Configuration.Overrides(state.toString(), true)).gateway(), ikePort);
    }

    private GatewayConfig listeningHere(GatewayConfig all, int ikePort) {
        return new GatewayConfig(
                new Listening(List.of(), ikePort, 0, 2, 48),
                all.stateDirectory(),
                all.identity(),
                all.profiles(),
                all.localPolicies(),
                all.catalog(),
                all.cache(),
                all.pki(),
                all.limits(),
                all.messages(),
                all.redirect(),
                all.pools(),
                all.dhcp(),
                all.dataPlane(),
                all.radius(),
                all.accounting(),
                new DynamicAuthorizationSettings(
                        List.of(new InetSocketAddress(LOOPBACK, 0)),
                        List.of(new DynamicAuthorizationClient("radius-1", Prefix.parse("127.0.0.1"), SECRET)),
                        Duration.ofMinutes(5),
                        MultipleSessions.ALL,
                        PortCommands.REFUSE,
                        OperatorIdentity.NONE),
                all.embeddedAaa(),
                new AdminSettings(all.admin().socket(), List.of()),
                all.logging());
    }

    private Gateway start() throws Exception {
        FirstStart.Ready ready = FirstStart.prepare(config, machine, new SecureRandom(), false, Instant.now());
        Gateway gateway = Gateway.start(config, machine, ready.policies(), "1.2.3", new Source());
        running.add(gateway);
        return gateway;
    }

    /// What the test says now.
    private final class Source implements ConfigurationSource {
        @Override
        public Configuration read() throws ConfigurationException {
            if (!file.isEmpty()) {
                try {
                    Path path = Files.writeString(state.resolve("gatehouse.yaml"), file);
                    Configuration read = Configuration.read(
                            path, machine, new Configuration.Overrides(state.toString(), true));
                    return new Configuration(listeningHere(read.gateway(), 0), read.warnings());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return new Configuration(config, List.of());
        }

        @Override
        public void log(Logging logging) {
            logged.add(logging);
        }
    }

    private NetworkClient client(Gateway gateway) throws IOException {
        return new NetworkClient(gateway, "demo", Files.readString(state.resolve("demo.password")).strip());
    }

    @Test
    void clientsLogInOnEveryShardAndAreSeenUntilTheyGo() throws Exception {
        Gateway gateway = start();
        var clients = new ArrayList<NetworkClient>();
        var addresses = new ArrayList<String>();
        for (int i = 0; i < 12; i++) {
            NetworkClient client = client(gateway);
            clients.add(client);
            client.connect().addresses().forEach(address -> addresses.add(Addresses.text(address)));
        }
        assertThat(addresses).doesNotHaveDuplicates().hasSize(24);
        List<SessionRow> rows = sessions();
        assertThat(rows).hasSize(12).allSatisfy(row -> assertThat(row.user()).isEqualTo("demo"));
        assertThat(rows.stream().flatMap(row -> row.addresses().stream()))
                .containsExactlyInAnyOrderElementsOf(addresses);
        // The tenth and the ninth digit of the id name the shard.
        Set<String> shards = rows.stream().map(row -> row.id().substring(8, 10)).collect(Collectors.toSet());
        assertThat(shards).containsExactlyInAnyOrder("00", "01");
        assertThat(metric("gatehouse_logins_total", "result", "succeeded")).isEqualTo(12);
        assertThat(metric("gatehouse_pool_leased", "pool", "clients")).isEqualTo(12);
        assertThat(metric("gatehouse_radius_responses_total", "code", "Access-Accept")).isEqualTo(12);

        for (NetworkClient client : clients) {
            client.handle(new InitiatorInput.Disconnect());
            assertThat(client.closed().wished()).isTrue();
            client.close();
        }
        assertThat(sessions()).isEmpty();
        assertThat(metric("gatehouse_pool_leased", "pool", "clients")).isZero();
        gateway.stop(TerminateCause.NAS_REBOOT, PATIENCE);
        running.clear();
        List<String> told = statuses();
        assertThat(told).startsWith("Accounting-On").endsWith("Accounting-Off").hasSize(26);
        assertThat(told.stream().filter("Start"::equals)).hasSize(12);
        assertThat(told.stream().filter("Stop"::equals)).hasSize(12);
        assertThat(sessionLines.all().stream().filter(line -> line.contains("event=session-opened"))).hasSize(12);
        assertThat(sessionLines.all().stream().filter(line -> line.contains("cause=User-Request"))).hasSize(12);
    }

    @Test
    void aWrongPasswordIsRefusedAndLogged() throws Exception {
        try (var client = new NetworkClient(start(), "demo", "wrong")) {
            client.handle(new InitiatorInput.Start());
            assertThat(client.closed().reason()).contains("AUTHENTICATION_FAILED");
        }
        // The client hears of it before the log does; the control socket's answer comes after both.
        assertThat(metric("gatehouse_logins_total", "result", "failed")).isEqualTo(1);
        assertThat(sessionLines.all())
                .singleElement()
                .asString()
                .contains("event=login-failed", "eap-id=demo", "reason=")
                .contains("Access-Reject from embedded");
    }

    @Test
    void anOperatorEndsASession() throws Exception {
        try (NetworkClient client = client(start())) {
            client.connect();
            var reply = (AdminReply.Disconnected) ask(new AdminRequest.DisconnectUser("demo"));
            assertThat(reply.sessions()).singleElement().satisfies(ended -> assertThat(ended.ended()).isTrue());
            assertThat(sessions()).isEmpty();
            InitiatorEffect.Closed closed = client.closed();
            assertThat(closed.wished()).isFalse();
        }
    }

    @Test
    void aRadiusServerEndsASessionAndHearsOfItWhenItIsGone() throws Exception {
        Gateway gateway = start();
        try (NetworkClient client = client(gateway);
                var server = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            client.connect();
            String id = sessions().getFirst().id();
            RadiusPacket answer = disconnect(server, gateway, 1, Attributes.ACCT_SESSION_ID.of(id));
            assertThat(answer.code()).isEqualTo(RadiusCode.DISCONNECT_ACK);
            assertThat(sessions()).isEmpty();
            assertThat(client.closed().wished()).isFalse();

            answer = disconnect(server, gateway, 2, Attributes.ACCT_SESSION_ID.of(id));
            assertThat(answer.code()).isEqualTo(RadiusCode.DISCONNECT_NAK);
            assertThat(answer.first(Attributes.ERROR_CAUSE)).hasValue(503L);
        }
        assertThat(requestLines.all())
                .hasSize(2)
                .first()
                .asString()
                .contains("event=disconnect-request client=radius-1 sessions=1 outcome=ack");
        assertThat(requestLines.all().getLast()).contains("sessions=0 outcome=nak-503 reason=Acct-Session-Id");
    }

    @Test
    void whenTheGatewayStopsClientsAndAccountingAreTold() throws Exception {
        Gateway gateway = start();
        try (NetworkClient client = client(gateway)) {
            client.connect();
            running.clear();
            Thread stopping = Thread.ofVirtual().start(() -> gateway.stop(TerminateCause.NAS_REBOOT, PATIENCE));
            assertThat(client.closed().wished()).isFalse();
            assertThat(stopping.join(PATIENCE)).isTrue();
        }
        assertThat(statuses()).containsExactly("Accounting-On", "Start", "Stop", "Accounting-Off");
        assertThat(Files.readString(config.embeddedAaa().accountingLog())).contains("NAS-Reboot");
        assertThat(config.admin().socket()).doesNotExist();
        assertThat(gatewayLines.all().getLast()).isEqualTo("INFO gateway stopped event=gateway-stopped");
    }

    @Test
    void aPortThatSomebodyHasStopsTheStartAndNothingStaysOpen() throws Exception {
        int port;
        try (var other = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            port = other.getLocalPort();
            config = withPort(port);
            assertThatExceptionOfType(PortException.class)
                    .isThrownBy(this::start)
                    .withMessageContainingAll("cannot open UDP port 127.0.0.1:" + port, "another program has it");
        }
        assertThat(start().ike()).containsExactly(new InetSocketAddress(LOOPBACK, port));
    }

    @Test
    void aUserFindsHisAddressAgainAfterARestart() throws Exception {
        Gateway before = start();
        List<InetAddress> last;
        try (NetworkClient one = client(before);
                NetworkClient two = client(before)) {
            List<InetAddress> first = one.connect().addresses();
            last = two.connect().addresses();
            assertThat(last).doesNotContainAnyElementsOf(first);
            before.stop(TerminateCause.NAS_REBOOT, PATIENCE);
            running.clear();
        }
        // Whoever is new gets the first of a pool; this user had it only the time before last.
        Gateway after = start();
        try (NetworkClient again = client(after)) {
            assertThat(again.connect().addresses()).isEqualTo(last);
            var pools = (AdminReply.Pools) ask(new AdminRequest.ListPools());
            assertThat(pools.pools()).hasSize(2).allSatisfy(pool -> {
                assertThat(pool.used()).isEqualTo(1);
                assertThat(pool.sticky()).isEqualTo(1);
                assertThat(pool.refused()).isZero();
            });
        }
    }

    @Test
    void whySomebodyMayWhatHeMayIsToldOfASessionAndOfADryRun() throws Exception {
        Gateway gateway = start();
        try (NetworkClient client = client(gateway)) {
            client.connect();
            SessionRow session = sessions().getFirst();
            var explained = (AdminReply.Explained) ask(new AdminRequest.ExplainSession(session.id()));
            assertThat(explained.user()).isEqualTo(session.user());
            assertThat(explained.explanation().values())
                    .anySatisfy(value -> {
                        assertThat(value.name()).isEqualTo("user-name");
                        assertThat(value.value()).isEqualTo(session.user());
                    })
                    .anySatisfy(value -> assertThat(value.origin().source()).isEqualTo("profile"));
            var config = (AdminReply.DerivedConfig) ask(new AdminRequest.ShowDerivedConfig(session.id()));
            assertThat(config.lines()).startsWith("interface Virtual-Access1").endsWith("end");
            var attempts = (AdminReply.Attempts) ask(new AdminRequest.ListAttempts(false, session.user(), 10));
            assertThat(attempts.attempts()).singleElement().satisfies(attempt -> {
                assertThat(attempt.succeeded()).isTrue();
                assertThat(attempt.profile()).isEqualTo(session.connection());
                assertThat(attempt.offered()).isNotEmpty();
            });
        }
        var dryRun = (AdminReply.Authorized) ask(new AdminRequest.Authorize(
                "", "laptop.example.org", "bob", "198.51.100.7",
                "implicit:\n  Session-Timeout: 600\n  Cisco-AVPair: 'ip:inacl#1=permit tcp any any eq 443'\n",
                "a.yaml"));
        assertThat(dryRun.refusal()).isEmpty();
        assertThat(dryRun.explanation().values()).anySatisfy(value -> {
            assertThat(value.name() + " " + value.value()).isEqualTo("session-timeout 600s");
            assertThat(value.origin().text()).startsWith("implicit").contains("a.yaml");
        });
        assertThat(dryRun.derivedConfig()).anyMatch(line -> line.contains("permit tcp any any eq 443"));
        // The client has gone without a word; nobody came.
        assertThat(sessions()).extracting(SessionRow::user).doesNotContain("bob");
    }

    @Test
    void aDryRunSaysWhatCouldNotBeEnforcedAndWhatCannotBeAsked() throws Exception {
        start();
        var refused = (AdminReply.Authorized) ask(new AdminRequest.Authorize(
                "", "laptop.example.org", "bob", "", "implicit:\n  Filter-Id: nowhere\n", "a.yaml"));
        assertThat(refused.refusal()).contains("nowhere");
        assertThat(ask(new AdminRequest.Authorize("offices", "laptop.example.org", "", "", "", "")))
                .isInstanceOfSatisfying(AdminReply.Failed.class, failed -> assertThat(failed.reason())
                        .startsWith("there is no profile 'offices'; there is "));
        assertThat(ask(new AdminRequest.Authorize("", "laptop.example.org", "", "nowhere", "", "")))
                .isEqualTo(new AdminReply.Failed("'nowhere' is no address"));
        assertThat(ask(new AdminRequest.Authorize(
                "", "laptop.example.org", "", "", "implicit:\n  Filter-Ident: x\n", "a.yaml")))
                .isInstanceOfSatisfying(AdminReply.Failed.class, failed -> assertThat(failed.reason())
                        .contains("a.yaml:2", "Filter-Ident"));
    }

    @Test
    void aReloadServesTheNextLoginAnewAndLeavesWhoIsThere() throws Exception {
        Gateway gateway = start();
        try (NetworkClient before = client(gateway)) {
            before.connect();
            String earlier = sessions().getFirst().id();
            file = """
                    profiles:
                      staff:
                        template: usual
                        session-timeout: 8h
                        policy: everybody
                    interface-templates: {usual: [ip tcp adjust-mss 1360]}
                    authorization-policies: {everybody: {banner: Be careful}}
                    limits: {sessions: 7}
                    log: {level: debug}
                    radius: {strongswan-groups: true}
                    """;
            var reloaded = (AdminReply.Reloaded) ask(new AdminRequest.Reload());
            assertThat(reloaded.changed()).containsExactly(
                    "profiles.default (gone)", "profiles.staff (new)", "authorization-policies.everybody (new)",
                    "interface-templates.usual (new)", "limits", "log");
            assertThat(reloaded.needsRestart()).containsExactly("radius");
            assertThat(logged).singleElement().satisfies(
                    logging -> assertThat(logging.level()).isEqualTo(Logging.Level.DEBUG));
            assertThat(reloadLines.all()).satisfiesExactly(
                    line -> assertThat(line).contains("event=configuration-reloaded", "profiles.staff (new)"),
                    line -> assertThat(line).startsWith("WARN needs a restart: radius").contains("key=radius"));
            try (NetworkClient after = client(gateway)) {
                after.connect();
                assertThat(sessions()).extracting(SessionRow::connection).containsExactly("default", "staff");
                String later = sessions().getLast().id();
                var lines = (AdminReply.DerivedConfig) ask(new AdminRequest.ShowDerivedConfig(later));
                assertThat(lines.lines()).anyMatch(line -> line.contains("adjust-mss 1360"));
                lines = (AdminReply.DerivedConfig) ask(new AdminRequest.ShowDerivedConfig(earlier));
                assertThat(lines.lines()).noneMatch(line -> line.contains("adjust-mss"));
            }
            var dryRun = (AdminReply.Authorized) ask(new AdminRequest.Authorize(
                    "", "laptop.example.org", "bob", "", "implicit:\n  Class: a\n", "a.yaml"));
            assertThat(dryRun.profile()).isEqualTo("staff");
            assertThat(ask(new AdminRequest.Reload()))
                    .isEqualTo(new AdminReply.Reloaded(List.of(), List.of("radius"), List.of(), 0));
        }
    }

    @Test
    void aReloadOfAWrongConfigurationChangesNothing() throws Exception {
        Gateway gateway = start();
        file = "profiles:\n  staff:\n    session-timeout: 8 hours\n    policy: everybody\n";
        assertThat(ask(new AdminRequest.Reload())).isInstanceOfSatisfying(AdminReply.Failed.class,
                failed -> assertThat(failed.reason().lines()).satisfiesExactly(
                        line -> assertThat(line).contains("gatehouse.yaml:3 profiles.staff.session-timeout: "),
                        line -> assertThat(line).contains("gatehouse.yaml:4 profiles.staff.policy: unknown"),
                        line -> assertThat(line).startsWith("nothing has changed")));
        file = """
                profiles: {staff: {addresses: {pool: offices}, aaa: {authentication: office, accounting: none}}}
                pools: {offices: {range: 192.0.2.0/24}, clients-ipv6: {range: 'fd00::/64'}}
                radius: {groups: {office: {servers: [{address: 192.0.2.1, secret-env: NO}]}}}
                """.replace("secret-env: NO", "secret-file: secret");
        Files.writeString(state.resolve("secret"), "a secret of some length");
        Files.setPosixFilePermissions(state.resolve("secret"), PosixFilePermissions.fromString("rw-------"));
        assertThat(ask(new AdminRequest.Reload())).isInstanceOfSatisfying(AdminReply.Failed.class,
                failed -> assertThat(failed.reason().lines()).startsWith(
                        "profiles.staff: the group of servers 'office' is not there before a restart; restart, or leave it "
                                + "out until then",
                        "profiles.staff: the pool 'offices' is not there before a restart; restart, or leave it out until "
                                + "then"));
        gateway.reload();
        assertThat(reloadLines.all()).hasSizeGreaterThan(4).allSatisfy(
                line -> assertThat(line).contains("event=configuration-refused"));
        try (NetworkClient client = client(gateway)) {
            client.connect();
            assertThat(sessions()).extracting(SessionRow::connection).containsExactly("default");
        }
    }

    @Test
    void anOperatorHasTheGatewayTryALogin() throws Exception {
        start();
        String password = Files.readString(state.resolve("demo.password")).strip();
        assertThat(ask(new AdminRequest.TestRadius("embedded", "", "eap-mschapv2", "demo", password)))
                .isInstanceOfSatisfying(AdminReply.RadiusTested.class, tested -> {
                    assertThat(tested.outcome()).isEqualTo("accepted, with the keys that the client has");
                    assertThat(tested.succeeded()).isTrue();
                    assertThat(tested.rounds()).extracting(AdminReply.RadiusTested.Round::answer)
                            .containsExactly(
                                    "Access-Challenge", "Access-Challenge", "Access-Accept");
                    assertThat(tested.rounds().getLast().attributes().toString())
                            .contains("EAP-Message = Success", "MS-MPPE-Send-Key = (hidden, ");
                });
        assertThat(ask(new AdminRequest.TestRadius("embedded", "", "eap-mschapv2", "demo", "wrong")))
                .isInstanceOfSatisfying(
                        AdminReply.RadiusTested.class, tested -> assertThat(tested.outcome())
                                .startsWith("Access-Reject from embedded"));
        assertThat(ask(new AdminRequest.TestRadius("embedded", "", "status-server", "", "")))
                .isInstanceOfSatisfying(AdminReply.RadiusTested.class, tested -> assertThat(tested.outcome())
                        .isIn("'embedded' answers Status-Server", "server 'embedded' did not answer 3 tries"));
        assertThat(ask(new AdminRequest.TestRadius("nowhere", "", "pap", "demo", "x")))
                .isEqualTo(new AdminReply.Failed(
                        "there is no group 'nowhere' of RADIUS servers; there are embedded"));
        assertThat(ask(new AdminRequest.TestRadius("embedded", "other", "pap", "demo", "x")))
                .isEqualTo(new AdminReply.Failed("group 'embedded' has no server 'other'; it has embedded"));
    }

    @Test
    void packetsOfOneUserAreShownAsTheyPassAndServersFare() throws Exception {
        Gateway gateway = start();
        var trace = (AdminReply.RadiusTraced) ask(new AdminRequest.TraceRadius("", "demo", ""));
        var other = (AdminReply.RadiusTraced) ask(new AdminRequest.TraceRadius("", "somebody", ""));
        try (NetworkClient client = client(gateway)) {
            client.connect();
        }
        var seen = (AdminReply.RadiusTraced) ask(new AdminRequest.TraceRadius(trace.trace(), "", ""));
        assertThat(seen.packets()).extracting(AdminReply.RadiusTraced.Packet::what).first()
                .isEqualTo("Access-Request to embedded, attempt 1");
        assertThat(seen.packets()).anySatisfy(packet -> assertThat(packet.what()).startsWith("Access-Accept from"));
        assertThat(seen.packets().getFirst().lines())
                .contains("User-Name = demo", "Service-Type = Framed")
                .anyMatch(line -> line.startsWith("EAP-Message = Response Identity"))
                .anyMatch(line -> line.startsWith("Message-Authenticator = (hidden"));
        assertThat(((AdminReply.RadiusTraced) ask(new AdminRequest.TraceRadius(other.trace(), "", ""))).packets())
                .isEmpty();
        assertThat(ask(new AdminRequest.ShowRadius())).isInstanceOfSatisfying(
                AdminReply.RadiusServers.class,
                servers -> assertThat(servers.servers()).singleElement().satisfies(row -> {
                    assertThat(row.authentication()).isEqualTo("alive");
                    assertThat(row.requests()).isGreaterThanOrEqualTo(3);
                    assertThat(row.median()).isPositive();
                }));
        assertThat(ask(new AdminRequest.ListPending(""))).isEqualTo(new AdminReply.Pending(List.of()));
    }

    @Test
    void withoutADhcpServerTheTestOfOneSaysSo() throws Exception {
        start();
        assertThat(ask(new AdminRequest.TestDhcp("alice", 0)))
                .isEqualTo(new AdminReply.Failed("there is no DHCP server: see dhcp.servers"));
        assertThat(metric("gatehouse_dhcp_leases_total", "result", "refused")).isEqualTo(1);
    }

    @Test
    void aDrainIsSeenInTheStatusUntilItIsCancelled() throws Exception {
        start();
        assertThat(((AdminReply.Status) ask(new AdminRequest.ShowStatus())).serving()).isTrue();
        ask(new AdminRequest.Drain(List.of("gw2.example.org"), 60));
        var draining = (AdminReply.Status) ask(new AdminRequest.ShowStatus());
        assertThat(draining.serving()).isFalse();
        assertThat(draining.problems()).containsExactly("the gateway is drained: 0 of 0 sessions left; "
                + "`gatehouse drain --cancel` lets clients in again");
        ask(new AdminRequest.CancelDrain());
        var after = (AdminReply.Status) ask(new AdminRequest.ShowStatus());
        assertThat(after.serving()).isTrue();
        assertThat(after.problems()).isEmpty();
    }

    @Test
    void aSecondGatewayInTheSamePlaceIsRefused() throws Exception {
        start();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(this::start)
                .withMessageContaining("another gateway is running with the same state directory");
        assertThat(sessions()).isEmpty();
    }

    private AdminReply ask(AdminRequest request) throws IOException {
        try (ControlClient control = ControlClient.connect(config.admin().socket())) {
            return control.ask(request);
        }
    }

    private List<SessionRow> sessions() throws IOException {
        // This passes through every shard, behind what a shard is doing for a client.
        ask(new AdminRequest.ShowStatistics());
        return ((AdminReply.Sessions) ask(new AdminRequest.ListSessions(""))).sessions();
    }

    private double metric(String name, String label, String value) throws IOException {
        var reply = (AdminReply.Statistics) ask(new AdminRequest.ShowStatistics());
        return reply.metrics().stream()
                .filter(family -> family.name().equals(name))
                .flatMap(family -> family.samples().stream())
                .filter(sample -> value.equals(sample.labels().get(label)))
                .mapToDouble(MetricFamily.Sample::value)
                .sum();
    }

    /// The Acct-Status-Type of everything that accounting was told, in order.
    private List<String> statuses() throws IOException {
        Matcher found = Pattern.compile("\"Acct-Status-Type\":\"([^\"]*)\"")
                .matcher(Files.readString(config.embeddedAaa().accountingLog()));
        return found.results().map(result -> result.group(1)).toList();
    }

    private static RadiusPacket disconnect(DatagramSocket server, Gateway gateway, int identifier, Attribute who)
            throws Exception {
        Bytes request = new Authenticators()
                .dynamicRequest(RadiusCode.DISCONNECT_REQUEST, identifier, List.of(who), SECRET);
        server.setSoTimeout((int) PATIENCE.toMillis());
        InetSocketAddress to = gateway.dynamicAuthorization().getFirst();
        server.send(new DatagramPacket(request.toArray(), request.length(), to));
        var packet = new DatagramPacket(new byte[4096], 4096);
        server.receive(packet);
        return RadiusPacket.read(Bytes.copyOf(packet.getData(), 0, packet.getLength()));
    }
}
