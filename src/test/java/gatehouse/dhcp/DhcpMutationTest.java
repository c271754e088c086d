package gatehouse.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.address.AddressQuestion;
import gatehouse.address.Pools;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Vectors;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever octets come, the answer is a value or [MalformedException], and the client lives on.
class DhcpMutationTest {
    private static final long SEED = 2131;
    private static final int MUTATIONS = 60_000;
    /// Where the options begin; before it hardly an octet matters.
    private static final int OPTIONS = 236;

    private final Random random = new Random(SEED);
    private final List<Bytes> originals = Vectors.in("dhcp").stream().map(Vectors.Vector::octets).toList();

    @Test
    void mutatedMessagesGiveAValueOrMalformedException() {
        int values = 0;
        int malformed = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            Bytes mutated = mutated(originals.get(random.nextInt(originals.size())));
            try {
                DhcpPacket packet = DhcpPacket.read(mutated);
                assertThat(DhcpPacket.read(packet.write())).isEqualTo(packet);
                LeaseReader.Terms terms = LeaseReader.read(packet);
                assertThat(terms.renew()).isPositive().isLessThanOrEqualTo(terms.rebind());
                assertThat(terms.rebind()).isLessThan(terms.lease().lifetime());
                values++;
            } catch (MalformedException _) {
                malformed++;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + SEED + ", mutation " + i + ": " + mutated.hex(), e);
            }
        }
        // Both must have been met in numbers, else the mutations miss their aim.
        assertThat(values).as("values").isGreaterThan(MUTATIONS / 10);
        assertThat(malformed).as("malformed").isGreaterThan(MUTATIONS / 10);
    }

    /// They get through: each begins as a good answer to what was asked.
    @Test
    void theClientBearsWhateverServersSay() {
        int answered = 0;
        for (int i = 0; i < MUTATIONS / 10; i++) {
            var client = new DhcpClient(World.policy(List.of(), true), new Pools(List.of()), new SecureRandom());
            var server = new FakeServer("198.51.100.10");
            server.options.put(OptionCode.DOMAIN_SEARCH, Bytes.fromHex("036c6162076578616d706c65000461736961c000"));
            server.options.put(OptionCode.CLASSLESS_ROUTES, Bytes.fromHex("080a0a010001"));
            var from = new InetSocketAddress(server.address(), 67);
            Instant now = Instant.EPOCH;
            List<DhcpEffect> effects = client.handle(new DhcpInput.Ask(AddressQuestion.of("s", "alice")), now);
            for (int step = 0; step < 4 && effects.getFirst() instanceof DhcpEffect.Send send; step++) {
                Bytes answer = server.answer(send.octets()).orElseThrow();
                client.handle(new DhcpInput.Received(from, mutated(answer)), now);
                effects = client.handle(new DhcpInput.Received(from, answer), now);
                if (effects.isEmpty()) break;
            }
            if (!effects.isEmpty() && effects.getFirst() instanceof DhcpEffect.Answered) answered++;
            client.handle(new DhcpInput.Release("s"), now);
            assertThat(client.size()).isZero();
            assertThat(client.waiting()).isZero();
            assertThat(client.nextDeadline()).isEmpty();
        }
        // Some mutations are taken for the answer itself; then what comes after is out of turn.
        assertThat(answered).isGreaterThan(MUTATIONS / 100);
    }

    private Bytes mutated(Bytes original) {
        byte[] octets = original.toArray();
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            boolean inOptions = octets.length > OPTIONS && random.nextInt(4) > 0;
            int at = inOptions ? OPTIONS + random.nextInt(octets.length - OPTIONS) : random.nextInt(octets.length);
            switch (random.nextInt(5)) {
                case 0 -> octets[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> octets[at] = (byte) random.nextInt(256);
                case 2 -> octets[at] = (byte) (random.nextBoolean() ? 0 : 0xff);
                case 3 -> {
                    byte[] cut = new byte[Math.max(1, at)];
                    System.arraycopy(octets, 0, cut, 0, cut.length);
                    octets = cut;
                }
                default -> {
                    int to = random.nextInt(octets.length);
                    System.arraycopy(octets, at, octets, to, Math.min(8, octets.length - Math.max(at, to)));
                }
            }
        }
        return Bytes.wrap(octets);
    }
}
