package gatehouse.bytes;

/// Reads octets in network order. Each read names its field; what is missing becomes a [MalformedException] with that
/// name.
public final class ByteReader {
    private final Bytes octets;
    private int position;

    public ByteReader(Bytes octets) {
        this.octets = octets;
    }

    public int remaining() {
        return octets.length() - position;
    }

    public boolean hasRemaining() {
        return position < octets.length();
    }

    /// Octets read so far.
    public int position() {
        return position;
    }

    public int u8(String field) throws MalformedException {
        return octets.u8(advance(1, field));
    }

    public int u16(String field) throws MalformedException {
        return octets.u16(advance(2, field));
    }

    public long u32(String field) throws MalformedException {
        return octets.u32(advance(4, field));
    }

    public long u64(String field) throws MalformedException {
        return octets.u64(advance(8, field));
    }

    /// The next `count` octets, not copied.
    public Bytes bytes(int count, String field) throws MalformedException {
        int from = advance(count, field);
        return octets.slice(from, from + count);
    }

    /// A reader over the next `count` octets.
    public ByteReader sub(int count, String field) throws MalformedException {
        return new ByteReader(bytes(count, field));
    }

    public void skip(int count, String field) throws MalformedException {
        advance(count, field);
    }

    /// Everything that is left, possibly nothing.
    public Bytes rest() {
        Bytes rest = octets.from(position);
        position = octets.length();
        return rest;
    }

    /// Demands that nothing is left.
    public void end(String what) throws MalformedException {
        if (hasRemaining()) throw new MalformedException(what + ": " + remaining() + " octets left over");
    }

    private int advance(int count, String field) throws MalformedException {
        if (count < 0 || count > remaining()) {
            throw new MalformedException(field + ": need " + count + " octets, have " + remaining());
        }
        int from = position;
        position += count;
        return from;
    }
}
