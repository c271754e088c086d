package gatehouse.ike.auth;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Prf;

/// AUTH by a shared key, which after EAP is the MSK, or SK_p where the method made none (RFC 7296, sections 2.15, 2.16).
public final class SharedKeyAuth {
    private static final Bytes PAD = Bytes.ofUtf8("Key Pad for IKEv2");

    private SharedKeyAuth() {}

    public static Secret auth(Prf prf, Secret sharedKey, Bytes signedOctets) {
        return prf.apply(prf.apply(sharedKey, PAD), signedOctets);
    }
}
