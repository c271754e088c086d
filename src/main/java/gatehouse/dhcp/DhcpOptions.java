package gatehouse.dhcp;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Options of a message, each whole, in the order of their first appearance.
///
/// RFC 3396, section 7: what is said in several options of one code, in whatever field, is one value, cut.
public record DhcpOptions(Map<Integer, Bytes> values) {
    private static final int LONGEST = 255;

    public DhcpOptions {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /// Reads one field of options into `values`. What follows the end of the options is padding; a field that has no end
    /// ends with its octets.
    static void read(ByteReader in, Map<Integer, Bytes> values) throws MalformedException {
        while (in.hasRemaining()) {
            int code = in.u8("option code");
            if (code == OptionCode.PAD) continue;
            if (code == OptionCode.END) return;
            Bytes value = in.bytes(in.u8("length of option " + code), "option " + code);
            values.merge(code, value, Bytes::concat);
        }
    }

    void write(ByteWriter out) {
        values.forEach((code, value) -> {
            int from = 0;
            do {
                Bytes part = value.slice(from, Math.min(from + LONGEST, value.length()));
                out.u8(code).u8(part.length()).bytes(part);
                from += LONGEST;
            } while (from < value.length());
        });
        out.u8(OptionCode.END);
    }

    public Optional<Bytes> get(int code) {
        return Optional.ofNullable(values.get(code));
    }

    /// Empty for BOOTP, which has no such option.
    public Optional<MessageType> type() throws MalformedException {
        Optional<Bytes> value = ofLength(OptionCode.MESSAGE_TYPE, 1);
        return value.map(type -> new MessageType(type.u8(0)));
    }

    Optional<InetAddress> address(int code) throws MalformedException {
        return ofLength(code, 4).map(Addresses::of);
    }

    List<InetAddress> addresses(int code) throws MalformedException {
        Bytes value = get(code).orElse(Bytes.EMPTY);
        if (value.length() % 4 != 0) throw new MalformedException("option " + code + ": " + value.length() + " octets");
        var addresses = new ArrayList<InetAddress>();
        for (int i = 0; i < value.length(); i += 4) addresses.add(Addresses.of(value.slice(i, i + 4)));
        return addresses;
    }

    /// A time in seconds.
    Optional<Long> seconds(int code) throws MalformedException {
        return ofLength(code, 4).map(value -> value.u32(0));
    }

    /// A text; RFC 2132, section 2: trailing NULs are not part of it, servers should send none.
    String text(int code) {
        Bytes value = get(code).orElse(Bytes.EMPTY);
        int length = value.length();
        while (length > 0 && value.u8(length - 1) == 0) length--;
        return value.slice(0, length).utf8();
    }

    /// The destinations of classless static routes. Through which router they lead means nothing in a tunnel.
    List<Prefix> routes() throws MalformedException {
        var in = new ByteReader(get(OptionCode.CLASSLESS_ROUTES).orElse(Bytes.EMPTY));
        var routes = new ArrayList<Prefix>();
        while (in.hasRemaining()) {
            int length = in.u8("route: width");
            if (length > 32) throw new MalformedException("route: width " + length);
            byte[] base = new byte[4];
            // RFC 3442: "only the significant octets of the subnet number".
            in.bytes((length + 7) / 8, "route: subnet number").copyTo(base, 0);
            in.skip(4, "route: router");
            routes.add(new Prefix(Addresses.of(Bytes.wrap(base)), length));
        }
        return routes;
    }

    private Optional<Bytes> ofLength(int code, int length) throws MalformedException {
        Optional<Bytes> value = get(code);
        if (value.isPresent() && value.get().length() != length) {
            throw new MalformedException("option " + code + ": " + value.get().length() + " octets, not " + length);
        }
        return value;
    }
}
