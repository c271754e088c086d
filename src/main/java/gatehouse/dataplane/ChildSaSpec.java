package gatehouse.dataplane;

import gatehouse.bytes.Secret;
import gatehouse.crypto.CipherSpec;
import gatehouse.net.Path;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/// A pair of ESP SAs, complete (RFC 4303).
///
/// @param inboundSpi        ours: packets from the client carry it
/// @param outboundSpi       the client's
/// @param inboundKey        encryption key of packets from the client, with the salt where the cipher has one
/// @param inboundIntegrity  integrity key of packets from the client; empty for AEAD
/// @param extendedSequence  64-bit sequence numbers (RFC 4304)
/// @param local             what may be reached behind the gateway
/// @param remote            what the client may send from
/// @param path              outer addresses, of IKE now
/// @param encapsulated      whether ESP travels in UDP (RFC 3948)
/// @param innerAddresses    addresses that are the session's own; what lies behind it, [DataPlane#route] says
/// @param natKeepalive      after which silence a NAT on the way is kept open (RFC 3948, section 4); zero for never
/// @param session           the session's Acct-Session-Id, for counters and messages
/// @param volume            how much it may carry, if that is less than the cipher allows
public record ChildSaSpec(
        int inboundSpi,
        int outboundSpi,
        CipherSpec cipher,
        Secret inboundKey,
        Secret inboundIntegrity,
        Secret outboundKey,
        Secret outboundIntegrity,
        boolean extendedSequence,
        List<Selector> local,
        List<Selector> remote,
        Path path,
        boolean encapsulated,
        List<InetAddress> innerAddresses,
        Duration natKeepalive,
        String session,
        Volume volume) {
    public ChildSaSpec {
        local = List.copyOf(local);
        remote = List.copyOf(remote);
        innerAddresses = List.copyOf(innerAddresses);
    }

    /// Nobody keeps a NAT open for it, and it may carry as much as its cipher allows.
    public ChildSaSpec(
            int inboundSpi,
            int outboundSpi,
            CipherSpec cipher,
            Secret inboundKey,
            Secret inboundIntegrity,
            Secret outboundKey,
            Secret outboundIntegrity,
            boolean extendedSequence,
            List<Selector> local,
            List<Selector> remote,
            Path path,
            boolean encapsulated,
            List<InetAddress> innerAddresses,
            String session) {
        this(
                inboundSpi,
                outboundSpi,
                cipher,
                inboundKey,
                inboundIntegrity,
                outboundKey,
                outboundIntegrity,
                extendedSequence,
                local,
                remote,
                path,
                encapsulated,
                innerAddresses,
                Duration.ZERO,
                session,
                Volume.ANY);
    }
}
