package gatehouse.aaa;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.time.Duration;

/// One thing that a server grants or demands. A new kind of value is a new record here, and the compiler shows every
/// place that has to decide about it.
public sealed interface Granted {
    /// How values of one kind from several sources become one.
    enum Rule {
        /// There can be one only: the first of the source that prevails.
        ONE,
        /// All of the source that prevails.
        SET,
        /// All of all sources, in the order received.
        APPEND
    }

    /// What the value is called when people are told of it.
    String name();

    /// The value as text; nothing secret.
    String text();

    default Rule rule() {
        return Rule.ONE;
    }

    /// Values with the same slot stand for the same thing: one replaces the other, or follows it.
    default Object slot() {
        return getClass();
    }

    /// Who the server says this is (RFC 2865, section 5.1).
    record UserName(String text) implements Granted {
        @Override
        public String name() {
            return "user-name";
        }
    }

    /// A group that the person belongs to: Cisco's Group-Policy, a Class `OU=name;`.
    record Group(String text) implements Granted {
        @Override
        public String name() {
            return "group";
        }

        @Override
        public Rule rule() {
            return Rule.SET;
        }
    }

    /// An inner address, IPv4 (Framed-IP-Address) or IPv6 (Framed-IPv6-Address).
    record FramedAddress(InetAddress address) implements Granted {
        @Override
        public String name() {
            return address.getAddress().length == 4 ? "framed-ip-address" : "framed-ipv6-address";
        }

        @Override
        public String text() {
            return Addresses.text(address);
        }

        @Override
        public Object slot() {
            return name();
        }
    }

    /// Framed-IP-Address 255.255.255.254: the gateway shall choose (RFC 2865, section 5.8).
    record GatewayChoosesAddress() implements Granted {
        @Override
        public String name() {
            return "framed-ip-address";
        }

        @Override
        public String text() {
            return "the gateway chooses";
        }

        @Override
        public Object slot() {
            return name();
        }
    }

    /// Framed-IP-Address 255.255.255.255: the client may choose.
    record ClientChoosesAddress() implements Granted {
        @Override
        public String name() {
            return "framed-ip-address";
        }

        @Override
        public String text() {
            return "the client chooses";
        }

        @Override
        public Object slot() {
            return name();
        }
    }

    record Netmask(InetAddress mask) implements Granted {
        @Override
        public String name() {
            return "netmask";
        }

        @Override
        public String text() {
            return Addresses.text(mask);
        }
    }

    /// The pool to take an IPv4 address from (Framed-Pool).
    record Pool(String text) implements Granted {
        @Override
        public String name() {
            return "pool";
        }
    }

    /// The pool to take an IPv6 address from (Framed-IPv6-Pool).
    record Ipv6Pool(String text) implements Granted {
        @Override
        public String name() {
            return "ipv6-pool";
        }
    }

    /// A DHCP server to get the IPv4 address from.
    record DhcpServer(InetAddress server) implements Granted {
        @Override
        public String name() {
            return "dhcp-server";
        }

        @Override
        public String text() {
            return Addresses.text(server);
        }

        @Override
        public Rule rule() {
            return Rule.SET;
        }
    }

    /// The address that we give as the relay's, which tells the DHCP server the subnet.
    record DhcpGiaddr(InetAddress address) implements Granted {
        @Override
        public String name() {
            return "dhcp-giaddr";
        }

        @Override
        public String text() {
            return Addresses.text(address);
        }
    }

    /// How long a DHCP server may take.
    record DhcpTimeout(Duration duration) implements Granted {
        @Override
        public String name() {
            return "dhcp-timeout";
        }

        @Override
        public String text() {
            return seconds(duration);
        }
    }

    /// A name server, of either family, in order of preference.
    record Dns(InetAddress server) implements Granted {
        @Override
        public String name() {
            return server.getAddress().length == 4 ? "dns" : "ipv6-dns";
        }

        @Override
        public String text() {
            return Addresses.text(server);
        }

        @Override
        public Rule rule() {
            return Rule.SET;
        }

        @Override
        public Object slot() {
            return name();
        }
    }

    /// A name server that is asked over an encrypted transport (RFC 9464).
    record EncryptedDns(EncryptedDnsServer server) implements Granted {
        @Override
        public String name() {
            return "encrypted-dns";
        }

        @Override
        public String text() {
            return server.text();
        }

        @Override
        public Rule rule() {
            return Rule.SET;
        }
    }

    /// A NetBIOS name server.
    record Nbns(InetAddress server) implements Granted {
        @Override
        public String name() {
            return "wins";
        }

        @Override
        public String text() {
            return Addresses.text(server);
        }

        @Override
        public Rule rule() {
            return Rule.SET;
        }
    }

    /// The domain that short names belong to.
    record DefaultDomain(String text) implements Granted {
        @Override
        public String name() {
            return "default-domain";
        }
    }

    /// A domain whose names are asked of our name servers, while others are not (RFC 8598).
    record SplitDns(String text) implements Granted {
        @Override
        public String name() {
            return "split-dns";
        }

