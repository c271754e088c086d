package gatehouse.aaa.radius;

import gatehouse.aaa.Granted;
import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// How values are written in attributes: texts, names, numbers, addresses, prefixes, routes.
final class Values {
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;
    private static final int FARTHEST = 255;
    private static final Pattern METRIC = Pattern.compile("[0-9]{1,9}");

    private Values() {}

    /// UTF-8, not empty. Some servers count the NUL that their language ends texts with.
    static String text(Bytes value) throws UnfitException {
        int length = value.length();
        while (length > 0 && value.u8(length - 1) == 0) length--;
        if (length == 0) throw UnfitException.malformed("its value has the wrong length");
        String text = value.slice(0, length).utf8();
        if (!Bytes.ofUtf8(text).equals(value.slice(0, length))) throw UnfitException.malformed("it is not UTF-8");
        boolean control = text.chars()
                .anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t');
        if (control) throw UnfitException.malformed("it has control characters");
        return text;
    }

    /// One word.
    static String name(String text) throws UnfitException {
        String name = text.strip();
        if (name.isEmpty()) throw UnfitException.invalid("it is empty");
        if (name.chars().anyMatch(Character::isWhitespace)) {
            throw UnfitException.invalid("'" + text + "' is no name: it has blanks");
        }
        return name;
    }

    /// One line, with something on it.
    static String line(String text) throws UnfitException {
        String line = text.strip();
        if (line.isEmpty()) throw UnfitException.invalid("it is empty");
        if (line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0) {
            throw UnfitException.invalid("'" + text + "' is not one line");
        }
        return line;
    }

    /// Words between blanks, commas and semicolons; one at least.
    static List<String> words(String text) throws UnfitException {
        List<String> words = Arrays.stream(text.split("[\\s,;]+")).filter(Predicate.not(String::isEmpty)).toList();
        if (words.isEmpty()) throw UnfitException.invalid("it is empty");
        return words;
    }

    static long number(String text, long least, long most) throws UnfitException {
        try {
            long number = Long.parseLong(text.strip());
            if (number >= least && number <= most) return number;
        } catch (NumberFormatException _) {
            // The same complaint.
        }
        throw UnfitException.invalid("'" + text + "' is no number from " + least + " to " + most);
    }

