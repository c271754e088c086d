package gatehouse.aaa.radius;

import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.radius.Attribute;
import gatehouse.session.Session;
import gatehouse.session.SessionId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Sessions and identities for tests.
final class SomeSession {
    static final Instant START = Instant.parse("2026-11-25T10:00:00Z");
    static final NasIdentity NAS = new NasIdentity(
            "gateway", List.of(Addresses.parse("192.0.2.1"), Addresses.parse("2001:db8::1")));

    private SomeSession() {}

    static Session of(String id, String user, String audit, String inner, String outer) {
        return new Session(
                new SessionId(id),
                audit,
                "staff",
                user,
                user + "@ike",
                user + "@eap",
                path(outer),
                List.of(Addresses.parse(inner), innerIpv6(inner)),
                new Session.InForce(
                        List.of("staff"),
                        "000a-00",
                        List.of("strict.in", "late.out"),
                        0,
                        List.of(),
                        List.of(Bytes.ofUtf8("class of " + user)),
                        List.of(Bytes.ofUtf8("payer of " + user))),
                START,
                Instant.MAX,
                "AES_GCM_16_256",
                1);
    }

    static Session alice() {
        return of("s-alice", "alice", "0A0B0C0D0000000100000001", "10.0.0.1", "198.51.100.1");
    }

    static Path path(String outer) {
        return new Path(
                new InetSocketAddress(Addresses.parse("192.0.2.1"), 4500),
                new InetSocketAddress(Addresses.parse(outer), 61000));
    }

    /// `10.0.0.1` has `fd00::1` beside it.
    static InetAddress innerIpv6(String inner) {
        return Addresses.parse("fd00::" + inner.substring(inner.lastIndexOf('.') + 1));
    }

    /// Attributes as `type=hex`.
    static List<String> printed(List<Attribute> attributes) {
        var printed = new ArrayList<String>();
        for (Attribute attribute : attributes) printed.add(attribute.type() + "=" + attribute.value().hex());
        return printed;
    }
}
