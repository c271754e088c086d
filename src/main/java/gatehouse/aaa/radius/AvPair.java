package gatehouse.aaa.radius;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Cisco-AVPair: `protocol:attribute#number=value`, or `*` in place of `=` where the sender does not insist.
///
/// @param name      protocol and attribute in lower case; the attribute alone where there is no protocol
/// @param number    what stands behind `#`; 0 for nothing
/// @param mandatory whether it has `=`
record AvPair(String name, int number, String value, boolean mandatory) {
    private static final Pattern FORM =
            Pattern.compile("([^=*#]*?)\\s*(?:#\\s*(\\d{1,9}))?\\s*([=*])(.*)", Pattern.DOTALL);
    // A second pair in the same attribute begins on a line of its own. A banner may have lines too, so it must look like one.
    private static final Pattern NEXT =
            Pattern.compile("\\r?\\n(?=(?:ip|ipsec|ipv6|cts|lcp|subscriber|aaa|acs):[a-z0-9-]+(?:#\\d+)?[=*])",
                    Pattern.CASE_INSENSITIVE);

    /// The pairs of one attribute's text, at least one.
    static List<String> split(String text) {
        return List.of(NEXT.split(text));
    }

    static AvPair parse(String text) throws UnfitException {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || matcher.group(1).isBlank()) {
            throw UnfitException.malformed("'" + text + "' is no pair of name and value");
        }
        return new AvPair(
                name(matcher.group(1)),
                matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2)),
                matcher.group(4).strip(),
                matcher.group(3).equals("="));
    }

    /// What a pair is called before it is known to be one.
    static String nameOf(String text) {
        int end = 0;
        while (end < text.length() && "=*#".indexOf(text.charAt(end)) < 0) end++;
        return name(text.substring(0, end));
    }

    private static String name(String text) {
        var words = new ArrayList<String>(2);
        for (String part : text.split(":", 2)) words.add(part.strip().toLowerCase(Locale.ROOT));
        return String.join(":", words);
    }
}
