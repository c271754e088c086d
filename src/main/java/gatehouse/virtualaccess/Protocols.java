package gatehouse.virtualaccess;

import java.util.Map;
import java.util.Set;

/// IP protocols by the names that IOS has for them.
final class Protocols {
    static final int ANY = 0;
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int ICMPV6 = 58;

    private static final Map<String, Integer> NAMES = Map.ofEntries(
            Map.entry("ahp", 51),
            Map.entry("eigrp", 88),
            Map.entry("esp", 50),
            Map.entry("gre", 47),
            Map.entry("igmp", 2),
            Map.entry("ipinip", 4),
            Map.entry("nos", 94),
            Map.entry("ospf", 89),
            Map.entry("pcp", 108),
            Map.entry("pim", 103),
            Map.entry("sctp", 132),
            Map.entry("tcp", TCP),
            Map.entry("udp", 17));

    /// The data plane looks behind the extension headers of IPv6, so that none of these is the protocol of a packet.
    private static final Set<Integer> EXTENSIONS = Set.of(43, 44, 51, 60, 135, 139, 140);

    private static final Set<Integer> WITH_PORTS = Set.of(TCP, 17, 33, 132, 136);

    private Protocols() {}

    /// The number that a word names or is, from 1 to 255; -1 if it is none. Zero is what the data plane calls any.
    static int parse(String word) {
        Integer known = NAMES.get(word);
        if (known != null) return known;
        int number = octet(word);
        return number == ANY ? -1 : number;
    }

    /// A number from 0 to 255; -1 if it is none.
    static int octet(String word) {
        if (word.isEmpty() || word.length() > 3 || !word.chars().allMatch(c -> c >= '0' && c <= '9')) return -1;
        int number = Integer.parseInt(word);
        return number <= 255 ? number : -1;
    }

    static boolean hasPorts(int protocol) {
        return WITH_PORTS.contains(protocol);
    }

    static boolean isIcmp(int protocol) {
        return protocol == ICMP || protocol == ICMPV6;
    }

    static boolean isExtensionHeader(int protocol) {
        return EXTENSIONS.contains(protocol);
    }
}
