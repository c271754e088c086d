package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Short tests that a provider must pass before it is used.
final class SelfTests {
    // Test case 2 of the GCM specification (NIST): all-zero key, IV and block.
    private static final Bytes GCM_SEALED = Bytes.fromHex(
            "0388dace60b6a392f328c2b971b2fe78 ab6e47d42cec13bdf53a67b21257bddf");

    private SelfTests() {}

    /// An AES-GCM cipher of `provider` that gave a known answer.
    static Cipher gcm(Provider provider) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
        cipher.init(
                Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "AES"), new GCMParameterSpec(128, new byte[12]));
        if (!Bytes.wrap(cipher.doFinal(new byte[16])).equals(GCM_SEALED)) {
            throw new GeneralSecurityException(provider.getName() + " gives a wrong answer for AES-GCM");
        }
        return cipher;
    }

    /// Two ends of a key exchange agree.
    static void agrees(KeyExchange exchange) throws GeneralSecurityException {
        agrees(exchange, exchange);
    }

    /// Two implementations of a key exchange agree.
    static void agrees(KeyExchange one, KeyExchange other) throws GeneralSecurityException {
        KeyExchange.Ephemeral a = one.generate();
        KeyExchange.Ephemeral b = other.generate();
        try {
            Secret ab = a.agree(b.publicValue());
            if (!ab.equals(b.agree(a.publicValue()))) {
                throw new GeneralSecurityException("key exchange " + one.group() + " does not agree");
            }
        } catch (InvalidPublicValueException e) {
            throw new GeneralSecurityException("key exchange " + one.group() + ": " + e.getMessage(), e);
        }
    }
}
