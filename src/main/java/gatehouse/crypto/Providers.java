package gatehouse.crypto;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.conscrypt.Conscrypt;

/// Who computes which algorithm: chosen one by one by measured speed, never by the platform's global order. The first
/// candidate that passes its test is taken, so a machine on which no native library loads still computes everything in
/// Java. Shared by all threads.
public final class Providers {
    private final List<Provider> corretto;
    private final List<Provider> conscrypt;
    private final Provider bouncyCastle = new BouncyCastleProvider();
    private final Map<String, String> choices = new ConcurrentSkipListMap<>();

    private Providers(List<Provider> corretto, List<Provider> conscrypt) {
        this.corretto = corretto;
        this.conscrypt = conscrypt;
    }

    /// With the native libraries that load here.
    public static Providers load() {
        return new Providers(correttoIfItLoads(), conscryptIfItLoads());
    }

    /// Without any native library.
    public static Providers pureJava() {
        return new Providers(List.of(), List.of());
    }

    /// A signature for a single use, before anybody needs all providers: by the native library where it loads and knows the
    /// algorithm, for a curve in Java costs a start a tenth of a second before it is compiled.
    public static Signature signature(String algorithm) throws NoSuchAlgorithmException {
        for (Provider provider : correttoIfItLoads()) {
            try {
                return Signature.getInstance(algorithm, provider);
            } catch (NoSuchAlgorithmException _) {
                // The platform's then.
            }
        }
        return Signature.getInstance(algorithm);
    }

    /// What each algorithm in use is computed by, for the log.
    public Map<String, String> choices() {
        return new TreeMap<>(choices);
    }

    /// An algorithm made by one provider.
    interface Maker<T> {
        T make(Provider provider) throws GeneralSecurityException;
    }

    /// Signatures with RSA, ECDSA and Ed25519, ECDH and AES-GCM: ACCP is at C speed or better.
    <T> T fastestPublicKey(String algorithm, Maker<T> maker) {
        return first(algorithm, candidates(corretto, conscrypt, platform(), List.of(bouncyCastle)), maker);
    }

    /// Elliptic curves by Java: Bouncy Castle is two to three times as fast as the platform.
    <T> T fastestCurve(String algorithm, Maker<T> maker) {
        return first(algorithm, candidates(corretto, conscrypt, List.of(bouncyCastle), platform()), maker);
    }

    /// X25519 by a JCA provider; Bouncy Castle's own arithmetic is the caller's fallback.
    List<Provider> x25519() {
        return conscrypt;
    }

    /// AES-GCM.
    <T> T fastestAead(String algorithm, Maker<T> maker) {
        return first(algorithm, candidates(corretto, platform(), List.of(bouncyCastle)), maker);
    }

    /// CBC and ChaCha20: the platform's own are as fast as any.
    <T> T platformFirst(String algorithm, Maker<T> maker) {
        return first(algorithm, candidates(platform(), List.of(bouncyCastle)), maker);
    }

    void chose(String algorithm, String provider) {
        choices.put(algorithm, provider);
    }

    private <T> T first(String algorithm, List<Provider> candidates, Maker<T> maker) {
        var failure = new IllegalStateException("no provider computes " + algorithm);
        for (Provider candidate : candidates) {
            try {
                T made = maker.make(candidate);
                choices.put(algorithm, candidate.getName());
                return made;
            } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    @SafeVarargs
    private static List<Provider> candidates(List<Provider>... groups) {
        var all = new ArrayList<Provider>();
        for (List<Provider> group : groups) all.addAll(group);
        return all;
    }

    private static List<Provider> platform() {
        return List.of(Security.getProviders());
    }

    private static List<Provider> correttoIfItLoads() {
        try {
            var provider = AmazonCorrettoCryptoProvider.INSTANCE;
            return provider.getLoadingError() == null ? List.of(provider) : List.of();
        } catch (LinkageError | RuntimeException e) {
            return List.of();
        }
    }

    private static List<Provider> conscryptIfItLoads() {
        try {
            return Conscrypt.isAvailable() ? List.of(Conscrypt.newProvider()) : List.of();
        } catch (LinkageError | RuntimeException e) {
            return List.of();
        }
    }
}
