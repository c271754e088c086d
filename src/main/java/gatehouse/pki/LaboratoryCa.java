package gatehouse.pki;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A small certificate authority, for laboratories, demonstrations and small sites: a root that signs certificates of
/// gateways and of clients itself. It keeps no list of them and revokes nothing.
public final class LaboratoryCa {
    /// Apple's clients refuse certificates of servers that are valid for longer than 825 days.
    private static final Duration LEAF_LIFE = Duration.ofDays(730);
    private static final Duration ROOT_LIFE = Duration.ofDays(3650);
    /// A client whose clock is a little late shall not find the certificate to be of the future.
    private static final Duration BEFORE_NOW = Duration.ofHours(1);
    /// "IP security IKE intermediate", which some clients look for in the certificate of a gateway.
    private static final KeyPurposeId IKE_INTERMEDIATE =
            KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.3.6.1.5.5.8.2.2"));
    private static final int SERIAL_BITS = 120;
    private static final Pattern MAIL = Pattern.compile("[\\x21-\\x7e&&[^@]]+@[A-Za-z0-9.-]+");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?");

    private final Credential authority;
    private final SecureRandom random;

    private LaboratoryCa(Credential authority, SecureRandom random) {
        this.authority = authority;
        this.random = random;
    }

    /// Kinds of keys.
    public enum KeyKind {
        /// ECDSA with P-256: small and fast.
        ECDSA_P256,
        /// RSA with 3072 bits, for clients that know nothing else.
        RSA_3072
    }

    /// Makes a new authority.
    public static LaboratoryCa create(String name, KeyKind kind, SecureRandom random, Instant now) {
        KeyPair keys = keyPair(kind, random);
        X500Name subject = subject(name);
        var builder = new JcaX509v3CertificateBuilder(
                subject, serial(random), from(now), until(now, ROOT_LIFE), subject, keys.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(Extension.subjectKeyIdentifier, false, extensions().createSubjectKeyIdentifier(
                    keys.getPublic()));
            X509Certificate root = sign(builder, keys.getPrivate(), random);
            return new LaboratoryCa(new Credential(root, List.of(), keys.getPrivate()), random);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The authority with this certificate and key.
    public static LaboratoryCa of(Credential authority, SecureRandom random) throws PkiException {
        X509Certificate root = authority.certificate();
        if (root.getBasicConstraints() < 0) {
            throw new PkiException(
                    root.getSubjectX500Principal() + " is no authority; its certificate may not sign others");
        }
        return new LaboratoryCa(authority, random);
    }

    /// Certificate and key of the authority itself.
    public Credential credential() {
        return authority;
    }

    /// What whoever is to trust the authority needs.
    public X509Certificate certificate() {
        return authority.certificate();
    }

    /// A certificate for a gateway.
    ///
    /// @param names host names and addresses that it bears; the first is its common name too
    public Credential issueGateway(List<String> names, KeyKind kind, Instant now) {
        return issue(names, kind, now, KeyPurposeId.id_kp_serverAuth, IKE_INTERMEDIATE);
    }

    /// A certificate for a person or a device.
    ///
    /// @param name a mail address, a host name, or a user's name
    public Credential issueClient(String name, KeyKind kind, Instant now) {
        return issue(List.of(name), kind, now, KeyPurposeId.id_kp_clientAuth);
    }

    /// A PKCS#12 file: the key, its certificate and those above it, for clients that import one file.
    public static byte[] pkcs12(String alias, Credential credential, X509Certificate authority, char[] password) {
        var chain = new ArrayList<Certificate>();
        chain.add(credential.certificate());
        chain.addAll(credential.intermediates());
        chain.add(authority);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry(alias, credential.privateKey(), password, chain.toArray(Certificate[]::new));
            var out = new ByteArrayOutputStream();
            store.store(out, password);
            return out.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Credential issue(List<String> names, KeyKind kind, Instant now, KeyPurposeId... purposes) {
        KeyPair keys = keyPair(kind, random);
        X509Certificate root = authority.certificate();
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    new JcaX509CertificateHolder(root).getSubject(),
                    serial(random),
                    from(now),
                    until(now, LEAF_LIFE),
                    subject(names.getFirst()),
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
            GeneralName[] alternatives = names.stream().flatMap(LaboratoryCa::alternative).toArray(GeneralName[]::new);
            if (alternatives.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            }
            builder.addExtension(Extension.authorityKeyIdentifier, false, extensions().createAuthorityKeyIdentifier(
                    root.getPublicKey()));
            builder.addExtension(Extension.subjectKeyIdentifier, false, extensions().createSubjectKeyIdentifier(
                    keys.getPublic()));
            X509Certificate certificate = sign(builder, authority.privateKey(), random);
            return new Credential(certificate, List.of(), keys.getPrivate());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair(KeyKind kind, SecureRandom random) {
        try {
            return switch (kind) {
                case ECDSA_P256 -> {
                    var generator = KeyPairGenerator.getInstance("EC");
                    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
                    yield generator.generateKeyPair();
                }
                case RSA_3072 -> {
                    var generator = KeyPairGenerator.getInstance("RSA");
                    generator.initialize(3072, random);
                    yield generator.generateKeyPair();
                }
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key, SecureRandom random)
            throws GeneralSecurityException, IOException {
        String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        try {
            var signer = new JcaContentSignerBuilder(algorithm).setSecureRandom(random).build(key);
            return KeyPairs.platformCertificate(builder.build(signer));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static X500Name subject(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
    }

    /// How a name stands among the alternative names. What can be none of them stands in the subject alone.
    private static Stream<GeneralName> alternative(String name) {
        try {
            return Stream.of(new GeneralName(GeneralName.iPAddress, InetAddress.ofLiteral(name).getHostAddress()));
        } catch (IllegalArgumentException _) {
            if (MAIL.matcher(name).matches()) return Stream.of(new GeneralName(GeneralName.rfc822Name, name));
            if (HOST.matcher(name).matches()) return Stream.of(new GeneralName(GeneralName.dNSName, name));
            return Stream.empty();
        }
    }

    private static BigInteger serial(SecureRandom random) {
        return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS);
    }

    private static Date from(Instant now) {
        return Date.from(now.minus(BEFORE_NOW));
    }

    private static Date until(Instant now, Duration life) {
        return Date.from(now.plus(life));
    }

    private static JcaX509ExtensionUtils extensions() throws GeneralSecurityException {
        return new JcaX509ExtensionUtils();
    }
}
