package gatehouse.config;

import gatehouse.address.PoolDefinition;
import gatehouse.config.DataPlaneSettings.DontFragment;
import gatehouse.net.AddressRange;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// `data-plane`.
final class DataPlaneSection {
    private static final String AUTO = "auto";
    private static final String NONE = "none";
    /// What is left of 1500 octets in the worst case: IPv6 takes 40, UDP 8, ESP's header 8, the IV of AES-CBC 16 and
    /// HMAC-SHA2-512's value 32; of the other 1396 whole blocks of 16 can be used, 1392, of which the trailer takes 2.
    private static final int MTU = 1390;
    // RFC 8200, section 5: "IPv6 requires that every link in the Internet have an MTU of 1280 octets or greater."
    private static final int LEAST_MTU = 1280;
    private static final int LARGEST_MTU = 9000;
    private static final int MOST_QUEUES = 64;
    // What Linux takes for a name, and nft for one in quotes, is more; nobody needs it.
    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,14}");

    private DataPlaneSection() {}

    static DataPlaneSettings read(Section section, List<PoolDefinition> pools, int shards, boolean wanted) {
        boolean enabled = section.value("enabled", true, Values::yesOrNo);
        String tun = section.value("tun", "gatehouse0", DataPlaneSection::device);
        int mtu = section.value("mtu", MTU, Values.count(LEAST_MTU, LARGEST_MTU));
        int queues = section.value(
                "queues", shards, text -> text.equals(AUTO) ? shards : Values.count(1, MOST_QUEUES).of(text));
        List<InetAddress> addresses = addresses(section, pools);
        var routes = new LinkedHashSet<Prefix>();
        for (PoolDefinition pool : pools) pool.ranges().forEach(range -> routes.addAll(network(range)));
        routes.addAll(section.values("routes", List.of(), DataPlaneSection::route));
        String masquerade =
                section.value("masquerade", "", text -> text.equals(NONE) ? "" : device(text));
        if (masquerade.equals(tun)) {
            section.error("masquerade", "is the device of the tunnels", "name the interface that leads outside");
        }
        DontFragment dontFragment = section.value(
                "df",
                DontFragment.COPY,
                Values.oneOf(Map.of("copy", DontFragment.COPY, "clear", DontFragment.CLEAR)));
        boolean clampMss = section.value("clamp-mss", true, Values::yesOrNo);
        if (section.has("nat-keepalive")) {
            var _ = section.value("nat-keepalive", text -> text);
            section.error(
                    "nat-keepalive", "is a matter of each profile", "move it to profiles.NAME.lifetimes.nat-keepalive");
        }
        section.end();
        return new DataPlaneSettings(
                enabled && wanted,
                tun,
                mtu,
                queues,
                addresses,
                List.copyOf(routes),
                masquerade,
                dontFragment,
                clampMss);
    }

    private static List<InetAddress> addresses(Section section, List<PoolDefinition> pools) {
        List<String> texts = section.values("addresses", List.of(AUTO), Values::text);
        if (texts.equals(List.of(AUTO))) return firstOfEach(pools);
        var addresses = new ArrayList<InetAddress>();
        for (String text : texts) {
            try {
                InetAddress address = host(text);
                if (addresses.contains(address)) throw new Unfit("'" + text + "' is there twice", "");
                addresses.add(address);
            } catch (Unfit e) {
                section.error("addresses", e.getMessage(), e.remedy());
            }
        }
        for (PoolDefinition pool : pools) {
            List<AddressRange> ranges = pool.leasable();
            if (isOneAddress(ranges) && addresses.contains(ranges.getFirst().first())) {
                section.error("addresses", "takes the only address of pool '" + pool.name() + "'", "");
            }
        }
        return addresses;
    }

    /// A pool of one address has none to spare.
    private static List<InetAddress> firstOfEach(List<PoolDefinition> pools) {
        return pools.stream()
                .map(PoolDefinition::leasable)
                .filter(ranges -> !ranges.isEmpty() && !isOneAddress(ranges))
                .map(ranges -> ranges.getFirst().first())
                .toList();
    }

    private static boolean isOneAddress(List<AddressRange> ranges) {
        return ranges.size() == 1 && ranges.getFirst().first().equals(ranges.getFirst().last());
    }

    private static InetAddress host(String text) throws Unfit {
        InetAddress address = Values.address(text);
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isMulticastAddress()
                || address.isLinkLocalAddress()) {
            throw new Unfit("'" + text + "' is no address that clients could reach", "take one of the pools' networks");
        }
        return address;
    }

    private static Prefix route(String text) throws Unfit {
        Prefix prefix = Values.prefix(text);
        if (prefix.length() > 0) return prefix;
        throw new Unfit("'" + text + "' is every address", "only what clients have lies behind the tunnels");
    }

    static String device(String text) throws Unfit {
        if (INTERFACE.matcher(text).matches()) return text;
        throw new Unfit(
                "'" + text + "' is no name of an interface",
                "up to 15 letters, digits, '.', '_', '@' and '-', as in `ip link`");
    }

    /// The network that a range is meant to be: with the addresses that no host may have, if it has all others.
    private static List<Prefix> network(AddressRange range) {
        byte[] first = range.first().getAddress();
        byte[] last = range.last().getAddress();
        int differs = Arrays.mismatch(first, last);
        int length = differs < 0
                ? first.length * 8
                : differs * 8 + Integer.numberOfLeadingZeros((first[differs] ^ last[differs]) & 0xff) - 24;
        var cover = new Prefix(range.first(), length);
        return Values.hosts(cover).equals(range) ? List.of(cover) : range.prefixes();
    }
}
