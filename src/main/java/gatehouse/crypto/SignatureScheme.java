package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.signers.DSAEncoding;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/// A way to sign: by the AlgorithmIdentifier of RFC 7427, by one of the old AUTH methods (RFC 7296, RFC 4754), or both.
public enum SignatureScheme {
    RSA_SHA256(2, Kind.RSA, "SHA256withRSA", 0, rsa(PKCSObjectIdentifiers.sha256WithRSAEncryption)),
    RSA_SHA384(3, Kind.RSA, "SHA384withRSA", 0, rsa(PKCSObjectIdentifiers.sha384WithRSAEncryption)),
    RSA_SHA512(4, Kind.RSA, "SHA512withRSA", 0, rsa(PKCSObjectIdentifiers.sha512WithRSAEncryption)),
    RSA_PSS_SHA256(2, Kind.RSA_PSS, "RSASSA-PSS", 0, pss(NISTObjectIdentifiers.id_sha256, 32)),
    RSA_PSS_SHA384(3, Kind.RSA_PSS, "RSASSA-PSS", 0, pss(NISTObjectIdentifiers.id_sha384, 48)),
    RSA_PSS_SHA512(4, Kind.RSA_PSS, "RSASSA-PSS", 0, pss(NISTObjectIdentifiers.id_sha512, 64)),
    ECDSA_SHA256(2, Kind.ECDSA, "SHA256withECDSA", 0, plain(X9ObjectIdentifiers.ecdsa_with_SHA256)),
    ECDSA_SHA384(3, Kind.ECDSA, "SHA384withECDSA", 0, plain(X9ObjectIdentifiers.ecdsa_with_SHA384)),
    ECDSA_SHA512(4, Kind.ECDSA, "SHA512withECDSA", 0, plain(X9ObjectIdentifiers.ecdsa_with_SHA512)),
    /// The hash is "identity" (RFC 8420).
    ED25519(5, Kind.ED25519, "Ed25519", 0, plain(EdECObjectIdentifiers.id_Ed25519)),
    /// AUTH method 1 with the hash that everybody understands.
    OLD_RSA_SHA1(1, Kind.RSA, "SHA1withRSA", 1, rsa(PKCSObjectIdentifiers.sha1WithRSAEncryption)),
    OLD_ECDSA_P256(2, Kind.ECDSA, "SHA256withECDSA", 9, plain(X9ObjectIdentifiers.ecdsa_with_SHA256)),
    OLD_ECDSA_P384(3, Kind.ECDSA, "SHA384withECDSA", 10, plain(X9ObjectIdentifiers.ecdsa_with_SHA384)),
    OLD_ECDSA_P521(4, Kind.ECDSA, "SHA512withECDSA", 11, plain(X9ObjectIdentifiers.ecdsa_with_SHA512));

    private enum Kind {
        RSA,
        RSA_PSS,
        ECDSA,
        ED25519
    }

    /// P-256, P-384 and P-521, by the bits of their fields.
    private static final Set<Integer> CURVES = Set.of(256, 384, 521);

    private final int hashId;
    private final Kind kind;
    private final String jca;
    private final int oldMethod;
    private final Bytes identifier;

    SignatureScheme(int hashId, Kind kind, String jca, int oldMethod, Bytes identifier) {
        this.hashId = hashId;
        this.kind = kind;
        this.jca = jca;
        this.oldMethod = oldMethod;
        this.identifier = identifier;
    }

    /// The hash algorithm's number in SIGNATURE_HASH_ALGORITHMS (RFC 7427, section 7).
    public int hashId() {
        return hashId;
    }

    /// The AUTH method, for a scheme of the days before RFC 7427.
    public OptionalInt oldAuthMethod() {
        return oldMethod == 0 ? OptionalInt.empty() : OptionalInt.of(oldMethod);
    }

    /// The DER of the AlgorithmIdentifier (RFC 7427, appendix A).
    public Bytes algorithmIdentifier() {
        return identifier;
    }

    /// Schemes of RFC 7427 that a key can be used with, best first.
    public static List<SignatureScheme> usableWith(PublicKey key) {
        return Arrays.stream(values())
                .filter(scheme -> scheme.oldMethod == 0 && scheme.fits(key))
                .toList();
    }

