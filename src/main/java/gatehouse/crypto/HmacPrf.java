package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;

/// HMAC as PRF (RFC 4868, RFC 2104): a key of any length, as preferred as long as the output.
final class HmacPrf implements Prf {
    private final int id;
    private final Hmac hmac;

    HmacPrf(int id, Hmac hmac) {
        this.id = id;
        this.hmac = hmac;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public int outputLength() {
        return hmac.length();
    }

    @Override
    public int keyLength() {
        return hmac.length();
    }

    @Override
    public Secret apply(Secret key, Bytes... data) {
        hmac.start(key.expose());
        for (Bytes part : data) hmac.update(part.array(), part.offset(), part.length());
        byte[] out = new byte[hmac.length()];
        hmac.finish(out, 0);
        return Secret.wrap(out);
    }

    @Override
    public void apply(Secret key, byte[] data, int length, byte[] into) {
        hmac.start(key.expose());
        hmac.update(data, 0, length);
        hmac.finish(into, 0);
    }

    @Override
    public Secret expand(Secret key, Bytes seed, int length) {
        int size = hmac.length();
        int rounds = (length + size - 1) / size;
        // RFC 7296, section 2.13: the counter is one octet.
        if (rounds > 255) throw new IllegalArgumentException("prf+ gives no " + length + " octets");
        byte[] out = new byte[rounds * size];
        byte[] counter = new byte[1];
        for (int i = 0; i < rounds; i++) {
            hmac.start(key.expose());
            if (i > 0) hmac.update(out, (i - 1) * size, size);
            hmac.update(seed.array(), seed.offset(), seed.length());
            counter[0] = (byte) (i + 1);
            hmac.update(counter, 0, 1);
            hmac.finish(out, i * size);
        }
        var whole = Secret.wrap(out);
        if (out.length == length) return whole;
        Secret part = whole.slice(0, length);
        whole.wipe();
        return part;
    }
}
