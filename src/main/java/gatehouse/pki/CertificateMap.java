package gatehouse.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What a certificate may look like: alternatives, each a list of conditions that must all hold.
public record CertificateMap(String name, List<List<Condition>> alternatives) {
    public CertificateMap {
        alternatives = alternatives.stream().map(List::copyOf).toList();
    }

    /// A field of a certificate.
    public enum Field {
        /// The issuer's distinguished name (RFC 4514).
        ISSUER,
        /// The subject's distinguished name.
        SUBJECT,
        /// A subject alternative name: host, mail address, address or URI.
        ALT_SUBJECT,
        /// An extended key usage, as a dotted object identifier.
        EXTENDED_KEY_USAGE,
        /// The serial number in hexadecimal, without leading zeros.
        SERIAL
    }

    public enum Operator {
        EQUAL,
        NOT_EQUAL,
        CONTAINS,
        CONTAINS_NOT
    }

    /// A condition on a field. Letters have no case. Of a field with several values one must fit, or for the two negations
    /// none may.
    public record Condition(Field field, Operator operator, String value) {
        boolean holds(X509Certificate certificate) {
            String wanted = plain(field, value);
            Stream<String> values = values(field, certificate).stream().map(text -> plain(field, text));
            return switch (operator) {
                case EQUAL -> values.anyMatch(wanted::equals);
                case NOT_EQUAL -> values.noneMatch(wanted::equals);
                case CONTAINS -> values.anyMatch(text -> text.contains(wanted));
                case CONTAINS_NOT -> values.noneMatch(text -> text.contains(wanted));
            };
        }
    }

    public boolean fits(X509Certificate certificate) {
        return alternatives.stream()
                .anyMatch(all -> all.stream().allMatch(condition -> condition.holds(certificate)));
    }

    private static List<String> values(Field field, X509Certificate certificate) {
        return switch (field) {
            case ISSUER -> List.of(certificate.getIssuerX500Principal().getName());
            case SUBJECT -> List.of(certificate.getSubjectX500Principal().getName());
            case SERIAL -> List.of(certificate.getSerialNumber().toString(16));
            case EXTENDED_KEY_USAGE -> usages(certificate);
            case ALT_SUBJECT -> alternativeNames(certificate);
        };
    }

    private static List<String> usages(X509Certificate certificate) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages == null ? List.of() : usages;
        } catch (CertificateParsingException _) {
            return List.of();
        }
    }

    private static List<String> alternativeNames(X509Certificate certificate) {
        var names = new ArrayList<String>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all == null) return names;
            for (List<?> name : all) {
                if (name.get(1) instanceof String text) names.add(text);
            }
        } catch (CertificateParsingException _) {
            return List.of();
        }
        return names;
    }

    // Names are written with and without a space after the comma.
    private static String plain(Field field, String text) {
        String small = text.toLowerCase(Locale.ROOT);
        return field == Field.ISSUER || field == Field.SUBJECT ? small.replace(", ", ",") : small;
    }
}
