package gatehouse.ike.negotiation;

import static gatehouse.wire.CfgAttributeType.INTERNAL_IP4_ADDRESS;
import static gatehouse.wire.CfgAttributeType.INTERNAL_IP4_DNS;
import static gatehouse.wire.CfgAttributeType.INTERNAL_IP4_NBNS;
import static gatehouse.wire.CfgAttributeType.INTERNAL_IP4_NETMASK;
import static gatehouse.wire.CfgAttributeType.INTERNAL_IP6_ADDRESS;
import static gatehouse.wire.CfgAttributeType.INTERNAL_IP6_DNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.DnssecTrustAnchor;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.address.Lease;
import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.wire.CfgAttribute;
import gatehouse.wire.CfgAttributeType;
import gatehouse.wire.CfgType;
import gatehouse.wire.CpPayload;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationReplyTest {
    private static final Lease IPV4 = new Lease(Addresses.parse("10.0.0.7"), 24, "pool", "s-1");
    private static final Lease IPV6 = new Lease(Addresses.parse("fd00::7"), 64, "pool6", "s-1");
    private static final InetAddress OWN = Addresses.parse("10.0.0.254");
    private static final String ADDRESS = "INTERNAL_IP4_ADDRESS=0a000007";
    private static final String ADDRESS_IPV6 = "INTERNAL_IP6_ADDRESS=fd00000000000000000000000000000740";
    private static final String NETMASK = "INTERNAL_IP4_NETMASK=ffffff00";
    private static final String DNS = "INTERNAL_IP4_DNS=0a000035";
    private static final String DNS_2 = "INTERNAL_IP4_DNS=0a000036";
    private static final String DNS_IPV6 = "INTERNAL_IP6_DNS=fd000000000000000000000000000053";
    private static final String SERVER = "INTERNAL_IP4_SERVER=0a0000fe";
    private static final String NBNS = "INTERNAL_IP4_NBNS=0a000037";

    @ParameterizedTest
    @MethodSource
    void theReplyHas(List<CfgAttributeType> asked, List<Lease> leases, List<String> expected) {
        CpPayload reply = ConfigurationReply.answer(
                request(asked),
                ConfigurationReply.told(
                        authorization(),
                        List.of(Prefix.parse("10.20.0.0/16")),
                        List.of(Prefix.parse("192.168.0.0/16")),
                        List.of(OWN)),
                leases);
        assertThat(reply.cfgType()).isEqualTo(CfgType.REPLY);
        assertThat(reply.attributes()).extracting(a -> a.type() + "=" + a.value().hex()).isEqualTo(expected);
    }

    static Stream<Arguments> theReplyHas() {
        List<CfgAttributeType> everything = List.of(
                INTERNAL_IP4_ADDRESS,
                INTERNAL_IP4_NETMASK,
                INTERNAL_IP4_DNS,
                INTERNAL_IP4_NBNS,
                INTERNAL_IP6_ADDRESS,
                INTERNAL_IP6_DNS,
                CfgAttributeType.MICROSOFT_IP4_SERVER);
        return Stream.of(
                arguments(
                        everything,
                        List.of(IPV4, IPV6),
                        List.of(ADDRESS, ADDRESS_IPV6, NETMASK, DNS, DNS_IPV6, DNS_2, NBNS, SERVER)),
                // Of the families that were leased only.
                arguments(everything, List.of(IPV4), List.of(ADDRESS, NETMASK, DNS, DNS_2, NBNS, SERVER)),
                arguments(everything, List.of(IPV6), List.of(ADDRESS_IPV6, DNS_IPV6)),
                // Who has addresses of its own is told of both.
                arguments(everything, List.of(), List.of(NETMASK, DNS, DNS_IPV6, DNS_2, NBNS, SERVER)),
                // What was not asked for is not told.
                arguments(List.of(INTERNAL_IP4_ADDRESS), List.of(IPV4), List.of(ADDRESS)),
                arguments(
                        List.of(INTERNAL_IP4_ADDRESS, INTERNAL_IP6_DNS),
                        List.of(IPV4),
                        List.of(ADDRESS)),
                arguments(
                        List.of(INTERNAL_IP4_DNS, INTERNAL_IP4_ADDRESS),
                        List.of(IPV4),
                        List.of(ADDRESS, DNS, DNS_2)),
                // Everything that there is a place for, under each of its names.
                arguments(
                        List.of(
                                CfgAttributeType.INTERNAL_IP4_SUBNET,
                                INTERNAL_IP4_DNS,
                                CfgAttributeType.INTERNAL_DNS_DOMAIN,
                                CfgAttributeType.UNITY_BANNER,
                                CfgAttributeType.UNITY_DEF_DOMAIN,
                                CfgAttributeType.UNITY_SPLITDNS_NAME,
                                CfgAttributeType.UNITY_SPLIT_INCLUDE,
                                CfgAttributeType.UNITY_LOCAL_LAN,
                                CfgAttributeType.UNITY_PFS,
                                CfgAttributeType.UNITY_BACKUP_SERVERS,
                                CfgAttributeType.APPLICATION_VERSION,
                                CfgAttributeType.SUPPORTED_ATTRIBUTES,
                                new CfgAttributeType(31000)),
                        List.of(IPV4),
                        List.of(
                                ADDRESS,
                                DNS,
                                DNS_2,
                                "INTERNAL_IP4_SUBNET=0a140000ffff0000",
                                "INTERNAL_DNS_DOMAIN=" + hex("corp.example.org"),
                                "INTERNAL_DNS_DOMAIN=" + hex("lab.example.org"),
                                "UNITY_BANNER=" + hex("Be good"),
                                "UNITY_DEF_DOMAIN=" + hex("example.org"),
                                "UNITY_SPLITDNS_NAME=" + hex("corp.example.org,lab.example.org"),
                                "UNITY_SPLIT_INCLUDE=0a140000ffff0000000000000000",
                                "UNITY_LOCAL_LAN=c0a80000ffff000000000000000000000000ffffffff000000000000",
                                "UNITY_PFS=0001",
                                "UNITY_BACKUP_SERVERS=" + hex("gw2.example.org,192.0.2.2"),
                                "APPLICATION_VERSION=" + hex("Gatehouse"),
                                "SUPPORTED_ATTRIBUTES=0001000200030004000700080"
                                        + "00a000d000e000f0019001a001b001c001d")));
    }

    private static DnssecTrustAnchor anchor(String domain, String octet) {
        return DnssecTrustAnchor.parse(domain + " 4660 8 1 " + octet.repeat(20));
    }

    /// Split DNS (RFC 8598, section 3): domains go with a server that they are asked of, anchors follow their domain.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DNS DOMAIN        | dns corp lab
            DOMAIN            |
            TA DNS            | dns
            TA                |
            DOMAIN TA         |
            DNS DOMAIN TA     | dns corp lab aa bb
            IP6_DNS DOMAIN TA |
            """)
    void domainsGoWithAServerAndAnchorsWithTheirDomain(String asked, String told) {
        var request = new ArrayList<CfgAttributeType>();
        for (String word : asked.split(" ")) {
            request.add(switch (word) {
                case "DNS" -> INTERNAL_IP4_DNS;
                case "IP6_DNS" -> INTERNAL_IP6_DNS;
                case "DOMAIN" -> CfgAttributeType.INTERNAL_DNS_DOMAIN;
                default -> CfgAttributeType.INTERNAL_DNSSEC_TA;
            });
        }
        CpPayload reply = ConfigurationReply.answer(
                request(request),
                ConfigurationReply.told(authorization(), List.of(), List.of(), List.of()),
                List.of(IPV4));
        List<String> words = reply.attributes().stream()
                .map(attribute -> switch (attribute.type().toString()) {
                    case "INTERNAL_IP4_DNS" -> "dns";
                    case "INTERNAL_DNS_DOMAIN" -> attribute.value().utf8().replace(".example.org", "");
                    // Key tag, algorithm, type of the digest, digest.
                    case "INTERNAL_DNSSEC_TA" -> attribute.value().hex().replaceFirst("^12340801(..)\\1{19}$", "$1");
                    default -> "";
                })
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
        assertThat(String.join(" ", words)).isEqualTo(told == null ? "" : told);
    }

    private static String hex(String text) {
        return Bytes.ofUtf8(text).hex();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0a000005, true, 10.0.0.5", "1, '', true, ''", "1, 00000000, true, ''", "1, 0a0000, true, ''",
        "8, fd000000000000000000000000000005, false, fd00::5",
        "8, fd00000000000000000000000000000540, false, fd00::5", "8, fd00, false, ''",
        "8, 0000000000000000000000000000000000, false, ''", "8, fd000000000000000000000000000005, true, ''",
        "1, 0a000005, false, ''"
    })
    void aWishIsAnAddressThatIsNamed(int type, String hex, boolean ipv4, String wish) {
        var request = new CpPayload(
                CfgType.REQUEST, List.of(new CfgAttribute(new CfgAttributeType(type), Bytes.fromHex(hex))));
        assertThat(ConfigurationReply.wish(request, ipv4).map(Addresses::text).orElse("")).isEqualTo(wish);
        assertThat(ConfigurationReply.asksForAddress(request, ipv4)).isEqualTo(type == 1 == ipv4);
    }

    @Test
    void ofSeveralWishesTheFirstCounts() {
        var request = new CpPayload(CfgType.REQUEST, List.of(
                CfgAttribute.request(INTERNAL_IP4_ADDRESS),
                new CfgAttribute(INTERNAL_IP4_ADDRESS, Bytes.fromHex("0a000008")),
                new CfgAttribute(INTERNAL_IP4_ADDRESS, Bytes.fromHex("0a000009"))));
        assertThat(ConfigurationReply.wish(request, true)).hasValue(Addresses.parse("10.0.0.8"));
    }

    private static CpPayload request(List<CfgAttributeType> asked) {
        return new CpPayload(CfgType.REQUEST, asked.stream().map(CfgAttribute::request).toList());
    }

    private static Authorization authorization() {
        return new Authorization(
                Stream.of(
                        new Granted.Netmask(Addresses.parse("255.255.255.0")),
                        new Granted.Dns(Addresses.parse("10.0.0.53")),
                        new Granted.Dns(Addresses.parse("fd00::53")),
                        new Granted.Dns(Addresses.parse("10.0.0.54")),
                        new Granted.Nbns(Addresses.parse("10.0.0.55")),
                        new Granted.SplitDns("corp.example.org"),
                        new Granted.SplitDns("lab.example.org"),
                        new Granted.TrustAnchor(anchor("LAB.example.org", "aa")),
                        new Granted.TrustAnchor(anchor("lab.example.org", "bb")),
                        new Granted.TrustAnchor(anchor("elsewhere.example.org", "cc")),
                        new Granted.Banner("Be good"),
                        new Granted.DefaultDomain("example.org"),
                        new Granted.IncludeLocalLan(true),
                        new Granted.Pfs(true),
                        new Granted.BackupGateway("gw2.example.org"),
                        new Granted.BackupGateway("192.0.2.2"))
                        .map(value -> new Authorization.Entry(value, Origin.UNKNOWN, List.of()))
                        .toList(),
                AccessPolicy.AddressKind.USUAL_ORDER);
    }
}
