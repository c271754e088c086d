package gatehouse.dataplane.esp;

import static gatehouse.dataplane.esp.Tunnel.ALICES;
import static gatehouse.dataplane.esp.Tunnel.EVERYTHING;
import static gatehouse.dataplane.esp.Tunnel.selector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.Selector;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SaDatabaseTest {
    private static final Secret KEY = Secret.wrap(new byte[36]);
    private static final Secret NONE = Secret.wrap(new byte[0]);

    private final SaDatabase database = new SaDatabase();
    private final InnerPacket packet = new InnerPacket();

    static ChildSaSpec spec(int spi, List<Selector> remote, List<InetAddress> addresses, String session) {
        return new ChildSaSpec(
                spi,
                ~spi,
                Tunnel.GCM.spec(Tunnel.PROVIDERS),
                KEY,
                NONE,
                KEY,
                NONE,
                false,
                EVERYTHING,
                remote,
                new Path(Tunnel.GATEWAY_AT, Tunnel.ALICE_AT),
                true,
                addresses,
                session);
    }

    /// A pair of a session behind which these networks lie.
    private void install(int spi, String session, String... prefixes) {
        database.route(session, List.of(prefixes).stream().map(Prefix::parse).toList());
        database.install(spec(spi, List.of(prefixes).stream().map(Tunnel::selector).toList(), List.of(), session), 0);
    }

    /// Inbound SPIs of the SAs that lead to an address, in order.
    private List<Integer> to(String destination) {
        Bytes octets = destination.contains(":")
                ? Packets.udp("2001:db8::1", destination, 1, 1, 1)
                : Packets.udp("192.0.2.1", destination, 1, 1, 1);
        assertThat(packet.parse(octets.toArray(), 0, octets.length())).isNull();
        return List.of(database.outbound(packet)).stream().map(OutboundSa::inboundSpi).toList();
    }

    @Test
    void theLongestPrefixIsFound() {
        install(1, "a", "10.0.0.0/8", "2001:db8::/32");
        install(2, "b", "10.1.0.0/16", "2001:db8:1::/48");
        install(3, "c", "10.1.1.1/32", "2001:db8:1::1/128");
        install(4, "d", "0.0.0.0/0");
        assertThat(to("10.1.1.1")).containsExactly(3);
        assertThat(to("10.1.1.2")).containsExactly(2);
        assertThat(to("10.2.1.1")).containsExactly(1);
        assertThat(to("11.2.1.1")).containsExactly(4);
        assertThat(to("2001:db8:1::1")).containsExactly(3);
        assertThat(to("2001:db8:1::2")).containsExactly(2);
        assertThat(to("2001:db8:2::1")).containsExactly(1);
        assertThat(to("2001:db9::1")).isEmpty();
        // The same number in the other family is another address.
        assertThat(to("::a01:101")).isEmpty();
        database.remove(3);
        assertThat(to("10.1.1.1")).containsExactly(2);
        assertThat(to("2001:db8:1::1")).containsExactly(2);
        database.remove(1);
        database.remove(2);
        assertThat(to("10.1.1.1")).containsExactly(4);
        assertThat(to("2001:db8:1::1")).isEmpty();
    }

    @Test
    void anAddressOutsideOfTheSelectorsIsNotReached() {
        database.install(
                spec(1, List.of(selector("10.9.0.1/32")), List.of(Tunnel.ALICE, Tunnel.ALICE_IPV6), "alice"), 0);
        assertThat(to("10.9.0.1")).containsExactly(1);
        assertThat(to("2001:db8:9::1")).isEmpty();
    }

    @Test
    void aRekeyedPairTakesOverWhenItIsPreferredOrLeftAlone() {
        install(1, "alice", "10.9.0.1/32");
        install(2, "alice", "10.9.0.1/32");
        assertThat(to("10.9.0.1")).containsExactly(1, 2);
        database.preferOutbound(2);
        assertThat(to("10.9.0.1")).containsExactly(2, 1);
        install(3, "alice", "10.9.0.1/32");
        database.remove(2);
        assertThat(to("10.9.0.1")).containsExactly(1, 3);
        database.remove(1);
        assertThat(to("10.9.0.1")).containsExactly(3);
        database.remove(3);
        assertThat(to("10.9.0.1")).isEmpty();
        assertThat(database.size()).isZero();
        assertThat(database.sessionsKnown()).isEqualTo(1);
        database.route("alice", List.of());
        assertThat(database.sessionsKnown()).isZero();
    }

    @Test
    void anAddressThatIsGivenToANewSessionLeadsToThat() {
        install(1, "old", "10.9.0.1/32");
        install(2, "new", "10.9.0.1/32");
        assertThat(to("10.9.0.1")).containsExactly(2, 1);
        database.remove(2);
        assertThat(to("10.9.0.1")).containsExactly(1);
    }

    @Test
    void bothPairsOfARekeyCarryAndNothingIsLost() {
        var tunnel = new Tunnel(Tunnel.GCM, false);
        Bytes up = Packets.udp("10.9.0.1", "192.0.2.1", 1, 2, 100);
        Bytes down = Packets.udp("192.0.2.1", "10.9.0.1", 2, 1, 100);
        long packets = 0;
        for (int rekey = 1; rekey < 20; rekey++) {
            int older = 0x1000 + rekey;
            Bytes underWay = tunnel.client.seal(up, 0);
            Bytes alsoUnderWay = tunnel.gateway.seal(down, 0);
            tunnel.install(older + 1, 0x2001 + rekey, ALICES, EVERYTHING);
            tunnel.client.database.preferOutbound(0x2001 + rekey);
            assertThat(tunnel.up(up)).isEqualTo(up);
            assertThat(tunnel.down(down)).isEqualTo(down);
            tunnel.gateway.database.preferOutbound(older + 1);
            assertThat(tunnel.down(down)).isEqualTo(down);
            assertThat(tunnel.gateway.open(underWay, Tunnel.ALICE_AT, 0, 0)).isEqualTo(up);
            assertThat(tunnel.client.open(alsoUnderWay, Tunnel.GATEWAY_AT, 0, 0)).isEqualTo(down);
            packets += tunnel.gateway.database.remove(older).orElseThrow().usage().packetsIn();
            tunnel.client.database.remove(0x2000 + rekey);
        }
        packets += tunnel.gateway.database.find(0x1014).orElseThrow().usage().packetsIn();
        assertThat(packets).isEqualTo(2 * 19);
        assertThat(tunnel.gateway.drops()).isEmpty();
        assertThat(tunnel.client.drops()).isEmpty();
    }

    @Test
    void anSpiIsTakenOnce() {
        install(1, "a", "10.9.0.1/32");
        assertThatIllegalStateException().isThrownBy(() -> install(1, "b", "10.9.0.2/32"));
        assertThat(database.find(2)).isEmpty();
        assertThat(database.remove(2)).isEmpty();
        assertThat(database.find(0)).isEmpty();
    }

    @Test
    void aHundredThousandPairsAreFoundEachByItsSpiAndItsAddress() {
        int count = 100_000;
        List<Selector> wide = List.of(selector("10.0.0.0/8"));
        for (int i = 1; i <= count; i++) {
            database.install(spec(i << 8, wide, List.of(address(i)), "session " + i), 0);
        }
        assertThat(database.size()).isEqualTo(count);
        assertFound(count, 1);
        for (int i = 2; i <= count; i += 2) assertThat(database.remove(i << 8)).isPresent();
        assertThat(database.size()).isEqualTo(count / 2);
        assertFound(count, 2);
        for (int i = 2; i <= count; i += 2) assertThat(database.find(i << 8)).isEmpty();
    }

    private void assertFound(int count, int step) {
        packet.ipv4 = true;
        packet.destinationHigh = 0;
        for (int i = 1; i <= count; i += step) {
            packet.destinationLow = 0x0a00_0000L + i;
            OutboundSa[] found = database.outbound(packet);
            if (found.length != 1 || found[0].inboundSpi() != i << 8) assertThat(found).as("%d", i).isEmpty();
            if (database.inbound(i << 8).spi() != i << 8) assertThat(i).as("found by SPI").isZero();
        }
    }

    private static InetAddress address(int number) {
        return Addresses.of(Bytes.copyOf((byte) 10, (byte) (number >> 16), (byte) (number >> 8), (byte) number));
    }

    /// One thread looks for what is always there while another makes the tables grow and shrink around it.
    @Test
    void readersFindWhatIsThereWhateverWritersDo() throws InterruptedException {
        int kept = 500;
        for (int i = 1; i <= kept; i++) {
            database.install(spec(i << 8, ALICES, List.of(address(i)), "kept"), 0);
        }
        List<Selector> wide = List.of(selector("10.0.0.0/8"));
        for (int i = 1; i <= kept; i++) database.remove(i << 8);
        for (int i = 1; i <= kept; i++) database.install(spec(i << 8, wide, List.of(address(i)), "kept"), 0);
        var done = new AtomicBoolean();
        var missing = new AtomicReference<>("");
        Thread reader = Thread.ofPlatform().start(() -> {
            var mine = new InnerPacket();
            mine.ipv4 = true;
            while (!done.get()) {
                for (int i = 1; i <= kept; i++) {
                    mine.destinationLow = 0x0a00_0000L + i;
                    OutboundSa[] found = database.outbound(mine);
                    if (found.length == 0 || found[0].inboundSpi() != i << 8) missing.set("address " + i);
                    if (database.inbound(i << 8) == null) missing.set("SPI " + i);
                }
            }
        });
        var random = new Random(1);
        var others = new ArrayList<Integer>();
        for (int i = 0; i < 20_000; i++) {
            if (others.size() < 2000 && random.nextInt(3) > 0) {
                int spi = kept + 1 + i << 8;
                database.install(spec(spi, wide, List.of(address(kept + 1 + i)), "other"), 0);
                others.add(spi);
            } else if (!others.isEmpty()) {
                database.remove(others.remove(random.nextInt(others.size())));
            }
        }
        done.set(true);
        reader.join();
        assertThat(missing.get()).isEmpty();
        assertThat(database.size()).isEqualTo(kept + others.size());
    }
}
