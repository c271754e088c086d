package gatehouse.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// `listen`.
final class ListenSection {
    private static final int MOST_SHARDS = 64;
    // RFC 4594, section 3.2: what routers and gateways say to each other.
    private static final int CS6 = 48;
    private static final int EF = 46;

    private ListenSection() {}

    static Listening read(Section section) {
        var addresses = new ArrayList<InetAddress>();
        List<String> texts = section.values("addresses", List.of("all"), Values::text);
        for (String text : texts) {
            if (text.equals("all") && texts.size() == 1) break;
            try {
                InetAddress address = Values.address(text);
                if (address.isAnyLocalAddress()) {
                    throw new Unfit("'" + text + "' is not one address", "write 'all' for every address");
                }
                addresses.add(address);
            } catch (Unfit e) {
                section.error("addresses", e.getMessage(), e.remedy());
            }
        }
        if (texts.isEmpty()) section.error("addresses", "is empty", "write 'all' for every address");
        int ike = section.value("ike-port", 500, Values::port);
        int natTraversal = section.value("nat-traversal-port", 4500, Values::port);
        if (ike == natTraversal) {
            section.error("nat-traversal-port", "is the IKE port", "the two speak differently; choose another");
        }
        int processors = Math.min(Runtime.getRuntime().availableProcessors(), MOST_SHARDS);
        int shards = section.value(
                "shards", processors, text -> text.equals("auto") ? processors : Values.count(1, MOST_SHARDS).of(text));
        int dscp = section.value("dscp", CS6, ListenSection::dscp);
        section.end();
        return new Listening(addresses, ike, natTraversal, shards, dscp);
    }

    /// `cs6`, `ef`, a number, or `none`.
    private static int dscp(String text) throws Unfit {
        if (text.equals(Definitions.NONE)) return 0;
        if (text.equals("ef")) return EF;
        if (text.matches("cs[0-7]")) return (text.charAt(2) - '0') << 3;
        try {
            return Values.count(0, 63).of(text);
        } catch (Unfit e) {
            throw new Unfit(e.getMessage(), "write cs0 to cs7, ef, 0 to 63, or none");
        }
    }
}
