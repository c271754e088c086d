package gatehouse.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals and opens ESP packets with any keys: AES-GCM (RFC 4106), ChaCha20-Poly1305 (RFC 7634), AES-CBC with HMAC (RFC
/// 3602, 4868). Belongs to one thread, and is the only thing here that is large: providers keep expanded keys, so a few
/// ciphers remember the keys that were used last and the SAs keep none.
///
/// The explicit IV of an AEAD is the packet's sequence number. It counts, as RFC 4106 (section 3.1) demands, and whatever
/// thread seals, no two packets of an SA have the same.
public final class EspCipher {
    private static final int HEADER = 8;
    private static final int SLOTS = 256;
    private static final VarHandle U32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN).withInvokeExactBehavior();
    private static final VarHandle U64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN).withInvokeExactBehavior();

    private final Providers providers;
    private final SecureRandom random;
    // By kind, then by the keys' hash. A change of keys costs a microsecond: SAs with much traffic should rarely meet.
    private final Cipher[][] sealing = new Cipher[EspKeys.Kind.values().length][SLOTS];
    private final Cipher[][] opening = new Cipher[EspKeys.Kind.values().length][SLOTS];
    private final Hmac[] hmacs = new Hmac[16];
    private final byte[] nonce = new byte[12];
    private final byte[] aad = new byte[12];
    private final byte[] mac = new byte[64];
    private Unpredictable ivs;

    public EspCipher(Providers providers, SecureRandom random) {
        this.providers = providers;
        this.random = random;
    }

    /// Seals in place. At `espAt` stands the SPI, behind it is room for sequence number and IV, then the text, padded to
    /// [EspKeys#alignment], then room for the ICV. Answers the length of the whole.
    public int seal(EspKeys keys, byte[] packet, int espAt, long sequence, int textLength) {
        U32.set(packet, espAt + 4, (int) sequence);
        int ivAt = espAt + HEADER;
        int textAt = ivAt + keys.ivLength();
        try {
            if (keys.kind == EspKeys.Kind.CBC) {
                ivs().next(packet, ivAt);
                Cipher cipher = cipher(sealing, keys);
                cipher.init(Cipher.ENCRYPT_MODE, keys.key, new IvParameterSpec(packet, ivAt, 16));
                cipher.doFinal(packet, textAt, textLength, packet, textAt);
                mac(keys, packet, espAt, textAt + textLength - espAt, sequence);
                System.arraycopy(mac, 0, packet, textAt + textLength, keys.icvLength());
            } else {
                U64.set(packet, ivAt, sequence);
                Cipher cipher = cipher(sealing, keys);
                cipher.init(Cipher.ENCRYPT_MODE, keys.key, parameters(keys, packet, ivAt));
                authenticate(cipher, keys, packet, espAt, sequence);
                cipher.doFinal(packet, textAt, textLength, packet, textAt);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal", e);
        }
        return textAt - espAt + textLength + keys.icvLength();
    }

    /// Verifies and opens a packet into `out` and answers the length of the text, or -1 if the packet is not authentic.
    /// The lengths must be right: [#textLength].
    ///
    /// @param sequence the whole sequence number, whose lower half stands in the packet
    public int open(EspKeys keys, byte[] packet, int espAt, int length, long sequence, byte[] out, int outAt) {
        int ivAt = espAt + HEADER;
        int textAt = ivAt + keys.ivLength();
        int textLength = textLength(keys, length);
        if (textLength < 0) return -1;
        try {
            if (keys.kind == EspKeys.Kind.CBC) {
                mac(keys, packet, espAt, length - keys.icvLength(), sequence);
                if (!isMac(packet, textAt + textLength, keys.icvLength())) return -1;
                Cipher cipher = cipher(opening, keys);
                cipher.init(Cipher.DECRYPT_MODE, keys.key, new IvParameterSpec(packet, ivAt, 16));
                return cipher.doFinal(packet, textAt, textLength, out, outAt);
            }
            Cipher cipher = cipher(opening, keys);
            cipher.init(Cipher.DECRYPT_MODE, keys.key, parameters(keys, packet, ivAt));
            authenticate(cipher, keys, packet, espAt, sequence);
            return cipher.doFinal(packet, textAt, textLength + keys.icvLength(), out, outAt);
        } catch (AEADBadTagException _) {
            return -1;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot open", e);
        }
    }

    /// How long the text of an ESP packet of `length` octets is; negative if no packet of these keys is that long.
    public static int textLength(EspKeys keys, int length) {
        int text = length - HEADER - keys.ivLength() - keys.icvLength();
        return text < keys.alignment() || text % keys.alignment() != 0 ? -1 : text;
    }

    /// RFC 4106, section 5, and RFC 7634, section 2.1: SPI and sequence number, the latter with all its 64 bits where
    /// they are in use.
    private void authenticate(Cipher cipher, EspKeys keys, byte[] packet, int espAt, long sequence) {
        if (keys.extended) {
            System.arraycopy(packet, espAt, aad, 0, 4);
            U64.set(aad, 4, sequence);
            cipher.updateAAD(aad, 0, 12);
        } else {
            cipher.updateAAD(packet, espAt, 8);
        }
    }

    private AlgorithmParameterSpec parameters(EspKeys keys, byte[] packet, int ivAt) {
        System.arraycopy(keys.salt, 0, nonce, 0, EspKeys.SALT);
        System.arraycopy(packet, ivAt, nonce, EspKeys.SALT, 8);
        return keys.kind == EspKeys.Kind.GCM ? new GCMParameterSpec(128, nonce) : new IvParameterSpec(nonce);
    }

    private void mac(EspKeys keys, byte[] packet, int at, int length, long sequence) {
        Hmac hmac = hmacs[keys.integrityId];
        if (hmac == null) {
            hmac = Hmac.of(Integrity.of(keys.integrityId).orElseThrow().hash());
            hmacs[keys.integrityId] = hmac;
        }
        hmac.start(keys.integrityKey);
        hmac.update(packet, at, length);
        if (keys.extended) {
            // RFC 4303, section 2.2.1: the upper half is appended to what the ICV is computed over.
            U32.set(aad, 0, (int) (sequence >>> 32));
            hmac.update(aad, 0, 4);
        }
        hmac.finish(mac, 0);
    }

    private boolean isMac(byte[] packet, int at, int length) {
        int difference = 0;
        for (int i = 0; i < length; i++) difference |= packet[at + i] ^ mac[i];
        return difference == 0;
    }

    private Cipher cipher(Cipher[][] by, EspKeys keys) {
        Cipher[] slots = by[keys.kind.ordinal()];
        int slot = System.identityHashCode(keys) & SLOTS - 1;
        Cipher cipher = slots[slot];
        if (cipher == null) {
            cipher = make(keys.kind);
            slots[slot] = cipher;
        }
        return cipher;
    }

    private Cipher make(EspKeys.Kind kind) {
        return switch (kind) {
            case GCM -> providers.fastestAead("AES-GCM", SelfTests::gcm);
            case CHACHA20 ->
                    providers.platformFirst("ChaCha20-Poly1305", p -> Cipher.getInstance("ChaCha20-Poly1305", p));
            case CBC -> providers.platformFirst("AES-CBC", p -> Cipher.getInstance("AES/CBC/NoPadding", p));
        };
    }

    private Unpredictable ivs() {
        if (ivs == null) {
            ivs = new Unpredictable(
                    providers.platformFirst("AES-CTR", p -> Cipher.getInstance("AES/CTR/NoPadding", p)), random);
        }
        return ivs;
    }

    /// IVs for CBC, which nobody may foresee (RFC 3602, section 3): the key stream of AES in counter mode under a key that
    /// is nobody's. Asking the system for each would cost more than the packet.
    private static final class Unpredictable {
        private final Cipher counter;
        private final byte[] zeros = new byte[1024];
        private final byte[] stream = new byte[1024];
        private int used = stream.length;

        Unpredictable(Cipher counter, SecureRandom random) {
            this.counter = counter;
            byte[] key = new byte[32];
            random.nextBytes(key);
            try {
                counter.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("cannot make IVs", e);
            }
        }

        void next(byte[] packet, int at) throws GeneralSecurityException {
            if (used == stream.length) {
                counter.update(zeros, 0, zeros.length, stream, 0);
                used = 0;
            }
            System.arraycopy(stream, used, packet, at, 16);
            used += 16;
        }
    }
}
