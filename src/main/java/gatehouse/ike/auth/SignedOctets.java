package gatehouse.ike.auth;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Prf;
import gatehouse.wire.IdPayload;

/// The octets that AUTH covers: `RealMessage | Nonce of the other | prf(SK_p, ID body)` (RFC 7296, section 2.15).
public final class SignedOctets {
    private SignedOctets() {}

    public static Bytes of(Bytes realMessage, Bytes nonceOfOther, Prf prf, Secret skP, IdPayload identity) {
        Secret maced = prf.apply(skP, identity.body());
        return Bytes.concat(realMessage, nonceOfOther, Bytes.wrap(maced.expose()));
    }
}
