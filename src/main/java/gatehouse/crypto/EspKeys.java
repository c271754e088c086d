package gatehouse.crypto;

import gatehouse.bytes.Secret;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;

/// The keys of one direction of a pair of ESP SAs, and what their cipher adds to a packet: `SPI | sequence | IV | text |
/// ICV` (RFC 4303, section 2). Immutable and small, so that a hundred thousand of them are no burden; what computes with
/// them is an [EspCipher], one per thread.
public final class EspKeys {
    static final int SALT = 4;

    /// The computation behind a cipher.
    enum Kind {
        GCM, CHACHA20, CBC
    }

    /// RFC 7634 has no limit that a 64-bit counter would not meet first. A block cipher of 128 bits is told apart from
    /// chance with probability 2^-33 after 2^48 blocks.
    private static final long BLOCK_CIPHER_OCTETS = 1L << 52;

    final Kind kind;
    final SecretKeySpec key;
    final byte[] salt;
    final byte[] integrityKey;
    final int integrityId;
    final boolean extended;
    private final byte icvLength;

    private EspKeys(
            Kind kind, SecretKeySpec key, byte[] salt, byte[] integrityKey, int integrityId, int icvLength,
            boolean extended) {
        this.kind = kind;
        this.key = key;
        this.salt = salt;
        this.integrityKey = integrityKey;
        this.integrityId = integrityId;
        this.icvLength = (byte) icvLength;
        this.extended = extended;
    }

    /// @param extendedSequence 64-bit sequence numbers, of which the upper half is authenticated but not sent
    public static EspKeys of(CipherSpec spec, Secret encryption, Secret integrity, boolean extendedSequence) {
        if (encryption.length() != spec.keyLength() || integrity.length() != spec.integrityKeyLength()) {
            throw new IllegalArgumentException("keys of %d and %d octets, not %d and %d"
                    .formatted(
                            encryption.length(), integrity.length(), spec.keyLength(), spec.integrityKeyLength()));
        }
        return switch (spec.encryptionId()) {
            case Algorithms.AES_GCM_16 -> aead(Kind.GCM, "AES", encryption, extendedSequence);
            case Algorithms.CHACHA20_POLY1305 -> aead(Kind.CHACHA20, "ChaCha20", encryption, extendedSequence);
            case Algorithms.AES_CBC -> new EspKeys(
                    Kind.CBC,
                    new SecretKeySpec(encryption.expose(), "AES"),
                    NO_SALT,
                    integrity.expose().clone(),
                    spec.integrityId(),
                    Integrity.of(spec.integrityId()).orElseThrow().icvLength(),
                    extendedSequence);
            default -> throw new IllegalArgumentException("no ESP with encryption " + spec.encryptionId());
        };
    }

    private static final byte[] NO_SALT = new byte[0];

    private static EspKeys aead(Kind kind, String algorithm, Secret material, boolean extended) {
        byte[] octets = material.expose();
        int length = octets.length - SALT;
        return new EspKeys(
                kind,
                new SecretKeySpec(octets, 0, length, algorithm),
                Arrays.copyOfRange(octets, length, octets.length),
                NO_SALT,
                0,
                16,
                extended);
    }

    public boolean extendedSequence() {
        return extended;
    }

    /// RFC 4106, section 3.1, and RFC 7634, section 2: eight octets; RFC 3602, section 3: a block.
    public int ivLength() {
        return kind == Kind.CBC ? 16 : 8;
    }

    public int icvLength() {
        return icvLength;
    }

    /// The text is a multiple of this long: RFC 4303, section 2.4, demands four octets of any cipher.
    public int alignment() {
        return kind == Kind.CBC ? 16 : 4;
    }

    /// How many octets these keys may protect.
    public long octetLimit() {
        return kind == Kind.CHACHA20 ? Long.MAX_VALUE : BLOCK_CIPHER_OCTETS;
    }
}
