package gatehouse.ike.sa;

import java.util.List;

/// What the peer said in IKE_SA_INIT that it can do.
///
/// @param fragments       it understands fragments (RFC 7383)
/// @param signatureHashes hash algorithms it verifies with (RFC 7427, section 4); empty if it did not say
/// @param behindNat       its own address was translated on the way (RFC 7296, section 2.23)
public record PeerSupport(boolean fragments, List<Integer> signatureHashes, boolean behindNat) {
    public PeerSupport {
        signatureHashes = List.copyOf(signatureHashes);
    }
}
