package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-CBC (RFC 3602) and then a truncated HMAC over everything (RFC 4868, RFC 2404). The IV is random, as CBC demands.
final class CbcHmacSpec implements CipherSpec {
    private static final int BLOCK = 16;

    private final int encryptionId;
    private final int keyBits;
    private final int integrityId;
    private final int icvLength;
    private final Hmac hmac;
    private final Cipher cipher;
    private final SecureRandom random;

    CbcHmacSpec(
            int encryptionId, int keyBits, int integrityId, int icvLength, Hmac hmac, Cipher cipher,
            SecureRandom random) {
        this.encryptionId = encryptionId;
        this.keyBits = keyBits;
        this.integrityId = integrityId;
        this.icvLength = icvLength;
        this.hmac = hmac;
        this.cipher = cipher;
        this.random = random;
    }

    @Override
    public int encryptionId() {
        return encryptionId;
    }

    @Override
    public int keyBits() {
        return keyBits;
    }

    @Override
    public int integrityId() {
        return integrityId;
    }

    @Override
    public int keyLength() {
        return keyBits / 8;
    }

    /// RFC 4868, section 2.1.1: the key is as long as the output of the hash.
    @Override
    public int integrityKeyLength() {
        return hmac.length();
    }

    @Override
    public AuthenticatedCipher bind(Secret encryptionKey, Secret integrityKey) {
        if (encryptionKey.length() != keyLength() || integrityKey.length() != integrityKeyLength()) {
            throw new IllegalArgumentException("keys of %d and %d octets, not %d and %d"
                    .formatted(encryptionKey.length(), integrityKey.length(), keyLength(), integrityKeyLength()));
        }
        return new Bound(new SecretKeySpec(encryptionKey.expose(), "AES"), integrityKey.expose().clone());
    }

    private final class Bound implements AuthenticatedCipher {
        private final SecretKeySpec key;
        private final byte[] integrityKey;

        Bound(SecretKeySpec key, byte[] integrityKey) {
            this.key = key;
            this.integrityKey = integrityKey;
        }

        @Override
        public int ivLength() {
            return BLOCK;
        }

        @Override
        public int icvLength() {
            return icvLength;
        }

        @Override
        public int blockLength() {
            return BLOCK;
        }

        @Override
        public void seal(byte[] packet, int ivAt, int textLength) {
            byte[] iv = new byte[BLOCK];
            random.nextBytes(iv);
            System.arraycopy(iv, 0, packet, ivAt, BLOCK);
            int textAt = ivAt + BLOCK;
            try {
                cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
                cipher.doFinal(packet, textAt, textLength, packet, textAt);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("cannot encrypt", e);
            }
            System.arraycopy(mac(packet, 0, textAt + textLength), 0, packet, textAt + textLength, icvLength);
        }

        @Override
        public Optional<Bytes> open(Bytes packet, int ivAt) {
            int textAt = ivAt + BLOCK;
            int length = packet.length() - textAt - icvLength;
            if (length < BLOCK || length % BLOCK != 0) return Optional.empty();
            byte[] array = packet.array();
            int offset = packet.offset();
            byte[] expected = Arrays.copyOf(mac(array, offset, textAt + length), icvLength);
            int icvAt = offset + textAt + length;
            if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(array, icvAt, icvAt + icvLength))) {
                return Optional.empty();
            }
            try {
                cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(array, offset + ivAt, BLOCK));
                return Optional.of(Bytes.wrap(cipher.doFinal(array, offset + textAt, length)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("cannot decrypt", e);
            }
        }

        private byte[] mac(byte[] data, int offset, int length) {
            hmac.start(integrityKey);
            hmac.update(data, offset, length);
            byte[] mac = new byte[hmac.length()];
            hmac.finish(mac, 0);
            return mac;
        }
    }
}
