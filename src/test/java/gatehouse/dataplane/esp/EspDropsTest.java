package gatehouse.dataplane.esp;

import static gatehouse.dataplane.esp.Tunnel.ALICES;
import static gatehouse.dataplane.esp.Tunnel.ALICE_AT;
import static gatehouse.dataplane.esp.Tunnel.EVERYTHING;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.crypto.EspCipher;
import gatehouse.dataplane.AccessList;
import gatehouse.dataplane.AccessList.Endpoint;
import gatehouse.dataplane.AccessList.Entry;
import gatehouse.dataplane.DataPlaneEvent;
import gatehouse.dataplane.Policer;
import gatehouse.dataplane.Selector;
import gatehouse.dataplane.SessionProgram;
import gatehouse.dataplane.Volume;
import gatehouse.net.Path;
import gatehouse.net.Prefix;
import gatehouse.net.Usage;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EspDropsTest {
    private static final Bytes UP = Packets.udp("10.9.0.1", "192.0.2.53", 5353, 53, 100);
    private static final Bytes DOWN = Packets.udp("192.0.2.53", "10.9.0.1", 53, 5353, 100);

    private final Tunnel tunnel = new Tunnel(Tunnel.GCM, false);
    private final InboundSa pair = tunnel.gateway.database.find(0x1001).orElseThrow();

    private Bytes open(Bytes esp) {
        return tunnel.gateway.open(esp, ALICE_AT, 0, 0);
    }

    /// What a client could send that has the keys and no manners: any text, any sequence number.
    private Bytes forge(long sequence, int nextHeader, int padLength, Bytes inner) {
        OutboundSa sa = tunnel.client.database.find(0x2001).orElseThrow().outbound();
        int textLength = EspCodec.textLength(sa.keys, inner.length());
        byte[] esp = new byte[EspCodec.espLength(sa.keys, textLength)];
        inner.copyTo(esp, 16);
        EspCodec.frame(esp, 0, 0x1001, 16, inner.length(), textLength, nextHeader);
        if (padLength >= 0) esp[16 + textLength - 2] = (byte) padLength;
        new EspCipher(Tunnel.PROVIDERS, new SecureRandom()).seal(sa.keys, esp, 0, sequence, textLength);
        return Bytes.wrap(esp);
    }

    private void assertDropped(DropReason... reasons) {
        assertThat(tunnel.gateway.drops()).containsExactlyInAnyOrder(reasons);
        assertThat(pair.usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void anUnknownSpi() {
        assertThat(open(Tunnel.changed(tunnel.client.seal(UP, 0), 3, 2))).isEqualTo(Bytes.EMPTY);
        assertDropped(DropReason.UNKNOWN_SPI);
    }

    @Test
    void aRepeatedPacket() {
        Bytes esp = tunnel.client.seal(UP, 0);
        assertThat(open(esp)).isEqualTo(UP);
        assertThat(open(esp)).isEqualTo(Bytes.EMPTY);
        assertThat(tunnel.gateway.drops()).containsExactly(DropReason.REPLAY);
        assertThat(pair.usage().packetsIn()).isEqualTo(1);
    }

    @Test
    void aForgedPacketDoesNotMoveTheWindow() {
        Bytes esp = tunnel.client.seal(UP, 0);
        assertThat(open(Tunnel.changed(esp, 5, 0x7f))).isEqualTo(Bytes.EMPTY);
        assertThat(open(Tunnel.changed(esp, esp.length() - 1, ~esp.u8(esp.length() - 1)))).isEqualTo(Bytes.EMPTY);
        assertDropped(DropReason.FORGED, DropReason.FORGED);
        assertThat(open(esp)).isEqualTo(UP);
    }

    @Test
    void everyTruncation() {
        Bytes esp = tunnel.client.seal(UP, 0);
        for (int length = 0; length < esp.length(); length++) {
            assertThat(open(esp.slice(0, length))).as("%d octets", length).isEqualTo(Bytes.EMPTY);
        }
        assertThat(tunnel.gateway.drops(DropReason.TRUNCATED) + tunnel.gateway.drops(DropReason.FORGED))
                .isEqualTo(esp.length());
        assertThat(pair.usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void aPacketThatIsLargerThanTheBuffer() {
        byte[] esp = tunnel.client.seal(UP, 0).toArray();
        assertThat(tunnel.gateway.pipeline.inbound(esp, 0, esp.length, ALICE_AT, 0, new byte[esp.length - 1], 0))
                .isZero();
        assertDropped(DropReason.TOO_BIG);
    }

    @Test
    void anotherInnerSource() {
        assertThat(open(forge(1, 4, -1, Packets.udp("10.9.0.2", "192.0.2.53", 1, 53, 9)))).isEqualTo(Bytes.EMPTY);
        assertThat(open(forge(2, 41, -1, Packets.udp("2001:db8:9::2", "2001:db8::53", 1, 53, 9))))
                .isEqualTo(Bytes.EMPTY);
        // The same bits as 10.9.0.1, but of the other family.
        assertThat(open(forge(3, 41, -1, Packets.udp("::a09:1", "2001:db8::53", 1, 53, 9)))).isEqualTo(Bytes.EMPTY);
        assertDropped(DropReason.FOREIGN_SOURCE, DropReason.FOREIGN_SOURCE, DropReason.FOREIGN_SOURCE);
    }

    @Test
    void whatIsOutsideOfTheSelectors() {
        // The gateway granted less than the client goes by.
        var dns = List.of(new Selector(17, 53, 53, Prefix.parse("192.0.2.0/24").range()));
        var both = new Tunnel(Tunnel.GCM, false);
        both.gateway.database.remove(0x1001);
        both.client.database.remove(0x2001);
        both.install(0x1001, 0x2001, ALICES, dns);
        Tunnel.End gateway = both.gateway;
        Bytes later = Packets.ipv4("10.9.0.1", "192.0.2.53", 17, 4, 0, Bytes.wrap(new byte[64]));
        for (Bytes outside : List.of(
                Packets.udp("10.9.0.1", "192.0.3.53", 5353, 53, 1),
                Packets.udp("10.9.0.1", "192.0.2.53", 5353, 54, 1),
                Packets.icmp("10.9.0.1", "192.0.2.53", 0, 53),
                later)) {
            assertThat(gateway.open(tunnel.client.seal(outside, 0), ALICE_AT, 0, 0)).isEqualTo(Bytes.EMPTY);
        }
        assertThat(gateway.open(tunnel.client.seal(UP, 0), ALICE_AT, 0, 0)).isEqualTo(UP);
        // And on the way out.
        assertThat(gateway.seal(Packets.udp("192.0.2.53", "10.9.0.1", 54, 5353, 1), 0)).isEqualTo(Bytes.EMPTY);
        assertThat(gateway.seal(DOWN, 0)).isNotEqualTo(Bytes.EMPTY);
        assertThat(gateway.drops())
                .containsExactlyInAnyOrder(
                        DropReason.WRONG_SELECTOR,
                        DropReason.WRONG_SELECTOR,
                        DropReason.WRONG_SELECTOR,
                        DropReason.WRONG_SELECTOR,
                        DropReason.FRAGMENT);
    }

    @Test
    void fragmentsThatMislead() {
        Bytes tcp = Packets.tcp("10.9.0.1", "192.0.2.80", 1024, 80, 2, Bytes.EMPTY).from(20);
        List<Bytes> bad = List.of(
                // RFC 1858: too short for the flags, and over the flags.
                Packets.ipv4("10.9.0.1", "192.0.2.80", 6, 0x2000, 0, tcp.slice(0, 16)),
                Packets.ipv4("10.9.0.1", "192.0.2.80", 6, 1, 0, tcp),
                // RFC 7112: the header of TCP in another fragment.
                Packets.ipv6(
                        "2001:db8:9::1", "2001:db8::80", 44, 0,
                        new ByteWriter().u8(60).zero(2).u8(1).u32(7).u8(6).u8(1).zero(6).toBytes()));
        for (int i = 0; i < bad.size(); i++) {
            assertThat(open(forge(i + 1, i == 2 ? 41 : 4, -1, bad.get(i)))).as("%d", i).isEqualTo(Bytes.EMPTY);
        }
        assertDropped(DropReason.FRAGMENT, DropReason.FRAGMENT, DropReason.FRAGMENT);
        Bytes honest = Packets.ipv4("10.9.0.1", "192.0.2.80", 17, 0x2000, 0, Bytes.wrap(new byte[64]));
        Bytes later = Packets.ipv4("10.9.0.1", "192.0.2.80", 17, 8, 0, Bytes.wrap(new byte[64]));
        assertThat(open(forge(4, 4, -1, honest))).isEqualTo(honest);
        assertThat(open(forge(5, 4, -1, later))).isEqualTo(later);
    }

    @Test
    void whatIsNoIpPacket() {
        assertThat(open(forge(1, 4, 255, UP))).as("pad length lies").isEqualTo(Bytes.EMPTY);
        assertThat(open(forge(2, 41, -1, UP))).as("next header lies").isEqualTo(Bytes.EMPTY);
        assertThat(open(forge(3, 6, -1, UP))).as("transport mode").isEqualTo(Bytes.EMPTY);
        assertThat(open(forge(4, 4, -1, Tunnel.changed(UP, 0, 0x55)))).as("version 5").isEqualTo(Bytes.EMPTY);
        assertThat(open(forge(5, 4, -1, Tunnel.changed(UP, 0, 0x44)))).as("short header").isEqualTo(Bytes.EMPTY);
        assertThat(open(forge(6, 4, -1, Tunnel.changed(UP, 3, 200)))).as("length lies").isEqualTo(Bytes.EMPTY);
        assertDropped(
                DropReason.MALFORMED,
                DropReason.MALFORMED,
                DropReason.MALFORMED,
                DropReason.MALFORMED,
                DropReason.MALFORMED,
                DropReason.TRUNCATED);
    }

    @Test
    void aDummyIsNoPacketButASignOfLife() {
        byte[] esp = forge(1, 59, -1, Tunnel.random(new Random(1), 333)).toArray();
        assertThat(tunnel.gateway.pipeline.inbound(esp, 0, esp.length, ALICE_AT, 77, new byte[2000], 0)).isZero();
        assertDropped(DropReason.DUMMY);
        assertThat(pair.lastInboundNanos()).isEqualTo(77);
    }

    @Test
    void paddingOfTrafficFlowConfidentialityIsCutOff() {
        Bytes padded = Bytes.concat(UP, Tunnel.random(new Random(1), 701));
        assertThat(open(forge(1, 4, -1, padded))).isEqualTo(UP);
        assertThat(pair.usage().octetsIn()).isEqualTo(UP.length());
    }

    @Test
    void aDestinationThatNobodyHas() {
        assertThat(tunnel.gateway.seal(Packets.udp("192.0.2.53", "10.9.0.2", 53, 1, 1), 0)).isEqualTo(Bytes.EMPTY);
        assertDropped(DropReason.NO_SA);
    }

    private void enforce(SessionProgram program) {
        tunnel.gateway.database.enforce("alice", program, 0);
    }

    @Test
    void theAccessListOfEachDirection() {
        AccessList only = AccessList.of(List.of(Entry.permit(17, Endpoint.ANY, Endpoint.ANY.port(53))));
        enforce(new SessionProgram(only, AccessList.OPEN, Policer.NONE, Policer.NONE, false));
        assertThat(tunnel.up(UP)).isEqualTo(UP);
        assertThat(tunnel.up(Packets.udp("10.9.0.1", "192.0.2.53", 1, 54, 1))).isEqualTo(Bytes.EMPTY);
        assertThat(tunnel.down(DOWN)).isEqualTo(DOWN);
        enforce(new SessionProgram(AccessList.OPEN, only, Policer.NONE, Policer.NONE, false));
        assertThat(tunnel.up(Packets.udp("10.9.0.1", "192.0.2.53", 1, 54, 1))).isNotEqualTo(Bytes.EMPTY);
        assertThat(tunnel.down(DOWN)).isEqualTo(Bytes.EMPTY);
        assertThat(tunnel.gateway.drops()).containsExactly(DropReason.ACL, DropReason.ACL);
        assertThat(pair.usage().packetsIn()).isEqualTo(2);
        assertThat(pair.usage().packetsOut()).isEqualTo(1);
    }

    @Test
    void quarantineLetsNothingThroughAndEndsWithTheNextProgram() {
        enforce(SessionProgram.QUARANTINE);
        assertThat(tunnel.up(UP)).isEqualTo(Bytes.EMPTY);
        assertThat(tunnel.down(DOWN)).isEqualTo(Bytes.EMPTY);
        assertDropped(DropReason.QUARANTINE, DropReason.QUARANTINE);
        enforce(SessionProgram.OPEN);
        assertThat(tunnel.up(UP)).isEqualTo(UP);
        assertThat(tunnel.down(DOWN)).isEqualTo(DOWN);
    }

    @Test
    void theRateOfEachDirectionIsTheSessionsWhateverPairCarriesIt() {
        var two = new Policer(8 * UP.length(), 2 * UP.length());
        enforce(new SessionProgram(AccessList.OPEN, AccessList.OPEN, two, two, false));
        assertThat(tunnel.up(UP)).isEqualTo(UP);
        tunnel.install(0x1002, 0x2002, ALICES, EVERYTHING);
        tunnel.client.database.preferOutbound(0x2002);
        assertThat(tunnel.up(UP)).isEqualTo(UP);
        assertThat(tunnel.up(UP)).isEqualTo(Bytes.EMPTY);
        // Another list with the same rates is no new burst.
        AccessList any = AccessList.of(List.of(Entry.permit(0, Endpoint.ANY, Endpoint.ANY)));
        enforce(new SessionProgram(any, any, two, two, false));
        assertThat(tunnel.up(UP)).isEqualTo(Bytes.EMPTY);
        assertThat(tunnel.gateway.open(tunnel.client.seal(UP, 0), ALICE_AT, 0, 1_000_000_000L)).isEqualTo(UP);
        assertThat(tunnel.down(DOWN)).isEqualTo(DOWN);
        assertThat(tunnel.down(DOWN)).isEqualTo(DOWN);
        assertThat(tunnel.down(DOWN)).isEqualTo(Bytes.EMPTY);
        assertThat(tunnel.gateway.drops()).containsOnly(DropReason.POLICER).hasSize(3);
    }

    @Test
    void aProgramIsInForceBeforeTheFirstPairAndIsForgottenWithTheLast() {
        var fresh = new Tunnel(Tunnel.GCM, false).gateway;
        fresh.database.remove(0x1001);
        assertThat(fresh.database.sessionsKnown()).isZero();
        fresh.database.enforce("alice", SessionProgram.QUARANTINE, 0);
        assertThat(fresh.database.sessionsKnown()).isEqualTo(1);
        fresh.database.enforce("alice", SessionProgram.OPEN, 0);
        assertThat(fresh.database.sessionsKnown()).isZero();

        enforce(SessionProgram.QUARANTINE);
        tunnel.gateway.database.remove(0x1001);
        tunnel.client.database.remove(0x2001);
        tunnel.install(0x1002, 0x2002, ALICES, EVERYTHING);
        assertThat(tunnel.up(UP)).isEqualTo(Bytes.EMPTY);
        assertThat(tunnel.gateway.drops()).containsExactly(DropReason.QUARANTINE);
    }

    @Test
    void sequenceNumbersDoNotCycle() {
        OutboundSa sa = tunnel.client.database.find(0x2001).orElseThrow().outbound();
        sa.skipTo(0xffff_fffeL);
        Bytes last = tunnel.client.seal(UP, 0);
        assertThat(last.u32(4)).isEqualTo(0xffff_ffffL);
        assertThat(tunnel.client.seal(UP, 0)).isEqualTo(Bytes.EMPTY);
        assertThat(tunnel.client.drops()).containsExactly(DropReason.EXHAUSTED);
        assertThat(tunnel.client.events).containsExactly(new DataPlaneEvent.Exhausted(0x2001));
        assertThat(open(last)).isEqualTo(UP);
        assertThat(tunnel.gateway.events).containsExactly(new DataPlaneEvent.Exhausted(0x1001));
    }

    @Test
    void theEndOfThoseOfThirtyTwoBitsIsToldOfInTime() {
        OutboundSa sa = tunnel.client.database.find(0x2001).orElseThrow().outbound();
        sa.skipTo(0xdfff_ffffL);
        assertThat(tunnel.up(UP)).isEqualTo(UP);
        assertThat(tunnel.client.events).isEmpty();
        assertThat(tunnel.up(UP)).isEqualTo(UP);
        assertThat(tunnel.up(UP)).isEqualTo(UP);
        assertThat(tunnel.client.events).containsExactly(new DataPlaneEvent.NearlyExhausted(0x2001));
        assertThat(tunnel.gateway.events).containsExactly(new DataPlaneEvent.NearlyExhausted(0x1001));
    }

    private void reinstall(Volume volume) {
        tunnel.gateway.database.remove(0x1001);
        tunnel.client.database.remove(0x2001);
        tunnel.volume = volume;
        tunnel.install(0x1001, 0x2001, ALICES, EVERYTHING);
    }

    @Test
    void aPairCarriesAsManyPacketsAsOrderedAndTellsBefore() {
        reinstall(new Volume(Long.MAX_VALUE, Long.MAX_VALUE, 2, 4));
        for (int i = 0; i < 2; i++) assertThat(tunnel.up(UP)).isEqualTo(UP);
        assertThat(tunnel.gateway.events).isEmpty();
        assertThat(tunnel.up(UP)).isEqualTo(UP);
        assertThat(tunnel.gateway.events).containsExactly(new DataPlaneEvent.NearlyExhausted(0x1001));
        assertThat(tunnel.up(UP)).isEqualTo(UP);
        assertThat(tunnel.up(UP)).isEqualTo(Bytes.EMPTY);
        assertThat(tunnel.gateway.drops()).containsExactly(DropReason.EXHAUSTED);
        assertThat(tunnel.gateway.events).containsExactly(
                new DataPlaneEvent.NearlyExhausted(0x1001), new DataPlaneEvent.Exhausted(0x1001));
    }

    @Test
    void aPairCarriesAsManyOctetsAsOrderedToTheClientToo() {
        int length = DOWN.length();
        reinstall(new Volume(length, 2L * length, Long.MAX_VALUE, Long.MAX_VALUE));
        assertThat(tunnel.down(DOWN)).isEqualTo(DOWN);
        assertThat(tunnel.gateway.events).isEmpty();
        assertThat(tunnel.down(DOWN)).isEqualTo(DOWN);
        assertThat(tunnel.gateway.events).containsExactly(new DataPlaneEvent.NearlyExhausted(0x1001));
        // The packet that goes beyond is the last.
        assertThat(tunnel.down(DOWN)).isEqualTo(DOWN);
        assertThat(tunnel.gateway.seal(DOWN, 0)).isEqualTo(Bytes.EMPTY);
        assertThat(tunnel.gateway.drops()).containsExactly(DropReason.EXHAUSTED);
        assertThat(tunnel.gateway.events).containsExactly(
                new DataPlaneEvent.NearlyExhausted(0x1001), new DataPlaneEvent.Exhausted(0x1001));
    }

    @ParameterizedTest
    @ValueSource(longs = {0xffff_fff0L, 0x5_ffff_fff0L})
    void extendedNumbersGoOnBeyondTheLowerHalf(long start) {
        var extended = new Tunnel(Tunnel.CBC, true);
        OutboundSa sa = extended.client.database.find(0x2001).orElseThrow().outbound();
        // The other end has to be led there: a half of the run at a time.
        for (long to = 1L << 31; to < start; to += 1L << 31) {
            sa.skipTo(to);
            assertThat(extended.up(UP)).isEqualTo(UP);
        }
        sa.skipTo(start);
        for (int i = 0; i < 100; i++) assertThat(extended.up(UP)).isEqualTo(UP);
        assertThat(extended.gateway.drops()).isEmpty();
    }

    @Test
    void aPeerThatMovedIsToldOfOnceAndOnlyByItsNewestPacket() {
        var elsewhere = Tunnel.at("203.0.113.9", 1234);
        Bytes first = tunnel.client.seal(UP, 0);
        Bytes second = tunnel.client.seal(UP, 0);
        assertThat(open(second)).isEqualTo(UP);
        assertThat(tunnel.gateway.open(first, elsewhere, 0, 0)).isEqualTo(UP);
        assertThat(tunnel.gateway.open(Tunnel.changed(second, 7, 9), elsewhere, 0, 0)).isEqualTo(Bytes.EMPTY);
        assertThat(tunnel.gateway.events).isEmpty();
        for (int i = 0; i < 3; i++) tunnel.gateway.open(tunnel.client.seal(UP, 0), elsewhere, 0, 0);
        assertThat(tunnel.gateway.events).containsExactly(new DataPlaneEvent.PeerMoved(0x1001, elsewhere));
        tunnel.gateway.database.move(0x1001, new Path(Tunnel.GATEWAY_AT, elsewhere));
        tunnel.gateway.open(tunnel.client.seal(UP, 0), elsewhere, 0, 0);
        tunnel.gateway.open(tunnel.client.seal(UP, 0), ALICE_AT, 0, 0);
        assertThat(tunnel.gateway.events)
                .containsExactly(
                        new DataPlaneEvent.PeerMoved(0x1001, elsewhere),
                        new DataPlaneEvent.PeerMoved(0x1001, ALICE_AT));
        tunnel.gateway.seal(DOWN, 0);
        assertThat(tunnel.gateway.pipeline.lastOutbound().path().remote()).isEqualTo(elsewhere);
    }

    @Test
    void whatWasOnItsWayWhenAPeerMovedDoesNotBringItBack() {
        var elsewhere = Tunnel.at("203.0.113.9", 1234);
        tunnel.gateway.database.move(0x1001, new Path(Tunnel.GATEWAY_AT, elsewhere));
        tunnel.gateway.open(tunnel.client.seal(UP, 0), ALICE_AT, 0, 0);
        assertThat(tunnel.gateway.events).isEmpty();
        tunnel.gateway.open(tunnel.client.seal(UP, 0), elsewhere, 0, 0);
        tunnel.gateway.open(tunnel.client.seal(UP, 0), ALICE_AT, 0, 0);
        assertThat(tunnel.gateway.events).as("it was there, and went back")
                .containsExactly(new DataPlaneEvent.PeerMoved(0x1001, ALICE_AT));
    }

    @Test
    void timeIsThatOfTheNewestPacket() {
        Bytes first = tunnel.client.seal(UP, 0);
        Bytes second = tunnel.client.seal(UP, 0);
        tunnel.gateway.open(second, ALICE_AT, 0, 50);
        tunnel.gateway.open(first, ALICE_AT, 0, 40);
        assertThat(pair.lastInboundNanos()).isEqualTo(50);
    }
}