    /// The old AUTH method that a key can be used with.
    public static Optional<SignatureScheme> oldSchemeFor(PublicKey key) {
        return Arrays.stream(values())
                .filter(scheme -> scheme.oldMethod != 0 && scheme.fits(key))
                .findFirst();
    }

    public static Optional<SignatureScheme> ofOldMethod(int authMethod) {
        return Arrays.stream(values())
                .filter(scheme -> scheme.oldMethod != 0 && scheme.oldMethod == authMethod)
                .findFirst();
    }

    /// The scheme that an AlgorithmIdentifier names, however its encoder spelt the parameters. Nearly all spell them as we do,
    /// and need not be understood.
    public static Optional<SignatureScheme> ofAlgorithmIdentifier(Bytes der) {
        for (SignatureScheme scheme : values()) {
            if (scheme.oldMethod == 0 && scheme.identifier.equals(der)) return Optional.of(scheme);
        }
        AlgorithmIdentifier asked;
        try {
            asked = AlgorithmIdentifier.getInstance(der.toArray());
        } catch (IllegalArgumentException | IllegalStateException e) {
            // Bouncy Castle says "illegal argument" to what is no DER, "illegal state" to DER of another kind.
            return Optional.empty();
        }
        return Arrays.stream(values())
                .filter(scheme -> scheme.oldMethod == 0 && scheme.isNamedBy(asked))
                .findFirst();
    }

    /// Whether we sign with such a key in this way.
    private boolean fits(PublicKey key) {
        // RFC 4754 ties curve to hash; RFC 7427 does not, but nobody gains by another pairing.
        return isVerifiable(key) && (!(key instanceof ECKey ec) || curveBits(ec) == bitsOfHash());
    }

    /// Whether the key is of the kind and, for the old ECDSA methods, on the curve. A peer may pair a curve with any hash that
    /// we listed: libreswan takes SHA-512 whatever its key is.
    boolean isVerifiable(PublicKey key) {
        return switch (kind) {
            case RSA, RSA_PSS -> key instanceof RSAKey;
            case ED25519 -> isEd25519(key);
            case ECDSA -> key instanceof ECKey ec
                    && (oldMethod == 0 ? CURVES.contains(curveBits(ec)) : curveBits(ec) == bitsOfHash());
        };
    }

    // RFC 8410, section 4. The algorithm that a key names may be "EdDSA", which Ed448 is too.
    private boolean isEd25519(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return encoded != null && encoded.length > 2 && Bytes.wrap(encoded).from(2).startsWith(identifier);
    }

    private int bitsOfHash() {
        return hashId == 4 ? 521 : hashId == 3 ? 384 : 256;
    }

    private static int curveBits(ECKey key) {
        return key.getParams().getCurve().getField().getFieldSize();
    }

    private boolean isNamedBy(AlgorithmIdentifier asked) {
        var own = AlgorithmIdentifier.getInstance(identifier.toArray());
        if (!own.getAlgorithm().equals(asked.getAlgorithm())) return false;
        if (kind != Kind.RSA_PSS) return true;
        try {
            var parameters = RSASSAPSSparams.getInstance(asked.getParameters());
            var expected = RSASSAPSSparams.getInstance(own.getParameters());
            return parameters != null
                    && parameters.getHashAlgorithm().getAlgorithm()
                            .equals(expected.getHashAlgorithm().getAlgorithm())
                    && isSameMask(parameters.getMaskGenAlgorithm(), expected.getMaskGenAlgorithm())
                    && parameters.getSaltLength().equals(expected.getSaltLength())
                    && parameters.getTrailerField().equals(expected.getTrailerField());
        } catch (IllegalArgumentException | IllegalStateException e) {
            return false;
        }
    }

    private static boolean isSameMask(AlgorithmIdentifier asked, AlgorithmIdentifier own) {
        var hash = AlgorithmIdentifier.getInstance(asked.getParameters());
        return asked.getAlgorithm().equals(own.getAlgorithm())
                && hash != null
                && hash.getAlgorithm().equals(AlgorithmIdentifier.getInstance(own.getParameters()).getAlgorithm());
    }

    /// A private key ready to sign. Belongs to one thread.
    public interface Signer {
        Bytes sign(Bytes data);
    }

