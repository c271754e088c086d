package gatehouse.server;

import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.session.Session;
import gatehouse.session.SessionId;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;

/// Sessions for tests.
final class SomeSession {
    static final Instant START = Instant.parse("2026-11-25T10:00:00Z");
    static final Path PATH = new Path(
            new InetSocketAddress(Addresses.parse("192.0.2.1"), 4500),
            new InetSocketAddress(Addresses.parse("198.51.100.7"), 61000));

    private SomeSession() {}

    static Session of(String id, String user, long ownerSpi) {
        return new Session(
                new SessionId(id),
                "0A0B0C0D0000000100000001",
                "default",
                user,
                "192.168.1.5",
                user + "@example.org",
                PATH,
                List.of(Addresses.parse("10.173.0.1"), Addresses.parse("fd47::1")),
                new Session.InForce(List.of("staff"), "000a-00", List.of("strict.in"), 2, List.of("gold.out")),
                START,
                Instant.MAX,
                "IKE AES_GCM_16_256",
                ownerSpi);
    }
}
