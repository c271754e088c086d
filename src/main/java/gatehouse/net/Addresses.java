package gatehouse.net;

import gatehouse.bytes.Bytes;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/// Addresses as text and as octets, without ever asking a name server.
public final class Addresses {
    private Addresses() {}

    /// The address in `octets`: 4 or 16 of them. Sixteen octets are always IPv6, even those of `::ffff:0:0/96`, which
    /// [InetAddress#getByAddress(byte\[\])] would turn into an IPv4 address.
    public static InetAddress of(Bytes octets) {
        try {
            byte[] array = octets.toArray();
            return array.length == 16 ? Inet6Address.getByAddress(null, array, -1) : InetAddress.getByAddress(array);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(octets.length() + " octets are no IP address", e);
        }
    }

    /// The address that `literal` spells; host names are refused. So are the short forms of IPv4 that Java knows: its
    /// `10.1` is 10.0.0.1, and whoever writes `10.1/16` means another network than Java.
    public static InetAddress parse(String literal) {
        InetAddress address = InetAddress.ofLiteral(literal);
        boolean colons = literal.indexOf(':') >= 0;
        if (!colons && literal.chars().filter(c -> c == '.').count() != 3) {
            throw new IllegalArgumentException("'" + literal + "' is no IP address: IPv4 has four numbers");
        }
        return address;
    }

    public static Bytes bytes(InetAddress address) {
        return Bytes.wrap(address.getAddress());
    }

    /// `192.0.2.1:500` or `[2001:db8::1]:500`.
    public static String text(InetSocketAddress endpoint) {
        InetAddress address = endpoint.getAddress();
        String host = text(address);
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + endpoint.getPort();
    }

    /// The shortest spelling of RFC 5952.
    public static String text(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length == 4) return address.getHostAddress();
        int[] words = new int[8];
        for (int i = 0; i < 8; i++) words[i] = (octets[2 * i] & 0xff) << 8 | octets[2 * i + 1] & 0xff;
        int bestStart = -1;
        int bestLength = 1; // RFC 5952, section 4.2.2: one group alone is not shortened
        for (int i = 0; i < 8;) {
            int start = i;
            while (i < 8 && words[i] == 0) i++;
            if (i - start > bestLength) {
                bestStart = start;
                bestLength = i - start;
            }
            if (i == start) i++;
        }
        var text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') text.append(':');
            text.append(Integer.toHexString(words[i]));
        }
        return text.toString();
    }
}
