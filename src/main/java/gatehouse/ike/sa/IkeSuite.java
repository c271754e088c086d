package gatehouse.ike.sa;

import gatehouse.crypto.CipherSpec;
import gatehouse.crypto.KeyExchange;
import gatehouse.crypto.Prf;
import gatehouse.wire.Transform;
import java.util.List;

/// The algorithms that an IKE SA uses, as chosen (RFC 7296, section 3.3).
///
/// @param chosen the transforms that stand for them
/// @param text   how they are shown
public record IkeSuite(CipherSpec cipher, Prf prf, KeyExchange keyExchange, List<Transform> chosen, String text) {}
