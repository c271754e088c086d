package gatehouse.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.dataplane.AccessList;
import gatehouse.dataplane.Policer;
import gatehouse.dataplane.SessionProgram;
import gatehouse.dataplane.SessionProgram.Sizes;
import gatehouse.net.Addresses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What happens to the headers of inner packets: traffic class, MSS, and the answers to those that are too big.
class HeadersTest {
    private static final int SYN = 2;

    private final Tunnel tunnel = new Tunnel(
            Tunnel.GCM,
            false,
            new EspSettings(1400, true, true, List.of(Addresses.parse("10.9.255.1"))),
            Tunnel.PROVIDERS);

    /// RFC 6040, figure 4. -1 is a drop.
    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            inner, outer, result
            0,     0,     0
            0,     1,     0
            0,     2,     0
            0,     3,     -1
            1,     0,     1
            1,     1,     1
            1,     2,     1
            1,     3,     3
            2,     0,     2
            2,     1,     1
            2,     2,     2
            2,     3,     3
            3,     0,     3
            3,     1,     3
            3,     2,     3
            3,     3,     3
            """)
    void congestionIsToldToTheInnerPacket(int inner, int outer, int result) {
        Bytes payload = Bytes.wrap(new byte[12]);
        int dscp = 46 << 2;
        for (boolean ipv4 : new boolean[] {true, false}) {
            String from = ipv4 ? "10.9.0.1" : "2001:db8:9::1";
            String to = ipv4 ? "192.0.2.1" : "2001:db8::1";
            Bytes sent = packet(ipv4, from, to, dscp | inner, payload);
            Bytes esp = tunnel.client.seal(sent, 0);
            assertThat(tunnel.client.pipeline.lastTrafficClass()).isEqualTo(dscp | inner);
            Bytes received = tunnel.gateway.open(esp, Tunnel.ALICE_AT, 0x50 | outer, 0);
            assertThat(received)
                    .isEqualTo(result < 0 ? Bytes.EMPTY : packet(ipv4, from, to, dscp | result, payload));
        }
        assertThat(tunnel.gateway.drops(DropReason.CONGESTION)).isEqualTo(result < 0 ? 2 : 0);
    }

    private static Bytes packet(boolean ipv4, String from, String to, int trafficClass, Bytes payload) {
        return ipv4
                ? Packets.ipv4(from, to, 17, 0x4000, trafficClass, payload)
                : Packets.ipv6(from, to, 17, trafficClass, payload);
    }

    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            what,                             before,                   after
            larger than fits,                 020405b4,                 02040550
            fits,                             02040550,                 02040550
            smaller,                          020405000101,             020405000101
            behind others,                    010101080a0000000100000002020405b4, 010101080a000000010000000202040550
            at an odd octet,                  01020405b4010303,         0102040550010303
            behind the end,                   00020405b4,               00020405b4
            cut off,                          010102,                   010102
            with a length of none,            0200ffff,                 0200ffff
            with a wrong length,              020305b4,                 020305b4
            """)
    void theMssOfIpv4IsLoweredToWhatFits(String what, String before, String after) {
        Bytes sent = Packets.tcp("10.9.0.1", "192.0.2.1", 9, 80, SYN, padded(before));
        Bytes expected = Packets.tcp("10.9.0.1", "192.0.2.1", 9, 80, SYN, padded(after));
        assertThat(tunnel.up(sent)).as(what).isEqualTo(expected);
    }

    @Test
    void theMssIsLoweredInBothDirectionsAndFamiliesButOnlyInASyn() {
        // 1400 - 60 is 053c.
        Bytes large = Bytes.fromHex("020405b4");
        assertThat(tunnel.down(Packets.tcp("2001:db8::1", "2001:db8:9::1", 80, 9, 0x12, large)))
                .isEqualTo(Packets.tcp("2001:db8::1", "2001:db8:9::1", 80, 9, 0x12, Bytes.fromHex("0204053c")));
        Bytes noSyn = Packets.tcp("192.0.2.1", "10.9.0.1", 80, 9, 0x10, large);
        assertThat(tunnel.down(noSyn)).isEqualTo(noSyn);
        var unclamped = new Tunnel(Tunnel.GCM, false);
        Bytes syn = Packets.tcp("192.0.2.1", "10.9.0.1", 80, 9, 0x12, large);
        assertThat(unclamped.down(syn)).isEqualTo(syn);
    }

    private static Bytes padded(String options) {
        Bytes given = Bytes.fromHex(options);
        return Bytes.concat(given, Bytes.wrap(new byte[(4 - given.length() % 4) % 4]));
    }

    @Test
    void theSenderOfAPacketThatIsTooBigIsToldHowMuchFits() {
        Bytes fits = Packets.udp("192.0.2.1", "10.9.0.1", 1, 2, 1372);
        assertThat(tunnel.down(fits)).isEqualTo(fits);
        Bytes large = Packets.udp("192.0.2.1", "10.9.0.1", 1, 2, 1373);
        assertThat(tunnel.gateway.seal(large, 0)).isEqualTo(Bytes.EMPTY);
        assertThat(tunnel.gateway.drops()).containsExactly(DropReason.TOO_BIG);
        Bytes answer = tunnel.gateway.answers.getFirst();
        assertThat(answer.length()).isEqualTo(576);
        assertThat(answer.slice(0, 20))
                .isEqualTo(withoutIdentification(Packets.ipv4(
                        "10.9.255.1", "192.0.2.1", 1, 0, 0xc0, Bytes.wrap(new byte[556]))));
        Bytes icmp = answer.from(20);
        assertThat(icmp.u16(0)).as("type 3, code 4").isEqualTo(0x304);
        assertThat(icmp.u32(4)).as("next-hop MTU").isEqualTo(1400);
        assertThat(Packets.checksum(icmp)).isZero();
        assertThat(icmp.from(8)).isEqualTo(large.slice(0, 548));
    }

    private static Bytes withoutIdentification(Bytes packet) {
        byte[] header = packet.slice(0, 20).toArray();
        header[4] = 0;
        header[5] = 0;
        header[10] = 0;
        header[11] = 0;
        int checksum = Packets.checksum(Bytes.wrap(header));
        header[10] = (byte) (checksum >>> 8);
        header[11] = (byte) checksum;
        return Bytes.wrap(header);
    }

    @Test
    void theSenderIsToldInIpv6Too() {
        Bytes large = Packets.udp("2001:db8::1", "2001:db8:9::1", 1, 2, 1353);
        assertThat(tunnel.gateway.seal(large, 0)).isEqualTo(Bytes.EMPTY);
        Bytes answer = tunnel.gateway.answers.getFirst();
        assertThat(answer.length()).isEqualTo(1280);
        // There is no address of ours: the destination answers.
        assertThat(answer.slice(0, 40)).isEqualTo(expectedIpv6Header());
        Bytes icmp = answer.from(40);
        assertThat(icmp.u16(0)).as("type 2, code 0").isEqualTo(0x200);
        assertThat(icmp.u32(4)).as("MTU").isEqualTo(1400);
        assertThat(Packets.transportChecksum("2001:db8:9::1", "2001:db8::1", 58, icmp.toArray())).isZero();
        assertThat(icmp.from(8)).isEqualTo(large.slice(0, 1232));
    }

    /// Without a flow label.
    private static Bytes expectedIpv6Header() {
        byte[] header = Packets.ipv6("2001:db8:9::1", "2001:db8::1", 58, 0, Bytes.wrap(new byte[1240]))
                .slice(0, 40)
                .toArray();
        header[1] = 0;
        header[2] = 0;
        header[3] = 0;
        return Bytes.wrap(header);
    }

    @Test
    void anErrorOrALaterFragmentIsNotAnsweredAndNobodyIsFlooded() {
        Bytes error = Packets.ip("192.0.2.1", "10.9.0.1", 1, Tunnel.changed(Bytes.wrap(new byte[1400]), 0, 3));
        Bytes later = Packets.ipv4("192.0.2.1", "10.9.0.1", 17, 0x4008, 0, Bytes.wrap(new byte[1400]));
        tunnel.gateway.seal(error, 0);
        tunnel.gateway.seal(later, 0);
        assertThat(tunnel.gateway.answers).isEmpty();
        Bytes large = Packets.udp("192.0.2.1", "10.9.0.1", 1, 2, 1373);
        for (int i = 0; i < 1000; i++) tunnel.gateway.seal(large, 0);
        assertThat(tunnel.gateway.answers).hasSizeBetween(20, 100);
        assertThat(tunnel.gateway.drops(DropReason.TOO_BIG)).isEqualTo(1002);
    }

    @Test
    void whatMayBeFragmentedOrIsSetToBeIsCarried() {
        Bytes may = Packets.ipv4("192.0.2.1", "10.9.0.1", 17, 0, 0, Bytes.wrap(new byte[1450]));
        assertThat(tunnel.down(may)).isEqualTo(may);
        var cleared =
                new Tunnel(Tunnel.GCM, false, new EspSettings(1400, false, false, List.of()), Tunnel.PROVIDERS);
        Bytes mustNot = Packets.udp("192.0.2.1", "10.9.0.1", 1, 2, 1450);
        assertThat(cleared.down(mustNot)).isEqualTo(mustNot);
    }

    @Test
    void aSessionsOwnSizesHoldWhereTheyAreLess() {
        enforce(tunnel, new Sizes(1300, 1000), new Sizes(1280, 0));
        Bytes fits = Packets.udp("192.0.2.1", "10.9.0.1", 1, 2, 1272);
        assertThat(tunnel.down(fits)).isEqualTo(fits);
        Bytes large = Packets.udp("192.0.2.1", "10.9.0.1", 1, 2, 1273);
        assertThat(tunnel.gateway.seal(large, 0)).isEqualTo(Bytes.EMPTY);
        Bytes largeIpv6 = Packets.udp("2001:db8::1", "2001:db8:9::1", 1, 2, 1233);
        assertThat(tunnel.gateway.seal(largeIpv6, 0)).isEqualTo(Bytes.EMPTY);
        assertThat(tunnel.gateway.answers.stream().map(answer -> answer.u32(answer.u8(0) == 0x45 ? 24 : 44)))
                .as("MTU")
                .containsExactly(1300L, 1280L);
        // 1000 is 03e8; 1280 - 60 is 04c4.
        assertThat(mss("192.0.2.1", "10.9.0.1")).isEqualTo(Bytes.fromHex("020403e8"));
        assertThat(mss("2001:db8::1", "2001:db8:9::1")).isEqualTo(Bytes.fromHex("020404c4"));
        enforce(tunnel, new Sizes(9000, 1460), Sizes.NONE);
        assertThat(mss("192.0.2.1", "10.9.0.1")).isEqualTo(Bytes.fromHex("02040550"));
    }

    @Test
    void aSessionsOwnSizesHoldWhereTheDataPlaneHasNone() {
        var lax = new Tunnel(Tunnel.GCM, false, new EspSettings(1400, false, false, List.of()), Tunnel.PROVIDERS);
        enforce(lax, new Sizes(1300, 1000), Sizes.NONE);
        assertThat(lax.gateway.seal(Packets.udp("192.0.2.1", "10.9.0.1", 1, 2, 1273), 0)).isEqualTo(Bytes.EMPTY);
        Bytes syn = Packets.tcp("10.9.0.1", "192.0.2.1", 9, 80, SYN, Bytes.fromHex("020405b4"));
        assertThat(lax.up(syn))
                .isEqualTo(Packets.tcp("10.9.0.1", "192.0.2.1", 9, 80, SYN, Bytes.fromHex("020403e8")));
    }

    private Bytes mss(String from, String to) {
        Bytes syn = Packets.tcp(from, to, 80, 9, 0x12, Bytes.fromHex("020405b4"));
        Bytes received = tunnel.down(syn);
        return received.from(received.length() - 4);
    }

    private static void enforce(Tunnel tunnel, Sizes ipv4, Sizes ipv6) {
        var program = new SessionProgram(
                AccessList.OPEN, AccessList.OPEN, Policer.NONE, Policer.NONE, false, ipv4, ipv6);
        tunnel.gateway.database.enforce("alice", program, 0);
    }
}
