package gatehouse.admin;

import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.session.Session;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionDirectory;
import gatehouse.session.SessionId;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A gateway that ends sessions at once, except those it is told to keep.
public final class FakeGateway implements GatewayView {
    private final SessionDirectory directory = new SessionDirectory();
    final List<SessionCommand> commands = new ArrayList<>();
    final List<MetricFamily> metrics = new ArrayList<>();
    public final List<PoolRow> pools = new ArrayList<>();
    Health health = Health.GOOD;
    SessionId stubborn = new SessionId("none");

    public Session login(String id, String user, String inner, Instant startedAt) {
        var path = new Path(
                new InetSocketAddress(Addresses.parse("192.0.2.1"), 4500),
                new InetSocketAddress(Addresses.parse("198.51.100.7"), 61000));
        var session = new Session(
                new SessionId(id), "0a0b0c0d0000000100000001", "0a0b0c0d0000000100000001", "default", user,
                "192.168.1.5", user, path,
                List.of(Addresses.parse(inner)), List.of(),
                new Session.InForce(List.of("staff"), "000a-00", List.of("strict.in"), 2, List.of("gold.out")),
                startedAt, Instant.MAX, "IKE AES_GCM_16_256, ESP AES_GCM_16_256",
                new Session.Software("Windows", List.of("MS NT5 ISAKMPOAKLEY v9", "0102")), 7);
        directory.put(session);
        return session;
    }

    @Override
    public GatewayFacts facts() {
        return new GatewayFacts(
                "1.2.3",
                "gate.example.org",
                Instant.parse("2026-11-25T11:00:00Z"),
                List.of(new InetSocketAddress(Addresses.parse("192.0.2.1"), 500)),
                List.of(new InetSocketAddress(Addresses.parse("192.0.2.1"), 4500)));
    }

    @Override
    public SessionDirectory directory() {
        return directory;
    }

    @Override
    public CompletableFuture<SessionCommand.Outcome> perform(SessionCommand command) {
        commands.add(command);
        if (command.session().equals(stubborn)) {
            return CompletableFuture.completedFuture(SessionCommand.Outcome.Refused.notPossible("it is being rekeyed"));
        }
        directory.remove(command.session());
        return CompletableFuture.completedFuture(new SessionCommand.Outcome.Done());
    }

    /// What comes of a reload.
    public AdminReply reloaded = new AdminReply.Reloaded(List.of(), List.of(), List.of(), 0);

    @Override
    public AdminReply reload() {
        return reloaded;
    }

    public final List<CertificateRow> certificates = new ArrayList<>();

    @Override
    public List<CertificateRow> certificates() {
        return List.copyOf(certificates);
    }

    /// What it grants.
    public AdminReply lease = new AdminReply.Failed("no DHCP server made an offer");
    public final List<String> dhcpTests = new ArrayList<>();

    @Override
    public DhcpTest testDhcp(String identity) {
        dhcpTests.add("asked for " + identity);
        return new DhcpTest() {
            @Override
            public CompletableFuture<AdminReply> reply() {
                return CompletableFuture.completedFuture(lease);
            }

            @Override
            public void close() {
                dhcpTests.add("gave it back");
            }
        };
    }

    public final FakeAuthorization authorization = new FakeAuthorization();

    @Override
    public AuthorizationView authorization() {
        return authorization;
    }

    public final FakeRadius radius = new FakeRadius();

    @Override
    public AdminReply drain(List<String> to, Duration over) {
        return new AdminReply.Draining(true, to, 2, 0, 1, 1, over.toSeconds());
    }

    @Override
    public AdminReply drainProgress() {
        return new AdminReply.Failed("the gateway is not being drained");
    }

    @Override
    public AdminReply cancelDrain() {
        return new AdminReply.Draining(false, List.of(), 2, 2, 0, 0, 0);
    }

    @Override
    public RadiusView radius() {
        return radius;
    }

    @Override
    public List<PoolRow> pools() {
        return List.copyOf(pools);
    }

    @Override
    public List<MetricFamily> metrics() {
        return List.copyOf(metrics);
    }

    @Override
    public Health health() {
        return health;
    }
}
