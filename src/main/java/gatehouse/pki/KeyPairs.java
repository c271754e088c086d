package gatehouse.pki;

import gatehouse.crypto.Providers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.bouncycastle.cert.X509CertificateHolder;

/// What belongs together.
final class KeyPairs {
    private static final byte[] PROBE = {'p', 'r', 'o', 'b', 'e'};

    private KeyPairs() {}

    /// Whether what the private key signs, the public key verifies.
    static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "Ed25519", "EdDSA" -> "Ed25519";
            default -> "";
        };
        if (algorithm.isEmpty()) return false;
        // What the faster one says no to may be a key that it does not know.
        return proved(() -> Providers.signature(algorithm), publicKey, privateKey)
                || proved(() -> Signature.getInstance(algorithm), publicKey, privateKey);
    }

    private interface Maker {
        Signature make() throws GeneralSecurityException;
    }

    private static boolean proved(Maker maker, PublicKey publicKey, PrivateKey privateKey) {
        try {
            Signature signer = maker.make();
            signer.initSign(privateKey);
            signer.update(PROBE);
            byte[] signature = signer.sign();
            Signature verifier = maker.make();
            verifier.initVerify(publicKey);
            verifier.update(PROBE);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | RuntimeException _) {
            // Keys of different kinds, or of different sizes; native libraries have exceptions of their own for it.
            return false;
        }
    }

    /// Whether the one issued the other, by name and signature.
    static boolean issued(X509Certificate issuer, X509Certificate certificate) {
        if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) return false;
        try {
            PublicKey key = issuer.getPublicKey();
            certificate.verify(key);
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /// The certificate as the platform's class, which every provider takes.
    static X509Certificate platformCertificate(X509CertificateHolder holder)
            throws GeneralSecurityException, IOException {
        var in = new ByteArrayInputStream(holder.getEncoded());
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
}
