package gatehouse.bytes;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// Octets that must not be seen: keys, passwords, shared secrets. It compares in constant time, never prints its
/// content and can be wiped.
public final class Secret {
    private final byte[] octets;

    private Secret(byte[] octets) {
        this.octets = octets;
    }

    /// Takes over `octets` without copying; the caller forgets the array.
    public static Secret wrap(byte[] octets) {
        return new Secret(octets);
    }

    public static Secret copyOf(Bytes octets) {
        return new Secret(octets.toArray());
    }

    public static Secret ofUtf8(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return octets.length;
    }

    public boolean isEmpty() {
        return octets.length == 0;
    }

    /// The octets themselves, for a cipher or a codec, which neither keep nor write them.
    public byte[] expose() {
        return octets;
    }

    /// A copy of a part, itself a secret.
    public Secret slice(int from, int to) {
        return new Secret(Arrays.copyOfRange(octets, from, to));
    }

    /// Overwrites the octets with zeros. Afterwards the secret is useless.
    public void wipe() {
        Arrays.fill(octets, (byte) 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(octets, that.octets);
    }

    /// Only the length, so that a hash table leaks nothing.
    @Override
    public int hashCode() {
        return octets.length;
    }

    @Override
    public String toString() {
        return "Secret(" + octets.length + " octets)";
    }
}
