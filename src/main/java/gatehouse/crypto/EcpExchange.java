package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import javax.crypto.KeyAgreement;

/// The NIST curves (RFC 5903): a public value is x | y, the shared secret is x.
final class EcpExchange implements KeyExchange {
    private final int group;
    private final int fieldLength;
    private final KeyPairGenerator generator;
    private final KeyFactory keys;
    private final KeyAgreement agreement;
    private final ECParameterSpec curve;
    private final BigInteger prime;

    EcpExchange(int group, String curveName, int fieldLength, Provider provider) throws GeneralSecurityException {
        this.group = group;
        this.fieldLength = fieldLength;
        this.generator = KeyPairGenerator.getInstance("EC", provider);
        this.generator.initialize(new ECGenParameterSpec(curveName));
        this.keys = KeyFactory.getInstance("EC", provider);
        this.agreement = KeyAgreement.getInstance("ECDH", provider);
        this.curve = ((ECPublicKey) generator.generateKeyPair().getPublic()).getParams();
        this.prime = ((ECFieldFp) curve.getCurve().getField()).getP();
    }

    @Override
    public int group() {
        return group;
    }

    @Override
    public int publicLength() {
        return 2 * fieldLength;
    }

    @Override
    public Ephemeral generate() {
        KeyPair pair = generator.generateKeyPair();
        ECPoint point = ((ECPublicKey) pair.getPublic()).getW();
        Bytes publicValue = Bytes.concat(
                Bytes.wrap(fixed(point.getAffineX(), fieldLength)), Bytes.wrap(fixed(point.getAffineY(), fieldLength)));
        return new Ephemeral() {
            @Override
            public Bytes publicValue() {
                return publicValue;
            }

            @Override
            public Secret agree(Bytes peerPublic) throws InvalidPublicValueException {
                return EcpExchange.this.agree(pair.getPrivate(), peerPublic);
            }
        };
    }

    Secret agree(PrivateKey ours, Bytes peerPublic) throws InvalidPublicValueException {
        if (peerPublic.length() != publicLength()) {
            throw new InvalidPublicValueException(
                    "public value of " + peerPublic.length() + " octets, not " + publicLength());
        }
        BigInteger x = new BigInteger(1, peerPublic.slice(0, fieldLength).toArray());
        BigInteger y = new BigInteger(1, peerPublic.from(fieldLength).toArray());
        // RFC 6989, section 2.3: the coordinates are in range and the point is on the curve. These curves have no
        // points of small order.
        BigInteger right = x.multiply(x)
                .add(curve.getCurve().getA())
                .multiply(x)
                .add(curve.getCurve().getB())
                .mod(prime);
        boolean inRange = x.compareTo(prime) < 0 && y.compareTo(prime) < 0;
        if (!inRange || !y.multiply(y).mod(prime).equals(right)) {
            throw new InvalidPublicValueException("public value is not on the curve");
        }
        try {
            agreement.init(ours);
            agreement.doPhase(keys.generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve)), true);
            return Secret.wrap(agreement.generateSecret());
        } catch (GeneralSecurityException e) {
            throw new InvalidPublicValueException("public value refused: " + e.getMessage());
        }
    }

    /// `value` in exactly `length` octets.
    static byte[] fixed(BigInteger value, int length) {
        byte[] octets = value.toByteArray();
        byte[] out = new byte[length];
        int copied = Math.min(octets.length, length);
        System.arraycopy(octets, octets.length - copied, out, length - copied, copied);
        return out;
    }
}
