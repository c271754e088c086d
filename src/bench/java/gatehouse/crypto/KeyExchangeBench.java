package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import javax.crypto.KeyAgreement;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// A key pair, and a secret from the peer's public value: our groups, and their providers asked without anything of ours, the
/// peer's key read already.
@State(Scope.Thread)
public class KeyExchangeBench {
    /// The transform id: X25519, P-256.
    @Param({"31", "19"})
    public int group;

    private KeyExchange exchange;
    private KeyExchange.Ephemeral ours;
    private Bytes theirs;
    private KeyPairGenerator generator;
    private KeyPair pair;
    private KeyPair other;
    private KeyAgreement agreement;

    @Setup
    public void setUp() throws GeneralSecurityException {
        Providers providers = Providers.load();
        exchange = new Algorithms(new SecureRandom(), providers).keyExchange(group).orElseThrow();
        ours = exchange.generate();
        theirs = exchange.generate().publicValue();
        boolean x25519 = group == X25519Exchange.GROUP;
        Provider provider = x25519 ? providers.x25519().getFirst() : providers.fastestCurve("ECDH", by -> by);
        generator = KeyPairGenerator.getInstance(x25519 ? "X25519" : "EC", provider);
        if (!x25519) generator.initialize(new ECGenParameterSpec("secp256r1"));
        pair = generator.generateKeyPair();
        other = generator.generateKeyPair();
        agreement = KeyAgreement.getInstance(x25519 ? "X25519" : "ECDH", provider);
    }

    @Benchmark
    public KeyExchange.Ephemeral generate() {
        return exchange.generate();
    }

    @Benchmark
    public KeyPair generateBare() {
        return generator.generateKeyPair();
    }

    @Benchmark
    public Secret agree() throws InvalidPublicValueException {
        return ours.agree(theirs);
    }

    @Benchmark
    public byte[] agreeBare() throws GeneralSecurityException {
        agreement.init(pair.getPrivate());
        agreement.doPhase(other.getPublic(), true);
        return agreement.generateSecret();
    }
}
