package gatehouse.initiator;

import gatehouse.wire.AuthAnnouncement;
import java.util.Arrays;
import java.util.Optional;
import gatehouse.bytes.Bytes;
import gatehouse.crypto.Providers;
import gatehouse.crypto.SignatureScheme;
import gatehouse.wire.AuthMethod;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.Payload;
import gatehouse.wire.SignatureData;
import java.util.ArrayList;
import java.util.List;

/// The client's certificates and its signature (RFC 7427).
final class ClientSignature {
    private ClientSignature() {}

    /// @param methods what the gateway announced that it verifies (RFC 9593); empty if nothing
    static List<Payload> of(
            ClientProof.Certificate proof, List<AuthAnnouncement> methods, Providers providers, Bytes signedOctets) {
        var payloads = new ArrayList<Payload>(proof.certificates());
        List<SignatureScheme> usable = SignatureScheme.usableWith(proof.publicKey());
        // If none of them is announced, the gateway may still know more than it says.
        SignatureScheme scheme =
                usable.stream().filter(one -> isAnnounced(one, methods)).findFirst().orElse(usable.getFirst());
        Bytes signature = scheme.bind(providers, proof.privateKey(), proof.publicKey()).sign(signedOctets);
        payloads.add(new AuthPayload(
                AuthMethod.DIGITAL_SIGNATURE, new SignatureData(scheme.algorithmIdentifier(), signature).write()));
        return payloads;
    }

    private static boolean isAnnounced(SignatureScheme scheme, List<AuthAnnouncement> methods) {
        return methods.stream().anyMatch(one -> one.method().equals(AuthMethod.DIGITAL_SIGNATURE)
                && SignatureScheme.ofAlgorithmIdentifier(one.algorithm()).equals(Optional.of(scheme)));
    }

    /// What the client can verify of a gateway's, if that announced what it can.
    static List<AuthAnnouncement> verifiable(boolean byKey) {
        if (byKey) return List.of(AuthAnnouncement.of(AuthMethod.SHARED_KEY));
        return Arrays.stream(SignatureScheme.values())
                .map(scheme -> scheme.oldAuthMethod().isPresent()
                        ? AuthAnnouncement.of(new AuthMethod(scheme.oldAuthMethod().getAsInt()))
                        : AuthAnnouncement.signature(scheme.algorithmIdentifier()))
                .toList();
    }
}
