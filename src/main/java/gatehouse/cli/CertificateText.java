package gatehouse.cli;

import gatehouse.bytes.Bytes;
import gatehouse.pki.AuthorityHash;
import gatehouse.pki.SubjectNames;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A certificate for people to read.
final class CertificateText {
    private static final Map<String, String> PURPOSES = Map.of(
            "1.3.6.1.5.5.7.3.1", "server",
            "1.3.6.1.5.5.7.3.2", "client",
            "1.3.6.1.5.5.7.3.17", "IPsec",
            "1.3.6.1.5.5.8.2.2", "IKE intermediate",
            "2.5.29.37.0", "anything");

    private CertificateText() {}

    static List<String> of(Path file, X509Certificate certificate) throws CertificateEncodingException {
        boolean authority = certificate.getBasicConstraints() >= 0;
        var lines = new ArrayList<String>();
        lines.add(file + (authority ? ", an authority" : ""));
        lines.add(line("subject", certificate.getSubjectX500Principal().getName()));
        List<String> names = SubjectNames.list(certificate);
        if (!names.isEmpty()) lines.add(line("names", String.join(", ", names)));
        lines.add(line("issuer", certificate.getIssuerX500Principal().getName()));
        lines.add(
                line("valid", certificate.getNotBefore().toInstant() + " to " + certificate.getNotAfter().toInstant()));
        lines.add(line("key", key(certificate.getPublicKey())));
        List<String> purposes = purposes(certificate);
        if (!purposes.isEmpty()) lines.add(line("for", String.join(", ", purposes)));
        lines.add(line("serial", certificate.getSerialNumber().toString(16)));
        lines.add(line("SHA-256", sha256(certificate).hex()));
        if (authority) lines.add(line("in CERTREQ", AuthorityHash.of(certificate).hex()));
        return lines;
    }

    private static String key(PublicKey key) {
        return switch (key) {
            case RSAKey rsa -> "RSA, " + rsa.getModulus().bitLength() + " bits";
            case ECKey ec -> "ECDSA, " + ec.getParams().getCurve().getField().getFieldSize() + " bits";
            default -> key.getAlgorithm();
        };
    }

    private static List<String> purposes(X509Certificate certificate) {
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            if (purposes == null) return List.of();
            return purposes.stream().map(purpose -> PURPOSES.getOrDefault(purpose, purpose)).toList();
        } catch (CertificateParsingException _) {
            return List.of("unreadable purposes");
        }
    }

    private static Bytes sha256(X509Certificate certificate) throws CertificateEncodingException {
        try {
            return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String line(String name, String value) {
        return String.format("  %-12s%s", name, value);
    }
}
