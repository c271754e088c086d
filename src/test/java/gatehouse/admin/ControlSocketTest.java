package gatehouse.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.session.SessionCommand;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir
    private Path directory;

    private final FakeGateway gateway = new FakeGateway();

    @Test
    void sessionsAreListedOldestFirst() throws Exception {
        gateway.login("s2", "bob", "10.0.0.2", NOON.plusSeconds(5));
        gateway.login("s1", "alice", "10.0.0.1", NOON);
        assertThat(ask(new AdminRequest.ListSessions(""))).isInstanceOfSatisfying(AdminReply.Sessions.class, reply -> {
            assertThat(reply.sessions()).extracting(SessionRow::id).containsExactly("s1", "s2");
            SessionRow alice = reply.sessions().getFirst();
            assertThat(alice.user()).isEqualTo("alice");
            assertThat(alice.peer()).isEqualTo("198.51.100.7:61000");
            assertThat(alice.addresses()).containsExactly("10.0.0.1");
            assertThat(alice.started()).isEqualTo("2026-11-25T12:00:00Z");
            assertThat(alice.ends()).isEmpty();
        });
    }

    @Test
    void sessionsOfOneUserAreListedAlone() throws Exception {
        gateway.login("s1", "alice", "10.0.0.1", NOON);
        gateway.login("s2", "bob", "10.0.0.2", NOON);
        assertThat(ask(new AdminRequest.ListSessions("bob"))).isInstanceOfSatisfying(
                AdminReply.Sessions.class,
                reply -> assertThat(reply.sessions()).extracting(SessionRow::id).containsExactly("s2"));
    }

    @Test
    void aSessionIsFoundByItsAuditSessionIdToo() throws Exception {
        gateway.login("s1", "alice", "10.0.0.1", NOON);
        assertThat(ask(new AdminRequest.ShowSession("0A0B0C0D0000000100000001"))).isInstanceOfSatisfying(
                AdminReply.Sessions.class,
                reply -> assertThat(reply.sessions()).extracting(SessionRow::id).containsExactly("s1"));
    }

    @Test
    void anUnknownSessionIsNamedInTheAnswer() throws Exception {
        assertThat(ask(new AdminRequest.ShowSession("s9"))).isEqualTo(new AdminReply.Failed("no session 's9'"));
        assertThat(ask(new AdminRequest.ShowSession(""))).isEqualTo(new AdminReply.Failed("no session ''"));
        assertThat(ask(new AdminRequest.DisconnectUser("eve")))
                .isEqualTo(new AdminReply.Failed("user 'eve' has no session"));
    }

    @Test
    void aDisconnectIsAnsweredWhenTheSessionIsGone() throws Exception {
        gateway.login("s1", "alice", "10.0.0.1", NOON);
        assertThat(ask(new AdminRequest.DisconnectSession("s1"))).isEqualTo(
                new AdminReply.Disconnected(List.of(new AdminReply.Ended("s1", "alice", true, ""))));
        assertThat(gateway.commands).containsExactly(new SessionCommand.Disconnect(
                new SessionId("s1"), TerminateCause.ADMIN_RESET, "disconnected by an operator"));
    }

    @Test
    void everySessionOfAUserEndsAndTheOneThatDidNotSaysWhy() throws Exception {
        gateway.login("s1", "alice", "10.0.0.1", NOON);
        gateway.login("s2", "alice", "10.0.0.2", NOON);
        gateway.stubborn = new SessionId("s2");
        assertThat(ask(new AdminRequest.DisconnectUser("alice"))).isInstanceOfSatisfying(
                AdminReply.Disconnected.class,
                reply -> assertThat(reply.sessions()).containsExactlyInAnyOrder(
                        new AdminReply.Ended("s1", "alice", true, ""),
                        new AdminReply.Ended("s2", "alice", false, "it is being rekeyed")));
    }

    @Test
    void statusSaysWhatRunsWhereAndHowItFares() throws Exception {
        gateway.login("s1", "alice", "10.0.0.1", NOON);
        gateway.health = new Health(true, List.of("no server of 'office' answers"));
        assertThat(ask(new AdminRequest.ShowStatus())).isEqualTo(new AdminReply.Status(
                "1.2.3", "gate.example.org", "2026-11-25T11:00:00Z", List.of("192.0.2.1:500"),
                List.of("192.0.2.1:4500"), 1, true, List.of("no server of 'office' answers")));
    }

    @Test
    void poolsSurviveTheJourney() throws Exception {
        gateway.pools.add(new PoolRow("office", List.of("10.0.0.1-10.0.0.4"), 4, 3, 1, 7, 2));
        assertThat(ask(new AdminRequest.ListPools())).isEqualTo(new AdminReply.Pools(gateway.pools));
    }

    @Test
    void statisticsSurviveTheJourney() throws Exception {
        gateway.metrics.add(MetricFamily.counters(
                "gatehouse_drops_total", "Dropped.", "reason", Map.of("unknown spi", 3L)));
        assertThat(ask(new AdminRequest.ShowStatistics())).isEqualTo(new AdminReply.Statistics(gateway.metrics));
    }

    @Test
    void rubbishIsAnsweredAndTheConnectionGoesOn() throws Exception {
        Path path = directory.resolve("control.sock");
        try (var _ = ControlSocket.open(path, gateway);
                var lines = new Lines(SocketChannel.open(UnixDomainSocketAddress.of(path)), 10_000)) {
            lines.write("{");
            assertThat(lines.read().orElseThrow()).contains("cannot read the request");
            lines.write("{\"request\":\"Reboot\"}");
            assertThat(lines.read().orElseThrow()).contains("unknown request 'Reboot'");
            lines.write("{\"request\":\"ListSessions\"}");
            assertThat(lines.read().orElseThrow()).contains("Failed").contains("user");
            lines.write("{\"request\":\"ListSessions\",\"user\":\"\"}");
            assertThat(lines.read()).isEqualTo(Optional.of("{\"reply\":\"Sessions\",\"sessions\":[]}"));
        }
    }

    @Test
    void onlyTheOwnerMayOpenIt() throws Exception {
        Path path = directory.resolve("control.sock");
        try (var _ = ControlSocket.open(path, gateway)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-------");
            try (var files = Files.list(directory)) {
                assertThat(files).containsExactly(path);
            }
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void aSecondGatewayIsRefused() throws Exception {
        Path path = directory.resolve("control.sock");
        try (var _ = ControlSocket.open(path, gateway)) {
            assertThatThrownBy(() -> ControlSocket.open(path, gateway))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another gateway is running");
        }
    }

    @Test
    void whatADeadGatewayLeftIsReplaced() throws Exception {
        Path path = directory.resolve("control.sock");
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
        assertThat(ask(new AdminRequest.ListSessions(""))).isEqualTo(new AdminReply.Sessions(List.of()));
    }

    private AdminReply ask(AdminRequest request) throws IOException {
        Path path = directory.resolve("control.sock");
        try (var _ = ControlSocket.open(path, gateway);
                var client = ControlClient.connect(path)) {
            return client.ask(request);
        }
    }
}
