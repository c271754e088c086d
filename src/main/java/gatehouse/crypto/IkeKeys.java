package gatehouse.crypto;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;

/// The keys of an IKE SA (RFC 7296, section 2.14).
///
/// What is not needed any more is empty.
public record IkeKeys(Secret skD, Secret skAi, Secret skAr, Secret skEi, Secret skEr, Secret skPi, Secret skPr) {
    private static final Secret NONE = Secret.wrap(new byte[0]);

    /// `SKEYSEED = prf(Ni | Nr, g^ir)`.
    public static IkeKeys derive(
            Prf prf, CipherSpec cipher, Secret shared, Bytes nonceI, Bytes nonceR, long spiI, long spiR) {
        Secret nonces = Secret.copyOf(Bytes.concat(nonceI, nonceR));
        Secret skeyseed = prf.apply(nonces, Bytes.wrap(shared.expose()));
        return expand(prf, cipher, skeyseed, nonceI, nonceR, spiI, spiR);
    }

    /// After a rekey: `SKEYSEED = prf(SK_d (old), g^ir (new) | Ni | Nr)`, with the PRF of the old SA (section 2.18).
    public static IkeKeys rekeyed(
            Prf oldPrf,
            Secret oldSkD,
            Prf prf,
            CipherSpec cipher,
            Secret shared,
            Bytes nonceI,
            Bytes nonceR,
            long spiI,
            long spiR) {
        Secret skeyseed = oldPrf.apply(oldSkD, Bytes.wrap(shared.expose()), nonceI, nonceR);
        return expand(prf, cipher, skeyseed, nonceI, nonceR, spiI, spiR);
    }

    /// Without those of messages (SK_a, SK_e), which are overwritten here: who protects messages has its own copies.
    public IkeKeys withoutMessages() {
        wipe(skAi, skAr, skEi, skEr);
        return new IkeKeys(skD, NONE, NONE, NONE, NONE, skPi, skPr);
    }

    /// Without those of AUTH payloads (SK_p), which are overwritten: nobody proves himself twice in an IKE SA.
    public IkeKeys withoutProofs() {
        wipe(skPi, skPr);
        return new IkeKeys(skD, skAi, skAr, skEi, skEr, NONE, NONE);
    }

    /// Overwrites all keys.
    public void wipe() {
        wipe(skD, skAi, skAr, skEi, skEr, skPi, skPr);
    }

    private static void wipe(Secret... secrets) {
        for (Secret secret : secrets) secret.wipe();
    }

    private static IkeKeys expand(
            Prf prf, CipherSpec cipher, Secret skeyseed, Bytes nonceI, Bytes nonceR, long spiI, long spiR) {
        Bytes seed = new ByteWriter(nonceI.length() + nonceR.length() + 16)
                .bytes(nonceI)
                .bytes(nonceR)
                .u64(spiI)
                .u64(spiR)
                .toBytes();
        int d = prf.keyLength();
        int a = cipher.integrityKeyLength();
        int e = cipher.keyLength();
        Secret material = prf.expand(skeyseed, seed, 3 * d + 2 * a + 2 * e);
        var keys = new IkeKeys(
                material.slice(0, d),
                material.slice(d, d + a),
                material.slice(d + a, d + 2 * a),
                material.slice(d + 2 * a, d + 2 * a + e),
                material.slice(d + 2 * a + e, d + 2 * a + 2 * e),
                material.slice(d + 2 * a + 2 * e, 2 * d + 2 * a + 2 * e),
                material.slice(2 * d + 2 * a + 2 * e, 3 * d + 2 * a + 2 * e));
        material.wipe();
        skeyseed.wipe();
        return keys;
    }
}
