package gatehouse.dataplane.esp;

import static gatehouse.dataplane.esp.Tunnel.ALICES;
import static gatehouse.dataplane.esp.Tunnel.EVERYTHING;
import static gatehouse.dataplane.esp.Tunnel.selector;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.dataplane.Selector;
import gatehouse.net.Prefix;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Networks behind a session: packets to them go to it, and come from there only by it.
class NetworksTest {
    private static final Bytes FROM_BEHIND = Packets.udp("192.168.7.9", "192.0.2.1", 1, 2, 100);
    private static final Bytes TO_BEHIND = Packets.udp("192.0.2.1", "192.168.7.9", 2, 1, 100);

    private final Tunnel tunnel = new Tunnel(Tunnel.GCM, false);

    /// Beside the first pair of Alice's, which lets through her addresses alone.
    private void aPairForEverything(int gatewaySpi) {
        tunnel.install(gatewaySpi, gatewaySpi + 0x1000, EVERYTHING, EVERYTHING);
        tunnel.gateway.database.preferOutbound(gatewaySpi);
        tunnel.client.database.preferOutbound(gatewaySpi + 0x1000);
    }

    private void behindAlice(String... networks) {
        tunnel.gateway.database.route("alice", Stream.of(networks).map(Prefix::parse).toList());
    }

    /// Somebody else's, of whom only the way to him matters.
    private void behindBob(int spi, String... networks) {
        tunnel.gateway.database.route("bob", Stream.of(networks).map(Prefix::parse).toList());
        tunnel.gateway.database.install(SaDatabaseTest.spec(spi, EVERYTHING, List.of(), "bob"), 0);
    }

    private int to(String destination) {
        Bytes octets = destination.contains(":")
                ? Packets.udp("2001:db8::1", destination, 1, 1, 1)
                : Packets.udp("192.0.2.1", destination, 1, 1, 1);
        var packet = new InnerPacket();
        assertThat(packet.parse(octets.toArray(), 0, octets.length())).isNull();
        OutboundSa[] sas = tunnel.gateway.database.outbound(packet);
        return sas.length == 0 ? 0 : sas[0].inboundSpi();
    }

    @Test
    void packetsGoToANetworkAndComeFromIt() {
        aPairForEverything(0x1002);
        behindAlice("192.168.7.0/24", "2001:db8:77::/56");
        assertThat(tunnel.up(FROM_BEHIND)).isEqualTo(FROM_BEHIND);
        assertThat(tunnel.down(TO_BEHIND)).isEqualTo(TO_BEHIND);
        Bytes six = Packets.udp("2001:db8:77:1::9", "2001:db8::53", 1, 2, 100);
        assertThat(tunnel.up(six)).isEqualTo(six);
        // Her own address is hers as before.
        Bytes own = Packets.udp("10.9.0.1", "192.0.2.1", 1, 2, 100);
        assertThat(tunnel.up(own)).isEqualTo(own);
        assertThat(tunnel.gateway.drops()).isEmpty();
    }

    @Test
    void aSourceInNoNetworkOfTheSessionIsDroppedAndCounted() {
        aPairForEverything(0x1002);
        assertThat(tunnel.up(FROM_BEHIND)).isEqualTo(Bytes.EMPTY);
        behindAlice("192.168.7.0/24");
        assertThat(tunnel.up(Packets.udp("192.168.8.1", "192.0.2.1", 1, 2, 9))).isEqualTo(Bytes.EMPTY);
        assertThat(tunnel.up(Packets.udp("2001:db8:77::1", "2001:db8::53", 1, 2, 9))).isEqualTo(Bytes.EMPTY);
        // The same bits, of the other family.
        assertThat(tunnel.up(Packets.udp("::c0a8:709", "2001:db8::53", 1, 2, 9))).isEqualTo(Bytes.EMPTY);
        assertThat(tunnel.gateway.pipeline.drops().of(DropReason.FOREIGN_SOURCE)).isEqualTo(4);
    }

    @Test
    void whoHasNeitherAddressNorNetworkSendsAndGetsNothing() {
        tunnel.gateway.database.remove(0x1001);
        tunnel.gateway.database.install(SaDatabaseTest.spec(0x1002, EVERYTHING, List.of(), "spoke"), 0);
        assertThat(to("10.9.0.1")).isZero();
        var packet = new InnerPacket();
        assertThat(packet.parse(FROM_BEHIND.toArray(), 0, FROM_BEHIND.length())).isNull();
        InboundSa sa = tunnel.gateway.database.find(0x1002).orElseThrow();
        assertThat(sa.isFromSession(packet) || tunnel.gateway.database.leadsBack(packet, sa.session)).isFalse();
    }

    @Test
    void theSmallerOfTwoNetworksCountsForBothDirections() {
        aPairForEverything(0x1002);
        behindAlice("192.168.0.0/16");
        assertThat(to("192.168.7.9")).isEqualTo(0x1002);
        assertThat(tunnel.up(FROM_BEHIND)).isEqualTo(FROM_BEHIND);
        behindBob(0x1003, "192.168.7.0/24");
        assertThat(to("192.168.7.9")).isEqualTo(0x1003);
        assertThat(to("192.168.8.9")).isEqualTo(0x1002);
        // What is Bob's, Alice cannot pretend to be.
        assertThat(tunnel.up(FROM_BEHIND)).isEqualTo(Bytes.EMPTY);
        assertThat(tunnel.gateway.pipeline.drops().of(DropReason.FOREIGN_SOURCE)).isEqualTo(1);
        tunnel.gateway.database.remove(0x1003);
        assertThat(to("192.168.7.9")).isEqualTo(0x1002);
        assertThat(tunnel.up(FROM_BEHIND)).isEqualTo(FROM_BEHIND);
    }

