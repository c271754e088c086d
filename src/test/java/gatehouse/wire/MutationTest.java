package gatehouse.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.bytes.Vectors;
import gatehouse.bytes.Vectors.Vector;
import gatehouse.eap.EapPacket;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.RadiusPacket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The vectors once more, spoilt at random. A codec may answer with a value or a [MalformedException] and nothing else,
/// and what it has read it must be able to write, so that reading it again gives the same value.
class MutationTest {
    private static final long SEED = 7296;
    private static final IkeHeader CREATE_CHILD_SA = IkeHeader.of(1, 2, ExchangeType.CREATE_CHILD_SA, true, false, 1);

    @Test
    void messagesSurviveMutation() {
        List<Bytes> seeds = octets("ike", "decode");
        mutate("message", seeds, 400_000, MutationTest::message);
    }

    /// Deeper than a whole message lets most mutations come: its length is put right first.
    @Test
    void messagesOfTheRightLengthSurviveMutation() {
        List<Bytes> seeds = octets("ike", "decode");
        mutate("message of the right length", seeds, 100_000, octets -> {
            if (octets.length() < IkeHeader.LENGTH) throw new MalformedException("too short");
            byte[] array = octets.toArray();
            for (int i = 0; i < 4; i++) array[24 + i] = (byte) (array.length >>> 8 * (3 - i));
            message(Bytes.wrap(array));
        });
    }

    @Test
    void payloadsInsideSkSurviveMutation() {
        // A seed begins with the type of its first payload, which is mutated too: one is read as another.
        var seeds = new ArrayList<Bytes>();
        for (Vector vector : Vectors.in("ike")) {
            if (!vector.word().equals("inside")) continue;
            seeds.add(Bytes.concat(Bytes.copyOf((byte) vector.first()), vector.octets()));
        }
        mutate("payloads", seeds, 100_000, octets -> {
            if (octets.isEmpty()) throw new MalformedException("too short");
            var first = new PayloadType(octets.u8(0));
            List<Payload> payloads = MessageReader.readPayloads(first, octets.from(1));
            Bytes written = MessageWriter.writePayloads(payloads);
            same(payloads, MessageReader.readPayloads(MessageWriter.first(payloads), written));
            Described.payloads(payloads);
            // The rules may refuse what was read, and must survive it.
            PayloadRules.check(CREATE_CHILD_SA, payloads);
        });
    }

    @Test
    void eapPacketsSurviveMutation() {
        mutate("EAP packet", octets("eap", "decode"), 50_000, octets -> {
            EapPacket packet = EapPacket.read(octets);
            same(octets, packet.write());
            packet.desired();
            packet.summary();
            packet.identity();
        });
    }

    @Test
    void radiusPacketsSurviveMutation() {
        var authenticators = new Authenticators();
        Secret secret = Secret.ofUtf8("xyzzy5461");
        mutate("RADIUS packet", octets("radius/packets.txt", "decode"), 50_000, octets -> {
            RadiusPacket packet = RadiusPacket.read(octets);
            Bytes written = authenticators.accessRequest(
                    packet.identifier(), packet.authenticator(), packet.attributes(), secret);
            RadiusPacket again = RadiusPacket.read(written);
            same(packet.attributes(), again.attributes().subList(1, again.attributes().size()));
            packet.first(Attributes.CISCO_AVPAIR);
            packet.all(Attributes.MS_MPPE_RECV_KEY);
            packet.eapMessage();
            authenticators.messageAuthenticator(octets, packet.authenticator(), secret);
            authenticators.isGenuineRequest(octets, secret);
        });
    }

    @Test
    void radiusPacketsReadAsTheirVectorsSay() throws MalformedException {
        for (Vector vector : Vectors.in("radius/packets.txt")) {
            if (vector.isGood()) {
                assertThat(RadiusPacket.read(vector.octets())).as(vector.place()).hasToString(vector.gives());
            } else {
                assertThat(catchThrowable(() -> RadiusPacket.read(vector.octets())))
                        .as(vector.place())
                        .isInstanceOf(MalformedException.class)
                        .hasMessageContaining(vector.fails());
            }
        }
    }

    private static void message(Bytes octets) throws MalformedException {
        IkeMessage message = MessageReader.read(octets);
        Bytes written = MessageWriter.write(message.header(), message.payloads());
        IkeMessage again = MessageReader.read(written);
        same(message.payloads(), again.payloads());
        same(message.header().with(again.header().nextPayload(), again.header().length()), again.header());
        Described.message(message);
        PayloadRules.check(message.header(), message.payloads());
    }

