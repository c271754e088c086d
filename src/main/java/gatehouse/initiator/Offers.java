package gatehouse.initiator;

import gatehouse.bytes.Bytes;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.CipherSpec;
import gatehouse.wire.Proposal;
import gatehouse.wire.SaPayload;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the client offers, and what the gateway made of it.
final class Offers {
    private Offers() {}

    static SaPayload withSpi(List<Proposal> proposals, Bytes spi) {
        return new SaPayload(proposals.stream()
                .map(p -> new Proposal(p.number(), p.protocol(), spi, p.transforms()))
                .toList());
    }

    /// Without groups: for the Child SA of IKE_AUTH (RFC 7296, section 1.2).
    static List<Proposal> withoutGroups(List<Proposal> proposals) {
        return proposals.stream()
                .map(p -> new Proposal(
                        p.number(),
                        p.protocol(),
                        p.spi(),
                        p.transforms().stream().filter(t -> !t.type().isKeyExchange()).toList()))
                .toList();
    }

    /// Whether what was chosen is one of what was offered, with one transform of each kind.
    static boolean fits(List<Proposal> offered, Proposal chosen) {
        long kinds = chosen.transforms().stream().map(Transform::type).distinct().count();
        return kinds == chosen.transforms().size() && offered.stream()
                .anyMatch(p -> p.number() == chosen.number()
                        && p.protocol().equals(chosen.protocol())
                        && p.transforms().containsAll(chosen.transforms()));
    }

    static Optional<CipherSpec> cipher(Algorithms algorithms, Proposal chosen) {
        return chosen.first(TransformType.ENCR)
                .flatMap(encryption -> algorithms.cipher(
                        encryption.id(),
                        encryption.keyLength().orElse(0),
                        chosen.first(TransformType.INTEG).map(Transform::id).orElse(0)));
    }

    /// What we choose of a gateway's offer: its first proposal that has, of each kind, one of ours.
    ///
    /// @param keGroup of its KE payload, 0 for none: taken where it may be
    static Optional<Proposal> choose(List<Proposal> ours, SaPayload offered, int keGroup) {
        for (Proposal theirs : offered.proposals()) {
            for (Proposal own : ours) {
                Optional<Proposal> chosen = choose(own, theirs, keGroup);
                if (chosen.isPresent()) return chosen;
            }
        }
        return Optional.empty();
    }

    private static Optional<Proposal> choose(Proposal own, Proposal theirs, int keGroup) {
        if (!own.protocol().equals(theirs.protocol())) return Optional.empty();
        var chosen = new ArrayList<Transform>();
        List<TransformType> kinds = theirs.transforms().stream().map(Transform::type).distinct().toList();
        for (TransformType kind : kinds) {
            List<Transform> common = theirs.transforms().stream()
                    .filter(transform -> transform.type().equals(kind) && own.transforms().contains(transform))
                    .toList();
            if (common.isEmpty()) return Optional.empty();
            chosen.add(common.stream()
                    .filter(transform -> kind.equals(TransformType.KE) && transform.id() == keGroup)
                    .findFirst()
                    .orElse(common.getFirst()));
        }
        boolean whole = own.transforms().stream().map(Transform::type).allMatch(kinds::contains);
        return whole
                ? Optional.of(new Proposal(theirs.number(), theirs.protocol(), theirs.spi(), chosen))
                : Optional.empty();
    }
}