        @Override
        public Rule rule() {
            return Rule.APPEND;
        }
    }

    /// What answers for a domain of split DNS are signed with.
    record TrustAnchor(DnssecTrustAnchor anchor) implements Granted {
        @Override
        public String name() {
            return "dnssec-trust-anchor";
        }

        @Override
        public String text() {
            return anchor.text();
        }

        @Override
        public Rule rule() {
            return Rule.APPEND;
        }
    }

    /// What the client shows to its user.
    record Banner(String text) implements Granted {
        @Override
        public String name() {
            return "banner";
        }
    }

    /// A gateway to try when this one is gone: an address or a name.
    record BackupGateway(String text) implements Granted {
        @Override
        public String name() {
            return "backup-gateway";
        }

        @Override
        public Rule rule() {
            return Rule.SET;
        }
    }

    /// Whether the client keeps its local network reachable outside of the tunnel.
    record IncludeLocalLan(boolean yes) implements Granted {
        @Override
        public String name() {
            return "include-local-lan";
        }

        @Override
        public String text() {
            return yes ? "yes" : "no";
        }
    }

    /// A network that the client does not send through the tunnel.
    record SplitExclude(Prefix prefix) implements Granted {
        @Override
        public String name() {
            return "split-exclude";
        }

        @Override
        public String text() {
            return prefix.toString();
        }

        @Override
        public Rule rule() {
            return Rule.APPEND;
        }
    }

    /// The networks that a named access list permits are those that the client does not send through the tunnel.
    record SplitExcludeAccessList(String text) implements Granted {
        @Override
        public String name() {
            return "split-exclude-access-list";
        }

        @Override
        public Rule rule() {
            return Rule.APPEND;
        }
    }

    /// Whether Child SAs of this session need a key exchange of their own when they are rekeyed.
    record Pfs(boolean yes) implements Granted {
        @Override
        public String name() {
            return "pfs";
        }

        @Override
        public String text() {
            return yes ? "yes" : "no";
        }
    }

    /// `route set interface`: the gateway's own address in the tunnel is told to the client as a network behind us.
    record RouteSetInterface() implements Granted {
        @Override
        public String name() {
            return "route-set-interface";
        }

        @Override
        public String text() {
            return "yes";
        }
    }

    /// `route set prefix`: a network behind us.
    record RouteSetPrefix(Prefix prefix) implements Granted {
        @Override
        public String name() {
            return "route-set";
        }

        @Override
        public String text() {
            return prefix.toString();
        }

        @Override
        public Rule rule() {
            return Rule.APPEND;
        }
    }

    /// `route set access-list`: the networks behind us that a named access list permits.
    record RouteSetAccessList(String text) implements Granted {
        @Override
        public String name() {
            return "route-set-access-list";
        }

        @Override
        public Rule rule() {
            return Rule.APPEND;
        }
    }

    /// `route accept any`: networks that the client announces are routed to it.
    ///
    /// @param tag      a mark on the route; 0 for none
    /// @param distance its administrative distance, 1 to 255
    record RouteAccept(long tag, int distance) implements Granted {
        @Override
        public String name() {
            return "route-accept";
        }

        @Override
        public String text() {
            return "any" + (tag == 0 ? "" : " tag " + tag) + " distance " + distance;
        }
    }

    /// A network behind the client (Framed-Route, Framed-IPv6-Route, Delegated-IPv6-Prefix).
    ///
    /// @param distance administrative distance of the route to it, 1 to 255
    record FramedRoute(Prefix prefix, int distance) implements Granted {
        /// As near as can be.
        public FramedRoute(Prefix prefix) {
            this(prefix, 1);
        }

        @Override
        public String name() {
            return "framed-route";
        }

        @Override
        public String text() {
            return prefix + (distance == 1 ? "" : " distance " + distance);
        }

        @Override
        public Rule rule() {
            return Rule.APPEND;
        }
    }

    /// How long the session may last; zero for no limit.
    record SessionTimeout(Duration duration) implements Granted {
        @Override
        public String name() {
            return "session-timeout";
        }

        @Override
        public String text() {
            return seconds(duration);
        }
    }

    /// What happens when the session's time is over (Termination-Action).
    ///
    /// @param reauthenticate whether the client may prove itself again instead of being sent away
    record TerminationAction(boolean reauthenticate) implements Granted {
        @Override
        public String name() {
            return "termination-action";
        }

        @Override
        public String text() {
            return reauthenticate ? "reauthenticate" : "end";
        }
    }

    /// How long it may be silent; zero for no limit.
    record IdleTimeout(Duration duration) implements Granted {
        @Override
        public String name() {
            return "idle-timeout";
        }

        @Override
        public String text() {
            return seconds(duration);
        }
    }

    /// How often accounting shall hear of it; zero for never.
    record InterimInterval(Duration duration) implements Granted {
        @Override
        public String name() {
            return "interim-interval";
        }

        @Override
        public String text() {
            return seconds(duration);
        }
    }

    /// How many Child SAs the session may have.
    record FlowLimit(int childSas) implements Granted {
        @Override
        public String name() {
            return "flow-limit";
        }

