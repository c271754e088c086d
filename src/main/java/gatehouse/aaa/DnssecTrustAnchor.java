package gatehouse.aaa;

import gatehouse.bytes.Bytes;
import java.util.Map;
import java.util.regex.Pattern;

/// The key that answers for a private domain are signed with (RFC 8598, section 3.2), as DNS writes it in a DS record behind the
/// domain: `corp.example.org 20326 8 2 HEX`.
///
/// @param domain     a domain of split DNS; the anchor is told only together with it
/// @param keyTag     of the key (RFC 4034, appendix B)
/// @param algorithm  that it signs with
/// @param digestType 1 for SHA-1, 2 for SHA-256, 4 for SHA-384
public record DnssecTrustAnchor(String domain, int keyTag, int algorithm, int digestType, Bytes digest) {
    private static final Map<Integer, Integer> DIGEST_OCTETS = Map.of(1, 20, 2, 32, 4, 48);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");
    private static final Pattern HEX = Pattern.compile("([0-9A-Fa-f]{2})+");

    /// @throws IllegalArgumentException saying what is wrong
    public static DnssecTrustAnchor parse(String text) {
        String[] words = text.strip().split("\\s+");
        if (words.length != 5) throw wrong("'" + text + "' is not DOMAIN KEY-TAG ALGORITHM DIGEST-TYPE DIGEST");
        int keyTag = number(words[1], "key tag", 0xffff);
        int algorithm = number(words[2], "algorithm", 0xff);
        int digestType = number(words[3], "digest type", 0xff);
        Integer octets = DIGEST_OCTETS.get(digestType);
        if (octets == null) throw wrong("digest type " + digestType + " is none of 1, 2, 4");
        if (!HEX.matcher(words[4]).matches() || words[4].length() != 2 * octets) {
            throw wrong("a digest of type " + digestType + " has " + 2 * octets + " hexadecimal digits");
        }
        return new DnssecTrustAnchor(words[0], keyTag, algorithm, digestType, Bytes.fromHex(words[4]));
    }

    /// As [#parse] reads it.
    public String text() {
        return domain + " " + keyTag + " " + algorithm + " " + digestType + " " + digest.hex();
    }

    private static int number(String text, String what, int most) {
        if (NUMBER.matcher(text).matches()) {
            int number = Integer.parseInt(text);
            if (number <= most) return number;
        }
        throw wrong("'" + text + "' is no " + what + " from 0 to " + most);
    }

    private static IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(why);
    }
}
