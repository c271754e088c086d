package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import org.bouncycastle.math.ec.rfc7748.X25519;

/// Curve25519 (RFC 8031). Public values are 32 octets; an all-zero secret is refused (RFC 7748, section 6.1).
abstract class X25519Exchange implements KeyExchange {
    static final int GROUP = 31;

    private static final int LENGTH = 32;

    static KeyExchange pureJava(SecureRandom random) {
        return new PureJava(random);
    }

    static KeyExchange of(Provider provider) throws GeneralSecurityException {
        return new Native(provider);
    }

    @Override
    public final int group() {
        return GROUP;
    }

    @Override
    public final int publicLength() {
        return LENGTH;
    }

    private static void checkLength(Bytes peerPublic) throws InvalidPublicValueException {
        if (peerPublic.length() != LENGTH) {
            throw new InvalidPublicValueException("public value of " + peerPublic.length() + " octets, not " + LENGTH);
        }
    }

    private static InvalidPublicValueException smallOrder() {
        return new InvalidPublicValueException("public value of small order");
    }

    /// By a JCA provider.
    static final class Native extends X25519Exchange {
        // SubjectPublicKeyInfo of RFC 8410 up to the key itself.
        private static final byte[] PREFIX = Bytes.fromHex("302a300506032b656e032100").toArray();

        private final KeyPairGenerator generator;
        private final KeyFactory keys;
        private final KeyAgreement agreement;

        Native(Provider provider) throws GeneralSecurityException {
            generator = KeyPairGenerator.getInstance("X25519", provider);
            keys = KeyFactory.getInstance("X25519", provider);
            agreement = KeyAgreement.getInstance("X25519", provider);
        }

        @Override
        public Ephemeral generate() {
            KeyPair pair = generator.generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            Bytes publicValue = Bytes.wrap(encoded, encoded.length - LENGTH, LENGTH);
            return new Ephemeral() {
                @Override
                public Bytes publicValue() {
                    return publicValue;
                }

                @Override
                public Secret agree(Bytes peerPublic) throws InvalidPublicValueException {
                    return Native.this.agree(pair.getPrivate(), peerPublic);
                }
            };
        }

        Secret agree(PrivateKey ours, Bytes peerPublic) throws InvalidPublicValueException {
            checkLength(peerPublic);
            byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + LENGTH);
            peerPublic.copyTo(encoded, PREFIX.length);
            try {
                agreement.init(ours);
                agreement.doPhase(keys.generatePublic(new X509EncodedKeySpec(encoded)), true);
                byte[] shared = agreement.generateSecret();
                int any = 0;
                for (byte octet : shared) any |= octet;
                if (any == 0) throw smallOrder();
                return Secret.wrap(shared);
            } catch (GeneralSecurityException | IllegalStateException e) {
                throw new InvalidPublicValueException("public value refused: " + e.getMessage());
            }
        }
    }

    /// By Bouncy Castle's arithmetic, which works everywhere.
    private static final class PureJava extends X25519Exchange {
        private final SecureRandom random;

        PureJava(SecureRandom random) {
            this.random = random;
        }

        @Override
        public Ephemeral generate() {
            byte[] scalar = new byte[LENGTH];
            X25519.generatePrivateKey(random, scalar);
            byte[] point = new byte[LENGTH];
            X25519.scalarMultBase(scalar, 0, point, 0);
            Bytes publicValue = Bytes.wrap(point);
            return new Ephemeral() {
                @Override
                public Bytes publicValue() {
                    return publicValue;
                }

                @Override
                public Secret agree(Bytes peerPublic) throws InvalidPublicValueException {
                    checkLength(peerPublic);
                    byte[] shared = new byte[LENGTH];
                    if (!X25519.calculateAgreement(scalar, 0, peerPublic.toArray(), 0, shared, 0)) throw smallOrder();
                    return Secret.wrap(shared);
                }
            };
        }
    }
}
