package gatehouse.pki;

import java.time.Instant;

/// What somebody says about a certificate's revocation.
public sealed interface CertificateStatus {
    /// It is not revoked.
    ///
    /// @param until as long as this may be believed
    record Good(Instant until) implements CertificateStatus {}

    /// It is revoked.
    ///
    /// @param what when and why, for people to read
    record Revoked(String what) implements CertificateStatus {}

    /// Nothing that could be believed.
    record Unknown(String why) implements CertificateStatus {}
}
