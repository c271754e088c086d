package gatehouse.aaa;

import gatehouse.bytes.Bytes;
import java.net.InetAddress;
import java.time.Duration;

/// One thing that a server grants or demands. A new kind of value is a new record here, and the compiler shows every
/// place that has to decide about it.
public sealed interface Granted {
    /// Who the server says this is (RFC 2865, section 5.1).
    record UserName(String name) implements Granted {}

    /// An inner address, IPv4 (Framed-IP-Address) or IPv6 (Framed-IPv6-Address).
    record FramedAddress(InetAddress address) implements Granted {}

    /// Framed-IP-Address 255.255.255.254: the gateway shall choose (RFC 2865, section 5.8).
    record GatewayChoosesAddress() implements Granted {}

    /// Framed-IP-Address 255.255.255.255: the client may choose.
    record ClientChoosesAddress() implements Granted {}

    record Netmask(InetAddress mask) implements Granted {}

    /// The pool to take an IPv4 address from (Framed-Pool).
    record Pool(String name) implements Granted {}

    /// The pool to take an IPv6 address from (Framed-IPv6-Pool).
    record Ipv6Pool(String name) implements Granted {}

    /// A name server, of either family, in order of preference.
    record Dns(InetAddress server) implements Granted {}

    /// A NetBIOS name server.
    record Nbns(InetAddress server) implements Granted {}

    /// How long the session may last.
    record SessionTimeout(Duration duration) implements Granted {}

    /// How long it may be silent.
    record IdleTimeout(Duration duration) implements Granted {}

    /// How often accounting shall hear of it.
    record InterimInterval(Duration duration) implements Granted {}

    /// To be repeated unchanged in accounting (RFC 2865, section 5.25).
    record ClassValue(Bytes value) implements Granted {}

    /// The name of a filter for this user.
    record FilterId(String name) implements Granted {}

    /// A Cisco-AVPair, as text.
    record AvPair(String text) implements Granted {}

    /// An attribute that was present and not used, with the reason.
    record Ignored(String attribute, String reason) implements Granted {}
}
