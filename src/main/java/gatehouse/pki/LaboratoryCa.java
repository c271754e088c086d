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
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
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
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A small certificate authority, for laboratories, demonstrations and small sites: a root that signs certificates of
/// gateways and of clients itself, or lets one below it sign. It keeps no list of them.
public final class LaboratoryCa {
    /// Apple's clients refuse certificates of servers that are valid for longer than 825 days.
    private static final Duration LEAF_LIFE = Duration.ofDays(730);
    private static final Duration ROOT_LIFE = Duration.ofDays(3650);
    /// A client whose clock is a little late shall not find the certificate to be of the future.
    private static final Duration BEFORE_NOW = Duration.ofHours(1);
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
        RSA_3072,
        /// Ed25519 (RFC 8410), for clients of today.
        ED25519
    }

    /// What a certificate shall have.
    ///
    /// @param names    host names, mail addresses and IP addresses that it bears; the first is its common name too
    /// @param purposes object identifiers of extended key usages
    /// @param crlUrl   where its revocation list is said to be; empty for nowhere
    /// @param ocspUrl  who is said to know of its revocation; empty for nobody
    /// @param life     how long it is valid
    public record Wish(List<String> names, List<String> purposes, String crlUrl, String ocspUrl, Duration life) {
        public Wish {
            names = List.copyOf(names);
            purposes = List.copyOf(purposes);
        }

        /// For a gateway.
        public static Wish gateway(List<String> names) {
            return new Wish(names, List.of(KeyPurposes.SERVER_AUTH, KeyPurposes.IKE_INTERMEDIATE), "", "", LEAF_LIFE);
        }

        /// For a person or a device.
        public static Wish client(List<String> names) {
            return new Wish(names, List.of(KeyPurposes.CLIENT_AUTH), "", "", LEAF_LIFE);
        }

        public Wish askedAt(String crl, String ocsp) {
            return new Wish(names, purposes, crl, ocsp, life);
        }

        public Wish lasting(Duration time) {
            return new Wish(names, purposes, crlUrl, ocspUrl, time);
        }

        public Wish withPurposes(List<String> others) {
            return new Wish(names, others, crlUrl, ocspUrl, life);
        }
    }

    /// A certificate that was revoked.
    public record Revoked(BigInteger serial, Instant at) {}

    /// Makes a new authority.
    public static LaboratoryCa create(String name, KeyKind kind, SecureRandom random, Instant now) {
        KeyPair keys = keyPair(kind, random);
        X500Name subject = subject(name);
        var builder = new JcaX509v3CertificateBuilder(
                subject, serial(random), from(now), until(now, ROOT_LIFE), subject, keys.getPublic());
        try {
            authority(builder, 1, keys);
            X509Certificate root = sign(builder, keys.getPrivate(), random);
            return new LaboratoryCa(new Credential(root, List.of(), keys.getPrivate()), random);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void authority(X509v3CertificateBuilder builder, int below, KeyPair keys)
            throws GeneralSecurityException, IOException {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(below));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, extensions().createSubjectKeyIdentifier(keys.getPublic()));
    }

    /// An authority below this one.
    ///
    /// @param domain the only one that names of hosts and mail addresses may be in; empty for any
    public LaboratoryCa authorityBelow(String name, KeyKind kind, String domain, Instant now) {
        KeyPair keys = keyPair(kind, random);
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    issuer(), serial(random), from(now), until(now, ROOT_LIFE.dividedBy(2)), subject(name),
                    keys.getPublic());
            authority(builder, 0, keys);
            builder.addExtension(Extension.authorityKeyIdentifier, false, extensions().createAuthorityKeyIdentifier(
                    certificate().getPublicKey()));
            if (!domain.isEmpty()) {
                GeneralSubtree[] permitted = {
                        new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain)),
                        new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, domain))
                };
                builder.addExtension(Extension.nameConstraints, true, new NameConstraints(permitted, null));
            }
            X509Certificate certificate = sign(builder, authority.privateKey(), random);
            return new LaboratoryCa(new Credential(certificate, List.of(certificate), keys.getPrivate()), random);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A revocation list, in DER.
    ///
    /// @param life how long it holds
    public byte[] revocationList(List<Revoked> revoked, Instant now, Duration life) {
        try {
            var builder = new X509v2CRLBuilder(issuer(), Date.from(now));
            builder.setNextUpdate(until(now, life));
            for (Revoked one : revoked) {
                builder.addCRLEntry(one.serial(), Date.from(one.at()), CRLReason.cessationOfOperation);
            }
            builder.addExtension(Extension.authorityKeyIdentifier, false, extensions().createAuthorityKeyIdentifier(
                    certificate().getPublicKey()));
            builder.addExtension(
                    Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(now.toEpochMilli())));
            return builder.build(signer(authority.privateKey(), random)).getEncoded();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X500Name issuer() {
        try {
            return new JcaX509CertificateHolder(certificate()).getSubject();
        } catch (CertificateEncodingException e) {
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
        if (KeyPairs.issued(root, root)) return new LaboratoryCa(authority, random);
        // What it issues comes with its own certificate.
        var above = new ArrayList<X509Certificate>();
        above.add(root);
        above.addAll(authority.intermediates());
        return new LaboratoryCa(new Credential(root, above, authority.privateKey()), random);
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
        return issue(Wish.gateway(names), kind, now);
    }

    /// A certificate for a person or a device.
    ///
    /// @param name a mail address, a host name, or a user's name
    public Credential issueClient(String name, KeyKind kind, Instant now) {
        return issue(Wish.client(List.of(name)), kind, now);
    }

    /// A PKCS#12 file: the key, its certificate and those above it, for clients that import one file.
    public static byte[] pkcs12(String alias, Credential credential, X509Certificate authority, char[] password) {
        var chain = new ArrayList<Certificate>();
        chain.add(credential.certificate());
        chain.addAll(credential.intermediates());
        if (!chain.contains(authority)) chain.add(authority);
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

    /// A certificate with what is wished.
    public Credential issue(Wish wish, KeyKind kind, Instant now) {
        KeyPair keys = keyPair(kind, random);
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    issuer(),
                    serial(random),
                    from(now),
                    until(now, wish.life()),
                    subject(wish.names().getFirst()),
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            KeyPurposeId[] purposes = wish.purposes().stream()
                    .map(purpose -> KeyPurposeId.getInstance(new ASN1ObjectIdentifier(purpose)))
                    .toArray(KeyPurposeId[]::new);
            if (purposes.length > 0) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
            }
            GeneralName[] alternatives =
                    wish.names().stream().flatMap(LaboratoryCa::alternative).toArray(GeneralName[]::new);
            if (alternatives.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            }
            if (!wish.crlUrl().isEmpty()) {
                var point = new DistributionPointName(new GeneralNames(uri(wish.crlUrl())));
                builder.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(
                        new DistributionPoint[] {new DistributionPoint(point, null, null)}));
            }
            if (!wish.ocspUrl().isEmpty()) {
                builder.addExtension(Extension.authorityInfoAccess, false, new AuthorityInformationAccess(
                        X509ObjectIdentifiers.id_ad_ocsp, uri(wish.ocspUrl())));
            }
            builder.addExtension(Extension.authorityKeyIdentifier, false, extensions().createAuthorityKeyIdentifier(
                    certificate().getPublicKey()));
            builder.addExtension(Extension.subjectKeyIdentifier, false, extensions().createSubjectKeyIdentifier(
                    keys.getPublic()));
            X509Certificate certificate = sign(builder, authority.privateKey(), random);
            return new Credential(certificate, authority.intermediates(), keys.getPrivate());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GeneralName uri(String text) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, text);
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
                case ED25519 -> {
                    var generator = KeyPairGenerator.getInstance("Ed25519");
                    generator.initialize(NamedParameterSpec.ED25519, random);
                    yield generator.generateKeyPair();
                }
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key, SecureRandom random)
            throws GeneralSecurityException, IOException {
        return KeyPairs.platformCertificate(builder.build(signer(key, random)));
    }

    private static ContentSigner signer(PrivateKey key, SecureRandom random) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
        try {
            return new JcaContentSignerBuilder(algorithm).setSecureRandom(random).build(key);
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
