package gatehouse.aaa;

import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/// A name server that is asked over an encrypted transport (RFC 9464), in the words that configuration and RADIUS have for it:
/// `1 dns.example.org addresses=10.0.0.53,fd00::53 alpn=h2,dot dohpath=/dns-query{?dns} port=8443 sha2-256=HEX`.
///
/// @param priority  1 to 65535; the lower, the better (RFC 9460, section 2.4.1)
/// @param name      that its certificate has
/// @param addresses of either family, at least one
/// @param alpn      protocols: `dot`, `doq`, `h2`, `h3`; at least one
/// @param port      where it is not the protocol's own
/// @param dohPath   a URI template with `{?dns}` (RFC 9461, section 5); empty without HTTP
/// @param digest    SHA2-256 of its certificate's SubjectPublicKeyInfo, where no authority vouches for it
public record EncryptedDnsServer(
        int priority,
        String name,
        List<InetAddress> addresses,
        List<String> alpn,
        OptionalInt port,
        String dohPath,
        Optional<Bytes> digest) {
    private static final String ADDRESSES = "addresses=";
    private static final String ALPN = "alpn=";
    private static final String PORT = "port=";
    private static final String DOH_PATH = "dohpath=";
    private static final String DIGEST = "sha2-256=";
    private static final Set<String> PROTOCOLS = Set.of("dot", "doq", "h2", "h3");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
                    + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");
    private static final Pattern TEMPLATE = Pattern.compile("/[!-~]{0,254}");
    private static final Pattern SHA2_256 = Pattern.compile("[0-9A-Fa-f]{64}");
    private static final int LARGEST = 0xffff;
    private static final int MOST_ADDRESSES = 16;

    public EncryptedDnsServer {
        addresses = List.copyOf(addresses);
        alpn = List.copyOf(alpn);
    }

    /// @throws IllegalArgumentException saying what is wrong
    public static EncryptedDnsServer parse(String text) {
        String[] words = text.strip().split("\\s+");
        if (words.length < 3) throw wrong("'" + text + "' is not PRIORITY NAME addresses=… alpn=…");
        List<InetAddress> addresses = List.of();
        List<String> alpn = List.of();
        OptionalInt port = OptionalInt.empty();
        String dohPath = "";
        Optional<Bytes> digest = Optional.empty();
        var seen = new LinkedHashSet<String>();
        for (String word : Arrays.asList(words).subList(2, words.length)) {
            String key = word.substring(0, word.indexOf('=') + 1);
            String value = word.substring(key.length());
            if (!seen.add(key)) throw wrong("'" + key + "' is there twice");
            switch (key) {
                case ADDRESSES -> addresses = addresses(value);
                case ALPN -> alpn = protocols(value);
                case PORT -> port = OptionalInt.of(number(value, "port"));
                case DOH_PATH -> dohPath = template(value);
                case DIGEST -> digest = Optional.of(digest(value));
                default ->
                        throw wrong("'" + word + "' begins with none of addresses=, alpn=, port=, dohpath=, sha2-256=");
            }
        }
        if (!NAME.matcher(words[1]).matches()) throw wrong("'" + words[1] + "' is no host name");
        if (addresses.isEmpty()) throw wrong("it has no addresses=");
        if (alpn.isEmpty()) throw wrong("it has no alpn=");
        // RFC 9461, section 5: a path goes with HTTP, and HTTP with a path.
        boolean http = alpn.contains("h2") || alpn.contains("h3");
        if (http && dohPath.isEmpty()) throw wrong("h2 and h3 need dohpath=");
        if (!http && !dohPath.isEmpty()) throw wrong("dohpath= is for h2 and h3");
        return new EncryptedDnsServer(number(words[0], "priority"), words[1], addresses, alpn, port, dohPath, digest);
    }

    /// As [#parse] reads it.
    public String text() {
        var text = new StringBuilder(priority + " " + name + " " + ADDRESSES
                + String.join(",", addresses.stream().map(Addresses::text).toList()));
        text.append(' ').append(ALPN).append(String.join(",", alpn));
        if (!dohPath.isEmpty()) text.append(' ').append(DOH_PATH).append(dohPath);
        port.ifPresent(number -> text.append(' ').append(PORT).append(number));
        digest.ifPresent(octets -> text.append(' ').append(DIGEST).append(octets.hex()));
        return text.toString();
    }

    private static List<InetAddress> addresses(String value) {
        List<InetAddress> addresses = Arrays.stream(value.split(",", -1)).map(EncryptedDnsServer::address).toList();
        if (addresses.size() > MOST_ADDRESSES) throw wrong("it has more than " + MOST_ADDRESSES + " addresses");
        return addresses;
    }

    private static InetAddress address(String text) {
        try {
            if (text.indexOf('%') < 0) return Addresses.parse(text);
        } catch (IllegalArgumentException _) {
            // The same complaint.
        }
        throw wrong("'" + text + "' is no address");
    }

    private static List<String> protocols(String value) {
        List<String> protocols = List.of(value.split(",", -1));
        for (String protocol : protocols) {
            if (!PROTOCOLS.contains(protocol)) throw wrong("'" + protocol + "' is none of dot, doq, h2, h3");
        }
        if (Set.copyOf(protocols).size() < protocols.size()) throw wrong("alpn= has a protocol twice");
        return protocols;
    }

    private static String template(String value) {
        if (TEMPLATE.matcher(value).matches() && value.contains("{?dns}")) return value;
        throw wrong("'" + value + "' is no path with {?dns}");
    }

    private static Bytes digest(String value) {
        if (SHA2_256.matcher(value).matches()) return Bytes.fromHex(value);
        throw wrong("'" + value + "' is no SHA2-256 digest, which has 64 hexadecimal digits");
    }

    private static int number(String text, String what) {
        if (NUMBER.matcher(text).matches()) {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= LARGEST) return number;
        }
        throw wrong("'" + text + "' is no " + what + " from 1 to " + LARGEST);
    }

    private static IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(why);
    }
}
