package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Signature;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Signing and verifying what AUTH covers, 300 octets, with a P-256 and an RSA-2048 key; beside the provider's `Signature`, which
/// knows the key that it signs with and not the one that it verifies with: that is another for each client.
@State(Scope.Thread)
public class SignatureBench {
    @Param({"ECDSA_SHA256", "RSA_SHA256"})
    public SignatureScheme scheme;

    private final Providers providers = Providers.load();
    private final Signers signers = new Signers(providers);
    private final Bytes data = Bytes.wrap(new byte[300]);
    private KeyPair pair;
    private SignatureScheme.Signer signer;
    private Bytes signature;
    private Signature signing;
    private Signature verifying;
    private byte[] proof;

    @Setup
    public void setUp() throws GeneralSecurityException {
        boolean curve = scheme == SignatureScheme.ECDSA_SHA256;
        KeyPairGenerator generator = KeyPairGenerator.getInstance(curve ? "EC" : "RSA");
        generator.initialize(curve ? 256 : 2048);
        pair = generator.generateKeyPair();
        signer = scheme.bind(providers, pair.getPrivate(), pair.getPublic());
        signature = signer.sign(data);
        Provider provider = providers.fastestPublicKey("signatures", by -> by);
        signing = scheme.instance(provider);
        signing.initSign(pair.getPrivate());
        verifying = scheme.instance(provider);
        proof = signature.toArray();
    }

    @Benchmark
    public Bytes sign() {
        return signer.sign(data);
    }

    @Benchmark
    public byte[] signBare() throws GeneralSecurityException {
        signing.update(data.array());
        return signing.sign();
    }

    @Benchmark
    public boolean verify() {
        return genuine(signers.verify(scheme, pair.getPublic(), data, signature));
    }

    @Benchmark
    public boolean verifyBare() throws GeneralSecurityException {
        verifying.initVerify(pair.getPublic());
        verifying.update(data.array());
        return genuine(verifying.verify(proof));
    }

    private static boolean genuine(boolean verdict) {
        if (!verdict) throw new IllegalStateException("not genuine");
        return true;
    }
}
