package gatehouse.net;

import gatehouse.bytes.Bytes;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// An IP prefix as a RADIUS attribute and a route see it. Host bits are zero.
public record Prefix(InetAddress base, int length) {
    public Prefix {
        int bits = base.getAddress().length * 8;
        if (length < 0 || length > bits) throw new IllegalArgumentException("prefix /" + length + " of " + bits);
        base = masked(base, length);
    }

    /// `192.0.2.0/24`, `2001:db8::/64`, or an address alone for a prefix of full length.
    public static Prefix parse(String text) {
        int slash = text.indexOf('/');
        InetAddress base = Addresses.parse(slash < 0 ? text : text.substring(0, slash));
        int length = slash < 0 ? base.getAddress().length * 8 : Integer.parseInt(text.substring(slash + 1));
        return new Prefix(base, length);
    }

    /// The network of this length that an address is in.
    public static Prefix of(InetAddress address, int length) {
        byte[] octets = address.getAddress();
        for (int i = 0; i < octets.length; i++) {
            int kept = Math.clamp(length - 8L * i, 0, 8);
            octets[i] &= (byte) (0xff00 >> kept);
        }
        return new Prefix(Addresses.of(Bytes.wrap(octets)), length);
    }

    public boolean contains(InetAddress address) {
        return address.getAddress().length == base.getAddress().length && masked(address, length).equals(base);
    }

    /// The fewest prefixes that together are this one but for `address`, the largest first.
    public List<Prefix> without(InetAddress address) {
        if (!contains(address)) return List.of(this);
        var prefixes = new ArrayList<Prefix>();
        for (int bit = length; bit < base.getAddress().length * 8; bit++) {
            // Each cut leaves one half without the address.
            byte[] other = address.getAddress();
            other[bit / 8] ^= (byte) (0x80 >>> bit % 8);
            prefixes.add(new Prefix(Addresses.of(Bytes.wrap(other)), bit + 1));
        }
        return prefixes;
    }

    public AddressRange range() {
        byte[] last = base.getAddress();
        for (int bit = length; bit < last.length * 8; bit++) last[bit / 8] |= (byte) (0x80 >>> bit % 8);
        return new AddressRange(base, Addresses.of(Bytes.wrap(last)));
    }

    private static InetAddress masked(InetAddress address, int length) {
        byte[] octets = address.getAddress();
        for (int i = 0; i < octets.length; i++) {
            int keep = Math.clamp(length - 8L * i, 0, 8);
            octets[i] &= (byte) (0xff00 >>> keep);
        }
        return Addresses.of(Bytes.wrap(octets));
    }

    @Override
    public String toString() {
        return Addresses.text(base) + "/" + length;
    }
}
