package gatehouse.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.dataplane.AccessList;
import gatehouse.dataplane.AccessList.Endpoint;
import gatehouse.dataplane.AccessList.Entry;
import gatehouse.dataplane.Policer;
import gatehouse.dataplane.SessionProgram;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProgramSwapTest {
    private static final Bytes PACKET = Packets.udp("192.0.2.53", "10.9.0.1", 53, 5353, 64);
    private static final AccessList OTHERS =
            AccessList.of(List.of(Entry.permit(6, Endpoint.ANY, Endpoint.ANY)));
    private static final AccessList ALL = AccessList.of(List.of(Entry.permit(0, Endpoint.ANY, Endpoint.ANY)));
    private static final Policer TOO_LITTLE = new Policer(1, 1);

    /// Each of two programs drops every packet, one by its list and the other by its rate. Half of each would let some
    /// through: the list of the second and the rate of the first.
    @Test
    void noPacketIsJudgedByHalfOfEach() throws InterruptedException {
        var tunnel = new Tunnel(Tunnel.GCM, false);
        var byList = new SessionProgram(OTHERS, OTHERS, Policer.NONE, Policer.NONE, false);
        var byRate = new SessionProgram(ALL, ALL, TOO_LITTLE, TOO_LITTLE, false);
        SaDatabase database = tunnel.gateway.database;
        database.enforce("alice", byList, 0);
        var done = new AtomicBoolean();
        var swaps = new AtomicInteger();
        Thread swapping = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                database.enforce("alice", swaps.incrementAndGet() % 2 == 0 ? byList : byRate, 0);
            }
        });
        int sent = 0;
        // Until both have been met often: the scheduler decides when.
        while (sent < 20_000
                || tunnel.gateway.drops(DropReason.ACL) < 1000
                || tunnel.gateway.drops(DropReason.POLICER) < 1000) {
            assertThat(tunnel.gateway.seal(PACKET, 0)).isEqualTo(Bytes.EMPTY);
            sent++;
        }
        done.set(true);
        swapping.join();
        assertThat(tunnel.gateway.drops(DropReason.ACL) + tunnel.gateway.drops(DropReason.POLICER)).isEqualTo(sent);
        assertThat(swaps.get()).isGreaterThan(2);
    }

    @Test
    void itTakesEffectOnTheNextPacket() {
        var tunnel = new Tunnel(Tunnel.GCM, false);
        var open = new SessionProgram(ALL, ALL, Policer.NONE, Policer.NONE, false);
        var closed = new SessionProgram(OTHERS, OTHERS, Policer.NONE, Policer.NONE, false);
        for (int i = 0; i < 1000; i++) {
            tunnel.gateway.database.enforce("alice", i % 2 == 0 ? open : closed, 0);
            assertThat(tunnel.gateway.seal(PACKET, 0).isEmpty()).isEqualTo(i % 2 == 1);
        }
    }
}
