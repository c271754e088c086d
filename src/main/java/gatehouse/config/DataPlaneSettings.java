package gatehouse.config;

import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.util.List;

/// How the traffic of clients is carried.
///
/// @param enabled      without it clients log in, and nothing carries their traffic
/// @param tun          the device that has the decrypted side
/// @param mtu          of that device: the largest packet of a client, before encryption
/// @param queues       of that device, each with a thread of its own
/// @param addresses    the gateway's own on that device; no client gets them
/// @param routes       what lies behind that device: the networks of the pools, and what is configured beside them
/// @param masquerade   the interface at which clients appear under its address; empty for none
/// @param dontFragment what becomes of packets larger than the MTU that must not be fragmented
/// @param clampMss     whether TCP is told of segments that fit into the tunnel
public record DataPlaneSettings(
        boolean enabled,
        String tun,
        int mtu,
        int queues,
        List<InetAddress> addresses,
        List<Prefix> routes,
        String masquerade,
        DontFragment dontFragment,
        boolean clampMss) {
    public DataPlaneSettings {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    /// How the don't-fragment flag of an inner packet is taken (RFC 4301, section 8.1).
    public enum DontFragment {
        /// Seriously: what is too large is dropped, and its sender told.
        COPY,
        /// Not at all: it is sent, and routers on the way may fragment ESP.
        CLEAR
    }

    /// Addresses that no client may get.
    public List<InetAddress> reserved() {
        return enabled ? addresses : List.of();
    }
}
