package gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Vectors.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Against NIST's vectors of IKEv2 key derivation, whose `DKM` is what prf+ gives, cut to a length of its own.
class KeyScheduleTest {
    private static final Map<String, Integer> PRF = Map.of("SHA-1", 2, "SHA-256", 5, "SHA-384", 6, "SHA-512", 7);

    private final Algorithms algorithms = Computed.AS_HERE.algorithms();

    private static Stream<Case> nist() {
        return Vectors.of("nist/ikev2.txt").stream();
    }

    @ParameterizedTest
    @MethodSource("nist")
    void theIkeSaHasTheKeysOfTheVectors(Case vector) {
        for (CipherSpec cipher : ciphers()) {
            IkeKeys keys = initial(vector, cipher);
            assertSameBeginning(inOrder(keys), vector.bytes("DKM"));
        }
    }

    @ParameterizedTest
    @MethodSource("nist")
    void whatIsNeededNoMoreIsOverwritten(Case vector) {
        for (CipherSpec cipher : ciphers()) {
            IkeKeys all = initial(vector, cipher);
            Bytes skD = Bytes.copyOf(all.skD().expose());
            Bytes skPi = Bytes.copyOf(all.skPi().expose());
            IkeKeys sealed = all.withoutMessages();
            assertThat(all.skEi().expose()).containsOnly(0);
            assertThat(all.skEr().expose()).containsOnly(0);
            assertThat(sealed.skEi().isEmpty() && sealed.skEr().isEmpty() && sealed.skAi().isEmpty()).isTrue();
            assertThat(Bytes.wrap(sealed.skPi().expose())).isEqualTo(skPi);
            IkeKeys proved = sealed.withoutProofs();
            assertThat(sealed.skPi().expose()).containsOnly(0);
            assertThat(sealed.skPr().expose()).containsOnly(0);
            assertThat(proved.skPi().isEmpty() && proved.skPr().isEmpty()).isTrue();
            assertThat(Bytes.wrap(proved.skD().expose())).isEqualTo(skD);
        }
    }

    @ParameterizedTest
    @MethodSource("nist")
    void theChildSaHasTheKeysOfTheVectors(Case vector) {
        for (CipherSpec cipher : ciphers()) {
            Secret skD = initial(vector, cipher).skD();
            ChildKeys first =
                    ChildKeys.derive(prf(vector), skD, vector.bytes("Ni"), vector.bytes("Nr"), cipher);
            assertSameBeginning(inOrder(first), vector.bytes("DKM(Child SA)"));
            ChildKeys fresh = ChildKeys.derive(
                    prf(vector), skD, vector.secret("g^ir (new)"), vector.bytes("Ni"), vector.bytes("Nr"), cipher);
            assertSameBeginning(inOrder(fresh), vector.bytes("DKM(Child SA D-H)"));
        }
    }

    @ParameterizedTest
    @MethodSource("nist")
    void aRekeyedIkeSaHasKeysFromTheSeedOfTheVectors(Case vector) {
        CipherSpec cipher = ciphers().getFirst();
        Prf prf = prf(vector);
        Bytes ni = vector.bytes("Ni");
        Bytes nr = vector.bytes("Nr");
        IkeKeys keys = IkeKeys.rekeyed(
                prf, initial(vector, cipher).skD(), prf, cipher, vector.secret("g^ir (new)"), ni, nr, 3, 4);
        Bytes seed = new ByteWriter().bytes(ni).bytes(nr).u64(3).u64(4).toBytes();
        Bytes all = inOrder(keys);
        Secret expected = prf.expand(vector.secret("SKEYSEED(Rekey)"), seed, all.length());
        assertThat(all).isEqualTo(Bytes.wrap(expected.expose()));
    }

    @Test
    void wipedKeysAreZero() {
        IkeKeys keys = initial(Vectors.of("nist/ikev2.txt").getFirst(), ciphers().getFirst());
        keys.wipe();
        Bytes all = inOrder(keys);
        assertThat(all).isEqualTo(Bytes.wrap(new byte[all.length()]));
    }

    private IkeKeys initial(Case vector, CipherSpec cipher) {
        return IkeKeys.derive(
                prf(vector),
                cipher,
                vector.secret("g^ir"),
                vector.bytes("Ni"),
                vector.bytes("Nr"),
                vector.bytes("SPIi").u64(0),
                vector.bytes("SPIr").u64(0));
    }

    private Prf prf(Case vector) {
        return algorithms.prf(PRF.get(vector.text("hash"))).orElseThrow();
    }

    // With keys for integrity and without.
    private List<CipherSpec> ciphers() {
        return List.of(
                algorithms.cipher(12, 128, 2).orElseThrow(),
                algorithms.cipher(12, 256, 14).orElseThrow(),
                algorithms.cipher(20, 256, 0).orElseThrow());
    }

    private static Bytes inOrder(IkeKeys keys) {
        return joined(
                keys.skD(), keys.skAi(), keys.skAr(), keys.skEi(), keys.skEr(), keys.skPi(), keys.skPr());
    }

    private static Bytes inOrder(ChildKeys keys) {
        return joined(keys.encryptionI(), keys.integrityI(), keys.encryptionR(), keys.integrityR());
    }

    private static Bytes joined(Secret... keys) {
        var parts = new ArrayList<Bytes>();
        for (Secret key : keys) parts.add(Bytes.wrap(key.expose()));
        return Bytes.concat(parts.toArray(Bytes[]::new));
    }

    private static void assertSameBeginning(Bytes ours, Bytes theirs) {
        int length = Math.min(ours.length(), theirs.length());
        assertThat(length).isGreaterThanOrEqualTo(72);
        assertThat(ours.slice(0, length)).isEqualTo(theirs.slice(0, length));
    }
}