    /// As an assertion of AssertJ, at a price that half a million messages can pay.
    private static void same(Object expected, Object actual) {
        if (!expected.equals(actual)) throw new AssertionError("read " + expected + ", and again " + actual);
    }

    private interface Codec {
        void readAndWrite(Bytes octets) throws MalformedException;
    }

    private static void mutate(String what, List<Bytes> seeds, int times, Codec codec) {
        var random = new SplittableRandom(SEED);
        int good = 0;
        for (int i = 0; i < times; i++) {
            Bytes mutant = mutant(seeds, random);
            try {
                codec.readAndWrite(mutant);
                good++;
            } catch (MalformedException e) {
                if (e.getMessage().isEmpty()) throw new AssertionError("a complaint without words", e);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(what + " " + i + " of seed " + SEED + ": " + mutant.hex(), e);
            }
        }
        // Else the mutations would be too rough to reach anything.
        assertThat(good).as(what + " that were read").isGreaterThan(times / 100);
        assertThat(good).as(what + " that were read").isLessThan(times);
    }

    private static Bytes mutant(List<Bytes> seeds, SplittableRandom random) {
        byte[] octets = pick(seeds, random).toArray();
        int rounds = 1 + random.nextInt(3);
        for (int round = 0; round < rounds; round++) {
            octets = switch (random.nextInt(7)) {
                case 0 -> flipped(octets, random);
                case 1 -> Arrays.copyOf(octets, random.nextInt(octets.length + 1));
                case 2 -> lengthChanged(octets, random);
                case 3 -> duplicated(octets, random);
                case 4 -> spliced(octets, pick(seeds, random).toArray(), random);
                case 5 -> octetChanged(octets, random);
                default -> cut(octets, random);
            };
        }
        return Bytes.wrap(octets);
    }

    private static Bytes pick(List<Bytes> seeds, SplittableRandom random) {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private static byte[] flipped(byte[] octets, SplittableRandom random) {
        if (octets.length > 0) octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
        return octets;
    }

    private static byte[] octetChanged(byte[] octets, SplittableRandom random) {
        if (octets.length > 0) octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
        return octets;
    }

    /// Two octets that may well be a length become a little more, a little less, nothing or all.
    private static byte[] lengthChanged(byte[] octets, SplittableRandom random) {
        if (octets.length < 2) return octets;
        int at = random.nextInt(octets.length - 1);
        int length = (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
        int lie = switch (random.nextInt(6)) {
            case 0 -> length + 1;
            case 1 -> length - 1;
            case 2 -> 0;
            case 3 -> 0xffff;
            case 4 -> length + random.nextInt(16);
            default -> length - random.nextInt(16);
        };
        octets[at] = (byte) (lie >>> 8);
        octets[at + 1] = (byte) lie;
        return octets;
    }

    private static byte[] duplicated(byte[] octets, SplittableRandom random) {
        if (octets.length == 0) return octets;
        int from = random.nextInt(octets.length);
        int to = from + random.nextInt(Math.min(64, octets.length - from) + 1);
        return joined(Arrays.copyOf(octets, to), Arrays.copyOfRange(octets, from, octets.length));
    }

    private static byte[] spliced(byte[] octets, byte[] other, SplittableRandom random) {
        int head = random.nextInt(octets.length + 1);
        int tail = random.nextInt(other.length + 1);
        return joined(Arrays.copyOf(octets, head), Arrays.copyOfRange(other, tail, other.length));
    }

    private static byte[] cut(byte[] octets, SplittableRandom random) {
        if (octets.length == 0) return octets;
        int from = random.nextInt(octets.length);
        int to = from + random.nextInt(Math.min(16, octets.length - from) + 1);
        return joined(Arrays.copyOf(octets, from), Arrays.copyOfRange(octets, to, octets.length));
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        byte[] joined = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, joined, head.length, tail.length);
        return joined;
    }

    /// The octets of a directory's vectors, the wrong ones too: they are near the edges.
    private static List<Bytes> octets(String directory, String word) {
        var octets = new ArrayList<Bytes>();
        for (Vector vector : Vectors.in(directory)) {
            if (vector.word().equals(word) && vector.octets().length() < 2048) octets.add(vector.octets());
        }
        return octets;
    }
}
