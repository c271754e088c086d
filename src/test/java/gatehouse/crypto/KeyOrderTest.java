package gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The keys and their order for each kind of suite (RFC 7296, sections 2.13 to 2.18), by a second computation that knows
/// `Mac` only. NIST's vectors know no suites, and one PRF for both SAs of a rekeying.
class KeyOrderTest {
    private static final Bytes NONCE_I = Bytes.fromHex("a1".repeat(32));
    private static final Bytes NONCE_R = Bytes.fromHex("b2".repeat(48));
    private static final Bytes SHARED = Bytes.fromHex("c3".repeat(66));
    private static final Bytes OLD_SK_D = Bytes.fromHex("d4".repeat(20));
    private static final long SPI_I = 0xf122_3344_5566_7788L;
    private static final long SPI_R = 0x0000_0000_0000_0001L;
    private static final Bytes SPIS = Bytes.fromHex("f122334455667788 0000000000000001");

    private final Algorithms algorithms = Computed.IN_JAVA.algorithms();

    static Stream<Arguments> suites() {
        return Stream.of(
                Arguments.of(2, "HmacSHA1", 12, 128, 2, 16, 20),
                Arguments.of(5, "HmacSHA256", 12, 256, 12, 32, 32),
                Arguments.of(6, "HmacSHA384", 12, 192, 13, 24, 48),
                Arguments.of(7, "HmacSHA512", 12, 256, 14, 32, 64),
                Arguments.of(5, "HmacSHA256", 20, 128, 0, 20, 0),
                Arguments.of(6, "HmacSHA384", 20, 256, 0, 36, 0),
                Arguments.of(7, "HmacSHA512", 28, 0, 0, 36, 0));
    }

    @ParameterizedTest
    @MethodSource("suites")
    void theKeysOfAnIkeSaStandInTheOrderOfTheRfc(
            int prfId, String mac, int cipherId, int keyBits, int integrityId, int e, int a)
            throws GeneralSecurityException {
        Prf prf = algorithms.prf(prfId).orElseThrow();
        IkeKeys keys = IkeKeys.derive(
                prf, cipher(cipherId, keyBits, integrityId), Secret.copyOf(SHARED), NONCE_I, NONCE_R, SPI_I, SPI_R);
        Bytes skeyseed = mac(mac, Bytes.concat(NONCE_I, NONCE_R), SHARED);
        checkIkeKeys(keys, mac, skeyseed, prf.keyLength(), e, a);
    }

    @ParameterizedTest
    @MethodSource("suites")
    void aRekeyedIkeSaUsesTheOldPrfForItsSeedAndTheNewForItsKeys(
            int prfId, String mac, int cipherId, int keyBits, int integrityId, int e, int a)
            throws GeneralSecurityException {
        Prf old = algorithms.prf(2).orElseThrow();
        Prf prf = algorithms.prf(prfId).orElseThrow();
        IkeKeys keys = IkeKeys.rekeyed(
                old,
                Secret.copyOf(OLD_SK_D),
                prf,
                cipher(cipherId, keyBits, integrityId),
                Secret.copyOf(SHARED),
                NONCE_I,
                NONCE_R,
                SPI_I,
                SPI_R);
        Bytes skeyseed = mac("HmacSHA1", OLD_SK_D, Bytes.concat(SHARED, NONCE_I, NONCE_R));
        checkIkeKeys(keys, mac, skeyseed, prf.keyLength(), e, a);
    }

    @ParameterizedTest
    @MethodSource("suites")
    void theKeysOfAChildSaStandInTheOrderOfTheRfc(
            int prfId, String mac, int cipherId, int keyBits, int integrityId, int e, int a)
            throws GeneralSecurityException {
        Prf prf = algorithms.prf(prfId).orElseThrow();
        CipherSpec cipher = cipher(cipherId, keyBits, integrityId);
        Secret skD = Secret.copyOf(OLD_SK_D);
        checkChildKeys(
                ChildKeys.derive(prf, skD, NONCE_I, NONCE_R, cipher), mac, Bytes.concat(NONCE_I, NONCE_R), e, a);
        checkChildKeys(
                ChildKeys.derive(prf, skD, Secret.copyOf(SHARED), NONCE_I, NONCE_R, cipher),
                mac,
                Bytes.concat(SHARED, NONCE_I, NONCE_R),
                e,
                a);
    }

    private CipherSpec cipher(int id, int keyBits, int integrityId) {
        return algorithms.cipher(id, keyBits, integrityId).orElseThrow();
    }

    private static void checkIkeKeys(IkeKeys keys, String mac, Bytes skeyseed, int d, int e, int a)
            throws GeneralSecurityException {
        Bytes material = expanded(mac, skeyseed, Bytes.concat(NONCE_I, NONCE_R, SPIS), 3 * d + 2 * a + 2 * e);
        assertThat(joined(keys)).isEqualTo(material);
        assertThat(List.of(
                keys.skD().length(),
                keys.skAi().length(),
                keys.skAr().length(),
                keys.skEi().length(),
                keys.skEr().length(),
                keys.skPi().length(),
                keys.skPr().length())).containsExactly(d, a, a, e, e, d, d);
    }

    private static void checkChildKeys(ChildKeys keys, String mac, Bytes seed, int e, int a)
            throws GeneralSecurityException {
        Bytes all = Bytes.concat(
                octets(keys.encryptionI()),
                octets(keys.integrityI()),
                octets(keys.encryptionR()),
                octets(keys.integrityR()));
        assertThat(all).isEqualTo(expanded(mac, OLD_SK_D, seed, 2 * (e + a)));
        assertThat(List.of(keys.encryptionI().length(), keys.integrityI().length())).containsExactly(e, a);
        assertThat(List.of(keys.encryptionR().length(), keys.integrityR().length())).containsExactly(e, a);
    }

    private static Bytes joined(IkeKeys keys) {
        return Bytes.concat(
                octets(keys.skD()),
                octets(keys.skAi()),
                octets(keys.skAr()),
                octets(keys.skEi()),
                octets(keys.skEr()),
                octets(keys.skPi()),
                octets(keys.skPr()));
    }

    /// prf+ as section 2.13 writes it: T1 = prf (K, S | 0x01), T2 = prf (K, T1 | S | 0x02), …
    private static Bytes expanded(String mac, Bytes key, Bytes seed, int length) throws GeneralSecurityException {
        Bytes all = Bytes.EMPTY;
        Bytes last = Bytes.EMPTY;
        for (int i = 1; all.length() < length; i++) {
            last = mac(mac, key, Bytes.concat(last, seed, Bytes.copyOf((byte) i)));
            all = Bytes.concat(all, last);
        }
        return all.slice(0, length);
    }

    private static Bytes mac(String algorithm, Bytes key, Bytes data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key.toArray(), algorithm));
        return Bytes.wrap(mac.doFinal(data.toArray()));
    }

    private static Bytes octets(Secret secret) {
        return Bytes.wrap(secret.expose());
    }
}
