package gatehouse.virtualaccess;

import gatehouse.aaa.Authorization;
import gatehouse.aaa.Granted.RouteSetAccessList;
import gatehouse.aaa.Granted.RouteSetInterface;
import gatehouse.aaa.Granted.RouteSetPrefix;
import gatehouse.aaa.Granted.SplitExclude;
import gatehouse.aaa.Granted.SplitExcludeAccessList;
import gatehouse.bytes.Bytes;
import gatehouse.dataplane.AccessList.Endpoint;
import gatehouse.dataplane.AccessList.Entry;
import gatehouse.net.AddressRange;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import gatehouse.virtualaccess.AccessLine.Form;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;

/// Networks that the client is told of. Those of an access list are what it permits: of a standard line the address, of an
/// extended one the end that is not `any` (`permit ip 10.0.0.0 0.255.255.255 any`). What a line above denied stays out.
public final class RouteSets {
    private RouteSets() {}

    /// The networks behind us: `route set interface`, `prefix` and `access-list`, in the order received, each once.
    ///
    /// @param ours our addresses in the tunnel
    public static List<Prefix> behindUs(Authorization authorization, Catalog catalog, List<InetAddress> ours)
            throws UnenforceableException {
        var networks = new LinkedHashSet<Prefix>();
        for (Authorization.Entry entry : authorization.entries()) {
            switch (entry.value()) {
                case RouteSetInterface _ ->
                        ours.forEach(address -> networks.add(new Prefix(address, address.getAddress().length * 8)));
                case RouteSetPrefix(Prefix prefix) -> networks.add(prefix);
                case RouteSetAccessList(String name) -> networks.addAll(permitted(name, catalog, entry));
                default -> {
                    // No network behind us.
                }
            }
        }
        return List.copyOf(networks);
    }

    /// The networks that the client shall not send through the tunnel, in the order received, each once.
    public static List<Prefix> excluded(Authorization authorization, Catalog catalog) throws UnenforceableException {
        var networks = new LinkedHashSet<Prefix>();
        for (Authorization.Entry entry : authorization.entries()) {
            switch (entry.value()) {
                case SplitExclude(Prefix prefix) -> networks.add(prefix);
                case SplitExcludeAccessList(String name) -> networks.addAll(permitted(name, catalog, entry));
                default -> {
                    // Nothing excluded.
                }
            }
        }
        return List.copyOf(networks);
    }

    private static List<Prefix> permitted(String name, Catalog catalog, Authorization.Entry asked)
            throws UnenforceableException {
        try {
            return permitted(catalog.accessList(name));
        } catch (UnenforceableException e) {
            throw e.from(asked.value().name() + " of " + asked.origin());
        }
    }

    static List<Prefix> permitted(AccessLines list) throws UnenforceableException {
        var permitted = new ArrayList<Prefix>();
        var decided = new ArrayList<Prefix>();
        for (AccessLine line : list.lines()) {
            for (Entry entry : line.entries().toList()) {
                for (Prefix network : networks(list, line, entry)) {
                    Stream<Prefix> left = Stream.of(network);
                    for (Prefix above : List.copyOf(decided)) left = left.flatMap(part -> without(part, above));
                    if (entry.permit()) permitted.addAll(left.toList());
                    decided.add(network);
                }
            }
        }
        return permitted;
    }

    private static List<Prefix> networks(AccessLines list, AccessLine line, Entry entry) throws UnenforceableException {
        Endpoint source = entry.source();
        Endpoint destination = entry.destination();
        String about = "access list '" + list.name() + "', '" + line.text() + "':";
        if (entry.protocol() != Protocols.ANY)
            throw new UnenforceableException(about + " a route is for every protocol");
        boolean isSource = line.form() == Form.STANDARD || isAny(destination);
        if (!isSource && !isAny(source)) {
            throw new UnenforceableException(about + " one end has to be any, or nobody knows which is the network");
        }
        return (isSource ? source : destination)
                .addresses().stream().flatMap(range -> range.prefixes().stream()).toList();
    }

    private static boolean isAny(Endpoint end) {
        List<AddressRange> addresses = end.addresses();
        return addresses.equals(Ends.ALL_IPV4) || addresses.equals(Ends.ALL_IPV6);
    }

    /// The fewest prefixes that are `network` but for `hole`.
    private static Stream<Prefix> without(Prefix network, Prefix hole) {
        if (hole.length() <= network.length())
            return hole.contains(network.base()) ? Stream.empty() : Stream.of(network);
        if (!network.contains(hole.base())) return Stream.of(network);
        int length = network.length() + 1;
        byte[] upper = network.base().getAddress();
        upper[network.length() / 8] |= (byte) (0x80 >>> network.length() % 8);
        return Stream.of(new Prefix(network.base(), length), new Prefix(Addresses.of(Bytes.wrap(upper)), length))
                .flatMap(half -> without(half, hole));
    }
}
