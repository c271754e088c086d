package gatehouse.aaa.radius;

import static gatehouse.aaa.radius.Meaning.address;
import static gatehouse.aaa.radius.Meaning.cannot;
import static gatehouse.aaa.radius.Meaning.grants;
import static gatehouse.aaa.radius.Meaning.nameOf;
import static gatehouse.aaa.radius.Meaning.nothing;
import static gatehouse.aaa.radius.Meaning.number;
import static gatehouse.aaa.radius.Meaning.restricts;
import static gatehouse.aaa.radius.Meaning.seconds;
import static gatehouse.aaa.radius.Meaning.text;
import static gatehouse.aaa.radius.Meaning.textOf;
import static gatehouse.aaa.radius.Meaning.unused;

import gatehouse.aaa.Direction;
import gatehouse.aaa.Granted;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The attributes of the standards, by type: RFC 2865, 2866, 2868, 2869, 3162, 4372, 4675, 4818, 4849, 5176, 6911. Those
/// that mean something together with others are [JoinedAttributes]'.
final class StandardAttributes {
    static final int USER_NAME = 1;
    static final int FILTER_ID = 11;
    static final int CLASS = 25;
    static final int TUNNEL_TYPE = 64;
    static final int NAS_FILTER_RULE = 92;
    static final int FRAMED_INTERFACE_ID = 96;
    static final int FRAMED_IPV6_PREFIX = 97;
    static final int FRAMED_IPV6_ADDRESS = 168;

    private static final InetAddress CLIENT_CHOOSES = Addresses.parse("255.255.255.255");
    private static final InetAddress GATEWAY_CHOOSES = Addresses.parse("255.255.255.254");
    private static final String NO_VLANS = "there are no VLANs here";

    static final Map<Integer, Meaning> MEANINGS = Map.ofEntries(
            Map.entry(USER_NAME, grants("User-Name", textOf(Granted.UserName::new))),
            Map.entry(6, restricts("Service-Type", number(StandardAttributes::serviceType))),
            Map.entry(7, unused("Framed-Protocol", "IKE frames nothing")),
            Map.entry(8, grants("Framed-IP-Address", address(4, StandardAttributes::framedAddress))),
            Map.entry(9, grants("Framed-IP-Netmask", address(4, Granted.Netmask::new))),
            Map.entry(10, unused("Framed-Routing", "the client is sent no routing packets")),
            Map.entry(FILTER_ID, restricts("Filter-Id", text(StandardAttributes::filter))),
            Map.entry(12, unused("Framed-MTU", "the path to the client decides about it")),
            Map.entry(13, unused("Framed-Compression", "nothing is compressed")),
            Map.entry(18, grants("Reply-Message", textOf(Granted.Message::new))),
            Map.entry(22, grants("Framed-Route",
                    text(route -> List.of(Values.framedRoute(route))))),
            Map.entry(24, nothing("State")),
            Map.entry(CLASS, grants("Class", (value, _) -> classValue(value))),
            Map.entry(27, restricts("Session-Timeout", seconds(Granted.SessionTimeout::new))),
            Map.entry(28, restricts("Idle-Timeout", seconds(Granted.IdleTimeout::new))),
            Map.entry(29, grants("Termination-Action", number(StandardAttributes::terminationAction))),
            Map.entry(33, nothing("Proxy-State")),
            Map.entry(55, nothing("Event-Timestamp")),
            Map.entry(56, cannot("Egress-VLANID", NO_VLANS)),
            Map.entry(57, cannot("Ingress-Filters", NO_VLANS)),
            Map.entry(58, cannot("Egress-VLAN-Name", NO_VLANS)),
            Map.entry(59, unused("User-Priority-Table", NO_VLANS)),
            Map.entry(62, restricts("Port-Limit", number(StandardAttributes::portLimit))),
            Map.entry(TUNNEL_TYPE, unused("Tunnel-Type", "the tunnel is IKE's")),
            Map.entry(65, unused("Tunnel-Medium-Type", "the tunnel is IKE's")),
            Map.entry(69, grants("Tunnel-Password", StandardAttributes::tunnelPassword)),
            Map.entry(79, nothing("EAP-Message")),
            Map.entry(80, nothing("Message-Authenticator")),
            Map.entry(81, cannot("Tunnel-Private-Group-Id", NO_VLANS)),
            Map.entry(85, grants("Acct-Interim-Interval", seconds(Granted.InterimInterval::new))),
            Map.entry(88, grants("Framed-Pool", nameOf(Granted.Pool::new))),
            Map.entry(89, grants("Chargeable-User-Identity",
                    (value, _) -> List.of(new Granted.ChargeableIdentity(value.alone())))),
            Map.entry(NAS_FILTER_RULE, restricts("NAS-Filter-Rule", StandardAttributes::filterRules)),
            Map.entry(FRAMED_INTERFACE_ID, unused("Framed-Interface-Id", "there is no Framed-IPv6-Prefix beside it")),
            Map.entry(FRAMED_IPV6_PREFIX, grants("Framed-IPv6-Prefix",
                    (value, _) -> List.of(new Granted.FramedRoute(Values.ipv6Prefix(value))))),
            Map.entry(99, grants("Framed-IPv6-Route",
                    text(route -> List.of(Values.framedRoute(route))))),
            Map.entry(100, grants("Framed-IPv6-Pool", nameOf(Granted.Ipv6Pool::new))),
            Map.entry(123, grants("Delegated-IPv6-Prefix",
                    (value, _) -> List.of(new Granted.FramedRoute(Values.ipv6Prefix(value))))),
            Map.entry(FRAMED_IPV6_ADDRESS, grants("Framed-IPv6-Address", address(16, Granted.FramedAddress::new))),
            Map.entry(169, grants("DNS-Server-IPv6-Address", address(16, Granted.Dns::new))),
            Map.entry(170, grants("Route-IPv6-Information", (value, _) -> routeInformation(value))),
            Map.entry(171, unused("Delegated-IPv6-Prefix-Pool", "there are no pools of prefixes")),
            Map.entry(172, grants("Stateful-IPv6-Address-Pool", nameOf(Granted.Ipv6Pool::new))));

