package gatehouse.ike.sa;

import java.util.List;

/// What the peer said that it can do, and where it stands.
///
/// @param fragments       it understands fragments (RFC 7383)
/// @param signatureHashes hash algorithms it verifies with (RFC 7427, section 4); empty if it did not say
/// @param behindNat       its own address was translated on the way when it last told (RFC 7296, section 2.23)
/// @param mobike          it tells when it moves (RFC 4555), and knows that we listen
/// @param redirects       it goes to another gateway if it is asked to (RFC 5685)
/// @param vendorIds       what it calls itself
public record PeerSupport(
        boolean fragments,
        List<Integer> signatureHashes,
        boolean behindNat,
        boolean mobike,
        boolean redirects,
        VendorIds vendorIds) {
    public PeerSupport {
        signatureHashes = List.copyOf(signatureHashes);
    }

    public PeerSupport withMobike(boolean now) {
        return new PeerSupport(fragments, signatureHashes, behindNat, now, redirects, vendorIds);
    }

    public PeerSupport withNat(boolean now) {
        return new PeerSupport(fragments, signatureHashes, now, mobike, redirects, vendorIds);
    }

    public boolean has(KnownClient.Quirk quirk) {
        return vendorIds.client().filter(known -> known.has(quirk)).isPresent();
    }
}
