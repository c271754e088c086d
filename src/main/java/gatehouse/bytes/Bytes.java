package gatehouse.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// An immutable run of octets that compares by content and prints as hexadecimal. A slice shares its octets with the
/// whole, so nothing here may ever be written to.
public final class Bytes {
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private static final int PRINTED = 64;

    private final byte[] array;
    private final int offset;
    private final int length;
    private int hash;

    private Bytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /// A copy of `octets`.
    public static Bytes copyOf(byte... octets) {
        return wrap(octets.clone());
    }

    /// A copy of `length` octets of `octets` from `offset` on.
    public static Bytes copyOf(byte[] octets, int offset, int length) {
        return wrap(Arrays.copyOfRange(octets, offset, offset + length));
    }

    /// Takes over `octets` without copying: the caller gives the array away and never writes to it again.
    public static Bytes wrap(byte[] octets) {
        return octets.length == 0 ? EMPTY : new Bytes(octets, 0, octets.length);
    }

    /// Takes over a part of `octets` without copying, under the same promise as [#wrap(byte\[\])].
    public static Bytes wrap(byte[] octets, int offset, int length) {
        if ((offset | length | (octets.length - offset - length)) < 0) {
            throw new IndexOutOfBoundsException(offset + "+" + length + " of " + octets.length);
        }
        return length == 0 ? EMPTY : new Bytes(octets, offset, length);
    }

    /// Hexadecimal digits; blanks, line ends and colons between octets are ignored.
    public static Bytes fromHex(String hex) {
        return wrap(HexFormat.of().parseHex(hex.replaceAll("[\\s:]", "")));
    }

    public static Bytes ofUtf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The octets of `parts` one after the other.
    public static Bytes concat(Bytes... parts) {
        int length = 0;
        for (Bytes part : parts) length += part.length;
        byte[] joined = new byte[length];
        int position = 0;
        for (Bytes part : parts) {
            part.copyTo(joined, position);
            position += part.length;
        }
        return wrap(joined);
    }

    /// The same octets in an array of their own: what is kept for long does not keep the whole datagram that it came in.
    public Bytes alone() {
        return length == array.length ? this : wrap(toArray());
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /// The octet at `index`, 0 to 255.
    public int u8(int index) {
        if (index < 0 || index >= length) throw new IndexOutOfBoundsException(index + " of " + length);
        return array[offset + index] & 0xff;
    }

    /// Two octets at `index` in network order.
    public int u16(int index) {
        return u8(index) << 8 | u8(index + 1);
    }

    /// Four octets at `index` in network order, 0 to 2^32-1.
    public long u32(int index) {
        return (long) u16(index) << 16 | u16(index + 2);
    }

    /// Eight octets at `index` in network order, as the bits of a `long`.
    public long u64(int index) {
        return u32(index) << 32 | u32(index + 4);
    }

    /// The octets from `from` to before `to`, not copied.
    public Bytes slice(int from, int to) {
        if (from < 0 || to > length || from > to) {
            throw new IndexOutOfBoundsException(from + ".." + to + " of " + length);
        }
        return from == to ? EMPTY : new Bytes(array, offset + from, to - from);
    }

    /// The octets from `from` on, not copied.
    public Bytes from(int from) {
        return slice(from, length);
    }

    public boolean startsWith(Bytes prefix) {
        return length >= prefix.length && slice(0, prefix.length).equals(prefix);
    }

    public byte[] toArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    public void copyTo(byte[] target, int position) {
        System.arraycopy(array, offset, target, position, length);
    }

    /// The array that holds these octets, from [#offset] on. For codecs and ciphers, which read and never write it.
    public byte[] array() {
        return array;
    }

    /// Where in [#array] the octets begin.
    public int offset() {
        return offset;
    }

    public String utf8() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }

    public String hex() {
        return HexFormat.of().formatHex(array, offset, offset + length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that
                && Arrays.equals(
                        array, offset, offset + length, that.array, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int h = hash;
        if (h == 0) {
            h = 1;
            for (int i = offset; i < offset + length; i++) h = 31 * h + array[i];
            hash = h;
        }
        return h;
    }

    /// Hexadecimal; what is longer than 64 octets is cut and its length told.
    @Override
    public String toString() {
        return length <= PRINTED ? hex() : slice(0, PRINTED).hex() + "... (" + length + " octets)";
    }
}
