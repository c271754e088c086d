package gatehouse.ike.policy;

import gatehouse.wire.Transform;
import java.util.List;

/// One proposal that we accept: for each kind of transform the ones allowed, in order of preference (RFC 7296, section
/// 3.3). AEAD ciphers and ciphers that need an integrity algorithm stand in different proposals (section 3.3.3).
///
/// @param encryption        ciphers with their key lengths
/// @param prf               pseudorandom functions; empty for ESP
/// @param integrity         integrity algorithms; empty with AEAD
/// @param keyExchange       groups; for ESP those usable with perfect forward secrecy, empty to refuse it
/// @param extendedSequence  for ESP: ESN transforms in order of preference; empty for IKE
public record ProposalPolicy(
        List<Transform> encryption,
        List<Transform> prf,
        List<Transform> integrity,
        List<Transform> keyExchange,
        List<Transform> extendedSequence) {
    public ProposalPolicy {
        encryption = List.copyOf(encryption);
        prf = List.copyOf(prf);
        integrity = List.copyOf(integrity);
        keyExchange = List.copyOf(keyExchange);
        extendedSequence = List.copyOf(extendedSequence);
        if (encryption.isEmpty()) throw new IllegalArgumentException("a proposal needs an encryption algorithm");
    }

    /// Whether these transforms, one of each kind, are allowed together.
    public boolean allows(List<Transform> chosen) {
        return allows(encryption, chosen)
                && allows(prf, chosen)
                && allows(integrity, chosen)
                && allows(keyExchange, chosen)
                && allows(extendedSequence, chosen);
    }

    private static boolean allows(List<Transform> kind, List<Transform> chosen) {
        for (Transform allowed : kind) {
            if (chosen.contains(allowed)) return true;
        }
        return kind.isEmpty();
    }
}
