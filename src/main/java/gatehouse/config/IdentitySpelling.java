package gatehouse.config;

import gatehouse.aaa.PeerIdentity;
import gatehouse.aaa.PeerIdentity.Kind;
import gatehouse.ike.policy.IdentityPattern;
import java.util.Locale;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/// Identities of peers as an operator writes them: a word for the kind, and what it is about.
final class IdentitySpelling {
    private static final Map<String, Kind> KINDS = Map.of(
            "address", Kind.ADDRESS, "fqdn", Kind.FQDN, "email", Kind.EMAIL, "dn", Kind.DN, "key-id", Kind.KEY_ID);
    private static final String REMEDY = "write 'address PREFIX', 'fqdn NAME', 'domain NAME', 'email NAME',"
            + " 'email-domain NAME', 'dn NAME', 'dn-with PARTS', 'key-id TEXT' or 'any KIND'";

    private IdentitySpelling() {}

    static IdentityPattern pattern(String text) throws Unfit {
        int space = text.indexOf(' ');
        if (space < 0) throw new Unfit("'" + text + "' is no identity", REMEDY);
        String word = text.substring(0, space);
        String about = text.substring(space + 1).strip();
        return switch (word) {
            case "address" -> new IdentityPattern.OfPrefix(Values.prefix(about));
            case "fqdn" -> new IdentityPattern.Exactly(new PeerIdentity(Kind.FQDN, Values.domain(about)));
            case "domain" -> new IdentityPattern.InDomain(Kind.FQDN, domain(about));
            case "email" -> new IdentityPattern.Exactly(new PeerIdentity(Kind.EMAIL, email(about)));
            case "email-domain" -> new IdentityPattern.InDomain(Kind.EMAIL, domain(about));
            case "dn" -> new IdentityPattern.Exactly(new PeerIdentity(Kind.DN, distinguishedName(about)));
            case "dn-with" -> new IdentityPattern.DnWith(distinguishedName(about));
            case "key-id" -> new IdentityPattern.Exactly(new PeerIdentity(Kind.KEY_ID, about));
            case "any" -> new IdentityPattern.AnyOf(Values.oneOf(KINDS).of(about));
            default -> throw new Unfit("unknown kind of identity '" + word + "'", REMEDY);
        };
    }

    /// A pattern as it would be written; the same text for patterns that fit the same.
    static String text(IdentityPattern pattern) {
        return switch (pattern) {
            case IdentityPattern.OfPrefix(var prefix) -> "address " + prefix;
            case IdentityPattern.Exactly(PeerIdentity(var kind, var text)) -> kind + " " + switch (kind) {
                case FQDN, EMAIL, DN -> text.toLowerCase(Locale.ROOT);
                case ADDRESS, KEY_ID -> text;
            };
            case IdentityPattern.InDomain(var kind, var domain) ->
                    (kind == Kind.EMAIL ? "email-domain " : "domain ") + domain.toLowerCase(Locale.ROOT);
            case IdentityPattern.DnWith(var parts) -> "dn-with " + parts.toLowerCase(Locale.ROOT);
            case IdentityPattern.AnyOf(var kind) -> "any " + kind;
        };
    }

    private static String domain(String text) throws Unfit {
        return Values.domain(text.startsWith(".") || text.startsWith("@") ? text.substring(1) : text);
    }

    private static String email(String text) throws Unfit {
        int at = text.lastIndexOf('@');
        if (at <= 0) throw new Unfit("'" + text + "' is no mail address", "write it like alice@example.org");
        Values.domain(text.substring(at + 1));
        return text;
    }

    private static String distinguishedName(String text) throws Unfit {
        try {
            return new LdapName(text).toString();
        } catch (InvalidNameException _) {
            throw new Unfit("'" + text + "' is no distinguished name", "write it like CN=alice,OU=staff,O=Example");
        }
    }
}
