package gatehouse.pki;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/// Certificates and private keys in PEM files.
///
/// Keys may be PKCS#8 or of OpenSSL's older kinds (`RSA PRIVATE KEY`, `EC PRIVATE KEY`); they are written as PKCS#8,
/// readable for their owner alone. A file is replaced as a whole or not at all.
public final class PemFiles {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOR_ALL_TO_READ = PosixFilePermissions.fromString("rw-r--r--");
    private static final Map<ASN1ObjectIdentifier, String> KEYS = Map.of(
            PKCSObjectIdentifiers.rsaEncryption, "RSA",
            X9ObjectIdentifiers.id_ecPublicKey, "EC",
            EdECObjectIdentifiers.id_Ed25519, "Ed25519");

    private PemFiles() {}

    /// Every certificate of a file, in its order: at least one.
    public static List<X509Certificate> certificates(Path file) throws PkiException {
        var certificates = new ArrayList<X509Certificate>();
        for (Object object : objects(file)) {
            if (object instanceof X509CertificateHolder holder) certificates.add(certificate(file, holder));
        }
        if (certificates.isEmpty()) {
            throw new PkiException(file + " has no certificate; it needs a block '-----BEGIN CERTIFICATE-----' "
                    + "(openssl x509 -inform DER -in FILE makes one of DER)");
        }
        return List.copyOf(certificates);
    }

    /// The private key of a file.
    public static PrivateKey privateKey(Path file) throws PkiException {
        for (Object object : objects(file)) {
            switch (object) {
                case PrivateKeyInfo info -> {
                    return privateKey(file, info);
                }
                case PEMKeyPair pair -> {
                    return privateKey(file, pair.getPrivateKeyInfo());
                }
                case PEMEncryptedKeyPair _,PKCS8EncryptedPrivateKeyInfo _ -> throw new PkiException(file
                        + " is protected by a passphrase, and nobody is there to type it at start; remove it with "
                        + "'openssl pkey -in " + file + " -out FILE' and chmod 600 FILE");
                default -> {
                    // Curve parameters, or a certificate in the same file.
                }
            }
        }
        throw new PkiException(file + " has no private key; it needs a block '-----BEGIN PRIVATE KEY-----'");
    }

    /// A certificate, the intermediate ones behind it in the same file, and its key. A root at the end is left out:
    /// whoever verifies has it already.
    public static Credential credential(Path certificateFile, Path keyFile) throws PkiException {
        List<X509Certificate> chain = certificates(certificateFile);
        X509Certificate own = chain.getFirst();
        PrivateKey key = privateKey(keyFile);
        if (!KeyPairs.belongTogether(own.getPublicKey(), key)) {
            throw new PkiException(keyFile + " is not the key of the first certificate in " + certificateFile + " ("
                    + own.getSubjectX500Principal() + "); the gateway's own certificate comes first, then the "
                    + "intermediate ones");
        }
        for (int i = 1; i < chain.size(); i++) {
            if (!KeyPairs.issued(chain.get(i), chain.get(i - 1))) {
                throw new PkiException(certificateFile + ": certificate " + (i + 1) + " ("
                        + chain.get(i).getSubjectX500Principal() + ") did not issue the one before it; put them in the "
                        + "order from the gateway's up to the root");
            }
        }
        List<X509Certificate> intermediates = chain.stream().skip(1).filter(one -> !KeyPairs.issued(one, one)).toList();
        List<X509Certificate> roots = chain.stream().skip(1).filter(one -> KeyPairs.issued(one, one)).toList();
        return new Credential(own, intermediates, key, roots);
    }

    /// Certificates in PEM, one after the other.
    public static String text(List<X509Certificate> certificates) {
        var text = new StringWriter();
        try (var pem = new PemWriter(text)) {
            for (X509Certificate certificate : certificates) {
                pem.writeObject(new PemObject("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException(e);
        }
        return text.toString();
    }

    /// Writes certificates, for everybody to read.
    public static void writeCertificates(Path file, List<X509Certificate> certificates) throws IOException {
        write(file, text(certificates).getBytes(StandardCharsets.US_ASCII), FOR_ALL_TO_READ);
    }

    /// Writes a private key, for its owner alone to read.
    public static void writePrivateKey(Path file, PrivateKey key) throws IOException {
        var text = new StringWriter();
        try (var pem = new PemWriter(text)) {
            pem.writeObject(new PemObject("PRIVATE KEY", key.getEncoded()));
        }
        writeForOwner(file, text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /// Writes anything that everybody may read.
    public static void writeForAll(Path file, byte[] content) throws IOException {
        write(file, content, FOR_ALL_TO_READ);
    }

    /// Writes anything that only its owner may read. It is never there with less protection, not even for a moment.
    public static void writeForOwner(Path file, byte[] content) throws IOException {
        write(file, content, OWNER_ONLY);
    }

    private static void write(Path file, byte[] content, Set<PosixFilePermission> permissions) throws IOException {
        FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(permissions);
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(beside);
        try (var channel = Files.newByteChannel(
                beside, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) channel.write(rest);
        }
        try {
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException _) {
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static List<Object> objects(Path file) throws PkiException {
        var objects = new ArrayList<>();
        try (var parser = new PEMParser(new StringReader(read(file)))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                objects.add(object);
            }
        } catch (IOException | RuntimeException e) {
            throw new PkiException(file + " is damaged PEM: " + e.getMessage());
        }
        return objects;
    }

    private static String read(Path file) throws PkiException {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException _) {
            throw new PkiException(file + " does not exist");
        } catch (AccessDeniedException _) {
            throw new PkiException("no permission to read " + file + "; it must belong to the user who runs Gatehouse");
        } catch (MalformedInputException _) {
            throw new PkiException(file + " is not PEM; 'openssl x509' or 'openssl pkey' with -inform DER convert it");
        } catch (IOException e) {
            throw new PkiException(file + ": " + e.getMessage());
        }
    }

    private static X509Certificate certificate(Path file, X509CertificateHolder holder) throws PkiException {
        try {
            return KeyPairs.platformCertificate(holder);
        } catch (GeneralSecurityException | IOException e) {
            throw new PkiException(file + " has a certificate that cannot be read: " + e.getMessage());
        }
    }

    private static PrivateKey privateKey(Path file, PrivateKeyInfo info) throws PkiException {
        ASN1ObjectIdentifier kind = info.getPrivateKeyAlgorithm().getAlgorithm();
        String name = KEYS.get(kind);
        if (name == null) {
            throw new PkiException(file + " has a key of a kind that cannot sign here (" + kind
                    + "); use RSA, ECDSA or Ed25519");
        }
        try {
            return KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw new PkiException(file + " has a key that cannot be used: " + e.getMessage());
        }
    }
}
