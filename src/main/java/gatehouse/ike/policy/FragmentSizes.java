package gatehouse.ike.policy;

import java.net.InetAddress;

/// The largest IKE datagrams that are sent to whom understands fragments, IP and UDP headers included (RFC 7383, section 2.5.1):
/// what every path carries in one piece, unless somebody knows better.
public record FragmentSizes(int ipv4, int ipv6) {
    /// "it is RECOMMENDED to use 1280 octets for IPv6 and 576 octets for IPv4".
    public static final FragmentSizes DEFAULT = new FragmentSizes(576, 1280);

    /// For datagrams to this address.
    public int to(InetAddress remote) {
        return remote.getAddress().length == 4 ? ipv4 : ipv6;
    }
}