    /// Yes or no, in the words that are in use for it.
    static boolean flag(String text) throws UnfitException {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "1", "true", "yes", "on", "enable", "enabled" -> true;
            case "0", "false", "no", "off", "disable", "disabled" -> false;
            default -> throw UnfitException.invalid("'" + text + "' is neither yes nor no");
        };
    }

    static InetAddress address(String text) throws UnfitException {
        try {
            // An address with a zone means something on one machine only, and that is not the server's.
            if (text.indexOf('%') < 0) return Addresses.parse(text.strip());
        } catch (IllegalArgumentException _) {
            // The same complaint.
        }
        throw UnfitException.invalid("'" + text + "' is no address");
    }

    static InetAddress ipv4(String text) throws UnfitException {
        InetAddress address = address(text);
        if (isIpv4(address)) return address;
        throw UnfitException.invalid("'" + text + "' is no IPv4 address");
    }

    static List<InetAddress> addresses(String text) throws UnfitException {
        var addresses = new ArrayList<InetAddress>();
        for (String word : words(text)) addresses.add(address(word));
        return addresses;
    }

    static boolean isIpv4(InetAddress address) {
        return address.getAddress().length * 8 == IPV4_BITS;
    }

    /// `10.0.0.0/8`, `10.0.0.0/255.0.0.0`, `10.0.0.0 255.0.0.0`, `2001:db8::/32`, or an address alone.
    static Prefix prefix(String text) throws UnfitException {
        String[] parts = text.strip().split("[/\\s]+", -1);
        if (parts.length > 2) throw UnfitException.invalid("'" + text + "' is no prefix");
        try {
            InetAddress base = address(parts[0]);
            int bits = isIpv4(base) ? IPV4_BITS : IPV6_BITS;
            if (parts.length == 1) return new Prefix(base, bits);
            boolean mask = parts[1].indexOf('.') >= 0 && isIpv4(base);
            return new Prefix(base, mask ? maskLength(parts[1]) : Integer.parseInt(parts[1]));
        } catch (IllegalArgumentException _) {
            throw UnfitException.invalid("'" + text + "' is no prefix");
        }
    }

    /// A route as RFC 2865, section 5.22, and RFC 3162, section 2.5, write it (prefix, gateway, metrics), or as IOS does
    /// (network, mask, gateway). Where it leads is the client whatever gateway it names.
    static Prefix route(String text) throws UnfitException {
        List<String> words = words(text);
        String first = words.getFirst();
        if (first.indexOf('/') >= 0) return prefix(first);
        InetAddress base = address(first);
        if (!isIpv4(base)) return new Prefix(base, IPV6_BITS);
        if (words.size() > 1 && isMask(words.get(1))) return new Prefix(base, maskLength(words.get(1)));
        return new Prefix(base, classLength(base));
    }

    /// Such a route with its first metric, which is taken for the administrative distance: what IOS writes there. 0 is as near
    /// as 1, and nothing is farther than 255.
    static Granted.FramedRoute framedRoute(String text) throws UnfitException {
        List<String> words = words(text);
        Prefix prefix = route(text);
        boolean masked = words.size() > 1 && words.getFirst().indexOf('/') < 0 && isIpv4(prefix.base())
                && isMask(words.get(1));
        int at = masked ? 3 : 2;
        if (words.size() <= at || !METRIC.matcher(words.get(at)).matches()) return new Granted.FramedRoute(prefix);
        return new Granted.FramedRoute(prefix, Math.clamp(Integer.parseInt(words.get(at)), 1, FARTHEST));
    }

    // RFC 2865, section 5.22: "The length specifier may be omitted, in which case it defaults to 8 bits for class A prefixes,
    // 16 bits for class B prefixes, and 24 bits for class C prefixes."
    private static int classLength(InetAddress base) {
        int first = base.getAddress()[0] & 0xff;
        if (first < 128) return 8;
        return first < 192 ? 16 : 24;
    }

    // A gateway 0.0.0.0 means the client, and 255.255.255.255 is a host's mask.
    private static boolean isMask(String word) {
        try {
            return !word.equals("0.0.0.0") && maskLength(word) >= 0;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static int maskLength(String mask) {
        InetAddress address = Addresses.parse(mask);
        if (!isIpv4(address)) throw new IllegalArgumentException(mask + " is no IPv4 mask");
        int bits = (int) Addresses.bytes(address).u32(0);
        int length = Integer.bitCount(bits);
        if (length > 0 && bits != -1 << IPV4_BITS - length) throw new IllegalArgumentException(mask + " has holes");
        return length;
    }

    /// An IPv6 prefix (RFC 3162, section 2.3): a reserved octet, the length, and as many octets as that needs.
    static Prefix ipv6Prefix(Bytes value) throws UnfitException {
        if (value.length() < 2 || value.length() > 2 + IPV6_BITS / 8) {
            throw UnfitException.malformed("its value has the wrong length");
        }
        int length = value.u8(1);
        if (length > IPV6_BITS) throw UnfitException.malformed("its prefix is /" + length);
        if ((value.length() - 2) * 8 < length) throw UnfitException.malformed("its prefix is cut off");
        byte[] octets = new byte[IPV6_BITS / 8];
        value.from(2).copyTo(octets, 0);
        return new Prefix(Addresses.of(Bytes.wrap(octets)), length);
    }

    /// The address in a prefix that an interface identifier makes (RFC 3162, section 2.2).
    static InetAddress ipv6Address(Prefix prefix, Bytes interfaceId) {
        byte[] octets = prefix.base().getAddress();
        for (int i = 0; i < interfaceId.length(); i++) {
            int at = octets.length - interfaceId.length() + i;
            // Where the prefix is longer than 64 bits it has the last word.
            int free = 0xff >>> Math.clamp(prefix.length() - 8L * at, 0, 8);
            octets[at] |= (byte) (interfaceId.u8(i) & free);
        }
        return Addresses.of(Bytes.wrap(octets));
    }
}
