package gatehouse.admin;

import java.util.List;

/// A certificate that the gateway runs with.
///
/// @param role     `gateway`, `intermediate` or `trust point NAME`
/// @param names    alternative names
/// @param serial   in hexadecimal
/// @param expires  when, as in `2026-11-25T12:00:00Z`
/// @param daysLeft until then; negative once it has
public record CertificateRow(
        String role, String subject, List<String> names, String issuer, String serial, String expires, long daysLeft) {
    public CertificateRow {
        names = List.copyOf(names);
    }
}
