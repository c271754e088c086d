package gatehouse.dataplane.esp;

import java.net.InetAddress;
import java.util.List;

/// What an operator decides about packets in tunnels.
///
/// @param mtu               the largest inner packet
/// @param clampMss          whether the MSS of TCP connections is lowered to fit
/// @param honourDontFragment whether a larger packet that must not be fragmented is dropped and its sender told; else the
///                          tunnel's packet is fragmented on the way
/// @param gatewayAddresses  our own inner addresses, from which ICMP comes
public record EspSettings(
        int mtu, boolean clampMss, boolean honourDontFragment, List<InetAddress> gatewayAddresses) {
    public EspSettings {
        gatewayAddresses = List.copyOf(gatewayAddresses);
        // RFC 791: "Every internet module must be able to forward a datagram of 68 octets"; IP packets end at 65535.
        if (mtu < 68 || mtu > 0xffff) throw new IllegalArgumentException("MTU " + mtu);
    }
}
