package gatehouse.ike.sa;

import java.util.List;
import java.util.Optional;

/// What the peer said that it can do, and where it stands.
///
/// @param fragments       it understands fragments (RFC 7383)
/// @param signatureHashes hash algorithms it verifies with (RFC 7427, section 4); empty if it did not say
/// @param behindNat       its own address was translated on the way when it last told (RFC 7296, section 2.23)
/// @param mobike          it tells when it moves (RFC 4555), and knows that we listen
/// @param redirects       it goes to another gateway if it is asked to (RFC 5685)
/// @param client          who it is, if it says so
public record PeerSupport(
        boolean fragments,
        List<Integer> signatureHashes,
        boolean behindNat,
        boolean mobike,
        boolean redirects,
        Optional<KnownClient> client) {
    public PeerSupport {
        signatureHashes = List.copyOf(signatureHashes);
    }

    public PeerSupport withMobike(boolean now) {
        return new PeerSupport(fragments, signatureHashes, behindNat, now, redirects, client);
    }

    public PeerSupport withNat(boolean now) {
        return new PeerSupport(fragments, signatureHashes, now, mobike, redirects, client);
    }

    public boolean has(KnownClient.Quirk quirk) {
        return client.filter(known -> known.has(quirk)).isPresent();
    }
}
