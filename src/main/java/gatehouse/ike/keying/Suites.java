package gatehouse.ike.keying;

import gatehouse.crypto.Algorithms;
import gatehouse.crypto.CipherSpec;
import gatehouse.ike.RefusedException;
import gatehouse.ike.negotiation.ProposalChoice;
import gatehouse.ike.sa.IkeSuite;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformType;
import java.util.Optional;

/// From the transforms that were chosen to the algorithms that do it.
public final class Suites {
    private Suites() {}

    public static IkeSuite ike(Algorithms algorithms, ProposalChoice choice) throws RefusedException {
        return new IkeSuite(
                cipher(algorithms, choice),
                choice.transform(TransformType.PRF)
                        .flatMap(prf -> algorithms.prf(prf.id()))
                        .orElseThrow(() -> missing(choice)),
                choice.transform(TransformType.KE)
                        .flatMap(group -> algorithms.keyExchange(group.id()))
                        .orElseThrow(() -> missing(choice)),
                choice.transforms(),
                text(choice));
    }

    public static CipherSpec cipher(Algorithms algorithms, ProposalChoice choice) throws RefusedException {
        Transform cipher = choice.transform(TransformType.ENCR).orElseThrow(() -> missing(choice));
        int integrity = choice.transform(TransformType.INTEG).map(Transform::id).orElse(0);
        Optional<CipherSpec> spec = algorithms.cipher(cipher.id(), cipher.keyLength().orElse(0), integrity);
        return spec.orElseThrow(() -> missing(choice));
    }

    /// `AES_GCM_16_256/PRF_HMAC_SHA2_256/CURVE_25519`.
    public static String text(ProposalChoice choice) {
        // There are few suites and many sessions.
        return String.join("/", choice.transforms().stream().map(Transform::toString).toList()).intern();
    }

    // Configuration allows only what exists; this is for what it could not know.
    private static RefusedException missing(ProposalChoice choice) {
        return RefusedException.noProposalChosen("an algorithm is not available here: " + text(choice));
    }
}
