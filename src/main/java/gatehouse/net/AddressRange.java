package gatehouse.net;

import gatehouse.bytes.Bytes;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Addresses of one family from `first` to `last`, both included.
public record AddressRange(InetAddress first, InetAddress last) {
    public AddressRange {
        if (first.getAddress().length != last.getAddress().length) {
            throw new IllegalArgumentException("range of two families: " + first + " to " + last);
        }
        if (compare(first, last) > 0) {
            throw new IllegalArgumentException(
                    "range ends before it begins: " + Addresses.text(first) + " to " + Addresses.text(last));
        }
    }

    public static AddressRange of(InetAddress single) {
        return new AddressRange(single, single);
    }

    public boolean isIpv4() {
        return first.getAddress().length == 4;
    }

    public boolean contains(InetAddress address) {
        return sameFamily(address) && compare(first, address) <= 0 && compare(address, last) <= 0;
    }

    public boolean contains(AddressRange other) {
        return contains(other.first) && contains(other.last);
    }

    /// What both have in common.
    public Optional<AddressRange> intersection(AddressRange other) {
        if (!sameFamily(other.first)) return Optional.empty();
        InetAddress from = compare(first, other.first) >= 0 ? first : other.first;
        InetAddress to = compare(last, other.last) <= 0 ? last : other.last;
        return compare(from, to) <= 0 ? Optional.of(new AddressRange(from, to)) : Optional.empty();
    }

    /// What is left of this range when another is taken out of it, in order.
    public List<AddressRange> without(AddressRange other) {
        Optional<AddressRange> hole = intersection(other);
        if (hole.isEmpty()) return List.of(this);
        var left = new ArrayList<AddressRange>(2);
        if (!hole.get().first.equals(first)) left.add(new AddressRange(first, neighbour(hole.get().first, -1)));
        if (!hole.get().last.equals(last)) left.add(new AddressRange(neighbour(hole.get().last, 1), last));
        return List.copyOf(left);
    }

    private static InetAddress neighbour(InetAddress address, int step) {
        byte[] octets = address.getAddress();
        return address(new BigInteger(1, octets).add(BigInteger.valueOf(step)), octets.length);
    }

    /// The fewest prefixes that together are this range, in order.
    public List<Prefix> prefixes() {
        int octets = first.getAddress().length;
        BigInteger from = new BigInteger(1, first.getAddress());
        BigInteger end = new BigInteger(1, last.getAddress()).add(BigInteger.ONE);
        var prefixes = new ArrayList<Prefix>();
        while (from.compareTo(end) < 0) {
            int aligned = from.signum() == 0 ? octets * 8 : from.getLowestSetBit();
            int hostBits = Math.min(aligned, end.subtract(from).bitLength() - 1);
            prefixes.add(new Prefix(address(from, octets), octets * 8 - hostBits));
            from = from.add(BigInteger.ONE.shiftLeft(hostBits));
        }
        return prefixes;
    }

    private static InetAddress address(BigInteger number, int octets) {
        byte[] digits = number.toByteArray();
        byte[] address = new byte[octets];
        int length = Math.min(digits.length, octets);
        System.arraycopy(digits, digits.length - length, address, octets - length, length);
        return Addresses.of(Bytes.wrap(address));
    }

    private boolean sameFamily(InetAddress address) {
        return address.getAddress().length == first.getAddress().length;
    }

    private static int compare(InetAddress a, InetAddress b) {
        return Arrays.compareUnsigned(a.getAddress(), b.getAddress());
    }

    @Override
    public String toString() {
        return first.equals(last) ? Addresses.text(first) : Addresses.text(first) + "-" + Addresses.text(last);
    }
}
