package gatehouse.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Secret;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.Volume;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NatKeepalivesTest {
    private static final InetSocketAddress GATEWAY = new InetSocketAddress(Addresses.parse("192.0.2.1"), 4500);
    private static final Secret KEY = Secret.wrap(new byte[36]);
    private static final Secret NONE = Secret.wrap(new byte[0]);
    private static final Duration USUAL = Duration.ofSeconds(20);

    private final SaDatabase database = new SaDatabase();
    private final Map<Integer, List<Duration>> sent = new HashMap<>();
    private Duration now = Duration.ZERO;
    private final NatKeepalives keepalives = new NatKeepalives(database, new Random(7), path -> sent
            .computeIfAbsent(path.remote().getPort(), _ -> new ArrayList<>())
            .add(now));

    private OutboundSa session(int number, Duration keepalive) {
        return pair(number << 8, number, keepalive);
    }

    private OutboundSa pair(int spi, int number, Duration keepalive) {
        var client = new InetSocketAddress(Addresses.parse("198.51.100.7"), number);
        return database.install(
                new ChildSaSpec(
                        spi, ~spi, Tunnel.GCM.spec(Tunnel.PROVIDERS), KEY, NONE, KEY, NONE, false, Tunnel.EVERYTHING,
                        Tunnel.ALICES, new Path(GATEWAY, client), true, List.of(), keepalive, "session " + number,
                        Volume.ANY),
                0).outbound();
    }

    private void passes(Duration time) {
        for (Duration end = now.plus(time); now.compareTo(end) < 0;) {
            now = now.plus(NatKeepalives.LOOK);
            keepalives.send(now.toNanos());
        }
    }

    @Test
    void theSilenceIsNeverLongerThanTheSessionSays() {
        session(1, USUAL);
        session(2, Duration.ofSeconds(5));
        session(3, Duration.ZERO);
        passes(Duration.ofMinutes(2));
        assertThat(sent).containsOnlyKeys(1, 2);
        gaps(1, USUAL);
        gaps(2, Duration.ofSeconds(5));
    }

    private void gaps(int client, Duration most) {
        Duration before = Duration.ZERO;
        for (Duration at : sent.get(client)) {
            assertThat(at.minus(before)).isLessThanOrEqualTo(most);
            if (!before.isZero()) assertThat(at.minus(before)).isGreaterThanOrEqualTo(most.minus(NatKeepalives.LOOK));
            before = at;
        }
        assertThat(now.minus(before)).isLessThan(most);
    }

    @Test
    void whoGetsPacketsNeedsNone() {
        OutboundSa busy = session(1, USUAL);
        for (int i = 0; i < 60; i++) {
            busy.next(100);
            passes(Duration.ofSeconds(1));
        }
        assertThat(sent).isEmpty();
        passes(USUAL);
        assertThat(sent.get(1)).hasSize(1);
    }

    @Test
    void aPacketByAnyPairOfTheSessionWillDo() {
        session(1, USUAL);
        OutboundSa other = pair(0x777, 1, USUAL);
        for (int i = 0; i < 60; i++) {
            other.next(100);
            passes(Duration.ofSeconds(1));
        }
        assertThat(sent).isEmpty();
        passes(USUAL);
        assertThat(sent.get(1)).hasSize(1);
    }

    @Test
    void sessionsThatBeganTogetherAreNotServedTogether() {
        for (int i = 1; i <= 4000; i++) session(i, USUAL);
        passes(Duration.ofMinutes(1));
        var perLook = new HashMap<Duration, Integer>();
        sent.values().forEach(times -> times.forEach(at -> perLook.merge(at, 1, Integer::sum)));
        // 4000 in 40 looks of an interval: 100 each on average, and twice that in the first, which has what is due at once.
        assertThat(perLook.values()).allSatisfy(count -> assertThat(count).isLessThan(300));
        assertThat(sent).hasSize(4000);
        assertThat(sent.values()).allSatisfy(times -> assertThat(times).hasSizeBetween(2, 4));
    }
}
