package gatehouse.virtualaccess;

import gatehouse.aaa.Authorization;
import gatehouse.aaa.Direction;
import gatehouse.aaa.Granted.SecurityGroupTag;
import gatehouse.dataplane.AccessList;
import gatehouse.dataplane.AccessList.Entry;
import gatehouse.dataplane.Policer;
import gatehouse.dataplane.SessionProgram;
import gatehouse.dataplane.SessionProgram.Sizes;
import gatehouse.virtualaccess.InterfaceLine.AdjustMss;
import gatehouse.virtualaccess.InterfaceLine.FamilyMtu;
import gatehouse.virtualaccess.InterfaceLine.Mtu;
import gatehouse.virtualaccess.InterfaceLine.RateLimit;
import gatehouse.virtualaccess.InterfaceLine.ServicePolicy;
import gatehouse.virtualaccess.InterfaceLine.Setting;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The virtual-access interface of a session: what holds for its traffic, and where each line came from. Immutable.
///
/// **Order.** Lines are applied in the order of IOS, whatever the order received: template, profile, group, implicit, user
/// (`ip:interface-config`); then the session's own values (Filter-Id, QoS policy); then services and changes to the live
/// session as they came. There is one line for each place, and a later line takes it: `service-policy` and `rate-limit` of a direction are one
/// place, and so are a Filter-Id and `ip access-group`.
///
/// **Access lists.** Of each direction and family one list judges packets:
///
/// 1. what the latest service or change says, if it is the name of a list;
/// 2. entries of the session's own: `ip:inacl#n` by their numbers, then the rules of NAS-Filter-Rule as received, then the
///    downloadable access list;
/// 3. the named list of Filter-Id or `ip access-group`, the later of them.
///
/// As in IOS, a list of the session's own replaces the named one, and `no ip access-group` takes only the named one away.
/// What no entry fits is denied, except where a NAS-Filter-Rule comes last and denies (RFC 6733, section 4.3.1: "If no rule
/// matches, the packet is dropped if the last rule evaluated was a permit, and passed if the last rule was a deny").
///
/// **Unlike IOS**, a direction that has a list for one family denies the other, unless that has a list too: who may reach
/// only some hosts by IPv4 does not reach all of them by IPv6.
public final class VirtualAccess {
    private static final Entry NOTHING = Entry.deny(Protocols.ANY, AccessList.Endpoint.ANY, AccessList.Endpoint.ANY);
    // RFC 8200, section 5: every link carries packets of this size.
    private static final int LEAST_MTU_IPV6 = 1280;

    private final Map<Place, Held> held;
    private final Map<Place, ListInForce> lists;
    private final Catalog catalog;
    private final Optional<Tag> tag;

    /// A line in force.
    ///
    /// @param from    where it came from
    /// @param changed which change it came with; -1 if with none
    record Held(Setting line, String from, int changed) {}

    /// A line of a list in force.
    record ListLine(String text, List<Entry> entries, String from) {
        ListLine {
            entries = List.copyOf(entries);
        }
    }

    /// The list that judges packets of one direction and family.
    ///
    /// @param name  of the configuration; empty where it is the session's own
    /// @param opens whether what no line fits is permitted
    record ListInForce(String name, List<ListLine> lines, boolean opens) {
        ListInForce {
            lines = List.copyOf(lines);
        }
    }

    record Tag(SecurityGroupTag value, String from) {}

    VirtualAccess(Map<Place, Held> held, Map<Place, ListInForce> lists, Catalog catalog, Optional<Tag> tag) {
        this.held = new EnumMap<>(held);
        this.lists = new EnumMap<>(lists);
        this.catalog = catalog;
        this.tag = tag;
    }

    /// Derives the interface of a session.
    ///
    /// @param template name of an interface template of the catalog; empty for none
    /// @throws UnenforceableException if anything that was granted cannot be enforced
    public static VirtualAccess of(String template, Authorization authorization, Catalog catalog)
            throws UnenforceableException {
        return Cloning.derive(template, authorization, catalog);
    }

    /// What the data plane enforces, with lists of its own.
    public SessionProgram program() {
        return program(new CompiledLists(2));
    }

    /// What the data plane enforces, with lists that are shared.
    public SessionProgram program(CompiledLists compiled) {
        return new SessionProgram(
                list(Direction.IN, compiled),
                list(Direction.OUT, compiled),
                rate(Direction.IN),
                rate(Direction.OUT),
                isShutDown(),
                sizes(true),
                sizes(false));
    }

    /// Whether nothing passes.
    public boolean isShutDown() {
        return held.containsKey(Place.SHUTDOWN);
    }

    /// The rate of a direction.
    public Policer rate(Direction direction) {
        return switch (line(Place.rate(direction))) {
            case ServicePolicy(_, String name) -> catalog.qosPolicies().get(name);
            case RateLimit(_, Policer policer) -> policer;
            case null, default -> Policer.NONE;
        };
    }

    Map<Place, Held> held() {
        return held;
    }

    Map<Place, ListInForce> lists() {
        return lists;
    }

    Optional<Tag> tag() {
        return tag;
    }

    private Setting line(Place place) {
        Held there = held.get(place);
        return there == null ? null : there.line;
    }

    private AccessList list(Direction direction, CompiledLists compiled) {
        ListInForce ipv4 = lists.get(Place.accessList(direction, true));
        ListInForce ipv6 = lists.get(Place.accessList(direction, false));
        if (ipv4 == null && ipv6 == null) return AccessList.OPEN;
        var entries = new ArrayList<Entry>();
        for (boolean isIpv4 : new boolean[] {true, false}) {
            ListInForce list = isIpv4 ? ipv4 : ipv6;
            if (list == null) continue;
            list.lines.forEach(line -> entries.addAll(line.entries));
            Ports all = Ports.ALL;
            if (list.opens) {
                entries.add(Entry.permit(
                        Protocols.ANY, Ends.ANY.endpoint(isIpv4, all), Ends.ANY.endpoint(isIpv4, all)));
            }
        }
        // A list of remarks has no entries, and no entries would mean that everything is permitted.
        if (entries.isEmpty()) entries.add(NOTHING);
        return compiled.of(entries);
    }

    private Sizes sizes(boolean isIpv4) {
        int mtu = switch (line(Place.mtu(isIpv4))) {
            case FamilyMtu(_, int octets) -> octets;
            case null, default -> line(Place.MTU) instanceof Mtu(int octets)
                    ? isIpv4 ? octets : Math.max(octets, LEAST_MTU_IPV6)
                    : 0;
        };
        int mss = line(Place.mss(isIpv4)) instanceof AdjustMss(_, int octets) ? octets : 0;
        return new Sizes(mtu, mss);
    }
}
