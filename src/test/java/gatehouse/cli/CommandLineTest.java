package gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.admin.ControlSocket;
import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.AttemptRow;
import gatehouse.admin.Explanation;
import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.FakeGateway;
import gatehouse.admin.PendingRow;
import gatehouse.admin.RadiusServerRow;
import gatehouse.admin.OriginRow;
import gatehouse.admin.CertificateRow;
import gatehouse.admin.PoolRow;
import gatehouse.config.Machine;
import gatehouse.session.Attempt;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Explanation EXPLANATION = new Explanation(
            List.of(
                    new Explanation.Value(
                            "pool", "staff", new OriginRow("group", "radius-1", "group", "staff"),
                            List.of(new Explanation.Overridden("guests", new OriginRow("profile", "", "", "")))),
                    new Explanation.Value(
                            "split-dns", "a.b", new OriginRow("user", "radius-1", "user", "alice"), List.of())),
            List.of(new Explanation.Ignored(
                    "Port-Limit", "nothing here acts on", new OriginRow("implicit", "radius-1", "", ""))));

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final FakeGateway gateway = new FakeGateway();

    @ParameterizedTest
    @ValueSource(strings = {
        "", "sesions", "sessions --jsn", "session", "session a b", "disconnect", "disconnect s1 --user alice",
        "sessions --config", "explain", "authorize", "cache", "attempts -n 0", "session s1 --json --derived-config"
    })
    void aWrongCallIsOneLineAndAHintAndEndsWithTwo(String arguments) {
        assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines()).hasSizeBetween(1, 2).first().asString().startsWith("gatehouse");
    }

    @Test
    void helpNamesEveryCommandAndIsNoFailure() {
        assertThat(run("--help")).isZero();
        for (String command : commandLine().getSubcommands().keySet()) {
            assertThat(out.toString()).contains("  " + command + " ");
        }
    }

    @Test
    void everyCommandHasHelp() {
        for (String command : commandLine().getSubcommands().keySet()) {
            out.getBuffer().setLength(0);
            assertThat(run(command, "--help")).isZero();
            assertThat(out.toString()).startsWith("Usage: gatehouse " + command);
        }
    }

    @Test
    void aCommandNeedsNoOthersAndWhatIsNoneGetsAll() {
        var nowhere = new PrintWriter(PrintWriter.nullWriter());
        for (String command : commandLine().getSubcommands().keySet()) {
            assertThat(Main.commandLine(machine(), nowhere, nowhere, command).getSubcommands())
                    .containsOnlyKeys(command);
        }
        assertThat(Main.commandLine(machine(), nowhere, nowhere, "--help").getSubcommands())
                .hasSameSizeAs(commandLine().getSubcommands());
    }

    @Test
    void noOptionTakesASecret() {
        for (CommandLine command : commandLine().getSubcommands().values()) {
            assertThat(command.getCommandSpec().optionsMap().keySet())
                    .doesNotContain("--password", "--secret", "--key", "--passphrase");
        }
    }

    @Test
    void withoutAGatewayTheMessageSaysWhereItWasLookedFor() {
        assertThat(run("sessions", "--state", directory.toString())).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("gatehouse: no gateway is running here: there is no "
                + directory.resolve("control.sock") + " (another state directory? --state DIR)\n");
    }

    @Test
    void aStateDirectoryThatCannotBeMadeIsToldInASentence() {
        assertThat(run("run", "--no-dataplane", "--state", "/proc/nowhere")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("gatehouse: /proc/nowhere does not exist\n");
    }

    @Test
    void sessionsAreATable() throws Exception {
        gateway.login("s1", "alice", "10.0.0.1", NOON);
        gateway.login("s2", "bob.the.builder", "10.0.0.2", NOON.plusSeconds(1));
        assertThat(ask("sessions")).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("SESSION  USER             ADDRESSES  FROM                SINCE");
        assertThat(lines.get(1)).startsWith("s1       alice            10.0.0.1   198.51.100.7:61000  ")
                .endsWith("default  staff   000a-00");
        assertThat(lines.get(2)).startsWith("s2       bob.the.builder  10.0.0.2   198.51.100.7:61000  ");
    }

    @Test
    void whoWaitsForAaaIsATableWithServerAndTime() throws Exception {
        assertThat(ask("sessions", "--pending")).isZero();
        assertThat(out).hasToString("nobody waits for AAA\n");
        out.getBuffer().setLength(0);
        gateway.radius.pending.add(new PendingRow(
                "s1", "alice", "198.51.100.7", "login", "staff", "198.51.100.7:4500", "office", "radius-1", 7, 21_500,
                60));
        gateway.radius.pending.add(new PendingRow(
                "s2", "bob", "bob", "group 'staff'", "staff", "198.51.100.8:4500", "office", "radius-2", 1, 200, 0));
        assertThat(ask("sessions", "--pending")).isZero();
        assertThat(out.toString().lines()).containsExactly(
                "USER   FROM               PROFILE  ASKED ABOUT    GROUP   SERVER    ATTEMPT  WAITS  AT MOST",
                "alice  198.51.100.7:4500  staff    login          office  radius-1  7        21s    60s",
                "bob    198.51.100.8:4500  staff    group 'staff'  office  radius-2  1        0s     -");
        out.getBuffer().setLength(0);
        assertThat(ask("sessions", "--pending", "--user", "bob", "--json")).isZero();
        assertThat(out.toString()).contains("\"server\" : \"radius-2\"").doesNotContain("alice");
    }

    @Test
    void radiusServersAreATable() throws Exception {
        gateway.radius.servers.add(new RadiusServerRow(
                "office", "radius-1", "192.0.2.10:1812", "alive 1, dead 1", "alive", 3, 10_000, 1234, 1200, 40, 2, 1.5,
                -1));
        assertThat(ask("radius", "status")).isZero();
        assertThat(out.toString().lines().toList().get(1))
                .isEqualTo("office  radius-1  192.0.2.10:1812  alive 1, dead 1"
                        + "  alive       3 of 10000  1234      1200     40       2         1.5 ms  -");
        // A server without a limit.
        gateway.radius.servers.set(0, new RadiusServerRow(
                "embedded", "embedded", "127.0.0.1:1812", "alive 2", "alive", 3, 0, 4, 1, 0, 0, 1.5, 2));
        assertThat(ask("radius", "status")).isZero();
        assertThat(out.toString()).contains("  alive       3          4 ");
    }

    @Test
    void aTestShowsEveryAnswerAndTakesThePasswordFromAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "geheim\n");
        gateway.radius.tested = new AdminReply.RadiusTested(false, "rejected: no", List.of(
                new AdminReply.RadiusTested.Round("radius-1", "Access-Reject", 12, 2, List.of("Reply-Message = no"))));
        int status = ask("radius", "test", "office", "--user", "alice", "--method", "pap", "--password-file",
                file.toString());
        assertThat(status).isOne();
        assertThat(gateway.radius.tests).containsExactly(
                new AdminRequest.TestRadius("office", "", "pap", "alice", "geheim"));
        assertThat(gateway.radius.tests.getFirst().toString()).doesNotContain("geheim");
        assertThat(out).hasToString("Access-Reject from radius-1 after 12 ms, to attempt 2\n"
                + "    Reply-Message = no\nfailed: rejected: no\n");
    }

    @Test
    void aTestWithoutAPasswordSaysWhereItMayBe() throws Exception {
        assertThat(ask("radius", "test", "office", "--user", "alice")).isOne();
        assertThat(err.toString()).contains("no password: name a file (--password-file FILE), or put it into "
                + "$GATEHOUSE_PASSWORD");
        assertThat(ask("radius", "test", "office", "--method", "chap", "--user", "alice")).isEqualTo(2);
        assertThat(err.toString()).contains("'chap' is none of pap, eap-mschapv2, status-server");
    }

    @Test
    void aTraceShowsPacketsUntilThereAreEnough() throws Exception {
        var packet = new AdminReply.RadiusTraced.Packet(
                "2026-11-25T12:00:00Z", "Access-Request to radius-1, attempt 1", List.of("User-Name = alice"));
        gateway.radius.traced.add(new AdminReply.RadiusTraced("1", List.of(), 0));
        gateway.radius.traced.add(new AdminReply.RadiusTraced("1", List.of(packet, packet, packet), 5));
        assertThat(ask("radius", "trace", "--user", "alice", "--most", "2")).isZero();
        assertThat(out.toString().lines()).containsExactly(
                "2026-11-25T12:00:00Z  Access-Request to radius-1, attempt 1", "    User-Name = alice",
                "2026-11-25T12:00:00Z  Access-Request to radius-1, attempt 1", "    User-Name = alice",
                "5 more came too fast to be kept");
        assertThat(ask("radius", "trace")).isEqualTo(2);
        assertThat(err.toString()).contains("either --user or --session");
    }

    @Test
    void nobodyIsConnectedIsSaid() throws Exception {
        assertThat(ask("sessions")).isZero();
        assertThat(out).hasToString("nobody is connected\n");
    }

    @Test
    void sessionsAreJsonOnDemand() throws Exception {
        gateway.login("s1", "alice", "10.0.0.1", NOON);
        assertThat(ask("sessions", "--json")).isZero();
        assertThat(out.toString()).startsWith("[ {").contains("\"id\" : \"s1\"")
                .contains("\"addresses\" : [ \"10.0.0.1\" ]");
    }

    @Test
    void poolsAreATable() throws Exception {
        gateway.pools.add(new PoolRow("office", List.of("10.0.0.1-10.0.0.4", "10.0.1.1"), 5, 4, 1, 7, 2));
        gateway.pools
                .add(new PoolRow("six", List.of("fd00::1-fd00::ffff:ffff:ffff:ffff"), 1L << 62, 1, 1L << 62, 1, 0));
        assertThat(ask("pools")).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                POOL    USED  FREE       STICKY  REFUSED  ADDRESSES
                office  4     1          7       2        10.0.0.1-10.0.0.4 10.0.1.1
                six     1     countless  1       0        fd00::1-fd00::ffff:ffff:ffff:ffff
                """);
    }

    @Test
    void poolsAreJsonOnDemand() throws Exception {
        gateway.pools.add(new PoolRow("office", List.of("10.0.0.1-10.0.0.4"), 4, 3, 1, 7, 2));
        assertThat(ask("pools", "--json")).isZero();
        assertThat(out.toString()).contains("\"name\" : \"office\"", "\"free\" : 1", "\"refused\" : 2");
    }

    @Test
    void certificatesThatAreLoadedAreATable() throws Exception {
        gateway.certificates.add(new CertificateRow("gateway", "CN=gate", List.of("gate.example.org"), "CN=CA", "1f",
                "2027-01-01T00:00:00Z", 37));
        gateway.certificates.add(new CertificateRow("trust point office", "CN=CA", List.of(), "CN=CA", "1",
                "2026-01-01T00:00:00Z", -3));
        assertThat(ask("pki", "show", "--loaded")).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                ROLE                SUBJECT  NAMES             EXPIRES               DAYS LEFT
                gateway             CN=gate  gate.example.org  2027-01-01T00:00:00Z  37
                trust point office  CN=CA                      2026-01-01T00:00:00Z  expired
                """);
        out.getBuffer().setLength(0);
        assertThat(ask("pki", "show", "--loaded", "--json")).isZero();
        assertThat(out.toString()).contains("\"role\" : \"gateway\"", "\"daysLeft\" : -3");
    }

    @Test
    void aLeaseOfDhcpIsShownAndGivenBack() throws Exception {
        gateway.lease = new AdminReply.DhcpLeased(
                "198.51.100.20", "10.174.0.10/24", List.of("198.51.100.53", "198.51.100.54"), List.of(), "lab.example",
                List.of(), List.of("10.0.0.0/8"), 3600);
        assertThat(ask("dhcp-test", "alice")).isZero();
        assertThat(out).hasToString("""
                server    198.51.100.20
                address   10.174.0.10/24
                DNS       198.51.100.53 198.51.100.54
                domain    lab.example
                routes    10.0.0.0/8
                lifetime  3600s
                """);
        assertThat(gateway.dhcpTests).containsExactly("asked for alice", "gave it back");
        assertThat(ask("dhcp-test", "alice", "--json")).isZero();
        assertThat(out.toString()).contains("\"address\" : \"10.174.0.10/24\"");
    }

    @Test
    void aRefusalOfDhcpIsAFailureWithItsReason() throws Exception {
        assertThat(ask("dhcp-test", "alice")).isEqualTo(1);
        assertThat(err.toString()).contains("no DHCP server made an offer");
        assertThat(gateway.dhcpTests).containsExactly("asked for alice", "gave it back");
    }

    @Test
    void oneSessionIsShownInFull() throws Exception {
        gateway.login("s1", "alice", "10.0.0.1", NOON);
        assertThat(ask("session", "s1")).isZero();
        assertThat(out.toString()).contains("user              alice\n")
                .contains("ends              when it is ended\n")
                .contains("groups            staff\nSGT               10 (000a-00)\naccess lists      strict.in\n")
                .contains("client            Windows\nvendor IDs        MS NT5 ISAKMPOAKLEY v9, 0102\n")
                .contains("own entries       2\nQoS policies      gold.out\n");
    }

    @Test
    void programsAreToldOfTheClientToo() throws Exception {
        gateway.login("s1", "alice", "10.0.0.1", NOON);
        assertThat(ask("session", "s1", "--json")).isZero();
        assertThat(out.toString()).contains("\"client\" : \"Windows\"")
                .contains("\"vendorIds\" : [ \"MS NT5 ISAKMPOAKLEY v9\", \"0102\" ]");
    }

    @Test
    void anExplanationTellsValueSourceAndWhatGaveWay() throws Exception {
        gateway.login("s1", "alice", "10.0.0.1", NOON);
        gateway.authorization.reply = new AdminReply.Explained("s1", "alice", "office", EXPLANATION);
        assertThat(ask("explain", "s1")).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                session s1 of 'alice', profile 'office'

                SETTING    VALUE  FROM                                      INSTEAD OF
                pool       staff  group 'staff' from radius-1 (list group)  guests of profile
                split-dns  a.b    user 'alice' from radius-1 (list user)

                IGNORED     WHY                   FROM
                Port-Limit  nothing here acts on  implicit from radius-1
                """);
        assertThat(gateway.authorization.asked).containsExactly("s1");
    }

    @Test
    void aSessionThatIsNotThereIsNotExplained() throws Exception {
        assertThat(ask("explain", "s9")).isOne();
        assertThat(err).hasToString("gatehouse: no session 's9'\n");
    }

    @Test
    void theDerivedConfigIsPrintedAsItIs() throws Exception {
        gateway.login("s1", "alice", "10.0.0.1", NOON);
        gateway.authorization.reply =
                new AdminReply.DerivedConfig("s1", List.of("interface Virtual-Access1", " ip mtu 1400", "end"));
        assertThat(ask("session", "s1", "--derived-config")).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("interface Virtual-Access1\n ip mtu 1400\nend\n");
    }

    @Test
    void aDryRunTellsWhatWasAskedAndWhatComesOfIt() throws Exception {
        gateway.authorization.reply = new AdminReply.Authorized(
                "office", "eap",
                List.of(new AdminReply.Authorized.Question("group 'staff'", "group", "radius-1", 3, "2 values")), "",
                EXPLANATION, List.of("interface Virtual-Access1", "end"));
        Path file = Files.writeString(directory.resolve("answers.yaml"), "user:\n  Framed-Pool: staff\n");
        assertThat(ask(
                "authorize", "--profile", "office", "--identity", "laptop.example.org", "--eap-identity", "alice",
                "--peer-address", "198.51.100.7", "--attributes", file.toString())).isZero();
        assertThat(out.toString())
                .contains("profile 'office', eap\n")
                .contains(
                        "ASKED ABOUT    LIST   SERVER    TOOK  ANSWER\ngroup 'staff'  group  radius-1  3 ms  2 values\n")
                .contains("pool       staff  group 'staff' from radius-1 (list group)  guests of profile\n")
                .endsWith("interface Virtual-Access1\nend\n");
        assertThat(gateway.authorization.asked).containsExactly(new AdminRequest.Authorize(
                "office", "laptop.example.org", "alice", "198.51.100.7", "user:\n  Framed-Pool: staff\n",
                file.toString()));
    }

    @Test
    void whoWouldBeRefusedIsAFailureWithTheReason() throws Exception {
        gateway.authorization.reply = new AdminReply.Authorized(
                "office", "eap", List.of(), "user 'alice' is unknown", Explanation.NOTHING, List.of());
        assertThat(ask("authorize", "--identity", "alice")).isOne();
        assertThat(out.toString()).contains("would be refused: user 'alice' is unknown\n");
    }

    @Test
    void attemptsTellWhoHowAndTheRemedy() throws Exception {
        gateway.authorization.reply = new AdminReply.Attempts(List.of(AttemptRow.of(new Attempt(
                NOON, Duration.ofMillis(120),
                new gatehouse.net.Path(new InetSocketAddress("192.0.2.1", 500),
                        new InetSocketAddress("198.51.100.7", 500)),
                "laptop", "bob\u001b[2J", "", "office", List.of("AES_GCM_16_256", "AES_CBC_256"), "AES_GCM_16_256",
                "MSCHAPv2", 4, "radius-1", Duration.ofMillis(35), Attempt.Trouble.REJECTED,
                "Access-Reject from radius-1"))));
        assertThat(ask("attempts", "--failed", "--user", "bob", "-n", "5")).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                2026-11-25T12:00:00Z  198.51.100.7:500  failed (rejected) after 120 ms
                    IKE identity  laptop
                    EAP identity  bob?[2J
                    profile       office
                    offered       AES_GCM_16_256, AES_CBC_256
                    taken         AES_GCM_16_256
                    method        MSCHAPv2, 4 rounds
                    AAA           radius-1, 35 ms
                    reason        Access-Reject from radius-1
                    remedy        %s
                """.formatted(Attempt.Trouble.REJECTED.remedy()));
        assertThat(gateway.authorization.asked).containsExactly(new AdminRequest.ListAttempts(true, "bob", 5));
    }

    @Test
    void attemptsAreJsonOnDemand() throws Exception {
        gateway.authorization.reply = new AdminReply.Attempts(List.of());
        assertThat(ask("attempts", "--json")).isZero();
        assertThat(out.toString().strip()).isEqualTo("[ ]");
        assertThat(gateway.authorization.asked).containsExactly(new AdminRequest.ListAttempts(false, "", 20));
    }

    @Test
    void theCacheIsShownAndCleared() throws Exception {
        gateway.authorization.reply = new AdminReply.Cache(
                List.of(new AdminReply.Cache.Kept("group", "group", "staff", "2 values", 12, 288, 9_999)), 9_999, 1, 0,
                0.9999, 4);
        assertThat(ask("cache", "show", "--list", "group")).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                LIST   TOPIC  NAME   ANSWER    AGE  LEFT  HITS
                group  group  staff  2 values  12s  288s  9999

                9999 hits, 1 misses, 0 waited for another's answer: AAA was spared 100.0 %; an answer takes 4 ms
                """);
        gateway.authorization.reply = new AdminReply.CacheCleared(1);
        assertThat(ask("cache", "clear", "--name", "staff")).isZero();
        assertThat(out.toString()).endsWith("1 answers forgotten\n");
        assertThat(gateway.authorization.asked).containsExactly("show group ", "clear  staff");
    }

    @Test
    void aReloadTellsWhatIsInForceAndWhatNeedsARestart() throws Exception {
        gateway.reloaded = new AdminReply.Reloaded(
                List.of("profiles.staff", "limits"), List.of("listen"), List.of("a.yaml:3 x: is unwise"), 12);
        assertThat(ask("reload")).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                in force: profiles.staff
                in force: limits
                needs a restart: listen
                12 kept answers of AAA were dropped
                """);
        assertThat(err.toString()).isEqualToNormalizingNewlines("a.yaml:3 x: is unwise\n");
    }

    @Test
    void aReloadThatIsRefusedSaysWhyAndFails() throws Exception {
        gateway.reloaded = new AdminReply.Failed("a.yaml:3 x: is wrong; write y\nnothing has changed");
        assertThat(ask("reload")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines("gatehouse: a.yaml:3 x: is wrong; write y\nnothing has changed\n");
    }

    @Test
    void aReloadOfTheSameSaysSo() throws Exception {
        assertThat(ask("reload")).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("nothing differs that could change at run time\n");
    }

    @Test
    void statusTellsWhatRunsHere() throws Exception {
        assertThat(ask("status")).isZero();
        assertThat(out).hasToString("""
                Gatehouse 1.2.3, known as gate.example.org, since 2026-11-25T11:00:00Z
                IKE on 192.0.2.1:500
                NAT traversal on 192.0.2.1:4500
                sessions: 0
                takes logins
                """);
    }

    @Test
    void anUnknownSessionIsAFailure() throws Exception {
        assertThat(ask("session", "s9")).isEqualTo(1);
        assertThat(err).hasToString("gatehouse: no session 's9'\n");
    }

    @Test
    void disconnectReturnsWhenTheSessionIsGone() throws Exception {
        gateway.login("s1", "alice", "10.0.0.1", NOON);
        assertThat(ask("disconnect", "--user", "alice")).isZero();
        assertThat(out).hasToString("s1 (alice): ended\n");
        assertThat(gateway.directory().size()).isZero();
    }

    @Test
    void aSoundConfigurationIsSaidToBeSound() throws Exception {
        Path file = Files.writeString(directory.resolve("g.yaml"), "log: {format: json}\n");
        assertThat(run("check-config", "--config", file.toString())).isZero();
        assertThat(out).hasToString(file + ": sound\n");
    }

    @Test
    void everythingThatIsWrongIsToldOnStandardError() throws Exception {
        Path file = Files.writeString(directory.resolve("g.yaml"), "log: {format: xml, levle: info}\n");
        assertThat(run("check-config", "--config", file.toString())).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err).hasToString(file + ":1 log.format: unknown word 'xml'; one of json, text\n" + file
                + ":1 log.levle: unknown key; did you mean 'level'?\n");
    }

    private int ask(String... arguments) throws Exception {
        Path socket = directory.resolve("control.sock");
        try (var _ = ControlSocket.open(socket, gateway)) {
            var all = new ArrayList<>(List.of(arguments));
            all.addAll(List.of("--socket", socket.toString()));
            return run(all.toArray(String[]::new));
        }
    }

    private int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    private Machine machine() {
        return new Machine("gate", List.of(), Map.of(), "operator", directory, Path.of(""));
    }

    private CommandLine commandLine() {
        return Main.commandLine(machine(), new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
