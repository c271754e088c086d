package gatehouse.ike.keying;

import gatehouse.crypto.Algorithms;
import gatehouse.crypto.CipherSpec;
import gatehouse.ike.RefusedException;
import gatehouse.ike.negotiation.ProposalChoice;
import gatehouse.ike.sa.IkeSuite;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// From the transforms that were chosen to the algorithms that do it.
public final class Suites {
    /// There are few suites, for they are those that our proposals allow, and many sessions.
    private static final Map<List<Transform>, String> TEXTS = new ConcurrentHashMap<>();

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
        return TEXTS.computeIfAbsent(
                choice.transforms(),
                transforms -> String.join("/", transforms.stream().map(Transform::toString).toList()));
    }

    // Configuration allows only what exists; this is for what it could not know.
    private static RefusedException missing(ProposalChoice choice) {
        return RefusedException.noProposalChosen("an algorithm is not available here: " + text(choice));
    }
}
