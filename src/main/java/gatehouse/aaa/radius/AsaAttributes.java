package gatehouse.aaa.radius;

import static gatehouse.aaa.radius.Meaning.cannot;
import static gatehouse.aaa.radius.Meaning.grants;
import static gatehouse.aaa.radius.Meaning.nameOf;
import static gatehouse.aaa.radius.Meaning.number;
import static gatehouse.aaa.radius.Meaning.restricts;
import static gatehouse.aaa.radius.Meaning.text;
import static gatehouse.aaa.radius.Meaning.textOf;
import static gatehouse.aaa.radius.Meaning.unused;

import gatehouse.aaa.Direction;
import gatehouse.aaa.Granted;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The attributes of Cisco's VPN 3000 and ASA (vendor 3076), by type. Banners and split tunnels, which take two attributes
/// each, are [JoinedAttributes]'.
final class AsaAttributes {
    static final int VENDOR = 3076;
    static final int BANNER_1 = 15;
    static final int SPLIT_TUNNEL_LIST = 27;
    static final int BANNER_2 = 36;
    static final int SPLIT_TUNNELING_POLICY = 55;

    private static final long IKEV2 = 64;
    // What goes through the tunnel (attribute 55).
    private static final long EVERYTHING = 0;
    private static final long INCLUDED = 1;
    private static final long EXCLUDED = 2;

    static final Map<Integer, Meaning> MEANINGS = Map.ofEntries(
            Map.entry(1, cannot("CVPN3000-Access-Hours", "there are no hours of access here")),
            Map.entry(2, restricts("CVPN3000-Simultaneous-Logins", number(AsaAttributes::simultaneousLogins))),
            Map.entry(5, grants("CVPN3000-Primary-DNS", ipv4(Granted.Dns::new))),
            Map.entry(6, grants("CVPN3000-Secondary-DNS", ipv4(Granted.Dns::new))),
            Map.entry(7, grants("CVPN3000-Primary-WINS", ipv4(Granted.Nbns::new))),
            Map.entry(8, grants("CVPN3000-Secondary-WINS", ipv4(Granted.Nbns::new))),
            Map.entry(11, restricts("CVPN3000-Tunneling-Protocols", number(AsaAttributes::tunnelingProtocols))),
            Map.entry(BANNER_1, grants("CVPN3000-IPSec-Banner1", textOf(Granted.Banner::new))),
            Map.entry(16, unused("CVPN3000-IPSec-Allow-Passwd-Store", "the client decides about it")),
            Map.entry(25, grants("CVPN3000-Group-Policy", text(AsaAttributes::groupPolicy))),
            Map.entry(SPLIT_TUNNEL_LIST, unused("CVPN3000-IPSec-Split-Tunnel-List",
                    "no CVPN3000-IPSec-Split-Tunneling-Policy beside it says what it is for")),
            Map.entry(28, grants("CVPN3000-IPSec-Default-Domain", nameOf(Granted.DefaultDomain::new))),
            Map.entry(29, grants("CVPN3000-IPSec-Split-DNS-Names", text(AsaAttributes::splitDns))),
            Map.entry(30, unused("CVPN3000-IPSec-Tunnel-Type", "IKEv2 has one kind")),
            Map.entry(33, cannot("CVPN3000-IPSec-User-Group-Lock", "there is no lock of groups here")),
            Map.entry(34, unused("CVPN3000-IPSec-Over-UDP", "IKEv2 decides about it")),
            Map.entry(BANNER_2, grants("CVPN3000-IPSec-Banner2", textOf(Granted.Banner::new))),
            Map.entry(45, cannot("CVPN3000-Required-Client-Firewall-Vendor-Code", "clients' firewalls are not asked")),
            Map.entry(46, cannot("CVPN3000-Required-Client-Firewall-Product-Code", "clients' firewalls are not asked")),
            Map.entry(50, restricts("CVPN3000-Authenticated-User-Idle-Timeout",
                    number(minutes -> List.of(new Granted.IdleTimeout(Duration.ofMinutes(minutes)))))),
            Map.entry(SPLIT_TUNNELING_POLICY, grants("CVPN3000-IPSec-Split-Tunneling-Policy",
                    number(AsaAttributes::policyWithoutList))),
            Map.entry(57, cannot("CVPN3000-IPSec-Client-Firewall-Filter-Name", "clients' firewalls are not set")),
            Map.entry(59, unused("CVPN3000-IPSec-Backup-Servers", "the list alone counts")),
            Map.entry(60, grants("CVPN3000-IPSec-Backup-Server-List", text(AsaAttributes::backupServers))),
            Map.entry(61, grants("CVPN3000-DHCP-Network-Scope", ipv4(Granted.DhcpGiaddr::new))),
            Map.entry(73, unused("CVPN3000-WebVPN-Access-List", "it is for WebVPN")),
            Map.entry(77, cannot("CVPN3000-Client-Type-Version-Limiting", "clients' versions are not limited here")),
            Map.entry(85, cannot("CVPN3000-Tunnel-Group-Lock", "there is no lock of profiles here")),
            Map.entry(86, restricts("CVPN3000-Access-List-Inbound",
                    nameOf(name -> new Granted.NamedAccessList(Direction.IN, name)))),
            Map.entry(87, restricts("CVPN3000-Access-List-Outbound",
                    nameOf(name -> new Granted.NamedAccessList(Direction.OUT, name)))),
            Map.entry(88, grants("CVPN3000-Perfect-Forward-Secrecy-Enable",
                    number(yes -> List.of(new Granted.Pfs(yes != 0))))),
            Map.entry(92, cannot("CVPN3000-NAC-Default-ACL", "there is no admission control here")),
            Map.entry(140, cannot("CVPN3000-VLAN", "there are no VLANs here")),
            Map.entry(146, unused("CVPN3000-Tunnel-Group-Name", "it tells servers what clients chose")),
            Map.entry(150, unused("CVPN3000-Client-Type", "it tells servers what clients are")),
            Map.entry(151, unused("CVPN3000-Session-Type", "it tells servers what sessions are")),
            Map.entry(217, grants("CVPN3000-Address-Pools", text(pools(Granted.Pool::new)))),
            Map.entry(218, grants("CVPN3000-IPv6-Address-Pools", text(pools(Granted.Ipv6Pool::new)))),
            Map.entry(219, restricts("CVPN3000-IPv6-VPN-Filter",
                    nameOf(name -> CiscoAvPairs.ipv6AccessList(Direction.IN, name)))));