    private StandardAttributes() {}

    // RFC 2865, section 5.6: "A NAS is not required to implement all of these service types, and MUST treat unknown or
    // unsupported Service-Types as though an Access-Reject had been received instead."
    private static List<Granted> serviceType(long type) throws UnfitException {
        return switch ((int) type) {
            // Login, as IOS asks with; Framed; Outbound, for groups and keys; Authorize-Only.
            case 1, 2, 5, 17 -> List.of();
            default -> throw UnfitException.unsupported("service " + type + " is not what this gateway is for");
        };
    }

    // RFC 2865, section 5.8.
    private static Granted framedAddress(InetAddress address) {
        if (address.equals(CLIENT_CHOOSES)) return new Granted.ClientChoosesAddress();
        if (address.equals(GATEWAY_CHOOSES)) return new Granted.GatewayChoosesAddress();
        return new Granted.FramedAddress(address);
    }

    /// The name of an access list, as IOS writes it: `name.in`, `name.out`; a name alone is for what comes in.
    static List<Granted> filter(String text) throws UnfitException {
        String name = Values.name(text);
        String lower = name.toLowerCase(Locale.ROOT);
        Direction direction = lower.endsWith(".out") ? Direction.OUT : Direction.IN;
        int end = direction == Direction.OUT ? 4 : lower.endsWith(".in") ? 3 : 0;
        if (name.length() == end) throw UnfitException.invalid("'" + text + "' names no access list");
        return List.of(new Granted.NamedAccessList(direction, name.substring(0, name.length() - end)));
    }

    /// A Class is for accounting whatever it says; `OU=name;` in it names a group besides.
    private static List<Granted> classValue(Bytes value) {
        var granted = new ArrayList<Granted>(2);
        granted.add(new Granted.ClassValue(value.alone()));
        String text = value.utf8();
        if (Bytes.ofUtf8(text).equals(value)) group(text).ifPresent(granted::add);
        return granted;
    }

    /// The group in `OU=name;`, as Cisco's servers have it.
    static Optional<Granted> group(String text) {
        if (!text.regionMatches(true, 0, "OU=", 0, 3)) return Optional.empty();
        int end = text.indexOf(';');
        String name = text.substring(3, end < 0 ? text.length() : end).strip();
        boolean control = name.chars().anyMatch(Character::isISOControl);
        return name.isEmpty() || control
                ? Optional.empty()
                : Optional.of(new Granted.Group(name));
    }

    private static List<Granted> terminationAction(long action) throws UnfitException {
        if (action > 1) throw UnfitException.invalid(action + " is no Termination-Action");
        return List.of(new Granted.TerminationAction(action == 1));
    }

    private static List<Granted> portLimit(long sessions) throws UnfitException {
        if (sessions == 0 || sessions > Integer.MAX_VALUE) {
            throw UnfitException.invalid(sessions + " is no number of sessions");
        }
        return List.of(new Granted.SessionLimit((int) sessions));
    }

    /// One key for both directions (RFC 2868, section 3.5): tag, salt, hidden octets.
    private static List<Granted> tunnelPassword(Bytes value, Hidden hidden) throws UnfitException {
        if (value.isEmpty()) throw UnfitException.malformed("its value has the wrong length");
        Secret key = hidden.reveal(value.from(1))
                .orElseThrow(() -> UnfitException.malformed("it cannot be uncovered: is the shared secret right?"));
        if (key.isEmpty()) throw UnfitException.invalid("its key is empty");
        return List.of(new Granted.LocalKey(key), new Granted.RemoteKey(key));
    }

    /// RFC 4849: rules end with a NUL, and one may go on in the next attribute.
    private static List<Granted> filterRules(Bytes value, Hidden hidden) throws UnfitException {
        var rules = new ArrayList<Granted>(2);
        int start = 0;
        for (int at = 0; at <= value.length(); at++) {
            if (at < value.length() && value.u8(at) != 0) continue;
            if (at > start) rules.add(new Granted.FilterRule(Values.line(Values.text(value.slice(start, at)))));
            start = at + 1;
        }
        if (rules.isEmpty()) throw UnfitException.malformed("there is no rule in it");
        return rules;
    }

    // RFC 6911, section 3.3: the prefix is what the client is told to send to us.
    private static List<Granted> routeInformation(Bytes value) throws UnfitException {
        return List.of(new Granted.RouteSetPrefix(Values.ipv6Prefix(value)));
    }
}
