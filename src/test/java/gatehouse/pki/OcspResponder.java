package gatehouse.pki;

import gatehouse.bytes.Bytes;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/// Answers questions about certificates, as a responder would.
public final class OcspResponder {
    private final Credential signer;
    private final Map<java.math.BigInteger, Instant> revoked = new HashMap<>();
    private final List<X509Certificate> known = new ArrayList<>();
    private Instant from;
    private Instant until;

    public OcspResponder(Credential signer, Instant from, Instant until) {
        this.signer = signer;
        this.from = from;
        this.until = until;
    }

    public OcspResponder knows(X509Certificate certificate) {
        known.add(certificate);
        return this;
    }

    public void revoke(X509Certificate certificate, Instant at) {
        revoked.put(certificate.getSerialNumber(), at);
    }

    public void holds(Instant begin, Instant end) {
        from = begin;
        until = end;
    }

    /// The answer to a request in DER.
    public Bytes answer(Bytes request) {
        try {
            var builder = new BasicOCSPRespBuilder(
                    SubjectPublicKeyInfo.getInstance(signer.certificate().getPublicKey().getEncoded()),
                    digests().get(CertificateID.HASH_SHA1));
            for (Req one : new OCSPReq(request.toArray()).getRequestList()) {
                builder.addResponse(one.getCertID(), status(one.getCertID()), Date.from(from),
                        until == null ? null : Date.from(until));
            }
            String algorithm = signer.privateKey().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "Ed25519";
            var certificates = new X509CertificateHolder[] {new JcaX509CertificateHolder(signer.certificate())};
            var basic = builder.build(
                    new JcaContentSignerBuilder(algorithm).build(signer.privateKey()), certificates, Date.from(from));
            return Bytes.wrap(new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, basic).getEncoded());
        } catch (OCSPException | OperatorCreationException | CertificateEncodingException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// "Try later", which nobody signs.
    public static Bytes busy() {
        try {
            return Bytes.wrap(new OCSPRespBuilder().build(OCSPRespBuilder.TRY_LATER, null).getEncoded());
        } catch (OCSPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private CertificateStatus status(CertificateID id) {
        Instant at = revoked.get(id.getSerialNumber());
        if (at != null) return new RevokedStatus(Date.from(at), 1);
        boolean knows = known.stream().anyMatch(one -> one.getSerialNumber().equals(id.getSerialNumber()));
        return knows ? CertificateStatus.GOOD : new UnknownStatus();
    }

    private static DigestCalculatorProvider digests() throws OperatorCreationException {
        return new JcaDigestCalculatorProviderBuilder().build();
    }
}
