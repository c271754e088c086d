package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.crypto.Algorithms;
import gatehouse.crypto.Providers;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformId;
import gatehouse.wire.TransformType;
import gatehouse.ike.policy.ProposalPolicy;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class ProposalSpellingTest {
    @Test
    void wordsOfOneKindAreAlternativesInTheirOrder() throws Exception {
        ProposalPolicy policy =
                ProposalSpelling.ike("aes256gcm16-chacha20poly1305-aes128gcm16-prfsha384-prfsha256-x25519-modp2048");
        assertThat(policy.encryption()).hasToString("[AES_GCM_16_256, CHACHA20_POLY1305, AES_GCM_16_128]");
        assertThat(policy.prf()).hasToString("[PRF_HMAC_SHA2_384, PRF_HMAC_SHA2_256]");
        assertThat(policy.integrity()).isEmpty();
        assertThat(policy.keyExchange()).hasToString("[CURVE_25519, MODP_2048]");
        assertThat(policy.extendedSequence()).isEmpty();
    }

    @Test
    void withoutAPrfItIsThatOfTheIntegrityAlgorithm() throws Exception {
        ProposalPolicy policy = ProposalSpelling.ike("aes256-sha512-sha1-modp1024");
        assertThat(policy.encryption()).hasToString("[AES_CBC_256]");
        assertThat(policy.integrity()).hasToString("[HMAC_SHA2_512_256, HMAC_SHA1_96]");
        assertThat(policy.prf()).hasToString("[PRF_HMAC_SHA2_512, PRF_HMAC_SHA1]");
        assertThat(policy.keyExchange()).hasToString("[MODP_1024]");
    }

    @Test
    void aPrfOfItsOwnReplacesThoseOfTheIntegrityAlgorithms() throws Exception {
        ProposalPolicy policy = ProposalSpelling.ike("aes128-sha256-prfsha384-ecp384");
        assertThat(policy.prf()).hasToString("[PRF_HMAC_SHA2_384]");
    }

    @Test
    void espNeedsNoGroupAndHasPlainSequenceNumbersUnlessItSaysOtherwise() throws Exception {
        assertThat(ProposalSpelling.esp("aes256gcm16").keyExchange()).isEmpty();
        assertThat(ProposalSpelling.esp("aes256gcm16").extendedSequence()).hasToString("[NO_ESN]");
        assertThat(ProposalSpelling.esp("aes128-sha256-ecp256-esn-noesn").extendedSequence())
                .hasToString("[ESN, NO_ESN]");
    }

    @Test
    void everyWordNamesAnAlgorithmThatWeHave() {
        var algorithms = new Algorithms(new SecureRandom(), Providers.pureJava());
        ProposalSpelling.words().forEach((word, transform) -> assertThat(has(algorithms, transform))
                .as(word + ", which is " + transform)
                .isTrue());
    }

    private static boolean has(Algorithms algorithms, Transform transform) {
        int id = transform.id();
        if (transform.type().equals(TransformType.PRF)) return algorithms.prf(id).isPresent();
        if (transform.type().equals(TransformType.KE)) return algorithms.keyExchange(id).isPresent();
        if (transform.type().equals(TransformType.INTEG)) {
            return algorithms.cipher(TransformId.AES_CBC, 256, id).isPresent();
        }
        if (transform.type().equals(TransformType.ENCR)) {
            int integrity = id == TransformId.AES_CBC ? TransformId.HMAC_SHA2_256_128 : TransformId.INTEG_NONE;
            return algorithms.cipher(id, transform.keyLength().orElse(0), integrity).isPresent();
        }
        return transform.type().equals(TransformType.ESN);
    }
}
