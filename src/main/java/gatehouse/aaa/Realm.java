package gatehouse.aaa;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/// Who is asked about names of a realm (RFC 7542): `user@example.com` and its like.
///
/// @param suffix  `example.com` for that realm alone, `.example.com` for every realm below it, [#ANY] for every realm that
///                no other fits
/// @param methods who is asked
/// @param strip   whether the name is told without its realm
public record Realm(String suffix, List<AaaList.Method> methods, boolean strip) {
    public static final String ANY = "default";

    public Realm {
        suffix = normal(suffix);
        methods = List.copyOf(methods);
    }

    /// How closely this fits a realm: the greater, the closer; negative if it does not.
    int fits(String realm) {
        if (suffix.equals(ANY)) return 0;
        String wanted = normal(realm);
        if (suffix.startsWith(".")) return wanted.endsWith(suffix) ? suffix.length() : -1;
        return wanted.equals(suffix) ? Integer.MAX_VALUE : -1;
    }

    // RFC 7542, sections 2.4 and 2.6: realms are compared in one normal form and without regard to case.
    private static String normal(String realm) {
        return Normalizer.normalize(realm, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
