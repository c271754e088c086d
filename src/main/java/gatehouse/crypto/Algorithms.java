package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import org.bouncycastle.crypto.agreement.DHStandardGroups;

/// Every algorithm that we have, by the numbers of IANA's registry of IKEv2 parameters. The only such table. Belongs to
/// one thread, and so does everything it hands out.
public final class Algorithms {
    static final int AES_CBC = 12;
    static final int AES_GCM_16 = 20;
    static final int CHACHA20_POLY1305 = 28;

    private final SecureRandom random;
    private final Providers providers;
    private final MessageDigest sha1 = digest("SHA-1");
    private final Map<Integer, Prf> prfs = new HashMap<>();
    private final Map<Integer, KeyExchange> exchanges = new HashMap<>();
    private final Map<String, CipherSpec> ciphers = new HashMap<>();

    public Algorithms(SecureRandom random, Providers providers) {
        this.random = random;
        this.providers = providers;
    }

    /// Pseudorandom functions: HMAC with SHA-1 (2), SHA-256 (5), SHA-384 (6), SHA-512 (7).
    public Optional<Prf> prf(int id) {
        Prf known = prfs.get(id);
        if (known != null) return Optional.of(known);
        Optional<Prf> made =
                switch (id) {
                    case 2 -> Optional.of(new HmacPrf(id, Hmac.of("SHA-1")));
                    case 5 -> Optional.of(new HmacPrf(id, Hmac.of("SHA-256")));
                    case 6 -> Optional.of(new HmacPrf(id, Hmac.of("SHA-384")));
                    case 7 -> Optional.of(new HmacPrf(id, Hmac.of("SHA-512")));
                    default -> Optional.empty();
                };
        made.ifPresent(prf -> prfs.put(id, prf));
        return made;
    }

    /// A cipher with its integrity algorithm (0 for AEAD). `keyBits` is 0 where the cipher has one key length only.
    public Optional<CipherSpec> cipher(int encryptionId, int keyBits, int integrityId) {
        String key = encryptionId + "/" + keyBits + "/" + integrityId;
        CipherSpec known = ciphers.get(key);
        if (known != null) return Optional.of(known);
        Optional<CipherSpec> made = make(encryptionId, keyBits, integrityId);
        made.ifPresent(cipher -> ciphers.put(key, cipher));
        return made;
    }

    /// Groups 2 (for old clients only), 14, 15, 16, 19, 20, 21 and 31.
    public Optional<KeyExchange> keyExchange(int group) {
        KeyExchange known = exchanges.get(group);
        if (known != null) return Optional.of(known);
        Optional<KeyExchange> made =
                switch (group) {
                    case 2 -> Optional.of(modp(group, DHStandardGroups.rfc2409_1024.getP(), 256));
                    case 14 -> Optional.of(modp(group, DHStandardGroups.rfc3526_2048.getP(), 256));
                    case 15 -> Optional.of(modp(group, DHStandardGroups.rfc3526_3072.getP(), 288));
                    case 16 -> Optional.of(modp(group, DHStandardGroups.rfc3526_4096.getP(), 352));
                    case 19 -> Optional.of(ecp(group, "secp256r1", 32));
                    case 20 -> Optional.of(ecp(group, "secp384r1", 48));
                    case 21 -> Optional.of(ecp(group, "secp521r1", 66));
                    case X25519Exchange.GROUP -> Optional.of(x25519());
                    default -> Optional.empty();
                };
        made.ifPresent(exchange -> exchanges.put(group, exchange));
        return made;
    }

    /// SHA-1, which NAT detection is defined with (RFC 7296, section 2.23).
    public Bytes sha1(Bytes data) {
        sha1.update(data.array(), data.offset(), data.length());
        return Bytes.wrap(sha1.digest());
    }

    private Optional<CipherSpec> make(int encryptionId, int keyBits, int integrityId) {
        if (encryptionId == AES_GCM_16 && integrityId == 0 && (keyBits == 128 || keyBits == 256)) {
            Cipher gcm = providers.fastestAead("AES-GCM", SelfTests::gcm);
            return Optional.of(new AeadSpec(encryptionId, keyBits, "AES", gcm));
        }
        if (encryptionId == CHACHA20_POLY1305 && integrityId == 0) {
            Cipher chacha =
                    providers.platformFirst("ChaCha20-Poly1305", p -> Cipher.getInstance("ChaCha20-Poly1305", p));
            return Optional.of(new AeadSpec(encryptionId, 256, "ChaCha20", chacha));
        }
        if (encryptionId == AES_CBC && (keyBits == 128 || keyBits == 192 || keyBits == 256)) {
            return cbc(encryptionId, keyBits, integrityId);
        }
        return Optional.empty();
    }

    private Optional<CipherSpec> cbc(int encryptionId, int keyBits, int integrityId) {
        return Integrity.of(integrityId).map(integrity -> {
            Cipher cipher = providers.platformFirst("AES-CBC", p -> Cipher.getInstance("AES/CBC/NoPadding", p));
            Hmac hmac = Hmac.of(integrity.hash());
            return new CbcHmacSpec(encryptionId, keyBits, integrityId, integrity.icvLength(), hmac, cipher, random);
        });
    }

    private KeyExchange modp(int group, BigInteger prime, int exponentBits) {
        return new ModpExchange(group, prime, exponentBits, random);
    }

    private KeyExchange ecp(int group, String curve, int fieldLength) {
        return providers.fastestCurve("ECDH " + curve, provider -> {
            var exchange = new EcpExchange(group, curve, fieldLength, provider);
            SelfTests.agrees(exchange);
            return exchange;
        });
    }

    private KeyExchange x25519() {
        KeyExchange java = X25519Exchange.pureJava(random);
        for (Provider provider : providers.x25519()) {
            try {
                KeyExchange fast = X25519Exchange.of(provider);
                SelfTests.agrees(fast, java);
                providers.chose("X25519", provider.getName());
                return fast;
            } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
                providers.chose("X25519", provider.getName() + " failed: " + e.getMessage());
            }
        }
        providers.chose("X25519", "Bouncy Castle");
        return java;
    }

    static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + name, e);
        }
    }
}
