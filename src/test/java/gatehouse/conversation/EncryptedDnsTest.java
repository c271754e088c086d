package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.EncryptedDnsServer;
import gatehouse.aaa.Granted;
import gatehouse.bytes.Bytes;
import gatehouse.eap.EapType;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.wire.CfgAttribute;
import gatehouse.wire.CfgAttributeType;
import gatehouse.wire.EncryptedDnsDigest;
import gatehouse.wire.EncryptedDnsResolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Clients are told of name servers with encrypted transports (RFC 9464): who asks for them, of the families that it has, and
/// then of no others.
class EncryptedDnsTest {
    private static final String DIGEST = "5a".repeat(32);
    private static final Granted FIRST = granted(
            "1 dns.example.org addresses=10.0.0.53,fd00::53 alpn=dot,h2 dohpath=/q{?dns} sha2-256=" + DIGEST);
    private static final Granted SECOND = granted("2 alt.example.org addresses=fd00::54 alpn=doq sha2-256=" + DIGEST);

    private static Granted granted(String text) {
        return new Granted.EncryptedDns(EncryptedDnsServer.parse(text));
    }

    /// @param asked  what the client asks for beside addresses and servers in the clear: 4, 6, d(igest)
    /// @param ipv6   whether it has an IPv6 address too
    /// @param told   resolvers as priority/family, digests as the name that they have, and 'clear' for servers in the clear
    @ParameterizedTest(name = "{0} with IPv6 {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            ''  | no  | clear
            4   | no  | 1/4
            46  | no  | 1/4
            6   | no  | clear
            d   | no  | clear
            46d | no  | 1/4 digest of ''
            46  | yes | 1/4 1/6 2/6
            4   | yes | 1/4
            46d | yes | 1/4 1/6 2/6 digest of 'dns.example.org' digest of 'alt.example.org'
            4d  | yes | 1/4 digest of ''
            """)
    void isToldWhoAsks(String asked, String ipv6, String told) throws Exception {
        var shape = new World.Shape();
        if (ipv6.equals("yes")) shape.ipv6Pool = "six";
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2, FIRST, SECOND);
        var alice = new Client.Shape("alice");
        alice.ipv6 = ipv6.equals("yes");
        alice.wanted = Stream.of("4", "6", "d")
                .filter(asked::contains)
                .map(letter -> switch (letter) {
                    case "4" -> CfgAttributeType.ENCDNS_IP4;
                    case "6" -> CfgAttributeType.ENCDNS_IP6;
                    default -> CfgAttributeType.ENCDNS_DIGEST_INFO;
                })
                .toList();
        Client client = world.connect(alice);
        world.run(Duration.ofSeconds(2));
        var connected = client.last(InitiatorEffect.Connected.class).orElseThrow();
        assertThat(described(connected.configuration())).isEqualTo(told);
    }

    private static String described(List<CfgAttribute> attributes) throws Exception {
        var resolvers = new ArrayList<String>();
        var digests = new ArrayList<String>();
        var clear = new ArrayList<String>();
        for (CfgAttribute attribute : attributes) {
            if (EncryptedDnsResolver.is(attribute)) {
                var resolver = EncryptedDnsResolver.read(attribute);
                boolean ipv4 = attribute.type().equals(CfgAttributeType.ENCDNS_IP4);
                resolvers.add(resolver.priority() + (ipv4 ? "/4" : "/6"));
            } else if (attribute.type().equals(CfgAttributeType.ENCDNS_DIGEST_INFO)) {
                var digest = EncryptedDnsDigest.read(attribute);
                assertThat(digest.digest()).isEqualTo(Bytes.fromHex(DIGEST));
                digests.add("digest of '" + digest.name() + "'");
            } else if (attribute.type().equals(CfgAttributeType.INTERNAL_IP4_DNS)) {
                clear.add("clear");
            }
        }
        return String.join(" ", Stream.of(clear, resolvers, digests).flatMap(List::stream).toList());
    }

    @Test
    void aChangeIsTold() throws Exception {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client client = world.login("alice");
        world.change(world.id("alice"), FIRST);
        world.run(Duration.ofSeconds(1));
        var told = client.last(InitiatorEffect.Configured.class).orElseThrow().configuration();
        assertThat(described(told)).isEqualTo("clear 1/4 1/6 digest of ''");
    }
}
