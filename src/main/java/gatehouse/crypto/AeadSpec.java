package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-GCM with a 16-octet ICV (RFC 5282) and ChaCha20-Poly1305 (RFC 7634): a salt of four octets from the key material,
/// an IV of eight in the packet, which counts and so never repeats under a key.
final class AeadSpec implements CipherSpec {
    private static final int SALT = 4;
    private static final int IV = 8;
    private static final int ICV = 16;

    private final int encryptionId;
    private final int keyBits;
    private final String keyAlgorithm;
    private final Cipher cipher;
    // Of the thread, like the cipher.
    private final byte[] nonce = new byte[SALT + IV];

    /// @param cipher the thread's own, initialised anew for each packet
    AeadSpec(int encryptionId, int keyBits, String keyAlgorithm, Cipher cipher) {
        this.encryptionId = encryptionId;
        this.keyBits = keyBits;
        this.keyAlgorithm = keyAlgorithm;
        this.cipher = cipher;
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
        return 0;
    }

    @Override
    public int keyLength() {
        return keyBits / 8 + SALT;
    }

    @Override
    public int integrityKeyLength() {
        return 0;
    }

    @Override
    public AuthenticatedCipher bind(Secret encryptionKey, Secret integrityKey) {
        if (encryptionKey.length() != keyLength()) {
            throw new IllegalArgumentException("key of " + encryptionKey.length() + " octets, not " + keyLength());
        }
        return new Bound(encryptionKey);
    }

    private final class Bound implements AuthenticatedCipher {
        private final SecretKeySpec key;
        private final byte[] salt = new byte[SALT];
        private long counter;

        Bound(Secret material) {
            int length = keyBits / 8;
            key = new SecretKeySpec(material.expose(), 0, length, keyAlgorithm);
            System.arraycopy(material.expose(), length, salt, 0, SALT);
        }

        @Override
        public int ivLength() {
            return IV;
        }

        @Override
        public int icvLength() {
            return ICV;
        }

        @Override
        public int blockLength() {
            return 1;
        }

        @Override
        public void seal(byte[] packet, int ivAt, int textLength) {
            counter++;
            for (int i = 0; i < IV; i++) packet[ivAt + i] = (byte) (counter >>> 8 * (IV - 1 - i));
            int textAt = ivAt + IV;
            try {
                cipher.init(Cipher.ENCRYPT_MODE, key, parameters(packet, ivAt));
                cipher.updateAAD(packet, 0, ivAt);
                cipher.doFinal(packet, textAt, textLength, packet, textAt);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("cannot encrypt", e);
            }
        }

        @Override
        public Optional<Bytes> open(Bytes packet, int ivAt) {
            int textAt = ivAt + IV;
            int sealed = packet.length() - textAt;
            if (sealed < ICV) return Optional.empty();
            byte[] array = packet.array();
            int offset = packet.offset();
            try {
                cipher.init(Cipher.DECRYPT_MODE, key, parameters(array, offset + ivAt));
                cipher.updateAAD(array, offset, ivAt);
                return Optional.of(Bytes.wrap(cipher.doFinal(array, offset + textAt, sealed)));
            } catch (AEADBadTagException e) {
                return Optional.empty();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("cannot decrypt", e);
            }
        }

        private AlgorithmParameterSpec parameters(byte[] packet, int ivAt) {
            System.arraycopy(salt, 0, nonce, 0, SALT);
            System.arraycopy(packet, ivAt, nonce, SALT, IV);
            return keyAlgorithm.equals("AES") ? new GCMParameterSpec(ICV * 8, nonce) : new IvParameterSpec(nonce);
        }
    }
}
