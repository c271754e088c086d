package gatehouse.config;

import gatehouse.ike.policy.ProposalPolicy;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformId;
import gatehouse.wire.TransformType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Proposals in strongSwan's spelling: `aes256gcm16-aes128gcm16-prfsha384-ecp384-x25519`. Words of one kind are
/// alternatives, in order of preference. Weak words are understood, so that an operator can allow them by name.
final class ProposalSpelling {
    private static final Map<String, Transform> WORDS = new LinkedHashMap<>();
    private static final Map<Integer, Integer> PRF_OF_INTEGRITY = Map.of(
            TransformId.HMAC_SHA1_96, TransformId.PRF_HMAC_SHA1,
            TransformId.HMAC_SHA2_256_128, TransformId.PRF_HMAC_SHA2_256,
            TransformId.HMAC_SHA2_384_192, TransformId.PRF_HMAC_SHA2_384,
            TransformId.HMAC_SHA2_512_256, TransformId.PRF_HMAC_SHA2_512);

    static {
        for (int bits : new int[] {128, 256}) {
            word("aes" + bits, Transform.of(TransformType.ENCR, TransformId.AES_CBC, bits));
            word("aes" + bits + "gcm16", Transform.of(TransformType.ENCR, TransformId.AES_GCM_16, bits));
        }
        word("chacha20poly1305", Transform.of(TransformType.ENCR, TransformId.CHACHA20_POLY1305));
        word("sha1", Transform.of(TransformType.INTEG, TransformId.HMAC_SHA1_96));
        word("sha256", Transform.of(TransformType.INTEG, TransformId.HMAC_SHA2_256_128));
        word("sha384", Transform.of(TransformType.INTEG, TransformId.HMAC_SHA2_384_192));
        word("sha512", Transform.of(TransformType.INTEG, TransformId.HMAC_SHA2_512_256));
        word("prfsha1", Transform.of(TransformType.PRF, TransformId.PRF_HMAC_SHA1));
        word("prfsha256", Transform.of(TransformType.PRF, TransformId.PRF_HMAC_SHA2_256));
        word("prfsha384", Transform.of(TransformType.PRF, TransformId.PRF_HMAC_SHA2_384));
        word("prfsha512", Transform.of(TransformType.PRF, TransformId.PRF_HMAC_SHA2_512));
        word("modp1024", Transform.of(TransformType.KE, TransformId.MODP_1024));
        word("modp2048", Transform.of(TransformType.KE, TransformId.MODP_2048));
        word("modp3072", Transform.of(TransformType.KE, TransformId.MODP_3072));
        word("modp4096", Transform.of(TransformType.KE, TransformId.MODP_4096));
        word("ecp256", Transform.of(TransformType.KE, TransformId.ECP_256));
        word("ecp384", Transform.of(TransformType.KE, TransformId.ECP_384));
        word("ecp521", Transform.of(TransformType.KE, TransformId.ECP_521));
        word("x25519", Transform.of(TransformType.KE, TransformId.CURVE_25519));
        word("curve25519", Transform.of(TransformType.KE, TransformId.CURVE_25519));
        word("noesn", Transform.of(TransformType.ESN, TransformId.NO_ESN));
        word("esn", Transform.of(TransformType.ESN, TransformId.ESN));
    }

    private ProposalSpelling() {}

    /// Every word and what it stands for.
    static Map<String, Transform> words() {
        return Map.copyOf(WORDS);
    }

