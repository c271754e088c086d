package gatehouse.initiator;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.crypto.Providers;
import gatehouse.crypto.SignatureScheme;
import gatehouse.wire.AuthMethod;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.CertEncoding;
import gatehouse.wire.CertPayload;
import gatehouse.wire.SignatureData;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks the gateway's signature (RFC 7296, section 2.15; RFC 7427).
final class GatewayProof {
    private GatewayProof() {}

    static List<X509Certificate> certificates(List<CertPayload> payloads) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        var certificates = new ArrayList<X509Certificate>();
        for (CertPayload payload : payloads) {
            if (!payload.encoding().equals(CertEncoding.X509_SIGNATURE)) continue;
            var octets = new ByteArrayInputStream(payload.data().toArray());
            certificates.add((X509Certificate) factory.generateCertificate(octets));
        }
        return certificates;
    }

    /// The scheme that it was signed with; empty if the signature is not genuine.
    static Optional<String> verify(Providers providers, X509Certificate own, AuthPayload auth, Bytes octets) {
        try {
            boolean modern = auth.method().equals(AuthMethod.DIGITAL_SIGNATURE);
            Bytes signature = modern ? SignatureData.read(auth.data()).signature() : auth.data();
            Optional<SignatureScheme> scheme = modern
                    ? SignatureScheme.ofAlgorithmIdentifier(SignatureData.read(auth.data()).algorithm())
                    : SignatureScheme.ofOldMethod(auth.method().code());
            return scheme.filter(s -> s.verify(providers, own.getPublicKey(), octets, signature))
                    .map(SignatureScheme::toString);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }
}
