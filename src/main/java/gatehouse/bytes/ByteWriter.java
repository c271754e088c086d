package gatehouse.bytes;

import java.util.Arrays;

/// Writes octets in network order into a growing array.
public final class ByteWriter {
    private byte[] array;
    private int position;

    public ByteWriter() {
        this(256);
    }

    public ByteWriter(int capacity) {
        array = new byte[capacity];
    }

    /// Octets written so far.
    public int position() {
        return position;
    }

    public ByteWriter u8(int value) {
        ensure(1);
        array[position++] = (byte) value;
        return this;
    }

    public ByteWriter u16(int value) {
        ensure(2);
        array[position++] = (byte) (value >>> 8);
        array[position++] = (byte) value;
        return this;
    }

    public ByteWriter u32(long value) {
        return u16((int) (value >>> 16)).u16((int) value);
    }

    public ByteWriter u64(long value) {
        return u32(value >>> 32).u32(value);
    }

    public ByteWriter zero(int count) {
        ensure(count);
        Arrays.fill(array, position, position + count, (byte) 0);
        position += count;
        return this;
    }

    public ByteWriter bytes(Bytes octets) {
        ensure(octets.length());
        octets.copyTo(array, position);
        position += octets.length();
        return this;
    }

    public ByteWriter bytes(byte[] octets) {
        return bytes(octets, 0, octets.length);
    }

    public ByteWriter bytes(byte[] octets, int offset, int length) {
        ensure(length);
        System.arraycopy(octets, offset, array, position, length);
        position += length;
        return this;
    }

    /// Overwrites the octet written at `at`.
    public ByteWriter putU8(int at, int value) {
        array[at] = (byte) value;
        return this;
    }

    /// Overwrites the two octets written at `at`: a length that is known only afterwards.
    public ByteWriter putU16(int at, int value) {
        array[at] = (byte) (value >>> 8);
        array[at + 1] = (byte) value;
        return this;
    }

    /// Overwrites the four octets written at `at`.
    public ByteWriter putU32(int at, long value) {
        return putU16(at, (int) (value >>> 16)).putU16(at + 2, (int) value);
    }

    /// What was written, without copying: the writer must not be used afterwards.
    public Bytes toBytes() {
        return Bytes.wrap(array, 0, position);
    }

    /// The array being written, valid until the next write. For a cipher that works in place.
    public byte[] array() {
        return array;
    }

    private void ensure(int count) {
        if (count > array.length - position) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, position + count));
        }
    }
}
