package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// Private keys that are ready to sign, and what verifies: finding the fastest provider is done once. Belongs to one thread.
public final class Signers {
    private final Providers providers;
    private final Map<Key, SignatureScheme.Signer> ready = new HashMap<>();
    private final Map<SignatureScheme, Signature> verifiers = new EnumMap<>(SignatureScheme.class);

    public Signers(Providers providers) {
        this.providers = providers;
    }

    private record Key(PrivateKey privateKey, SignatureScheme scheme) {}

    public SignatureScheme.Signer signer(SignatureScheme scheme, PrivateKey privateKey, PublicKey publicKey) {
        return ready.computeIfAbsent(
                new Key(privateKey, scheme), _ -> scheme.bind(providers, privateKey, publicKey));
    }

    /// Whether a signature is genuine.
    public boolean verify(SignatureScheme scheme, PublicKey key, Bytes data, Bytes signature) {
        if (!scheme.isVerifiable(key)) return false;
        try {
            return scheme.isGenuine(verifier(scheme, key), key, data, signature);
        } catch (IllegalStateException e) {
            return false;
        }
    }

    // To find a provider costs more than an RSA signature does. Who took the last key of a kind nearly always takes the next.
    private Signature verifier(SignatureScheme scheme, PublicKey key) {
        Signature last = verifiers.get(scheme);
        if (last != null) {
            try {
                last.initVerify(key);
                return last;
            } catch (InvalidKeyException | RuntimeException e) {
                verifiers.remove(scheme);
            }
        }
        Signature found = scheme.verifier(providers, key);
        verifiers.put(scheme, found);
        return found;
    }

    /// Forgets the keys of an old policy.
    public void clear() {
        ready.clear();
    }
}
