package gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Vectors.Case;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EspCipherTest {
    /// Encryption, bits of the key, integrity.
    private record Suite(int encryption, int bits, int integrity) {}

    private static final List<Suite> SUITES = List.of(
            new Suite(20, 128, 0),
            new Suite(20, 256, 0),
            new Suite(28, 0, 0),
            new Suite(12, 128, 2),
            new Suite(12, 128, 12),
            new Suite(12, 192, 12),
            new Suite(12, 256, 13),
            new Suite(12, 256, 14));
    private static final Secret NONE = Secret.wrap(new byte[0]);

    private static Stream<Arguments> everySuite() {
        return Stream.of(Computed.values()).flatMap(by -> SUITES.stream().map(suite -> Arguments.of(by, suite)));
    }

    @ParameterizedTest
    @EnumSource
    void gcmOpensTheExamplesOfRfc4106(Computed by) {
        EspCipher cipher = cipher(by);
        List<Case> vectors = Vectors.of("rfc/rfc4106.txt");
        assertThat(vectors).hasSize(13);
        for (Case vector : vectors) {
            Bytes nonce = vector.bytes("nonce");
            Bytes aad = vector.bytes("aad");
            boolean extended = aad.length() == 12;
            Bytes key = vector.bytes("key");
            EspKeys keys = EspKeys.of(
                    by.algorithms().cipher(20, key.length() * 8, 0).orElseThrow(),
                    Secret.copyOf(Bytes.concat(key, nonce.slice(0, 4))),
                    NONE,
                    extended);
            long sequence = extended ? aad.u64(4) : aad.u32(4);
            Bytes esp = Bytes.concat(
                    aad.slice(0, 4),
                    aad.from(aad.length() - 4),
                    nonce.from(4),
                    vector.bytes("sealed"),
                    vector.bytes("tag"));
            assertThat(open(cipher, keys, esp, sequence)).as("%s", vector).isEqualTo(vector.bytes("text"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void chacha20OpensThePacketOfRfc7634(Computed by) {
        Case vector = Vectors.of("rfc/rfc7634-esp.txt").getFirst();
        EspKeys keys =
                EspKeys.of(by.algorithms().cipher(28, 0, 0).orElseThrow(), vector.secret("keymat"), NONE, false);
        assertThat(open(cipher(by), keys, vector.bytes("esp"), 5)).isEqualTo(vector.bytes("text"));
    }

    /// The RFC's packets have no ICV: the platform's HMAC computes it.
    @ParameterizedTest
    @EnumSource
    void cbcOpensThePacketsOfRfc3602(Computed by) throws GeneralSecurityException {
        byte[] integrityKey = new byte[32];
        Arrays.fill(integrityKey, (byte) 0x5a);
        for (boolean extended : new boolean[] {false, true}) {
            for (Case vector : Vectors.of("rfc/rfc3602.txt")) {
                EspKeys keys = EspKeys.of(
                        by.algorithms().cipher(12, 128, 12).orElseThrow(),
                        vector.secret("key"),
                        Secret.wrap(integrityKey),
                        extended);
                Bytes body = vector.bytes("esp");
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(integrityKey, "HmacSHA256"));
                mac.update(body.toArray());
                if (extended) mac.update(new byte[] {0, 0, 0, 9});
                Bytes esp = Bytes.concat(body, Bytes.wrap(Arrays.copyOf(mac.doFinal(), 16)));
                long sequence = body.u32(4) + (extended ? 9L << 32 : 0);
                Bytes packet = vector.bytes("packet");
                Bytes text = open(cipher(by), keys, esp, sequence);
                assertThat(text.slice(0, packet.length())).isEqualTo(packet);
                assertThat(text.u8(text.length() - 1)).as("next header").isEqualTo(4);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everySuite")
    void whatOneSealsTheOtherOpens(Computed by, Suite suite) {
        for (Computed other : Computed.values()) {
            for (boolean extended : new boolean[] {false, true}) {
                for (long sequence : new long[] {1, 0xffff_ffffL, extended ? 0x7_0000_0000L : 2}) {
                    Bytes text = Bytes.wrap(new byte[48]);
                    Bytes esp = sealed(cipher(by), keys(by, suite, extended, 0), sequence, text);
                    assertThat(esp.u32(4)).isEqualTo(sequence & 0xffff_ffffL);
                    assertThat(open(cipher(other), keys(other, suite, extended, 0), esp, sequence)).isEqualTo(text);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everySuite")
    void aChangedBitAnywhereIsNoticedAndTheTruePacketIsOpenedAfterIt(Computed by, Suite suite) {
        Bytes text = Bytes.wrap(new byte[32]);
        EspKeys keys = keys(by, suite, true, 0);
        Bytes esp = sealed(cipher(by), keys, 0x1_0000_0001L, text);
        EspCipher cipher = cipher(by);
        for (int bit = 0; bit < esp.length() * 8; bit++) {
            // The lower half of the sequence number in the header is not read: it is a part of the argument.
            if (suite.encryption != 12 && bit >= 32 && bit < 64) continue;
            byte[] changed = esp.toArray();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(cipher.open(keys, changed, 0, changed.length, 0x1_0000_0001L, new byte[200], 0))
                    .as("bit %d", bit)
                    .isEqualTo(-1);
            if (bit % 16 == 0) assertThat(open(cipher, keys, esp, 0x1_0000_0001L)).isEqualTo(text);
        }
        assertThat(cipher.open(keys, esp.toArray(), 0, esp.length(), 0x2_0000_0001L, new byte[200], 0))
                .as("another upper half")
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("everySuite")
    void manyKeysTakeTurnsInOneCipher(Computed by, Suite suite) {
        EspCipher sealing = cipher(by);
        EspCipher opening = cipher(by);
        var keys = new ArrayList<EspKeys>();
        for (int i = 0; i < 200; i++) keys.add(keys(by, suite, false, i));
        var seen = new HashSet<Bytes>();
        for (int round = 1; round <= 3; round++) {
            for (EspKeys one : keys) {
                Bytes text = Bytes.wrap(new byte[16 * round]);
                Bytes esp = sealed(sealing, one, round, text);
                assertThat(seen.add(esp.from(8))).isTrue();
                assertThat(open(opening, one, esp, round)).isEqualTo(text);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anIvOfCbcIsUsedOnce(Computed by) {
        EspKeys keys = keys(by, new Suite(12, 128, 12), false, 0);
        EspCipher cipher = cipher(by);
        var seen = new HashSet<Bytes>();
        for (int i = 1; i <= 1000; i++) {
            assertThat(seen.add(sealed(cipher, keys, i, Bytes.wrap(new byte[16])).slice(8, 24))).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("everySuite")
    void keysHaveTheLengthOfTheSuite(Computed by, Suite suite) {
        CipherSpec spec = spec(by, suite);
        Secret integrity = Secret.wrap(new byte[spec.integrityKeyLength()]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EspKeys.of(spec, Secret.wrap(new byte[spec.keyLength() + 1]), integrity, false));
    }

    private static CipherSpec spec(Computed by, Suite suite) {
        return by.algorithms().cipher(suite.encryption, suite.bits, suite.integrity).orElseThrow();
    }

    private static EspKeys keys(Computed by, Suite suite, boolean extended, int number) {
        CipherSpec spec = spec(by, suite);
        return EspKeys.of(
                spec, key(spec.keyLength(), number), key(spec.integrityKeyLength(), number), extended);
    }

    private static Secret key(int length, int number) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) octets[i] = (byte) (7 * i + 1 + number);
        return Secret.wrap(octets);
    }

    private static EspCipher cipher(Computed by) {
        return new EspCipher(by.providers, new SecureRandom());
    }

    private static Bytes sealed(EspCipher cipher, EspKeys keys, long sequence, Bytes text) {
        byte[] packet = new byte[5 + 8 + keys.ivLength() + text.length() + keys.icvLength()];
        packet[5] = 0x77;
        text.copyTo(packet, 5 + 8 + keys.ivLength());
        int length = cipher.seal(keys, packet, 5, sequence, text.length());
        assertThat(length).isEqualTo(packet.length - 5);
        return Bytes.wrap(packet, 5, length);
    }

    /// Opened from the middle of one array into the middle of another.
    private static Bytes open(EspCipher cipher, EspKeys keys, Bytes esp, long sequence) {
        byte[] packet = new byte[esp.length() + 6];
        esp.copyTo(packet, 3);
        byte[] out = new byte[esp.length()];
        int length = cipher.open(keys, packet, 3, esp.length(), sequence, out, 2);
        assertThat(length).isEqualTo(EspCipher.textLength(keys, esp.length()));
        return Bytes.copyOf(out, 2, length);
    }
}