    /// A proposal for IKE SAs. Without a PRF it is the one of each integrity algorithm.
    static ProposalPolicy ike(String text) throws Unfit {
        Map<TransformType, List<Transform>> kinds = read(text);
        encryption(text, kinds);
        if (!kinds.get(TransformType.ESN).isEmpty()) {
            throw new Unfit("sequence numbers are no matter of IKE in '" + text + "'", "leave out esn and noesn");
        }
        if (kinds.get(TransformType.KE).isEmpty()) {
            throw new Unfit("no group in '" + text + "'", "add one, like x25519 or modp2048");
        }
        List<Transform> prf = kinds.get(TransformType.PRF);
        if (prf.isEmpty()) {
            prf = kinds.get(TransformType.INTEG).stream()
                    .map(integrity -> Transform.of(TransformType.PRF, PRF_OF_INTEGRITY.get(integrity.id())))
                    .toList();
        }
        if (prf.isEmpty()) throw new Unfit("no PRF in '" + text + "'", "add one, like prfsha256");
        return new ProposalPolicy(
                kinds.get(TransformType.ENCR),
                prf,
                kinds.get(TransformType.INTEG),
                kinds.get(TransformType.KE),
                List.of());
    }

    /// A proposal for Child SAs. Groups are for perfect forward secrecy at a rekey.
    static ProposalPolicy esp(String text) throws Unfit {
        Map<TransformType, List<Transform>> kinds = read(text);
        encryption(text, kinds);
        if (!kinds.get(TransformType.PRF).isEmpty()) {
            throw new Unfit("a PRF is no matter of ESP in '" + text + "'", "leave it out");
        }
        List<Transform> sequence = kinds.get(TransformType.ESN);
        return new ProposalPolicy(
                kinds.get(TransformType.ENCR),
                List.of(),
                kinds.get(TransformType.INTEG),
                kinds.get(TransformType.KE),
                sequence.isEmpty() ? List.of(WORDS.get("noesn")) : sequence);
    }

    private static Map<TransformType, List<Transform>> read(String text) throws Unfit {
        var kinds = new LinkedHashMap<TransformType, List<Transform>>();
        for (TransformType type : List.of(
                TransformType.ENCR, TransformType.PRF, TransformType.INTEG, TransformType.KE, TransformType.ESN)) {
            kinds.put(type, new ArrayList<>());
        }
        for (String word : text.split("-", -1)) {
            Transform transform = WORDS.get(word);
            if (transform == null) throw unknown(word);
            List<Transform> kind = kinds.get(transform.type());
            if (kind.contains(transform)) throw new Unfit("'" + word + "' comes twice in '" + text + "'", "");
            kind.add(transform);
        }
        return kinds;
    }

    private static void encryption(String text, Map<TransformType, List<Transform>> kinds) throws Unfit {
        List<Transform> ciphers = kinds.get(TransformType.ENCR);
        if (ciphers.isEmpty()) throw new Unfit("no cipher in '" + text + "'", "add one, like aes256gcm16");
        long plain = ciphers.stream().filter(cipher -> cipher.id() == TransformId.AES_CBC).count();
        if (plain != 0 && plain != ciphers.size()) {
            throw new Unfit(
                    "ciphers with and without their own integrity in '" + text + "'", "make two proposals of it");
        }
        boolean integrity = !kinds.get(TransformType.INTEG).isEmpty();
        if (plain != 0 && !integrity) {
            throw new Unfit("no integrity algorithm in '" + text + "'", "add one, like sha256");
        }
        if (plain == 0 && integrity) {
            throw new Unfit(
                    "an integrity algorithm beside ciphers that have their own in '" + text + "'",
                    "leave it out; a PRF is spelled prfsha256");
        }
    }

    private static Unfit unknown(String word) {
        boolean group = word.startsWith("modp") || word.startsWith("ecp") || word.startsWith("curve")
                || word.startsWith("x");
        List<String> known = WORDS.entrySet().stream()
                .filter(entry -> entry.getValue().type().equals(TransformType.KE) == group)
                .map(Map.Entry::getKey)
                .toList();
        String what = "unknown " + (group ? "group" : "algorithm") + " '" + word + "'";
        return new Unfit(what, Values.nearest(word, known) + "known: " + String.join(", ", known));
    }

    private static void word(String word, Transform transform) {
        WORDS.put(word, transform);
    }
}
