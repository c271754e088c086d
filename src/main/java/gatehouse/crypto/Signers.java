package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;

/// Private keys that are ready to sign: finding the fastest provider for a key is done once. Belongs to one thread.
public final class Signers {
    private final Providers providers;
    private final Map<Key, SignatureScheme.Signer> ready = new HashMap<>();

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
        return scheme.verify(providers, key, data, signature);
    }

    /// Forgets the keys of an old policy.
    public void clear() {
        ready.clear();
    }
}