        @Override
        public String text() {
            return Integer.toString(childSas);
        }
    }

    /// How many sessions the person may have at the same time (Port-Limit).
    record SessionLimit(int sessions) implements Granted {
        @Override
        public String name() {
            return "session-limit";
        }

        @Override
        public String text() {
            return Integer.toString(sessions);
        }
    }

    /// To be repeated unchanged in accounting (RFC 2865, section 5.25).
    record ClassValue(Bytes value) implements Granted {
        @Override
        public String name() {
            return "class";
        }

        @Override
        public String text() {
            return value.toString();
        }

        @Override
        public Rule rule() {
            return Rule.APPEND;
        }
    }

    /// Who pays for the session, whatever it calls itself: to be repeated unchanged in accounting (RFC 4372).
    record ChargeableIdentity(Bytes value) implements Granted {
        @Override
        public String name() {
            return "chargeable-user-identity";
        }

        @Override
        public String text() {
            return value.toString();
        }
    }

    /// An access list of the configuration (Filter-Id, `access-group`).
    record NamedAccessList(Direction direction, String text) implements Granted {
        @Override
        public String name() {
            return "access-list-" + direction;
        }

        @Override
        public Object slot() {
            return name();
        }
    }

    /// An entry of an access list of the session's own, in the words of IOS: `permit tcp any host 10.1.1.1 eq 443`.
    ///
    /// @param order  entries of one direction are judged in the order of these numbers, equal ones as received
    /// @param isIpv4 whether it was given for IPv4 (`ip:inacl`) or IPv6 (`ipv6:inacl`)
    record AccessEntry(Direction direction, boolean isIpv4, int order, String text) implements Granted {
        @Override
        public String name() {
            return (isIpv4 ? "" : "ipv6-") + direction + "acl";
        }

        @Override
        public Rule rule() {
            return Rule.APPEND;
        }

        @Override
        public Object slot() {
            return name();
        }
    }

    /// An IPFilterRule (NAS-Filter-Rule, RFC 4849; RFC 6733, section 4.3.1).
    record FilterRule(String text) implements Granted {
        @Override
        public String name() {
            return "filter-rule";
        }

        @Override
        public Rule rule() {
            return Rule.APPEND;
        }
    }

    /// An access list that the RADIUS server keeps and that is asked for by this name (`#ACSACL#-IP-NAME-hash`).
    record DownloadableAccessList(String text) implements Granted {
        @Override
        public String name() {
            return "downloadable-access-list";
        }
    }

    /// A QoS policy of the configuration.
    record QosPolicy(Direction direction, String text) implements Granted {
        @Override
        public String name() {
            return "qos-policy-" + direction;
        }

        @Override
        public Object slot() {
            return name();
        }
    }

    /// A line of the session's virtual-access interface.
    record InterfaceConfig(String text) implements Granted {
        @Override
        public String name() {
            return "interface-config";
        }

        @Override
        public Rule rule() {
            return Rule.APPEND;
        }
    }

    /// Cisco TrustSec: the group that the person's packets belong to.
    ///
    /// @param tag        16 bits
    /// @param generation of the tag's policy
    record SecurityGroupTag(int tag, int generation) implements Granted {
        @Override
        public String name() {
            return "security-group-tag";
        }

        @Override
        public String text() {
            return "%04x-%02x".formatted(tag, generation);
        }
    }

    /// A local authorization policy that is put on top (`subscriber:service-name`).
    record Service(String text) implements Granted {
        @Override
        public String name() {
            return "service";
        }

        @Override
        public Rule rule() {
            return Rule.SET;
        }
    }

    /// The key that we prove ourselves with to this peer, from an AAA keyring.
    record LocalKey(Secret key) implements Granted {
        @Override
        public String name() {
            return "ikev2-password-local";
        }

        @Override
        public String text() {
            return "(a key)";
        }
    }

    /// The key that this peer proves itself with, from an AAA keyring.
    record RemoteKey(Secret key) implements Granted {
        @Override
        public String name() {
            return "ikev2-password-remote";
        }

        @Override
        public String text() {
            return "(a key)";
        }
    }

    /// Text for the log and for whoever asks why (Reply-Message).
    record Message(String text) implements Granted {
        @Override
        public String name() {
            return "reply-message";
        }

        @Override
        public Rule rule() {
            return Rule.SET;
        }
    }

    /// An attribute that was present and not used, with the reason.
    record Ignored(String attribute, String reason) implements Granted {
        @Override
        public String name() {
            return attribute;
        }

        @Override
        public String text() {
            return reason;
        }

        @Override
        public Rule rule() {
            return Rule.APPEND;
        }
    }

    /// An attribute that asks for a restriction which is not understood, with the reason: the login fails of it.
    record NotUnderstood(String attribute, String reason) implements Granted {
        @Override
        public String name() {
            return attribute;
        }

        @Override
        public String text() {
            return reason;
        }

        @Override
        public Rule rule() {
            return Rule.APPEND;
        }
    }

    private static String seconds(Duration duration) {
        return duration.isZero() ? "none" : duration.toSeconds() + "s";
    }
}