    private AsaAttributes() {}

    // The VPN 3000 has four octets, the ASA's list says text.
    private static Meaning.Reader ipv4(Function<InetAddress, Granted> granted) {
        return (value, _) -> List.of(granted.apply(
                value.length() == 4 ? Addresses.of(value) : Values.ipv4(Values.text(value))));
    }

    // "0 disables login and prevents user access" (ASA's guide): a person who may have no session.
    private static List<Granted> simultaneousLogins(long sessions) throws UnfitException {
        if (sessions == 0) throw UnfitException.invalid("0 lets nobody in");
        return List.of(new Granted.SessionLimit((int) Math.min(sessions, Integer.MAX_VALUE)));
    }

    private static List<Granted> tunnelingProtocols(long protocols) throws UnfitException {
        if ((protocols & IKEV2) == 0) throw UnfitException.invalid(protocols + " does not have IKEv2 (64) in it");
        return List.of();
    }

    // A name, in the ASA's list also `OU=name;`.
    private static List<Granted> groupPolicy(String text) throws UnfitException {
        Granted group = StandardAttributes.group(text).orElse(null);
        return List.of(group == null ? new Granted.Group(Values.line(text)) : group);
    }

    private static List<Granted> policyWithoutList(long policy) throws UnfitException {
        if (policy == EVERYTHING) return List.of();
        throw UnfitException.invalid("no CVPN3000-IPSec-Split-Tunnel-List beside it says which networks");
    }

    /// What a list of networks, or the name of an access list, is for.
    static List<Granted> splitTunnel(String list, long policy) throws UnfitException {
        if (policy == EVERYTHING) return List.of();
        if (policy != INCLUDED && policy != EXCLUDED) {
            throw UnfitException.invalid(policy + " is no policy of split tunnels");
        }
        boolean included = policy == INCLUDED;
        List<String> words = Values.words(list);
        if (words.size() == 1 && list.indexOf('.') < 0 && list.indexOf(':') < 0) {
            return List.of(included
                    ? new Granted.RouteSetAccessList(words.getFirst())
                    : new Granted.SplitExcludeAccessList(words.getFirst()));
        }
        var granted = new ArrayList<Granted>(words.size());
        for (String word : words) {
            Prefix prefix = Values.prefix(word);
            granted.add(included ? new Granted.RouteSetPrefix(prefix) : new Granted.SplitExclude(prefix));
        }
        return granted;
    }

    private static List<Granted> splitDns(String text) throws UnfitException {
        return Values.words(text).stream().<Granted>map(Granted.SplitDns::new).toList();
    }

    private static List<Granted> backupServers(String text) throws UnfitException {
        return Values.words(text).stream().<Granted>map(Granted.BackupGateway::new).toList();
    }

    // A session has one pool; which to take when it is full is the pool's own affair.
    private static Meaning.TextReader pools(Function<String, Granted> granted) {
        return text -> {
            List<String> names = Values.words(text);
            var all = new ArrayList<Granted>(names.size());
            all.add(granted.apply(names.getFirst()));
            for (String name : names.subList(1, names.size())) {
                all.add(new Granted.Ignored("CVPN3000-Address-Pools", "pool '" + name + "' is a second one"));
            }
            return all;
        };
    }
}
