package gatehouse.radius;

import gatehouse.bytes.Bytes;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// MD5 and HMAC-MD5 over one reused digest: RADIUS is made of them, and they are most of what a packet costs. Belongs to
/// one thread.
final class Md5 {
    static final int LENGTH = 16;
    private static final int BLOCK = 64;

    private final MessageDigest digest;
    private final byte[] pad = new byte[BLOCK];

    Md5() {
        try {
            digest = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5", e);
        }
    }

    Md5 update(byte[] octets, int offset, int length) {
        digest.update(octets, offset, length);
        return this;
    }

    Md5 update(Bytes octets) {
        return update(octets.array(), octets.offset(), octets.length());
    }

    Md5 update(byte[] octets) {
        return update(octets, 0, octets.length);
    }

    /// Ends a plain MD5.
    void finish(byte[] into, int at) {
        try {
            digest.digest(into, at, LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("no room for an MD5", e);
        }
    }

    /// Begins an HMAC (RFC 2104).
    Md5 startHmac(byte[] key) {
        digest.reset();
        fill(key, (byte) 0x36);
        digest.update(pad);
        return this;
    }

    void finishHmac(byte[] key, byte[] into, int at) {
        finish(into, at);
        fill(key, (byte) 0x5c);
        digest.update(pad);
        digest.update(into, at, LENGTH);
        finish(into, at);
    }

    private void fill(byte[] key, byte with) {
        byte[] fitting = key.length > BLOCK ? hashed(key) : key;
        for (int i = 0; i < BLOCK; i++) pad[i] = (byte) ((i < fitting.length ? fitting[i] : 0) ^ with);
    }

    // A clone, for the digest may be in the middle of something.
    private static byte[] hashed(byte[] key) {
        byte[] hash = new byte[LENGTH];
        new Md5().update(key).finish(hash, 0);
        return hash;
    }
}
