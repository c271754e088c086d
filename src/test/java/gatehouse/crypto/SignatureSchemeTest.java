package gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import gatehouse.bytes.Bytes;
import gatehouse.crypto.Vectors.Case;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureSchemeTest {
    private static final Bytes DATA = Bytes.ofUtf8("what the gateway signs");
    private static final Map<SignatureScheme, KeyPair> KEYS = keys();
    private static final Map<SignatureScheme, KeyPair> STRANGERS = keys();

    private static Stream<Arguments> everyScheme() {
        return Stream.of(Computed.values())
                .flatMap(by -> Arrays.stream(SignatureScheme.values()).map(scheme -> Arguments.of(by, scheme)));
    }

    @ParameterizedTest
    @MethodSource("everyScheme")
    void whatIsSignedIsVerifiedWhoeverComputes(Computed by, SignatureScheme scheme) {
        KeyPair pair = KEYS.get(scheme);
        SignatureScheme.Signer signer = scheme.bind(by.providers, pair.getPrivate(), pair.getPublic());
        for (Computed other : Computed.values()) {
            Bytes signature = signer.sign(DATA);
            assertThat(scheme.verify(other.providers, pair.getPublic(), DATA, signature)).isTrue();
            assertThat(scheme.verify(other.providers, pair.getPublic(), DATA.from(1), signature)).isFalse();
            for (int at : new int[] {0, signature.length() / 2, signature.length() - 1}) {
                byte[] changed = signature.toArray();
                changed[at] ^= 1;
                assertThat(scheme.verify(other.providers, pair.getPublic(), DATA, Bytes.wrap(changed))).isFalse();
            }
            assertThat(scheme.verify(other.providers, pair.getPublic(), DATA, Bytes.EMPTY)).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("everyScheme")
    void oneKeyAfterTheOtherIsVerified(Computed by, SignatureScheme scheme) {
        var signers = new Signers(by.providers);
        for (KeyPair pair : List.of(KEYS.get(scheme), STRANGERS.get(scheme), KEYS.get(scheme))) {
            Bytes signature = signers.signer(scheme, pair.getPrivate(), pair.getPublic()).sign(DATA);
            assertThat(signers.verify(scheme, pair.getPublic(), DATA, signature)).isTrue();
            assertThat(signers.verify(scheme, pair.getPublic(), DATA.from(1), signature)).isFalse();
            assertThat(signers.verify(scheme, pair.getPublic(), DATA, Bytes.EMPTY)).isFalse();
            KeyPair other = pair == KEYS.get(scheme) ? STRANGERS.get(scheme) : KEYS.get(scheme);
            assertThat(signers.verify(scheme, other.getPublic(), DATA, signature)).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("everyScheme")
    void aKeyOfAnotherKindVerifiesNothing(Computed by, SignatureScheme scheme) {
        KeyPair pair = KEYS.get(scheme);
        Bytes signature = scheme.bind(by.providers, pair.getPrivate(), pair.getPublic()).sign(DATA);
        for (KeyPair other : KEYS.values()) {
            if (other.equals(pair)) continue;
            assertThat(scheme.verify(by.providers, other.getPublic(), DATA, signature)).isFalse();
        }
    }

    /// RFC 4754, section 7: r and s, each as long as the order of the curve.
    @ParameterizedTest
    @CsvSource({"9, OLD_ECDSA_P256, 64", "10, OLD_ECDSA_P384, 96", "11, OLD_ECDSA_P521, 132"})
    void theOldEcdsaMethodsCarryTwoNumbersOfFixedLength(int method, SignatureScheme scheme, int length) {
        assertThat(SignatureScheme.ofOldMethod(method)).contains(scheme);
        assertThat(scheme.oldAuthMethod()).isEqualTo(OptionalInt.of(method));
        KeyPair pair = KEYS.get(scheme);
        SignatureScheme.Signer signer =
                scheme.bind(Computed.AS_HERE.providers, pair.getPrivate(), pair.getPublic());
        // A number that begins with zeros comes once in 256 signatures.
        for (int i = 0; i < 300; i++) assertThat(signer.sign(DATA).length()).isEqualTo(length);
        assertThat(SignatureScheme.oldSchemeFor(pair.getPublic())).contains(scheme);
    }

    @Test
    void theOldRsaMethodIsNumberOne() {
        assertThat(SignatureScheme.ofOldMethod(1)).contains(SignatureScheme.OLD_RSA_SHA1);
        assertThat(SignatureScheme.oldSchemeFor(KEYS.get(SignatureScheme.RSA_SHA256).getPublic()))
                .contains(SignatureScheme.OLD_RSA_SHA1);
        for (int other : new int[] {0, 2, 3, 12, 14}) assertThat(SignatureScheme.ofOldMethod(other)).isEmpty();
        assertThat(SignatureScheme.oldSchemeFor(KEYS.get(SignatureScheme.ED25519).getPublic())).isEmpty();
    }

    /// RFC 7427, appendix A, and RFC 8420, appendix A.
    @ParameterizedTest
    @CsvSource({
        "RSA_SHA256, 2, 300d06092a864886f70d01010b0500",
        "RSA_SHA384, 3, 300d06092a864886f70d01010c0500",
        "RSA_SHA512, 4, 300d06092a864886f70d01010d0500",
        "ECDSA_SHA256, 2, 300a06082a8648ce3d040302",
        "ECDSA_SHA384, 3, 300a06082a8648ce3d040303",
        "ECDSA_SHA512, 4, 300a06082a8648ce3d040304",
        "ED25519, 5, 300506032b6570"
    })
    void algorithmIdentifiersAreThoseOfTheRfcs(SignatureScheme scheme, int hash, String der) {
        assertThat(scheme.algorithmIdentifier()).isEqualTo(Bytes.fromHex(der));
        assertThat(scheme.hashId()).isEqualTo(hash);
        assertThat(scheme.oldAuthMethod()).isEmpty();
        assertThat(SignatureScheme.ofAlgorithmIdentifier(Bytes.fromHex(der))).contains(scheme);
    }

    /// RFC 7427, appendix A.4.3, spells the trailer field out; DER leaves a default away.
    @ParameterizedTest
    @CsvSource({
        "3041 06092a864886f70d01010a 3034 a00f300d06096086480165030402010500"
                + "a11c301a06092a864886f70d010108300d06096086480165030402010500 a203020120, RSA_PSS_SHA256",
        "3046 06092a864886f70d01010a 3039 a00f300d06096086480165030402010500"
                + "a11c301a06092a864886f70d010108300d06096086480165030402010500 a203020120 a303020101, RSA_PSS_SHA256",
        "3041 06092a864886f70d01010a 3034 a00f300d06096086480165030402020500"
                + "a11c301a06092a864886f70d010108300d06096086480165030402020500 a203020130, RSA_PSS_SHA384",
        "3041 06092a864886f70d01010a 3034 a00f300d06096086480165030402030500"
                + "a11c301a06092a864886f70d010108300d06096086480165030402030500 a203020140, RSA_PSS_SHA512"
    })
    void pssIsRecognizedInEachSpelling(String der, SignatureScheme scheme) {
        assertThat(SignatureScheme.ofAlgorithmIdentifier(Bytes.fromHex(der))).contains(scheme);
    }

    @Test
    void pssWithParametersThatNobodyUsesIsUnknown() {
        // No parameters at all: SHA-1 everywhere (RFC 7427, appendix A.4.1).
        assertThat(SignatureScheme.ofAlgorithmIdentifier(Bytes.fromHex("300d06092a864886f70d01010a3000"))).isEmpty();
        assertThat(SignatureScheme.ofAlgorithmIdentifier(Bytes.fromHex("300b06092a864886f70d01010a"))).isEmpty();
        // SHA-256 with a salt of twenty octets.
        assertThat(SignatureScheme.ofAlgorithmIdentifier(Bytes.fromHex("304106092a864886f70d01010a3034a00f300d0609"
                + "6086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020114")))
                .isEmpty();
    }

    /// A mask by SHA-384 around a hash by SHA-256, a mask that is not MGF1, one without its hash, and another trailer.
    @ParameterizedTest
    @ValueSource(strings = {
        "3041 06092a864886f70d01010a 3034 a00f300d06096086480165030402010500"
                + "a11c301a06092a864886f70d010108300d06096086480165030402020500 a203020120",
        "3041 06092a864886f70d01010a 3034 a00f300d06096086480165030402010500"
                + "a11c301a06092a864886f70d010109300d06096086480165030402010500 a203020120",
        "3032 06092a864886f70d01010a 3025 a00f300d06096086480165030402010500"
                + "a10d300b06092a864886f70d010108 a203020120",
        "3046 06092a864886f70d01010a 3039 a00f300d06096086480165030402010500"
                + "a11c301a06092a864886f70d010108300d06096086480165030402010500 a203020120 a303020102"
    })
    void pssWithAnotherMaskOrTrailerIsUnknown(String der) {
        assertThat(SignatureScheme.ofAlgorithmIdentifier(Bytes.fromHex(der))).isEmpty();
    }

    @Test
    void parametersThatSayNothingMayBeThereOrNot() {
        assertThat(SignatureScheme.ofAlgorithmIdentifier(Bytes.fromHex("300b06092a864886f70d01010b")))
                .contains(SignatureScheme.RSA_SHA256);
        assertThat(SignatureScheme.ofAlgorithmIdentifier(Bytes.fromHex("300c06082a8648ce3d0403020500")))
                .contains(SignatureScheme.ECDSA_SHA256);
    }

    @Test
    void everySchemeOfRfc7427IsFoundByItsIdentifier() {
        for (SignatureScheme scheme : SignatureScheme.values()) {
            if (scheme.oldAuthMethod().isPresent()) continue;
            assertThat(SignatureScheme.ofAlgorithmIdentifier(scheme.algorithmIdentifier())).contains(scheme);
        }
    }

    /// The peer writes the identifier.
    @Test
    void whateverTheOctetsAreAnIdentifierIsKnownOrNot() {
        var random = new Random(7427);
        for (String der : List.of("", "00", "30", "3000", "020101", "0500", "3080", "3003020101", "308006032b6570")) {
            assertThat(SignatureScheme.ofAlgorithmIdentifier(Bytes.fromHex(der))).as(der).isEmpty();
        }
        for (SignatureScheme scheme : SignatureScheme.values()) {
            for (int i = 0; i < 3000; i++) {
                byte[] octets = scheme.algorithmIdentifier().toArray();
                for (int n = random.nextInt(3); n >= 0; n--) {
                    octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
                }
                Bytes changed = Bytes.copyOf(octets, 0, random.nextInt(octets.length) + 1);
                assertThat(SignatureScheme.ofAlgorithmIdentifier(changed)).as("%s", changed).isNotNull();
            }
        }
    }

    @Test
    void aKeyIsUsedWithTheSchemesOfItsKind() {
        assertThat(SignatureScheme.usableWith(KEYS.get(SignatureScheme.RSA_SHA256).getPublic()))
                .containsExactly(
                        SignatureScheme.RSA_SHA256,
                        SignatureScheme.RSA_SHA384,
                        SignatureScheme.RSA_SHA512,
                        SignatureScheme.RSA_PSS_SHA256,
                        SignatureScheme.RSA_PSS_SHA384,
                        SignatureScheme.RSA_PSS_SHA512);
        for (SignatureScheme scheme : List.of(
                SignatureScheme.ECDSA_SHA256,
                SignatureScheme.ECDSA_SHA384,
                SignatureScheme.ECDSA_SHA512,
                SignatureScheme.ED25519)) {
            assertThat(SignatureScheme.usableWith(KEYS.get(scheme).getPublic())).containsExactly(scheme);
        }
    }

    /// Java calls both "EdDSA".
    @Test
    void aKeyOfAnotherEdwardsCurveIsNoEd25519() throws GeneralSecurityException {
        PublicKey other = KeyPairGenerator.getInstance("Ed448").generateKeyPair().getPublic();
        assertThat(SignatureScheme.usableWith(other)).isEmpty();
        assertThat(SignatureScheme.oldSchemeFor(other)).isEmpty();
        PublicKey agreement = KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic();
        assertThat(SignatureScheme.usableWith(agreement)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("everyScheme")
    void signaturesOfAnotherLengthAreRefused(Computed by, SignatureScheme scheme) {
        KeyPair pair = KEYS.get(scheme);
        Bytes signature = scheme.bind(by.providers, pair.getPrivate(), pair.getPublic()).sign(DATA);
        Bytes zero = Bytes.fromHex("00");
        for (Bytes wrong : List.of(
                zero,
                signature.slice(0, signature.length() - 1),
                signature.from(1),
                Bytes.concat(signature, zero),
                Bytes.concat(zero, signature),
                Bytes.wrap(new byte[signature.length()]),
                // r and s are zero
                Bytes.fromHex("3006020100020100"))) {
            assertThat(scheme.verify(by.providers, pair.getPublic(), DATA, wrong)).as("%s", wrong).isFalse();
        }
    }

    /// libreswan signs with SHA-512 whatever its key is.
    @ParameterizedTest
    @MethodSource("everyPairing")
    void aPeerMayPairACurveWithAnotherHash(Computed by, String curve, String jca, SignatureScheme scheme)
            throws GeneralSecurityException {
        KeyPair pair = curve(curve);
        Signature peer = Signature.getInstance(jca);
        peer.initSign(pair.getPrivate());
        peer.update(DATA.toArray());
        Bytes signature = Bytes.wrap(peer.sign());
        assertThat(scheme.verify(by.providers, pair.getPublic(), DATA, signature)).isTrue();
        assertThat(scheme.verify(by.providers, pair.getPublic(), DATA.from(1), signature)).isFalse();
        assertThat(SignatureScheme.usableWith(pair.getPublic())).doesNotContain(scheme);
    }

    private static Stream<Arguments> everyPairing() {
        return Stream.of(Computed.values()).flatMap(by -> Stream.of(
                Arguments.of(by, "secp256r1", "SHA384withECDSA", SignatureScheme.ECDSA_SHA384),
                Arguments.of(by, "secp256r1", "SHA512withECDSA", SignatureScheme.ECDSA_SHA512),
                Arguments.of(by, "secp384r1", "SHA256withECDSA", SignatureScheme.ECDSA_SHA256),
                Arguments.of(by, "secp384r1", "SHA512withECDSA", SignatureScheme.ECDSA_SHA512),
                Arguments.of(by, "secp521r1", "SHA256withECDSA", SignatureScheme.ECDSA_SHA256),
                Arguments.of(by, "secp521r1", "SHA384withECDSA", SignatureScheme.ECDSA_SHA384)));
    }

    /// Of the same kind, so that only the arithmetic can tell.
    @ParameterizedTest
    @MethodSource("everyScheme")
    void aStrangersKeyNeitherVerifiesNorCanBeBound(Computed by, SignatureScheme scheme) {
        KeyPair pair = KEYS.get(scheme);
        KeyPair stranger = STRANGERS.get(scheme);
        Bytes signature = scheme.bind(by.providers, pair.getPrivate(), pair.getPublic()).sign(DATA);
        assertThat(scheme.verify(by.providers, stranger.getPublic(), DATA, signature)).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> scheme.bind(by.providers, stranger.getPrivate(), pair.getPublic()));
    }

    private static Stream<Arguments> wycheproof() {
        return Stream.of(Computed.values()).flatMap(by -> Stream.of(
                Arguments.of(by, "ecdsa_secp256r1_sha256", "EC", SignatureScheme.ECDSA_SHA256),
                Arguments.of(by, "ecdsa_secp384r1_sha384", "EC", SignatureScheme.ECDSA_SHA384),
                Arguments.of(by, "ecdsa_secp521r1_sha512", "EC", SignatureScheme.ECDSA_SHA512),
                Arguments.of(by, "ed25519", "Ed25519", SignatureScheme.ED25519),
                Arguments.of(by, "rsa_signature_2048_sha256", "RSA", SignatureScheme.RSA_SHA256),
                Arguments.of(by, "rsa_signature_3072_sha384", "RSA", SignatureScheme.RSA_SHA384),
                Arguments.of(by, "rsa_pss_2048_sha256_mgf1_32", "RSA", SignatureScheme.RSA_PSS_SHA256),
                Arguments.of(by, "rsa_pss_3072_sha256_mgf1_32", "RSA", SignatureScheme.RSA_PSS_SHA256)));
    }

    @ParameterizedTest
    @MethodSource("wycheproof")
    void signaturesAreJudgedAsWycheproofDoes(Computed by, String file, String algorithm, SignatureScheme scheme)
            throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance(algorithm);
        var keys = new HashMap<Bytes, PublicKey>();
        for (Case vector : Vectors.of("wycheproof/" + file + ".txt")) {
            Bytes der = vector.bytes("publicKeyDer");
            if (!keys.containsKey(der)) keys.put(der, factory.generatePublic(new X509EncodedKeySpec(der.toArray())));
            boolean genuine =
                    scheme.verify(by.providers, keys.get(der), vector.bytes("msg"), vector.bytes("sig"));
            if (!vector.is("acceptable")) assertThat(genuine).as("%s", vector).isEqualTo(vector.is("valid"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void signersAreMadeOnce(Computed by) {
        var signers = new Signers(by.providers);
        KeyPair pair = KEYS.get(SignatureScheme.ECDSA_SHA256);
        SignatureScheme.Signer first =
                signers.signer(SignatureScheme.ECDSA_SHA256, pair.getPrivate(), pair.getPublic());
        assertThat(signers.signer(SignatureScheme.ECDSA_SHA256, pair.getPrivate(), pair.getPublic())).isSameAs(first);
        signers.clear();
        assertThat(signers.signer(SignatureScheme.ECDSA_SHA256, pair.getPrivate(), pair.getPublic()))
                .isNotSameAs(first);
    }

    private static Map<SignatureScheme, KeyPair> keys() {
        try {
            var rsa = KeyPairGenerator.getInstance("RSA");
            rsa.initialize(2048);
            KeyPair rsaPair = rsa.generateKeyPair();
            KeyPair p256 = curve("secp256r1");
            KeyPair p384 = curve("secp384r1");
            KeyPair p521 = curve("secp521r1");
            KeyPair ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            var keys = new EnumMap<SignatureScheme, KeyPair>(SignatureScheme.class);
            for (SignatureScheme scheme : SignatureScheme.values()) {
                keys.put(scheme, switch (scheme) {
                    case RSA_SHA256, RSA_SHA384, RSA_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512,
                            OLD_RSA_SHA1 -> rsaPair;
                    case ECDSA_SHA256, OLD_ECDSA_P256 -> p256;
                    case ECDSA_SHA384, OLD_ECDSA_P384 -> p384;
                    case ECDSA_SHA512, OLD_ECDSA_P521 -> p521;
                    case ED25519 -> ed25519;
                });
            }
            return keys;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair curve(String name) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(name));
        return generator.generateKeyPair();
    }
}
