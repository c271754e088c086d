package gatehouse.initiator;

import gatehouse.bytes.Bytes;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.CipherSpec;
import gatehouse.wire.Proposal;
import gatehouse.wire.SaPayload;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformType;
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
}
