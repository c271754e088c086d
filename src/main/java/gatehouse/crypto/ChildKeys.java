package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;

/// The keys of a pair of ESP SAs, in the order of RFC 7296, section 2.17: first those of packets from the initiator of
/// the exchange, encryption before integrity.
public record ChildKeys(Secret encryptionI, Secret integrityI, Secret encryptionR, Secret integrityR) {
    /// `KEYMAT = prf+(SK_d, Ni | Nr)`.
    public static ChildKeys derive(Prf prf, Secret skD, Bytes nonceI, Bytes nonceR, CipherSpec cipher) {
        return expand(prf, skD, Bytes.concat(nonceI, nonceR), cipher);
    }

    /// With perfect forward secrecy: `KEYMAT = prf+(SK_d, g^ir (new) | Ni | Nr)`.
    public static ChildKeys derive(
            Prf prf, Secret skD, Secret shared, Bytes nonceI, Bytes nonceR, CipherSpec cipher) {
        return expand(prf, skD, Bytes.concat(Bytes.wrap(shared.expose()), nonceI, nonceR), cipher);
    }

    private static ChildKeys expand(Prf prf, Secret skD, Bytes seed, CipherSpec cipher) {
        int e = cipher.keyLength();
        int a = cipher.integrityKeyLength();
        Secret material = prf.expand(skD, seed, 2 * (e + a));
        var keys = new ChildKeys(
                material.slice(0, e),
                material.slice(e, e + a),
                material.slice(e + a, 2 * e + a),
                material.slice(2 * e + a, 2 * e + 2 * a));
        material.wipe();
        return keys;
    }
}