    @Test
    void aSessionsAddressInTheNetworkOfAnotherStaysItsOwn() {
        aPairForEverything(0x1002);
        behindBob(0x1003, "10.9.0.0/24");
        assertThat(to("10.9.0.1")).isEqualTo(0x1002);
        assertThat(to("10.9.0.2")).isEqualTo(0x1003);
        Bytes own = Packets.udp("10.9.0.1", "192.0.2.1", 1, 2, 100);
        assertThat(tunnel.up(own)).isEqualTo(own);
    }

    @Test
    void networksChangeWhilePacketsFlow() {
        aPairForEverything(0x1002);
        behindAlice("192.168.7.0/24", "10.9.0.1/32");
        behindAlice("192.168.9.0/24");
        assertThat(to("192.168.7.9")).isZero();
        assertThat(to("192.168.9.9")).isEqualTo(0x1002);
        assertThat(tunnel.up(FROM_BEHIND)).isEqualTo(Bytes.EMPTY);
        // Her address was among the networks for a while, and stays hers.
        assertThat(to("10.9.0.1")).isEqualTo(0x1002);
        behindAlice();
        assertThat(to("192.168.9.9")).isZero();
    }

    @Test
    void bothPairsOfARekeyCarryANetworkAndTheLastOneTakesItAlong() {
        aPairForEverything(0x1002);
        behindAlice("192.168.7.0/24");
        Bytes underWay = tunnel.client.seal(FROM_BEHIND, 0);
        tunnel.install(0x1003, 0x2003, EVERYTHING, EVERYTHING);
        tunnel.client.database.preferOutbound(0x2003);
        assertThat(to("192.168.7.9")).isEqualTo(0x1002);
        tunnel.gateway.database.preferOutbound(0x1003);
        assertThat(to("192.168.7.9")).isEqualTo(0x1003);
        // A network that comes between the two goes by the newer pair too.
        behindAlice("192.168.7.0/24", "192.168.8.0/24");
        assertThat(to("192.168.8.9")).isEqualTo(0x1003);
        assertThat(tunnel.up(FROM_BEHIND)).isEqualTo(FROM_BEHIND);
        assertThat(tunnel.gateway.open(underWay, Tunnel.ALICE_AT, 0, 0)).isEqualTo(FROM_BEHIND);
        tunnel.gateway.database.remove(0x1002);
        assertThat(tunnel.down(TO_BEHIND)).isEqualTo(TO_BEHIND);
        tunnel.gateway.database.remove(0x1003);
        tunnel.gateway.database.remove(0x1001);
        assertThat(to("192.168.7.9")).isZero();
        assertThat(tunnel.gateway.database.sessionsKnown()).isEqualTo(1);
        behindAlice();
        assertThat(tunnel.gateway.database.sessionsKnown()).isZero();
    }

    /// Alice's selectors are her own addresses: a network outside of them is of no use to her.
    @Test
    void aNetworkThatTheSelectorsDoNotLetThroughIsNotRouted() {
        behindAlice("192.168.7.0/24");
        assertThat(to("192.168.7.9")).isZero();
        List<Selector> some = Stream.concat(ALICES.stream(), Stream.of(selector("192.168.7.128/25"))).toList();
        tunnel.install(0x1002, 0x2002, some, EVERYTHING);
        assertThat(to("192.168.7.200")).isEqualTo(0x1002);
        Bytes inside = Packets.udp("192.0.2.1", "192.168.7.200", 2, 1, 100);
        assertThat(tunnel.down(inside)).isEqualTo(inside);
        // The other half of the network is behind her, and no SA may carry it.
        assertThat(tunnel.gateway.seal(TO_BEHIND, 0)).isEqualTo(Bytes.EMPTY);
        assertThat(tunnel.gateway.pipeline.drops().of(DropReason.WRONG_SELECTOR)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.1.0.0/16, true",
        "10.1.0.0/16, 10.0.0.0/8, true",
        "10.1.0.0/16, 10.1.0.0/16, true",
        "10.1.0.0/16, 10.2.0.0/16, false",
        "10.1.0.0/16, 10.0.255.255/32, false",
        "0.0.0.0/0, ::/0, false",
        "0.0.0.0/0, 255.255.255.255/32, true",
        "2001:db8::/32, 2001:db8:ffff::/48, true",
        "2001:db8::/65, 2001:db8:0:0:8000::/65, false",
        "::/0, ffff::/16, true"
    })
    void selectorsAndNetworksOverlapOrDoNot(String selector, String network, boolean overlap) {
        assertThat(new SelectorTable(List.of(selector(selector))).overlaps(Prefix.parse(network))).isEqualTo(overlap);
    }

    /// Networks of every length do not slow down the way to a session's own address, and cost what they are: a look each.
    @Test
    void networksOfAllLengthsAreFound() {
        aPairForEverything(0x1002);
        behindAlice(IntStream.rangeClosed(1, 31)
                .mapToObj(length -> "172.16.0.1/" + length)
                .toArray(String[]::new));
        assertThat(to("172.16.0.1")).isEqualTo(0x1002);
        assertThat(to("128.0.0.1")).isEqualTo(0x1002);
        assertThat(to("127.0.0.1")).isZero();
    }
}
