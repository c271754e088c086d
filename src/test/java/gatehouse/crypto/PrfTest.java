package gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Vectors.Case;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrfTest {
    private final Algorithms algorithms = Computed.AS_HERE.algorithms();

    @Test
    void intoAnArrayOfTheCallersItIsTheSame() {
        Prf prf = prf(5);
        Secret key = Secret.ofUtf8("key");
        byte[] into = new byte[prf.outputLength()];
        prf.apply(key, new byte[] {1, 2, 3, 4}, 3, into);
        assertThat(Secret.wrap(into)).isEqualTo(prf.apply(key, Bytes.copyOf((byte) 1, (byte) 2, (byte) 3)));
    }

    @ParameterizedTest
    @CsvSource({"5, hmac_sha256", "6, hmac_sha384", "7, hmac_sha512"})
    void hmacIsThatOfRfc4231(int id, String name) {
        for (Case vector : Vectors.of("rfc/rfc4231.txt")) {
            Bytes expected = vector.bytes(name);
            Bytes computed = Bytes.wrap(prf(id).apply(vector.secret("key"), vector.bytes("data")).expose());
            // Case 5 is about truncation.
            assertThat(computed.slice(0, expected.length())).as("%s", vector).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, sha1", "5, sha256", "6, sha384", "7, sha512"})
    void hmacIsThatOfWycheproof(int id, String hash) {
        for (Case vector : Vectors.of("wycheproof/hmac_" + hash + ".txt")) {
            Bytes mac = Bytes.wrap(prf(id).apply(vector.secret("key"), vector.bytes("msg")).expose());
            boolean right = mac.slice(0, vector.number("tagSize") / 8).equals(vector.bytes("tag"));
            assertThat(right).as("%s", vector).isEqualTo(vector.is("valid"));
        }
    }

    @Test
    void partsOfTheDataAreOneAfterTheOther() {
        Secret key = Secret.ofUtf8("key");
        Bytes data = Bytes.ofUtf8("in three parts");
        Secret inParts = prf(5).apply(key, data.slice(0, 3), data.slice(3, 9), data.from(9));
        assertThat(inParts).isEqualTo(prf(5).apply(key, data));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 6, 7})
    void prfPlusChainsOutputSeedAndCounter(int id) {
        // RFC 7296, section 2.13: T1 = prf (K, S | 0x01), T2 = prf (K, T1 | S | 0x02).
        Secret key = Secret.ofUtf8("key");
        Bytes seed = Bytes.ofUtf8("seed");
        Bytes t1 = Bytes.wrap(prf(id).apply(key, seed, Bytes.fromHex("01")).expose());
        Bytes t2 = Bytes.wrap(prf(id).apply(key, t1, seed, Bytes.fromHex("02")).expose());
        int size = prf(id).outputLength();
        for (int length : new int[] {1, size - 1, size, size + 1, 2 * size}) {
            assertThat(Bytes.wrap(prf(id).expand(key, seed, length).expose()))
                    .isEqualTo(Bytes.concat(t1, t2).slice(0, length));
        }
    }

    @Test
    void prfPlusEndsWithItsCounter() {
        assertThat(prf(5).expand(Secret.ofUtf8("key"), Bytes.EMPTY, 255 * 32).length()).isEqualTo(255 * 32);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prf(5).expand(Secret.ofUtf8("key"), Bytes.EMPTY, 255 * 32 + 1));
    }

    @Test
    void keysArePreferredAsLongAsTheOutput() {
        for (var length : Map.of(2, 20, 5, 32, 6, 48, 7, 64).entrySet()) {
            Prf prf = prf(length.getKey());
            assertThat(prf.id()).isEqualTo(length.getKey());
            assertThat(prf.keyLength()).isEqualTo(length.getValue());
            assertThat(prf.outputLength()).isEqualTo(length.getValue());
        }
    }

    @Test
    void otherFunctionsAreUnknown() {
        assertThat(algorithms.prf(1)).isEmpty();
        assertThat(algorithms.prf(4)).isEmpty();
        assertThat(algorithms.prf(8)).isEmpty();
    }

    private Prf prf(int id) {
        return algorithms.prf(id).orElseThrow();
    }
}
