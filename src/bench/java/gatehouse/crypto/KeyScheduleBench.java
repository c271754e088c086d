package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// All keys of an IKE SA (SKEYSEED, and prf+ for 168 octets: seven times HMAC-SHA-256), those of a pair of Child SAs (three times),
/// and one HMAC over 64 octets under a new key; beside the four hashes of a block that such an HMAC is made of.
@State(Scope.Thread)
public class KeyScheduleBench {
    private final Algorithms algorithms = new Algorithms(new SecureRandom(), Providers.load());
    private final Prf prf = algorithms.prf(5).orElseThrow();
    private final CipherSpec cipher = algorithms.cipher(Algorithms.AES_GCM_16, 256, 0).orElseThrow();
    private final Secret shared = Secret.wrap(new byte[32]);
    private final Bytes nonceI = Bytes.wrap(new byte[32]);
    private final Bytes nonceR = Bytes.wrap(new byte[32]);
    private final Bytes text = Bytes.wrap(new byte[64]);
    private final MessageDigest sha256 = Algorithms.digest("SHA-256");
    private final byte[] block = new byte[64];
    private final byte[] mac = new byte[32];

    @Benchmark
    public IkeKeys ofIkeSa() {
        return IkeKeys.derive(prf, cipher, shared, nonceI, nonceR, 1, 2);
    }

    @Benchmark
    public ChildKeys ofChildSas() {
        return ChildKeys.derive(prf, shared, nonceI, nonceR, cipher);
    }

    @Benchmark
    public Secret prf() {
        return prf.apply(shared, text);
    }

    @Benchmark
    public byte[] prfBare() throws DigestException {
        sha256.update(block);
        sha256.update(text.array());
        sha256.digest(mac, 0, mac.length);
        sha256.update(block);
        sha256.update(mac);
        sha256.digest(mac, 0, mac.length);
        return mac;
    }
}
