package gatehouse.ike.sa;

import gatehouse.crypto.CipherSpec;
import gatehouse.crypto.KeyExchange;
import gatehouse.crypto.Prf;

/// The algorithms that an IKE SA uses, as chosen (RFC 7296, section 3.3).
///
/// @param text how they are shown
public record IkeSuite(CipherSpec cipher, Prf prf, KeyExchange keyExchange, String text) {}
