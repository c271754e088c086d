package gatehouse.initiator;

import gatehouse.bytes.Bytes;
import gatehouse.crypto.Providers;
import gatehouse.crypto.SignatureScheme;
import gatehouse.wire.AuthMethod;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.CertEncoding;
import gatehouse.wire.CertPayload;
import gatehouse.wire.Payload;
import gatehouse.wire.SignatureData;
import java.util.ArrayList;
import java.util.List;

/// The client's certificates and its signature (RFC 7427).
final class ClientSignature {
    private ClientSignature() {}

    static List<Payload> of(ClientProof.Certificate proof, Providers providers, Bytes signedOctets) {
        var payloads = new ArrayList<Payload>();
        proof.certificates().forEach(der -> payloads.add(new CertPayload(CertEncoding.X509_SIGNATURE, der)));
        SignatureScheme scheme = SignatureScheme.usableWith(proof.publicKey()).getFirst();
        Bytes signature = scheme.bind(providers, proof.privateKey(), proof.publicKey()).sign(signedOctets);
        payloads.add(new AuthPayload(
                AuthMethod.DIGITAL_SIGNATURE, new SignatureData(scheme.algorithmIdentifier(), signature).write()));
        return payloads;
    }
}
