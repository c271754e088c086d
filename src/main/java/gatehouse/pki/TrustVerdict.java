package gatehouse.pki;

/// Whether a certificate is trusted.
public sealed interface TrustVerdict {
    record Trusted(VerifiedPath path) implements TrustVerdict {}

    record Refused(String reason) implements TrustVerdict {}
}
