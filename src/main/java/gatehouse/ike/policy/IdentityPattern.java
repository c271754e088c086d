package gatehouse.ike.policy;

import gatehouse.aaa.PeerIdentity;
import gatehouse.aaa.PeerIdentity.Kind;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/// What a peer may call itself.
public sealed interface IdentityPattern {
    /// Larger than that of any pattern that fits more.
    int EXACT = 1_000_000;

    boolean fits(PeerIdentity identity);

    /// How narrow it is, at least 1: of several that fit, the narrowest counts.
    int closeness();

    /// Addresses of a prefix (ID_IPV4_ADDR, ID_IPV6_ADDR).
    record OfPrefix(Prefix prefix) implements IdentityPattern {
        @Override
        public boolean fits(PeerIdentity identity) {
            return identity.kind() == Kind.ADDRESS && prefix.contains(Addresses.parse(identity.text()));
        }

        @Override
        public int closeness() {
            int bits = prefix.base().getAddress().length * 8;
            return prefix.length() == bits ? EXACT : 1 + prefix.length();
        }
    }

    /// One identity. Host names and domains of mail addresses have no case (RFC 4343).
    record Exactly(PeerIdentity wanted) implements IdentityPattern {
        @Override
        public boolean fits(PeerIdentity identity) {
            return identity.kind() == wanted.kind() && switch (wanted.kind()) {
                case FQDN, EMAIL -> identity.text().equalsIgnoreCase(wanted.text());
                case DN -> rdns(identity.text()).equals(rdns(wanted.text()));
                case ADDRESS, KEY_ID -> identity.text().equals(wanted.text());
            };
        }

        @Override
        public int closeness() {
            return EXACT;
        }
    }

    /// Host names in a domain, or mail addresses of a domain.
    ///
    /// @param kind   [Kind#FQDN] or [Kind#EMAIL]
    /// @param domain without a dot or `@` before it
    record InDomain(Kind kind, String domain) implements IdentityPattern {
        @Override
        public boolean fits(PeerIdentity identity) {
            String suffix = ((kind == Kind.EMAIL ? "@" : ".") + domain).toLowerCase(Locale.ROOT);
            return identity.kind() == kind && identity.text().toLowerCase(Locale.ROOT).endsWith(suffix);
        }

        @Override
        public int closeness() {
            return 1 + domain.length();
        }
    }

    /// Distinguished names that have all of these parts, wherever: `OU=staff,O=Example`.
    record DnWith(String parts) implements IdentityPattern {
        @Override
        public boolean fits(PeerIdentity identity) {
            return identity.kind() == Kind.DN && rdns(identity.text()).containsAll(rdns(parts));
        }

        @Override
        public int closeness() {
            return 1000 * rdns(parts).size();
        }
    }

    /// Any identity of a kind.
    record AnyOf(Kind kind) implements IdentityPattern {
        @Override
        public boolean fits(PeerIdentity identity) {
            return identity.kind() == kind;
        }

        @Override
        public int closeness() {
            return 1;
        }
    }

    private static List<String> rdns(String name) {
        try {
            var parts = new TreeSet<String>();
            new LdapName(name).getRdns().forEach(rdn -> parts.add(rdn.toString().toLowerCase(Locale.ROOT)));
            return List.copyOf(parts);
        } catch (InvalidNameException _) {
            // A name that cannot be read fits nothing but itself.
            return List.of(name);
        }
    }
}
