package gatehouse.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.crypto.EspCipher;
import gatehouse.net.Addresses;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever comes, the answer is a packet or a counted drop.
class EspMutationTest {
    private static final EspSettings SETTINGS =
            new EspSettings(1000, true, true, List.of(Addresses.parse("10.9.255.1")));

    private static final List<Bytes> INNER = List.of(
            Packets.udp("10.9.0.1", "192.0.2.53", 5353, 53, 40),
            Packets.udp("2001:db8:9::1", "2001:db8::53", 5353, 53, 40),
            Packets.tcp("10.9.0.1", "192.0.2.1", 9, 80, 2, Bytes.fromHex("020405b401010402080a0000000000000000")
                    .slice(0, 16)),
            Packets.tcp("2001:db8:9::1", "2001:db8::1", 9, 80, 2, Bytes.fromHex("020405b4")),
            Packets.icmp("10.9.0.1", "192.0.2.1", 8, 0),
            Packets.ipv6("2001:db8:9::1", "2001:db8::1", 0, 0, new ByteWriter()
                    .u8(43).zero(7) // hop by hop
                    .u8(60).zero(7) // routing
                    .u8(44).zero(7) // destination options
                    .u8(51).zero(3).u32(7) // fragment
                    .u8(17).u8(1).zero(10) // authentication
                    .u16(1).u16(2).u16(20).u16(0).zero(12) // UDP
                    .toBytes()));

    @Test
    void changedEspPacketsAreDropped() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (Tunnel.Suite suite : Tunnel.SUITES) {
            var tunnel = new Tunnel(suite, random.nextBoolean(), SETTINGS, Tunnel.PROVIDERS);
            int delivered = 0;
            int total = 3000;
            for (int i = 0; i < total; i++) {
                Bytes esp = tunnel.client.seal(INNER.get(random.nextInt(INNER.size())), 0);
                if (!tunnel.gateway.open(mutated(esp, random), Tunnel.ALICE_AT, 0, 0).isEmpty()) delivered++;
            }
            assertThat(delivered).as("seed %d", seed).isZero();
            assertThat(tunnel.gateway.drops()).as("seed %d", seed).hasSize(total);
        }
    }

    /// Authentic packets with any content, as a client might send that wants to hurt.
    @Test
    void whateverIsInsideIsDeliveredOrDropped() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var tunnel = new Tunnel(Tunnel.GCM, false, SETTINGS, Tunnel.PROVIDERS);
        OutboundSa sa = tunnel.client.database.find(0x2001).orElseThrow().outbound();
        var cipher = new EspCipher(Tunnel.PROVIDERS, new SecureRandom());
        int delivered = 0;
        int total = 100_000;
        for (int i = 1; i <= total; i++) {
            Bytes inner = mutated(INNER.get(random.nextInt(INNER.size())), random);
            int textLength = EspCodec.textLength(sa.keys, inner.length());
            byte[] esp = new byte[EspCodec.espLength(sa.keys, textLength)];
            inner.copyTo(esp, 16);
            int nextHeader = random.nextInt(20) == 0 ? random.nextInt(256) : random.nextBoolean() ? 4 : 41;
            EspCodec.frame(esp, 0, 0x1001, 16, inner.length(), textLength, nextHeader);
            if (random.nextInt(20) == 0) esp[16 + textLength - 2] = (byte) random.nextInt();
            cipher.seal(sa.keys, esp, 0, i, textLength);
            if (!tunnel.gateway.open(Bytes.wrap(esp), Tunnel.ALICE_AT, random.nextInt(256), 0).isEmpty()) delivered++;
        }
        assertThat(delivered).as("seed %d", seed).isPositive();
        assertThat(tunnel.gateway.drops()).as("seed %d", seed).hasSize(total - delivered);
    }

    @Test
    void whateverComesFromTheNetworkBehindIsSealedOrDropped() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var tunnel = new Tunnel(Tunnel.GCM, false, SETTINGS, Tunnel.PROVIDERS);
        List<Bytes> packets = List.of(
                Packets.udp("192.0.2.53", "10.9.0.1", 53, 5353, 1200),
                Packets.udp("2001:db8::53", "2001:db8:9::1", 53, 5353, 1200),
                Packets.tcp("192.0.2.1", "10.9.0.1", 80, 9, 2, Bytes.fromHex("020405b4")));
        int sealed = 0;
        int total = 100_000;
        for (int i = 0; i < total; i++) {
            Bytes packet = mutated(packets.get(random.nextInt(packets.size())), random);
            if (!tunnel.gateway.seal(packet, i * 1000L).isEmpty()) sealed++;
        }
        assertThat(sealed).as("seed %d", seed).isPositive();
        assertThat(tunnel.gateway.drops()).as("seed %d", seed).hasSize(total - sealed);
    }

    /// Different from what it was.
    private static Bytes mutated(Bytes octets, Random random) {
        byte[] changed = octets.toArray();
        switch (random.nextInt(4)) {
            case 0 -> {
                return octets.slice(0, random.nextInt(octets.length()));
            }
            case 1 -> {
                return Bytes.concat(octets, Tunnel.random(random, 1 + random.nextInt(40)));
            }
            default -> {
                for (int n = random.nextInt(4); n >= 0; n--) {
                    int at = random.nextBoolean() ? random.nextInt(changed.length) : random.nextInt(
                            Math.min(48, changed.length));
                    changed[at] = (byte) random.nextInt();
                }
                Bytes result = Bytes.wrap(changed);
                return result.equals(octets) ? Tunnel.changed(octets, 0, octets.u8(0) ^ 1) : result;
            }
        }
    }
}
