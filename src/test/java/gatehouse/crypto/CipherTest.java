package gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Vectors.Case;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CipherTest {
    private static final int CBC = 12;
    private static final int GCM = 20;
    private static final int CHACHA20 = 28;
    private static final Bytes HEADER = Bytes.fromHex("0102030405060708 1112131415161718 2e202308 00000001 00000060");

    /// Encryption, bits of the key, integrity.
    private record Suite(int encryption, int bits, int integrity) {
        CipherSpec spec(Computed by) {
            return by.algorithms().cipher(encryption, bits, integrity).orElseThrow();
        }
    }

    private static final List<Suite> SUITES = List.of(
            new Suite(GCM, 128, 0),
            new Suite(GCM, 256, 0),
            new Suite(CHACHA20, 0, 0),
            new Suite(CBC, 128, 2),
            new Suite(CBC, 128, 12),
            new Suite(CBC, 192, 12),
            new Suite(CBC, 256, 12),
            new Suite(CBC, 256, 13),
            new Suite(CBC, 256, 14));

    private static Stream<Arguments> everySuite() {
        return Stream.of(Computed.values()).flatMap(by -> SUITES.stream().map(suite -> Arguments.of(by, suite)));
    }

    @ParameterizedTest
    @EnumSource
    void gcmOpensWhatWycheproofSealed(Computed by) {
        for (Case vector : Vectors.of("wycheproof/aes_gcm.txt")) {
            assertOpens(vector, by.algorithms().cipher(GCM, vector.number("keySize"), 0).orElseThrow());
        }
    }

    @ParameterizedTest
    @EnumSource
    void chacha20OpensWhatWycheproofSealed(Computed by) {
        Algorithms algorithms = by.algorithms();
        for (Case vector : Vectors.of("wycheproof/chacha20_poly1305.txt")) {
            assertOpens(vector, algorithms.cipher(CHACHA20, 0, 0).orElseThrow());
        }
    }

    private static void assertOpens(Case vector, CipherSpec spec) {
        Bytes iv = vector.bytes("iv");
        Secret key = Secret.copyOf(Bytes.concat(vector.bytes("key"), iv.slice(0, 4)));
        Bytes aad = vector.bytes("aad");
        Bytes packet = Bytes.concat(aad, iv.from(4), vector.bytes("ct"), vector.bytes("tag"));
        Optional<Bytes> opened = spec.bind(key, none()).open(packet, aad.length());
        assertThat(opened)
                .as("%s", vector)
                .isEqualTo(vector.is("valid") ? Optional.of(vector.bytes("msg")) : Optional.empty());
    }

    @ParameterizedTest
    @EnumSource
    void theMessageOfRfc7634IsOpened(Computed by) {
        Case vector = Vectors.of("rfc/rfc7634.txt").getFirst();
        Secret key = Secret.copyOf(Bytes.concat(vector.bytes("key"), vector.bytes("salt")));
        AuthenticatedCipher cipher = new Suite(CHACHA20, 0, 0).spec(by).bind(key, none());
        assertThat(cipher.open(vector.bytes("ike_message"), vector.bytes("aad").length()))
                .contains(vector.bytes("plaintext"));
    }

    /// NIST SP 800-38A, sections F.2.1, F.2.3 and F.2.5, with an HMAC behind it.
    @ParameterizedTest
    @EnumSource
    void cbcIsThatOfNist(Computed by) {
        assertCbc(
                by,
                "2b7e151628aed2a6abf7158809cf4f3c",
                "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
                        + "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7");
        assertCbc(
                by,
                "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
                "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a"
                        + "571b242012fb7ae07fa9baac3df102e008b0e27988598881d920a9e64f5615cd");
        assertCbc(
                by,
                "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
                        + "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b");
    }

    private static void assertCbc(Computed by, String keyHex, String sealedHex) {
        Bytes text = Bytes.fromHex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
        Bytes iv = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
        Secret key = Secret.copyOf(Bytes.fromHex(keyHex));
        // RFC 4868 and RFC 2404: integrity transform, PRF with the same hash, octets of key and of ICV.
        int[][] integrity = {{2, 2, 20, 12}, {12, 5, 32, 16}, {13, 6, 48, 24}, {14, 7, 64, 32}};
        for (int[] of : integrity) {
            Algorithms algorithms = by.algorithms(new GivenRandom(iv));
            CipherSpec spec = algorithms.cipher(CBC, 8 * key.length(), of[0]).orElseThrow();
            assertThat(spec.integrityKeyLength()).isEqualTo(of[2]);
            Secret integrityKey = Secret.wrap(new byte[of[2]]);
            Bytes body = Bytes.concat(HEADER, iv, Bytes.fromHex(sealedHex));
            Secret mac = algorithms.prf(of[1]).orElseThrow().apply(integrityKey, body);
            Bytes expected = Bytes.concat(body, Bytes.wrap(mac.slice(0, of[3]).expose()));
            AuthenticatedCipher cipher = spec.bind(key, integrityKey);
            assertThat(sealed(cipher, text)).isEqualTo(expected);
            assertThat(cipher.open(expected, HEADER.length())).contains(text);
        }
    }

    @ParameterizedTest
    @MethodSource("everySuite")
    void whatOneSealsTheOtherOpens(Computed by, Suite suite) {
        for (Computed other : Computed.values()) {
            Bytes text = Bytes.wrap(new byte[48]);
            Bytes packet = sealed(bound(by, suite), text);
            assertThat(bound(other, suite).open(packet, HEADER.length())).contains(text);
            // A datagram is a part of a larger buffer.
            Bytes within =
                    Bytes.concat(HEADER, packet, HEADER).slice(HEADER.length(), HEADER.length() + packet.length());
            assertThat(bound(other, suite).open(within, HEADER.length())).contains(text);
        }
    }

    @ParameterizedTest
    @MethodSource("everySuite")
    void aChangedBitAnywhereIsNoticed(Computed by, Suite suite) {
        Bytes packet = sealed(bound(by, suite), Bytes.wrap(new byte[32]));
        AuthenticatedCipher cipher = bound(by, suite);
        for (int bit = 0; bit < packet.length() * 8; bit++) {
            byte[] changed = packet.toArray();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(cipher.open(Bytes.wrap(changed), HEADER.length())).as("bit %d", bit).isEmpty();
        }
        assertThat(cipher.open(packet, HEADER.length())).isPresent();
    }

    @ParameterizedTest
    @MethodSource("everySuite")
    void aPacketOfAnyLengthIsNoProblem(Computed by, Suite suite) {
        Bytes packet = sealed(bound(by, suite), Bytes.wrap(new byte[32]));
        AuthenticatedCipher cipher = bound(by, suite);
        for (int length = HEADER.length() + cipher.ivLength(); length < packet.length(); length++) {
            assertThat(cipher.open(packet.slice(0, length), HEADER.length())).as("%d octets", length).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("everySuite")
    void anIvIsUsedOnce(Computed by, Suite suite) {
        AuthenticatedCipher cipher = bound(by, suite);
        var seen = new HashSet<Bytes>();
        for (int i = 0; i < 1000; i++) {
            Bytes packet = sealed(cipher, Bytes.wrap(new byte[16]));
            seen.add(packet.slice(HEADER.length(), HEADER.length() + cipher.ivLength()));
        }
        assertThat(seen).hasSize(1000);
    }

    @ParameterizedTest
    @MethodSource("everySuite")
    void keysHaveTheLengthOfTheSuite(Computed by, Suite suite) {
        CipherSpec spec = suite.spec(by);
        int bits = suite.encryption == CHACHA20 ? 256 : suite.bits;
        assertThat(spec.keyBits()).isEqualTo(bits);
        // RFC 5282, section 7.1, and RFC 7634, section 4: four octets of salt.
        assertThat(spec.keyLength()).isEqualTo(bits / 8 + (suite.encryption == CBC ? 0 : 4));
        Secret tooShort = Secret.wrap(new byte[spec.keyLength() - 1]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.bind(tooShort, Secret.wrap(new byte[spec.integrityKeyLength()])));
    }

    @Test
    void whatIsNoSuiteIsUnknown() {
        Algorithms algorithms = Computed.AS_HERE.algorithms();
        assertThat(algorithms.cipher(GCM, 256, 12)).isEmpty();
        assertThat(algorithms.cipher(GCM, 0, 0)).isEmpty();
        assertThat(algorithms.cipher(CBC, 256, 0)).isEmpty();
        assertThat(algorithms.cipher(CBC, 0, 12)).isEmpty();
        assertThat(algorithms.cipher(3, 0, 2)).isEmpty();
    }

    private static AuthenticatedCipher bound(Computed by, Suite suite) {
        CipherSpec spec = suite.spec(by);
        return spec.bind(key(spec.keyLength()), key(spec.integrityKeyLength()));
    }

    private static Secret key(int length) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) octets[i] = (byte) (7 * i + 1);
        return Secret.wrap(octets);
    }

    private static Bytes sealed(AuthenticatedCipher cipher, Bytes text) {
        byte[] packet = new ByteWriter()
                .bytes(HEADER)
                .zero(cipher.ivLength())
                .bytes(text)
                .zero(cipher.icvLength())
                .toBytes()
                .toArray();
        cipher.seal(packet, HEADER.length(), text.length());
        return Bytes.wrap(packet);
    }

    private static Secret none() {
        return Secret.wrap(new byte[0]);
    }
}
