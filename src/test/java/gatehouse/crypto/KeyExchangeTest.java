package gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Vectors.Case;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class KeyExchangeTest {
    private static final int[] GROUPS = {2, 14, 15, 16, 19, 20, 21, 31};

    private static Stream<Arguments> everyGroup() {
        return Stream.of(Computed.values())
                .flatMap(by -> IntStream.of(GROUPS).mapToObj(group -> Arguments.of(by, group)));
    }

    @ParameterizedTest
    @MethodSource("everyGroup")
    void bothEndsAgreeWhoeverComputes(Computed by, int group) throws InvalidPublicValueException {
        KeyExchange exchange = exchange(by, group);
        for (Computed other : Computed.values()) {
            KeyExchange.Ephemeral a = exchange.generate();
            KeyExchange.Ephemeral b = exchange(other, group).generate();
            Secret shared = a.agree(b.publicValue());
            assertThat(shared).isEqualTo(b.agree(a.publicValue()));
            assertThat(a.publicValue().length()).isEqualTo(exchange.publicLength());
            // RFC 5903, section 7: "The Diffie-Hellman shared secret value consists of the x value".
            boolean ecp = group >= 19 && group <= 21;
            assertThat(shared.length()).isEqualTo(exchange.publicLength() / (ecp ? 2 : 1));
        }
    }

    @ParameterizedTest
    @MethodSource("everyGroup")
    void everyPairIsNew(Computed by, int group) {
        KeyExchange exchange = exchange(by, group);
        assertThat(exchange.generate().publicValue()).isNotEqualTo(exchange.generate().publicValue());
    }

    @ParameterizedTest
    @MethodSource("everyGroup")
    void publicValuesOfAnotherLengthAreRefused(Computed by, int group) {
        KeyExchange exchange = exchange(by, group);
        Bytes right = exchange.generate().publicValue();
        assertRefused(exchange, Bytes.EMPTY);
        assertRefused(exchange, right.from(1));
        assertRefused(exchange, Bytes.concat(Bytes.fromHex("00"), right));
    }

    // MODP

    /// RFC 2409, section 6.2, and RFC 3526: the prime is
    /// `2^n - 2^(n-64) - 1 + 2^64 * ([2^(n-130) pi] + c)`, so that nobody has to believe in anybody's digits.
    @ParameterizedTest
    @CsvSource({"2, 1024, 129093, 256", "14, 2048, 124476, 256", "15, 3072, 1690314, 288", "16, 4096, 240904, 352"})
    void theModpGroupsAreThoseOfPi(int group, int bits, long constant, int exponentBits)
            throws InvalidPublicValueException {
        BigInteger prime = primeFromPi(bits, constant);
        BigInteger exponent = BigInteger.ONE.shiftLeft(exponentBits - 1).add(BigInteger.valueOf(4711));
        var random = new GivenRandom(Bytes.wrap(EcpExchange.fixed(exponent, exponentBits / 8)));
        KeyExchange.Ephemeral ours =
                Computed.AS_HERE.algorithms(random).keyExchange(group).orElseThrow().generate();
        assertThat(number(ours.publicValue())).isEqualTo(BigInteger.TWO.modPow(exponent, prime));
        BigInteger theirs = BigInteger.TWO.modPow(BigInteger.valueOf(1_000_003), prime);
        Secret shared = ours.agree(Bytes.wrap(EcpExchange.fixed(theirs, bits / 8)));
        assertThat(number(Bytes.wrap(shared.expose()))).isEqualTo(theirs.modPow(exponent, prime));
    }

    @ParameterizedTest
    @CsvSource({"2, 1024, 129093", "14, 2048, 124476", "15, 3072, 1690314", "16, 4096, 240904"})
    void modpValuesOutOfRangeAreRefused(int group, int bits, long constant) throws InvalidPublicValueException {
        BigInteger prime = primeFromPi(bits, constant);
        KeyExchange exchange = exchange(Computed.AS_HERE, group);
        // RFC 6989, section 2.1: "1 < r < p-1".
        for (BigInteger bad : List.of(
                BigInteger.ZERO,
                BigInteger.ONE,
                prime.subtract(BigInteger.ONE),
                prime,
                prime.add(BigInteger.ONE),
                BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE))) {
            assertRefused(exchange, Bytes.wrap(EcpExchange.fixed(bad, bits / 8)));
        }
        BigInteger largest = prime.subtract(BigInteger.TWO);
        assertThat(exchange.generate().agree(Bytes.wrap(EcpExchange.fixed(largest, bits / 8))).length())
                .isEqualTo(bits / 8);
    }

    // Elliptic curves

    @ParameterizedTest
    @EnumSource
    void ecpIsThatOfRfc5903(Computed by) throws Exception {
        for (Case vector : Vectors.of("rfc/rfc5903.txt")) {
            int group = vector.number("group");
            var exchange = (EcpExchange) exchange(by, group);
            Secret expected = vector.secret("girx");
            PrivateKey initiator = privateKey(group, vector.bytes("i"));
            PrivateKey responder = privateKey(group, vector.bytes("r"));
            Bytes publicI = Bytes.concat(vector.bytes("gix"), vector.bytes("giy"));
            Bytes publicR = Bytes.concat(vector.bytes("grx"), vector.bytes("gry"));
            assertThat(exchange.agree(initiator, publicR)).as("%s", vector).isEqualTo(expected);
            assertThat(exchange.agree(responder, publicI)).as("%s", vector).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("curves")
    void ecpIsThatOfWycheproof(Computed by, int group, String curve) throws Exception {
        var exchange = (EcpExchange) exchange(by, group);
        for (Case vector : Vectors.of("wycheproof/ecdh_" + curve + "_ecpoint.txt")) {
            PrivateKey ours = privateKey(group, vector.bytes("private"));
            Bytes point = vector.bytes("public").from(1);
            Optional<Secret> shared = agreed(() -> exchange.agree(ours, point));
            if (vector.is("valid")) assertThat(shared).as("%s", vector).contains(vector.secret("shared"));
            else if (vector.is("invalid")) assertThat(shared).as("%s", vector).isEmpty();
            else shared.ifPresent(s -> assertThat(s).as("%s", vector).isEqualTo(vector.secret("shared")));
        }
    }

    private static Stream<Arguments> curves() {
        return Stream.of(Computed.values()).flatMap(by -> Stream.of(
                Arguments.of(by, 19, "secp256r1"),
                Arguments.of(by, 20, "secp384r1"),
                Arguments.of(by, 21, "secp521r1")));
    }

    @ParameterizedTest
    @MethodSource("curves")
    void pointsOffTheCurveAreRefused(Computed by, int group, String curve) throws Exception {
        KeyExchange exchange = exchange(by, group);
        Bytes right = exchange.generate().publicValue();
        int half = right.length() / 2;
        byte[] changed = right.toArray();
        changed[right.length() - 1] ^= 1;
        assertRefused(exchange, Bytes.wrap(changed));
        // The point at infinity has no coordinates; zeros are what a sloppy peer might send for it.
        assertRefused(exchange, Bytes.wrap(new byte[right.length()]));
        // RFC 6989, section 2.3: coordinates are below the prime. The same point with x + p fits where x is small.
        BigInteger prime = ((java.security.spec.ECFieldFp) parameters(curve).getCurve().getField()).getP();
        BigInteger y = parameters(curve).getCurve().getB().modPow(
                prime.add(BigInteger.ONE).shiftRight(2), prime); // x = 0: y^2 = b, and p = 3 mod 4
        if (y.multiply(y).mod(prime).equals(parameters(curve).getCurve().getB().mod(prime))) {
            Bytes valid = Bytes.concat(Bytes.wrap(new byte[half]), Bytes.wrap(EcpExchange.fixed(y, half)));
            assertThat(exchange.generate().agree(valid).length()).isEqualTo(half);
            assertRefused(
                    exchange,
                    Bytes.concat(Bytes.wrap(EcpExchange.fixed(prime, half)), Bytes.wrap(EcpExchange.fixed(y, half))));
        }
    }

    // Curve25519

    @Test
    void curve25519IsThatOfRfc8031() throws InvalidPublicValueException {
        Case vector = Vectors.of("rfc/rfc8031.txt").getFirst();
        KeyExchange.Ephemeral initiator = x25519(vector.bytes("random_i"));
        KeyExchange.Ephemeral responder = x25519(vector.bytes("random_r"));
        assertThat(initiator.publicValue()).isEqualTo(vector.bytes("pub_i"));
        assertThat(responder.publicValue()).isEqualTo(vector.bytes("pub_r"));
        assertThat(initiator.agree(vector.bytes("pub_r"))).isEqualTo(vector.secret("shared"));
        assertThat(responder.agree(vector.bytes("pub_i"))).isEqualTo(vector.secret("shared"));
    }

    @Test
    void curve25519InJavaIsThatOfWycheproof() {
        for (Case vector : Vectors.of("wycheproof/x25519.txt")) {
            assertX25519(vector, () -> x25519(vector.bytes("private")).agree(vector.bytes("public")));
        }
    }

    @Test
    void curve25519OfEachProviderIsThatOfWycheproof() throws Exception {
        for (var provider : Computed.AS_HERE.providers.x25519()) {
            var exchange = new X25519Exchange.Native(provider);
            KeyFactory keys = KeyFactory.getInstance("X25519", provider);
            for (Case vector : Vectors.of("wycheproof/x25519.txt")) {
                // RFC 8410, section 7.
                Bytes pkcs8 = Bytes.concat(
                        Bytes.fromHex("302e020100300506032b656e04220420"), vector.bytes("private"));
                PrivateKey ours = keys.generatePrivate(new PKCS8EncodedKeySpec(pkcs8.toArray()));
                assertX25519(vector, () -> exchange.agree(ours, vector.bytes("public")));
            }
        }
    }

    /// Whatever Wycheproof calls acceptable has to be computed too, except a secret of zeros (RFC 7748, section 6.1).
    private static void assertX25519(Case vector, Agreement agreement) {
        Secret expected = vector.secret("shared");
        boolean zeros = expected.equals(Secret.wrap(new byte[32]));
        assertThat(agreed(agreement)).as("%s", vector).isEqualTo(zeros ? Optional.empty() : Optional.of(expected));
    }

    @ParameterizedTest
    @EnumSource
    void pointsOfSmallOrderAreRefused(Computed by) {
        KeyExchange exchange = exchange(by, 31);
        for (String point : List.of(
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")) {
            assertRefused(exchange, Bytes.fromHex(point));
        }
    }

    /// RFC 6989, section 2.3: coordinates are below the prime. x + p would be x once more.
    @Test
    void aCoordinateBeyondThePrimeIsRefused() throws InvalidPublicValueException {
        var p = new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
        var b = new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);
        BigInteger x = BigInteger.valueOf(5);
        BigInteger square = x.pow(3).subtract(x.multiply(BigInteger.valueOf(3))).add(b).mod(p);
        BigInteger y = square.modPow(p.add(BigInteger.ONE).shiftRight(2), p);
        Bytes reduced = Bytes.concat(Bytes.wrap(EcpExchange.fixed(x, 32)), Bytes.wrap(EcpExchange.fixed(y, 32)));
        Bytes beyond = Bytes.concat(Bytes.wrap(EcpExchange.fixed(x.add(p), 32)), reduced.from(32));
        for (Computed by : Computed.values()) {
            KeyExchange.Ephemeral ephemeral = by.algorithms().keyExchange(19).orElseThrow().generate();
            assertThat(ephemeral.agree(reduced).length()).isEqualTo(32);
            assertThatExceptionOfType(InvalidPublicValueException.class).isThrownBy(() -> ephemeral.agree(beyond));
        }
    }

    @Test
    void otherGroupsAreUnknown() {
        for (int group : new int[] {0, 1, 5, 17, 18, 22, 23, 24, 32}) {
            assertThat(Computed.AS_HERE.algorithms().keyExchange(group)).as("group %d", group).isEmpty();
        }
    }

    private interface Agreement {
        Secret agree() throws InvalidPublicValueException;
    }

    private static Optional<Secret> agreed(Agreement agreement) {
        try {
            return Optional.of(agreement.agree());
        } catch (InvalidPublicValueException _) {
            return Optional.empty();
        }
    }

    private static void assertRefused(KeyExchange exchange, Bytes publicValue) {
        assertThatExceptionOfType(InvalidPublicValueException.class)
                .as("group %d, %s", exchange.group(), publicValue)
                .isThrownBy(() -> exchange.generate().agree(publicValue));
    }

    private static KeyExchange exchange(Computed by, int group) {
        return by.algorithms().keyExchange(group).orElseThrow();
    }

    private static KeyExchange.Ephemeral x25519(Bytes scalar) {
        return X25519Exchange.pureJava(new GivenRandom(scalar)).generate();
    }

    private static PrivateKey privateKey(int group, Bytes scalar) throws GeneralSecurityException {
        String curve = group == 19 ? "secp256r1" : group == 20 ? "secp384r1" : "secp521r1";
        return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(number(scalar), parameters(curve)));
    }

    private static ECParameterSpec parameters(String curve) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(curve));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    private static BigInteger number(Bytes octets) {
        return new BigInteger(1, octets.toArray());
    }

    private static BigInteger primeFromPi(int bits, long constant) {
        BigInteger two = BigInteger.TWO;
        BigInteger middle = pi(bits - 130).add(BigInteger.valueOf(constant)).shiftLeft(64);
        return two.pow(bits).subtract(two.pow(bits - 64)).subtract(BigInteger.ONE).add(middle);
    }

    /// `[2^bits * pi]`, by Machin: pi/4 = 4 arctan(1/5) - arctan(1/239).
    private static BigInteger pi(int bits) {
        int guard = 64;
        BigInteger one = BigInteger.ONE.shiftLeft(bits + guard);
        return arctanOfInverse(5, one)
                .shiftLeft(2)
                .subtract(arctanOfInverse(239, one))
                .shiftLeft(2)
                .shiftRight(guard);
    }

    private static BigInteger arctanOfInverse(int x, BigInteger one) {
        BigInteger power = one.divide(BigInteger.valueOf(x));
        BigInteger square = BigInteger.valueOf((long) x * x);
        BigInteger sum = BigInteger.ZERO;
        for (int n = 1; power.signum() != 0; n += 2) {
            BigInteger term = power.divide(BigInteger.valueOf(n));
            sum = n % 4 == 1 ? sum.add(term) : sum.subtract(term);
            power = power.divide(square);
        }
        return sum;
    }
}
