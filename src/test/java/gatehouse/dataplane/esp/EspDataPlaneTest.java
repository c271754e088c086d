package gatehouse.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Secret;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.net.Path;
import gatehouse.net.Usage;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What IKE says about pairs reaches the packets, and what packets did reaches IKE.
class EspDataPlaneTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final SaDatabase database = new SaDatabase();
    private long nanos = 5_000_000_000L;
    private Instant now = BEGIN;
    private final EspDataPlane plane = new EspDataPlane(database, new SecureRandom(), () -> now, () -> nanos);

    @Test
    void anSpiIsTakenUntilItsPairGoes() {
        int spi = plane.allocateSpi(7);
        assertThat(spi & 0xff).isEqualTo(7);
        plane.install(spec(spi));
        assertThat(database.find(spi)).isPresent();
        assertThat(plane.remove(spi)).isEqualTo(Usage.NONE);
        assertThat(database.find(spi)).isEmpty();
        assertThat(plane.usage(spi)).isEqualTo(Usage.NONE);
    }

    @Test
    void whatWasCarriedIsToldWhileThePairLivesAndWhenItGoes() {
        var pipeline = new EspPipeline(
                database, Tunnel.SETTINGS, Tunnel.PROVIDERS, new SecureRandom(), new Tunnel.End(Tunnel.SETTINGS,
                        Tunnel.PROVIDERS),
                0);
        int spi = plane.allocateSpi(0);
        plane.install(spec(spi));
        byte[] packet = Packets.udp("192.0.2.50", "10.9.0.1", 5000, 53, 100).toArray();
        assertThat(pipeline.outbound(packet, 0, packet.length, nanos, new byte[2000], 0)).isPositive();
        var carried = new Usage(0, 0, packet.length, 1);
        assertThat(plane.usage(spi)).isEqualTo(carried);
        assertThat(plane.remove(spi)).isEqualTo(carried);
    }

    @Test
    void theTimeOfTheLastPacketIsToldByTheClockOfSessions() {
        int spi = plane.allocateSpi(0);
        plane.install(spec(spi));
        nanos += 90_000_000_000L;
        now = BEGIN.plusSeconds(90);
        assertThat(plane.lastInbound(spi)).isEqualTo(BEGIN);
    }

    @Test
    void aClientThatMovedIsSentToWhereItIs() {
        int spi = plane.allocateSpi(0);
        plane.install(spec(spi));
        var elsewhere = new Path(Tunnel.GATEWAY_AT, Tunnel.at("203.0.113.9", 4711));
        plane.move(spi, elsewhere);
        assertThat(database.find(spi).orElseThrow().outbound().path()).isEqualTo(elsewhere);
    }

    @Test
    void aPairIsQuietUntilSomethingIsSent() {
        int spi = plane.allocateSpi(0);
        plane.install(spec(spi));
        OutboundSa out = database.find(spi).orElseThrow().outbound();
        assertThat(out.takeQuiet()).isTrue();
        out.next(100);
        assertThat(out.takeQuiet()).isFalse();
        assertThat(out.takeQuiet()).isTrue();
    }

    private static ChildSaSpec spec(int spi) {
        var cipher = Tunnel.GCM.spec(Tunnel.PROVIDERS);
        Secret key = Secret.wrap(new byte[cipher.keyLength()]);
        Secret none = Secret.wrap(new byte[0]);
        return new ChildSaSpec(
                spi,
                0x01020304,
                cipher,
                key,
                none,
                key,
                none,
                false,
                Tunnel.EVERYTHING,
                Tunnel.ALICES,
                new Path(Tunnel.GATEWAY_AT, Tunnel.ALICE_AT),
                true,
                List.of(Tunnel.ALICE),
                "alice");
    }
}