    /// Binds a private key to the fastest provider that makes a signature which `publicKey` verifies.
    public Signer bind(Providers providers, PrivateKey privateKey, PublicKey publicKey) {
        Signature signature = providers.fastestPublicKey(jca + " signing", provider -> {
            Signature candidate = instance(provider);
            candidate.initSign(privateKey);
            Bytes probe = Bytes.ofUtf8("does this provider sign?");
            if (!verify(providers, publicKey, probe, encoded(publicKey, sign(candidate, probe)))) {
                throw new GeneralSecurityException(provider.getName() + " makes a wrong signature");
            }
            return candidate;
        });
        return data -> {
            try {
                return encoded(publicKey, sign(signature, data));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("cannot sign with " + this, e);
            }
        };
    }

    /// Whether `signature` of `data` is genuine. `false` for whatever is not.
    public boolean verify(Providers providers, PublicKey key, Bytes data, Bytes signature) {
        if (!isVerifiable(key)) return false;
        try {
            return isGenuine(verifier(providers, key), key, data, signature);
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /// By the fastest provider that takes the key, and ready for it.
    Signature verifier(Providers providers, PublicKey key) {
        return providers.fastestPublicKey(jca + " verifying", provider -> {
            Signature candidate = instance(provider);
            candidate.initVerify(key);
            return candidate;
        });
    }

    /// @param verifier ready for the key
    boolean isGenuine(Signature verifier, PublicKey key, Bytes data, Bytes signature) {
        try {
            byte[] der = decoded(key, signature);
            verifier.update(data.array(), data.offset(), data.length());
            return verifier.verify(der);
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            return false;
        }
    }

    Signature instance(Provider provider) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(jca, provider);
        if (kind == Kind.RSA_PSS) signature.setParameter(pssParameters());
        return signature;
    }

    private static Bytes sign(Signature signature, Bytes data) throws GeneralSecurityException {
        signature.update(data.array(), data.offset(), data.length());
        return Bytes.wrap(signature.sign());
    }

    private PSSParameterSpec pssParameters() {
        return switch (hashId) {
            case 3 -> new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1);
            case 4 -> new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1);
            default -> new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);
        };
    }

    // RFC 4754, section 7: the old ECDSA methods carry r | s of fixed length; RFC 7427 carries the DER of both.
    private Bytes encoded(PublicKey key, Bytes der) throws GeneralSecurityException {
        if (kind != Kind.ECDSA || oldMethod == 0) return der;
        try {
            BigInteger[] pair = StandardDSAEncoding.INSTANCE.decode(order(key), der.toArray());
            return Bytes.wrap(PlainDSAEncoding.INSTANCE.encode(order(key), pair[0], pair[1]));
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private byte[] decoded(PublicKey key, Bytes signature) throws IOException {
        byte[] octets = signature.toArray();
        if (kind != Kind.ECDSA) return octets;
        // Providers differ in which slips of DER they forgive; here none is, so that all give the same verdict.
        DSAEncoding encoding = oldMethod == 0 ? StandardDSAEncoding.INSTANCE : PlainDSAEncoding.INSTANCE;
        BigInteger[] pair = encoding.decode(order(key), octets);
        return StandardDSAEncoding.INSTANCE.encode(order(key), pair[0], pair[1]);
    }

    private static BigInteger order(PublicKey key) {
        return ((ECKey) key).getParams().getOrder();
    }

    private static Bytes rsa(ASN1ObjectIdentifier oid) {
        return der(new AlgorithmIdentifier(oid, DERNull.INSTANCE));
    }

    private static Bytes plain(ASN1ObjectIdentifier oid) {
        return der(new AlgorithmIdentifier(oid));
    }

    private static Bytes pss(ASN1ObjectIdentifier hash, int salt) {
        var digest = new AlgorithmIdentifier(hash, DERNull.INSTANCE);
        var mask = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, digest);
        var parameters = new RSASSAPSSparams(
                digest, mask, new ASN1Integer(salt), RSASSAPSSparams.DEFAULT_TRAILER_FIELD);
        return der(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS, parameters));
    }

    private static Bytes der(AlgorithmIdentifier identifier) {
        try {
            return Bytes.wrap(identifier.getEncoded("DER"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
