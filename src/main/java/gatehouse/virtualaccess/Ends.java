package gatehouse.virtualaccess;

import gatehouse.bytes.Bytes;
import gatehouse.dataplane.AccessList.Endpoint;
import gatehouse.net.AddressRange;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// One end of a line of an access list: addresses of each family, where none are no addresses of that family.
record Ends(List<AddressRange> ipv4, List<AddressRange> ipv6) {
    static final List<AddressRange> ALL_IPV4 = List.of(Prefix.parse("0.0.0.0/0").range());
    static final List<AddressRange> ALL_IPV6 = List.of(Prefix.parse("::/0").range());
    static final Ends ANY = new Ends(ALL_IPV4, ALL_IPV6);

    /// So that one line is at most some hundred rows.
    private static final int MOST_RANGES = 16;

    static Ends of(AddressRange range) {
        return range.isIpv4() ? new Ends(List.of(range), List.of()) : new Ends(List.of(), List.of(range));
    }

    List<AddressRange> of(boolean isIpv4) {
        return isIpv4 ? ipv4 : ipv6;
    }

    Endpoint endpoint(boolean isIpv4, Ports ports) {
        return new Endpoint(of(isIpv4), ports.first(), ports.last());
    }

    /// All other addresses.
    Ends not() {
        return new Ends(
                ipv4.isEmpty() ? ALL_IPV4 : allBut(ipv4.getFirst()),
                ipv6.isEmpty() ? ALL_IPV6 : allBut(ipv6.getFirst()));
    }

    private static List<AddressRange> allBut(AddressRange range) {
        AddressRange all = (range.isIpv4() ? ALL_IPV4 : ALL_IPV6).getFirst();
        var others = new ArrayList<AddressRange>(2);
        if (!range.first().equals(all.first())) {
            others.add(new AddressRange(all.first(), plus(range.first(), BigInteger.ONE.negate())));
        }
        if (!range.last().equals(all.last())) {
            others.add(new AddressRange(plus(range.last(), BigInteger.ONE), all.last()));
        }
        return others;
    }

    private static InetAddress plus(InetAddress address, BigInteger offset) {
        byte[] octets = address.getAddress();
        byte[] sum = new BigInteger(1, octets).add(offset).toByteArray();
        byte[] result = new byte[octets.length];
        int length = Math.min(sum.length, result.length);
        System.arraycopy(sum, sum.length - length, result, result.length - length, length);
        return Addresses.of(Bytes.wrap(result));
    }

    /// `any`, `host A`, `A/len`, `A wildcard`; with `hostAlone` also `A`.
    static Ends read(Words words, String what, boolean hostAlone) throws UnenforceableException {
        String word = words.keyword(what);
        if (word.equals("any")) return ANY;
        if (word.equals("host")) return of(AddressRange.of(address(words, words.next("the address of a host"))));
        if (word.indexOf('/') >= 0) return of(prefix(words, word).range());
        if (!looksLikeAddress(word)) {
            throw words.wrong("is no " + what + ": any, host ADDRESS, ADDRESS/LENGTH and ADDRESS WILDCARD are known");
        }
        InetAddress address = address(words, word);
        if (hostAlone && !looksLikeAddress(words.peek())) return of(AddressRange.of(address));
        if (address.getAddress().length != 4) {
            throw words.wrong("has no prefix length: write " + word + "/LENGTH or host " + word);
        }
        String mask = words.next("a wildcard mask after " + word);
        return new Ends(wildcard(words, bits(address), mask), List.of());
    }

    static boolean looksLikeAddress(String word) {
        return word.indexOf(':') >= 0 || word.indexOf('.') > 0 && Character.isDigit(word.charAt(0));
    }

    static InetAddress address(Words words, String word) throws UnenforceableException {
        try {
            return Addresses.parse(word);
        } catch (IllegalArgumentException _) {
            throw words.wrong("is no address; names are not asked of a name server");
        }
    }

    static Prefix prefix(Words words, String word) throws UnenforceableException {
        try {
            return Prefix.parse(word);
        } catch (IllegalArgumentException _) {
            throw words.wrong("is no prefix of the form ADDRESS/LENGTH");
        }
    }

    private static List<AddressRange> wildcard(Words words, int base, String word) throws UnenforceableException {
        InetAddress address = address(words, word);
        if (address.getAddress().length != 4) throw words.wrong("is no wildcard mask of IPv4");
        int mask = bits(address);
        if (mask != 0 && mask != -1 && Integer.numberOfTrailingZeros(mask) + Integer.bitCount(mask) == 32) {
            throw words.wrong("is a netmask; a wildcard mask has ones where any address fits: "
                    + Addresses.text(address(~mask)));
        }
        int trailing = Integer.numberOfTrailingZeros(~mask);
        int tail = trailing == 32 ? -1 : (1 << trailing) - 1;
        int scattered = mask & ~tail;
        if (1L << Integer.bitCount(scattered) > MOST_RANGES) {
            throw words.wrong("makes more than " + MOST_RANGES + " ranges of addresses: write them as several lines");
        }
        var ranges = new ArrayList<AddressRange>();
        // Counts through the scattered bits alone: subtracting the mask carries over the gaps.
        int value = 0;
        do {
            int first = base & ~mask | value;
            ranges.add(new AddressRange(address(first), address(first | tail)));
            value = value - scattered & scattered;
        } while (value != 0);
        return ranges;
    }

    private static int bits(InetAddress address) {
        return new BigInteger(1, address.getAddress()).intValue();
    }

    private static InetAddress address(int bits) {
        return Addresses.of(Bytes.copyOf(
                (byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits));
    }
}
