package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import java.math.BigInteger;
import java.security.SecureRandom;

/// Exponentiation modulo a safe prime (RFC 3526, RFC 2409). The private exponent is short, twice the strength of the
/// group: the providers' default of full length costs four times as much and buys nothing (RFC 7919, section 5.2).
/// `BigInteger` is not constant in time; an exponent serves one exchange only.
final class ModpExchange implements KeyExchange {
    private static final BigInteger GENERATOR = BigInteger.TWO;

    private final int group;
    private final BigInteger prime;
    private final int exponentBits;
    private final SecureRandom random;

    ModpExchange(int group, BigInteger prime, int exponentBits, SecureRandom random) {
        this.group = group;
        this.prime = prime;
        this.exponentBits = exponentBits;
        this.random = random;
    }

    @Override
    public int group() {
        return group;
    }

    @Override
    public int publicLength() {
        return prime.bitLength() / 8;
    }

    @Override
    public Ephemeral generate() {
        // The highest bit is set, so that the exponent is never short by chance.
        BigInteger exponent = new BigInteger(exponentBits, random).setBit(exponentBits - 1);
        Bytes publicValue = Bytes.wrap(padded(GENERATOR.modPow(exponent, prime)));
        return new Ephemeral() {
            @Override
            public Bytes publicValue() {
                return publicValue;
            }

            @Override
            public Secret agree(Bytes peerPublic) throws InvalidPublicValueException {
                if (peerPublic.length() != publicLength()) {
                    throw new InvalidPublicValueException(
                            "public value of " + peerPublic.length() + " octets, not " + publicLength());
                }
                BigInteger y = new BigInteger(1, peerPublic.toArray());
                // RFC 6989, section 2.1: "1 < r < p-1".
                if (y.compareTo(BigInteger.ONE) <= 0 || y.compareTo(prime.subtract(BigInteger.ONE)) >= 0) {
                    throw new InvalidPublicValueException("public value out of range");
                }
                return Secret.wrap(padded(y.modPow(exponent, prime)));
            }
        };
    }

    private byte[] padded(BigInteger value) {
        return EcpExchange.fixed(value, publicLength());
    }
}
