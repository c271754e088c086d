package gatehouse.radius;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever octets come, the answer is a value or [MalformedException].
class RadiusMutationTest {
    private static final long SEED = 2865;
    private static final int MUTATIONS = 100_000;
    private static final Secret SECRET = Secret.ofUtf8("xyzzy5461");
    private static final Bytes AUTHENTICATOR = Bytes.fromHex("0f403f9473978057bd83d5cb98f4227a");

    private final Authenticators authenticators = new Authenticators();
    private final SaltEncryption encryption = new SaltEncryption();
    private final List<AttributeKey<?>> keys = keys();

    @Test
    void mutatedPacketsGiveAValueOrMalformedException() throws MalformedException {
        var random = new Random(SEED);
        List<Bytes> originals = originals();
        int values = 0;
        int malformed = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            Bytes original = originals.get(random.nextInt(originals.size()));
            Bytes mutated = mutate(original, random);
            try {
                use(mutated);
                values++;
            } catch (MalformedException e) {
                malformed++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + ", mutation " + i + ": " + mutated.hex(), e);
            }
        }
        // Both must have been met in numbers, else the mutations miss their aim.
        assertThat(values).as("values").isGreaterThan(MUTATIONS / 10);
        assertThat(malformed).as("malformed").isGreaterThan(MUTATIONS / 10);
    }

    private void use(Bytes octets) throws MalformedException {
        RadiusPacket packet = RadiusPacket.read(octets);
        // What was read is what was there.
        var again = new ByteWriter(octets.length());
        again.bytes(octets.slice(0, 20));
        packet.attributes().forEach(attribute -> attribute.write(again));
        assertThat(again.toBytes()).isEqualTo(octets.slice(0, octets.u16(2)));
        for (AttributeKey<?> key : keys) packet.all(key);
        packet.attributes().forEach(attribute -> {
            assertThat(attribute.single()).isNotEmpty();
            encryption.reveal(attribute.value(), AUTHENTICATOR, SECRET);
        });
        assertThat(packet.eapMessage().length()).isLessThanOrEqualTo(RadiusPacket.LONGEST);
        assertThat(packet.toString()).isNotEmpty();
        authenticators.isGenuineResponse(octets, AUTHENTICATOR, SECRET);
        authenticators.isGenuineRequest(octets, SECRET);
        authenticators.messageAuthenticator(octets, AUTHENTICATOR, SECRET);
        authenticators.messageAuthenticator(octets, SECRET);
    }

    private static Bytes mutate(Bytes original, Random random) {
        byte[] octets = original.toArray();
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            int at = random.nextInt(octets.length);
            switch (random.nextInt(5)) {
                case 0 -> octets[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> octets[at] = (byte) random.nextInt(256);
                case 2 -> octets[at] = (byte) (random.nextBoolean() ? 0 : 0xff);
                case 3 -> {
                    byte[] cut = new byte[Math.max(1, at)];
                    System.arraycopy(octets, 0, cut, 0, cut.length);
                    octets = cut;
                    // Half of the time the length is true again, so that the attributes are reached.
                    if (octets.length >= 20 && random.nextBoolean()) {
                        octets[2] = (byte) (octets.length >>> 8);
                        octets[3] = (byte) octets.length;
                    }
                }
                default -> System.arraycopy(octets, at, octets, octets.length / 2,
                        Math.min(4, octets.length - Math.max(at, octets.length / 2)));
            }
        }
        return Bytes.wrap(octets);
    }

    private List<Bytes> originals() throws MalformedException {
        var eap = new ArrayList<Attribute>();
        eap.add(Attributes.USER_NAME.of("alice"));
        for (int i = 0; i < 3; i++) eap.add(Attributes.EAP_MESSAGE.of(Bytes.wrap(new byte[200])));
        Bytes access = authenticators.accessRequest(1, AUTHENTICATOR, eap, SECRET);
        Bytes key = encryption.hide(Secret.wrap(new byte[32]), Bytes.fromHex("8001"), AUTHENTICATOR, SECRET);
        Bytes accept = authenticators.response(RadiusCode.ACCESS_ACCEPT, RadiusPacket.read(access), List.of(
                Attributes.MS_MPPE_RECV_KEY.of(key),
                Attributes.FRAMED_IP_ADDRESS.of(Addresses.parse("10.0.0.1")),
                Attributes.FRAMED_IPV6_ADDRESS.of(Addresses.parse("2001:db8::1")),
                new Attribute(26, Bytes.fromHex("00000137 1c06 0a000035 1d06 0a000036")),
                Attributes.CISCO_AVPAIR.of("ip:dns=1"),
                Attributes.SESSION_TIMEOUT.of(60L)), SECRET);
        Bytes nemo = Bytes.fromHex("""
                01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb 98 f4 22 7a 01 06 6e 65 6d 6f 02 12 0d be 70 8d
                93 d4 13 ce 31 96 e4 3f 78 2a 0a ee 04 06 c0 a8 01 10 05 06 00 00 00 03""");
        Bytes change = authenticators.dynamicRequest(RadiusCode.COA_REQUEST, 2, List.of(
                Attributes.ACCT_SESSION_ID.of("s-1"), Attributes.PROXY_STATE.of(Bytes.ofUtf8("p"))), SECRET);
        return List.of(access, accept, nemo, change);
    }

    private static List<AttributeKey<?>> keys() {
        var keys = new ArrayList<AttributeKey<?>>();
        for (Field field : Attributes.class.getFields()) {
            if (!AttributeKey.class.equals(field.getType())) continue;
            try {
                keys.add((AttributeKey<?>) field.get(null));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        assertThat(keys).hasSizeGreaterThan(40);
        return keys;
    }
}
