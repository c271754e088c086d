package gatehouse.initiator;

import gatehouse.wire.CertEncoding;
import gatehouse.wire.CertPayload;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.eap.EapType;
import gatehouse.wire.IdPayload;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;
import javax.net.ssl.SSLContext;

/// How a client proves who it is.
public sealed interface ClientProof {
    /// By EAP.
    ///
    /// @param user    EAP identity
    /// @param methods EAP methods that the client takes part in
    record Eap(String user, Secret password, List<EapType> methods) implements ClientProof {
        public Eap {
            methods = List.copyOf(methods);
        }
    }

    /// By EAP-TLS.
    ///
    /// @param user EAP identity
    /// @param tls  the client's certificate, and whom it takes for the AAA server; both versions, 1.2 and 1.3, will do
    record EapTls(String user, SSLContext tls) implements ClientProof {}

    /// By EAP, which proves the gateway too: it need not sign (RFC 5998).
    record EapOnly(Eap eap) implements ClientProof {}

    /// By one and then by another (RFC 4739).
    ///
    /// @param identity for the second proof
    record Twice(ClientProof first, IdPayload identity, Eap second) implements ClientProof {}

    /// By a pre-shared key.
    record Key(Secret key) implements ClientProof {}

    /// By a signature (RFC 7427, or RSA and ECDSA as in RFC 7296).
    ///
    /// @param certificates and what goes with them, the client's own first
    record Certificate(List<CertPayload> certificates, PrivateKey privateKey,
            PublicKey publicKey) implements ClientProof {
        public Certificate {
            certificates = List.copyOf(certificates);
        }

        /// Of certificates in DER.
        public static Certificate x509(List<Bytes> certificates, PrivateKey privateKey, PublicKey publicKey) {
            return new Certificate(
                    certificates.stream().map(der -> new CertPayload(CertEncoding.X509_SIGNATURE, der)).toList(),
                    privateKey,
                    publicKey);
        }

        @Override
        public String toString() {
            return "Certificate[" + publicKey.getAlgorithm() + "]";
        }
    }
}
