package gatehouse.aaa.authorization;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/// A distinguished name as RFC 4514 writes it: the most specific part first.
final class DistinguishedName {
    private final List<Rdn> parts;

    private DistinguishedName(List<Rdn> parts) {
        this.parts = parts;
    }

    static DistinguishedName parse(String text) throws InvalidNameException {
        try {
            // The list of the JDK begins with what stands last in the text.
            var parts = new ArrayList<>(new LdapName(text).getRdns());
            Collections.reverse(parts);
            return new DistinguishedName(parts);
        } catch (IllegalArgumentException e) {
            throw new InvalidNameException(e.getMessage());
        }
    }

    /// The values of an attribute type, in the order of the text; of a multi-valued part in no particular order, for it is a
    /// set. What is no text is left out.
    List<String> values(List<String> spellings) {
        var values = new ArrayList<String>();
        try {
            for (Rdn part : parts) {
                var attributes = part.toAttributes().getAll();
                while (attributes.hasMore()) add(attributes.next(), spellings, values);
            }
        } catch (NamingException e) {
            throw new IllegalStateException("a parsed name is in memory", e);
        }
        return values;
    }

    private static void add(Attribute attribute, List<String> spellings, List<String> values) throws NamingException {
        String type = attribute.getID().toLowerCase(Locale.ROOT);
        if (!spellings.contains(type.startsWith("oid.") ? type.substring("oid.".length()) : type)) return;
        var all = attribute.getAll();
        while (all.hasMore()) {
            String value = text(all.next());
            if (!value.isBlank()) values.add(value);
        }
    }

    // RFC 4514, section 2.4: a value after '#' is its BER encoding. Of the kinds of strings there are these two are
    // subsets of UTF-8 and the third is UTF-8 itself.
    private static String text(Object value) {
        if (value instanceof String text) return text;
        if (!(value instanceof byte[] ber) || ber.length < 2) return "";
        boolean isText = ber[0] == 0x0c || ber[0] == 0x13 || ber[0] == 0x16;
        boolean isWhole = ber[1] >= 0 && ber[1] == ber.length - 2;
        return isText && isWhole ? new String(ber, 2, ber[1], StandardCharsets.UTF_8) : "";
    }
}
