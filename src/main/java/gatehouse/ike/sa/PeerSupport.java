package gatehouse.ike.sa;

import java.util.List;

/// What the peer said that it can do, and where it stands.
///
/// @param fragmentation   which fragments it understands
/// @param signatureHashes hash algorithms it verifies with (RFC 7427, section 4); empty if it did not say
/// @param behindNat       its own address was translated on the way when it last told (RFC 7296, section 2.23)
/// @param mobike          it tells when it moves (RFC 4555), and knows that we listen
/// @param redirects       it goes to another gateway if it is asked to (RFC 5685)
/// @param vendorIds       what it calls itself
public record PeerSupport(
        Fragmentation fragmentation,
        List<Integer> signatureHashes,
        boolean behindNat,
        boolean mobike,
        boolean redirects,
        VendorIds vendorIds) {
    /// How longer messages are cut.
    public enum Fragmentation {
        NONE,
        /// RFC 7383.
        ENCRYPTED,
        /// As Cisco did before that.
        CISCO
    }

    public PeerSupport {
        signatureHashes = List.copyOf(signatureHashes);
    }

    public PeerSupport withMobike(boolean now) {
        return new PeerSupport(fragmentation, signatureHashes, behindNat, now, redirects, vendorIds);
    }

    public PeerSupport withNat(boolean now) {
        return new PeerSupport(fragmentation, signatureHashes, now, mobike, redirects, vendorIds);
    }

    public boolean has(KnownClient.Quirk quirk) {
        return vendorIds.client().filter(known -> known.has(quirk)).isPresent();
    }
}
