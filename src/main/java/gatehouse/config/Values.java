package gatehouse.config;

import gatehouse.aaa.DnssecTrustAnchor;
import gatehouse.aaa.EncryptedDnsServer;
import gatehouse.bytes.Bytes;
import gatehouse.net.AddressRange;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How texts in the configuration become values.
final class Values {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern OCTETS = Pattern.compile("(\\d{1,6})([KMG])");
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
    private static final int LONGEST_DOMAIN = 253;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private Values() {}

    /// Makes a value of a text.
    interface Reading<T> {
        T of(String text) throws Unfit;
    }

    static String text(String text) throws Unfit {
        if (text.isEmpty()) throw new Unfit("is empty", "");
        return text;
    }

    /// What operators call their things: it appears in logs and on the command line.
    static String name(String text) throws Unfit {
        if (NAME.matcher(text).matches()) return text;
        throw new Unfit("'" + text + "' is not a name", "use letters, digits, '.', '_' and '-'");
    }

    static boolean yesOrNo(String text) throws Unfit {
        return switch (text) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new Unfit("'" + text + "' is neither true nor false", "");
        };
    }

    static Reading<Integer> count(int from, int to) {
        return text -> {
            if (!COUNT.matcher(text).matches()) throw new Unfit("'" + text + "' is not a whole number", "");
            int number = Integer.parseInt(text);
            if (number < from || number > to) throw new Unfit(number + " is not within " + from + " to " + to, "");
            return number;
        };
    }

    static int port(String text) throws Unfit {
        return count(1, 0xffff).of(text);
    }

    static Reading<Duration> duration(Duration from, Duration to) {
        return text -> {
            Duration duration = duration(text);
            if (duration.compareTo(from) < 0 || duration.compareTo(to) > 0) {
                throw new Unfit("'" + text + "' is not within " + text(from) + " to " + text(to), "");
            }
            return duration;
        };
    }

    /// A duration, or `none` for zero.
    static Reading<Long> octets(long from, long to) {
        return text -> {
            Matcher matcher = OCTETS.matcher(text);
            if (!matcher.matches()) throw new Unfit("'" + text + "' is not a size", "write 256M or 2G");
            long octets = Long.parseLong(matcher.group(1)) << switch (matcher.group(2)) {
                case "K" -> 10;
                case "M" -> 20;
                default -> 30;
            };
            if (octets >= from && octets <= to) return octets;
            throw new Unfit("'" + text + "' is not within " + size(from) + " to " + size(to), "");
        };
    }

    private static String size(long octets) {
        if (octets < 1 << 20) return (octets >> 10) + "K";
        return octets < 1L << 32 ? (octets >> 20) + "M" : (octets >> 30) + "G";
    }

    static Reading<Duration> durationOrNone(Duration from, Duration to) {
        return text -> text.equals("none") ? Duration.ZERO : duration(from, to).of(text);
    }

    static InetAddress address(String text) throws Unfit {
        try {
            return Addresses.parse(text);
        } catch (IllegalArgumentException _) {
            throw new Unfit("'" + text + "' is not an IP address", "names are not resolved; write the address");
        }
    }

    static InetAddress ipv4(String text) throws Unfit {
        InetAddress address = address(text);
        if (address instanceof Inet4Address) return address;
        throw new Unfit("'" + text + "' is not an IPv4 address", "");
    }

    /// The name of a host or a domain.
    static String domain(String text) throws Unfit {
        boolean isDomain = text.length() <= LONGEST_DOMAIN && !text.endsWith(".")
                && Arrays.stream(text.split("\\.", -1)).allMatch(label -> LABEL.matcher(label).matches());
        if (isDomain) return text;
        throw new Unfit("'" + text + "' is not a domain", "write it like corp.example.org");
    }

    static DnssecTrustAnchor trustAnchor(String text) throws Unfit {
        try {
            DnssecTrustAnchor anchor = DnssecTrustAnchor.parse(text);
            domain(anchor.domain());
            return anchor;
        } catch (IllegalArgumentException e) {
            throw new Unfit(e.getMessage(),
                    "write a domain and what a DS record has: 'corp.example.org 20326 8 2 E06D…'");
        }
    }

    /// A name server with encrypted transports.
    static EncryptedDnsServer encryptedDns(String text) throws Unfit {
        try {
            return EncryptedDnsServer.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Unfit(e.getMessage(), "write it like '1 dns.example.org addresses=10.0.0.53,fd00::53 alpn=dot'");
        }
    }

    static Prefix prefix(String text) throws Unfit {
        try {
            return Prefix.parse(text);
        } catch (IllegalArgumentException _) {
            throw new Unfit("'" + text + "' is not a prefix", "write it like 192.0.2.0/24 or 2001:db8::/64");
        }
    }

    /// A prefix, of which only addresses for hosts count; or `first-last`.
    static AddressRange range(String text) throws Unfit {
        int dash = text.indexOf('-');
        if (dash < 0) return hosts(prefix(text));
        InetAddress first = address(text.substring(0, dash).strip());
        InetAddress last = address(text.substring(dash + 1).strip());
        try {
            return new AddressRange(first, last);
        } catch (IllegalArgumentException e) {
            throw new Unfit(e.getMessage(), "");
        }
    }

    /// An address, a prefix with all of its addresses, or `first-last`.
    static AddressRange everyAddress(String text) throws Unfit {
        return text.indexOf('-') < 0 ? prefix(text).range() : range(text);
    }

    /// `192.0.2.1:9100` or `[2001:db8::1]:9100`.
    static InetSocketAddress endpoint(String text) throws Unfit {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) throw new Unfit("'" + text + "' is not an address and a port", "write it like 127.0.0.1:9100");
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.indexOf(':') >= 0) {
            throw new Unfit("'" + text + "' is ambiguous", "write an IPv6 address in brackets: [::1]:9100");
        }
        InetAddress address = address(bracketed ? host.substring(1, host.length() - 1) : host);
        return new InetSocketAddress(address, port(text.substring(colon + 1)));
    }

    /// One of several words.
    static <T> Reading<T> oneOf(Map<String, T> words) {
        return text -> {
            T value = words.get(text);
            if (value != null) return value;
            throw new Unfit("unknown word '" + text + "'", nearest(text, words.keySet())
                    + "one of " + words.keySet().stream().sorted().collect(Collectors.joining(", ")));
        };
    }

    /// `did you mean 'x'? `, if one of the words is near enough to be a slip of the hand; nothing otherwise.
    static String nearest(String word, Collection<String> known) {
        String best = "";
        int least = Math.max(1, word.length() / 3) + 1;
        for (String candidate : known.stream().sorted().toList()) {
            int distance = distance(word.toLowerCase(Locale.ROOT), candidate);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best.isEmpty() ? "" : "did you mean '" + best + "'? ";
    }

    /// `90s`, `8h`: as an operator writes it.
    static String text(Duration duration) {
        long millis = duration.toMillis();
        for (var unit : List.of(Map.entry(86_400_000L, "d"), Map.entry(3_600_000L, "h"), Map.entry(60_000L, "m"),
                Map.entry(1_000L, "s"))) {
            if (millis != 0 && millis % unit.getKey() == 0) return millis / unit.getKey() + unit.getValue();
        }
        return millis == 0 ? "0s" : millis + "ms";
    }

    private static Duration duration(String text) throws Unfit {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new Unfit("'" + text + "' is not a duration", "write a number and ms, s, m, h or d, like 20s or 8h");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /// The addresses of a prefix that hosts may have: without the network's and the broadcast address of IPv4, without
    /// the routers' anycast address of IPv6 (RFC 4291, section 2.6.1).
    static AddressRange hosts(Prefix prefix) {
        AddressRange all = prefix.range();
        byte[] first = all.first().getAddress();
        byte[] last = all.last().getAddress();
        if (prefix.length() > first.length * 8 - 2) return all;
        first[first.length - 1]++;
        if (all.isIpv4()) last[last.length - 1]--;
        return new AddressRange(Addresses.of(Bytes.wrap(first)), Addresses.of(Bytes.wrap(last)));
    }

    /// Levenshtein's distance, a swap of neighbours counted as one.
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least = Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                boolean swapped = i > 1 && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
            }
        }
        return cost[a.length()][b.length()];
    }
}
