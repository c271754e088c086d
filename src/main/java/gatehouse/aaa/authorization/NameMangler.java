package gatehouse.aaa.authorization;

import gatehouse.aaa.PeerIdentity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;

/// Makes a AAA name of an identity: which part of which kind of identity, and what is done to it. The part is taken first,
/// then its letters are made small, then `prefix` and `suffix` are put around it as they are.
///
/// @param fqdn      what is taken of a host name; empty if such identities are refused
/// @param eap       what is taken of the EAP identity, which goes before the IKE identity; where there is none, the rule
///                  for the kind of the IKE identity holds
/// @param lowerCase whether letters are made small
/// @param prefix    put before
/// @param suffix    put behind, such as a realm with its `@`
public record NameMangler(
        String name,
        Optional<FqdnPart> fqdn,
        Optional<EmailPart> email,
        Optional<DnPart> dn,
        Optional<EapPart> eap,
        boolean lowerCase,
        String prefix,
        String suffix) {
    /// The AAA name of a peer: never empty, at most 253 octets.
    public String apply(PeerIdentity ike, Optional<String> eapIdentity) throws MangleException {
        boolean byEap = eap.isPresent() && eapIdentity.isPresent();
        String identity = byEap ? "EAP identity '" + eapIdentity.get() + "'" : ike.toString();
        String part = byEap ? ofEap(eap.get(), eapIdentity.get(), identity) : ofIke(ike, identity);
        if (part.isBlank()) throw refused(identity, "has nothing where the name should be");
        String cased = lowerCase ? part.toLowerCase(Locale.ROOT) : part;
        return AaaNames.fit(prefix + cased + suffix, rule(), identity);
    }

    private String ofIke(PeerIdentity ike, String identity) throws MangleException {
        return switch (ike.kind()) {
            case FQDN -> ofFqdn(fqdn.orElseThrow(() -> noRule(ike)), ike.text(), identity);
            case EMAIL -> ofEmail(email.orElseThrow(() -> noRule(ike)), ike.text(), identity);
            case DN -> ofDn(dn.orElseThrow(() -> noRule(ike)), ike.text(), identity);
            case ADDRESS,KEY_ID -> throw noRule(ike);
        };
    }

    private String ofFqdn(FqdnPart part, String text, String identity) throws MangleException {
        int dot = text.indexOf('.');
        return switch (part) {
            case ALL -> text;
            case HOSTNAME -> dot < 0 ? text : text.substring(0, dot);
            case DOMAIN -> text.substring(behind(dot, "has no dot, and so no domain", identity));
        };
    }

    // The user's part may have a quoted '@' (RFC 5322, section 3.4.1), the domain has none: the last one counts.
    private String ofEmail(EmailPart part, String text, String identity) throws MangleException {
        int at = text.lastIndexOf('@');
        return switch (part) {
            case ALL -> text;
            case USERNAME -> text.substring(0, behind(at, "has no '@', and so no username", identity) - 1);
            case DOMAIN -> text.substring(behind(at, "has no '@', and so no domain", identity));
        };
    }

    private String ofDn(DnPart part, String text, String identity) throws MangleException {
        List<String> values;
        try {
            values = DistinguishedName.parse(text).values(part.spellings());
        } catch (InvalidNameException _) {
            throw refused(identity, "is no distinguished name, so it has no " + part);
        }
        if (values.isEmpty()) throw refused(identity, "has no " + part);
        return part == DnPart.DOMAIN ? String.join(".", values) : values.getFirst();
    }

    private String ofEap(EapPart part, String text, String identity) throws MangleException {
        return switch (part) {
            case EapPart.All() -> text;
            case EapPart.OfDn(var dnPart) -> ofDn(dnPart, text, identity);
            case EapPart.Prefix(char delimiter) ->
                text.substring(0, behind(text.indexOf(delimiter), without(delimiter, "prefix"), identity) - 1);
            case EapPart.Suffix(char delimiter) ->
                text.substring(behind(text.indexOf(delimiter), without(delimiter, "suffix"), identity));
        };
    }

    private static String without(char delimiter, String part) {
        return "has no '" + delimiter + "', and so no " + part;
    }

    private int behind(int index, String otherwise, String identity) throws MangleException {
        if (index < 0) throw refused(identity, otherwise);
        return index + 1;
    }

    private MangleException noRule(PeerIdentity ike) {
        return refused(
                ike.toString(),
                switch (ike.kind()) {
                    case FQDN,EMAIL,DN -> "has no rule: give the mangler one for '" + ike.kind() + "'";
                    case ADDRESS,KEY_ID ->
                        "has no rule, and no mangler has one for '" + ike.kind() + "': give a fixed name, or a rule for"
                                + " 'eap' to clients that come by EAP";
                });
    }

    private MangleException refused(String identity, String what) {
        return AaaNames.refused(rule(), identity, what);
    }

    private String rule() {
        return "name mangler '" + name + "'";
    }

    public enum FqdnPart {
        ALL,
        /// What stands before the first dot.
        HOSTNAME,
        /// What stands behind it.
        DOMAIN
    }

    public enum EmailPart {
        ALL,
        USERNAME,
        DOMAIN
    }

    /// A part of a distinguished name. Of several values the one that stands first in the text counts: the most specific.
    public enum DnPart {
        COMMON_NAME("cn", "commonname", "2.5.4.3"),
        COUNTRY("c", "countryname", "2.5.4.6"),
        /// All domain components, joined by dots.
        DOMAIN("dc", "domaincomponent", "0.9.2342.19200300.100.1.25"),
        LOCALITY("l", "localityname", "2.5.4.7"),
        ORGANIZATION("o", "organizationname", "2.5.4.10"),
        ORGANIZATION_UNIT("ou", "organizationalunitname", "2.5.4.11"),
        STATE("st", "s", "stateorprovincename", "2.5.4.8");

        private final List<String> spellings;

        DnPart(String... spellings) {
            this.spellings = List.of(spellings);
        }

        List<String> spellings() {
            return spellings;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// A part of an EAP identity.
    public sealed interface EapPart {
        record All() implements EapPart {}

        /// The EAP identity is a distinguished name.
        record OfDn(DnPart part) implements EapPart {}

        /// What stands before the first delimiter: of `a@b@c` it is `a`.
        record Prefix(char delimiter) implements EapPart {}

        /// What stands behind the first delimiter: of `a@b@c` it is `b@c`.
        record Suffix(char delimiter) implements EapPart {}
    }
}
