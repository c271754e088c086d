package gatehouse.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import gatehouse.bytes.Bytes;
import gatehouse.dataplane.AccessList;
import gatehouse.dataplane.AccessList.Endpoint;
import gatehouse.dataplane.AccessList.Entry;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.Policer;
import gatehouse.dataplane.Selector;
import gatehouse.dataplane.SessionProgram;
import gatehouse.net.Addresses;
import gatehouse.net.AddressRange;
import gatehouse.net.Path;
import gatehouse.net.Prefix;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a packet and a pair cost in memory. Bounds are generous; the figures go to standard output.
class EspCostTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int PACKETS = 32_000;
    private static final int BATCH = 64;

    /// A list of 64 entries of which none but the last fits, and two buckets.
    private static SessionProgram program() {
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < 63; i++) {
            entries.add(Entry.deny(6, Endpoint.ANY, Endpoint.of(Prefix.parse("172.16." + i + ".0/24")).port(i)));
        }
        entries.add(Entry.permit(0, Endpoint.ANY, Endpoint.ANY));
        AccessList list = AccessList.of(entries);
        var fast = new Policer(1_000_000_000_000L, 1 << 30);
        return new SessionProgram(list, list, fast, fast, false);
    }

    @Test
    void aPacketCostsNoMemoryBesideTheProviders() {
        for (int length : new int[] {64, 1400}) {
            var tunnel = new Tunnel(Tunnel.GCM, false);
            tunnel.gateway.database.enforce("alice", program(), 0);
            byte[] inner = Packets.udp("10.9.0.1", "192.0.2.1", 1, 2, length - 28).toArray();
            var esp = new byte[BATCH][2000];
            var sealed = new int[BATCH];
            byte[] out = new byte[2000];
            long allocated = Long.MAX_VALUE;
            long sealing = 0;
            long opening = 0;
            // The best of several rounds counts: when the compiler is done depends on what else the machine does.
            for (int round = 0; round < 6; round++) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                sealing = 0;
                opening = 0;
                for (int batch = 0; batch < PACKETS / BATCH; batch++) {
                    long start = THREADS.getCurrentThreadCpuTime();
                    for (int i = 0; i < BATCH; i++) {
                        sealed[i] = tunnel.client.pipeline.outbound(inner, 0, inner.length, start, esp[i], 0);
                    }
                    long middle = THREADS.getCurrentThreadCpuTime();
                    int opened = 0;
                    for (int i = 0; i < BATCH; i++) {
                        opened += tunnel.gateway.pipeline.inbound(
                                esp[i], 0, sealed[i], Tunnel.ALICE_AT, start, out, 0);
                    }
                    opening += THREADS.getCurrentThreadCpuTime() - middle;
                    sealing += middle - start;
                    assertThat(opened).isEqualTo(BATCH * length);
                }
                allocated = Math.min(allocated, (THREADS.getCurrentThreadAllocatedBytes() - before) / PACKETS);
            }
            System.out.printf(
                    "ESP AES-256-GCM, %d octets: out %d ns, in with 64 entries and a bucket %d ns of processor time, %d"
                            + " octets allocated for both%n",
                    length, sealing / PACKETS, opening / PACKETS, allocated);
            // ACCP takes some 90 octets for each, the platform's own GCM about 1 KB; a buffer per packet would be more.
            assertThat(allocated)
                    .isLessThan(Tunnel.PROVIDERS.choices().get("AES-GCM").contains("Corretto") ? 800 : 6000);
        }
    }

    @Test
    void aPairIsSmall() {
        int count = 20_000;
        var database = new SaDatabase();
        var specs = new ArrayList<ChildSaSpec>();
        var local = List.of(new Selector(
                0, 0, 0xffff, new AddressRange(Addresses.parse("0.0.0.0"), Addresses.parse("255.255.255.255"))));
        for (int i = 1; i <= count; i++) {
            var address = Addresses.of(Bytes.copyOf((byte) 10, (byte) (i >> 16), (byte) (i >> 8), (byte) i));
            var remote = List.of(new Selector(0, 0, 0xffff, AddressRange.of(address)));
            // Each client at an address of its own, as it is.
            var path = new Path(Tunnel.GATEWAY_AT, new InetSocketAddress(address, 4500));
            ChildSaSpec model = SaDatabaseTest.spec(i << 8, remote, List.of(address), "session " + i);
            specs.add(new ChildSaSpec(
                    model.inboundSpi(), model.outboundSpi(), model.cipher(), model.inboundKey(),
                    model.inboundIntegrity(), model.outboundKey(), model.outboundIntegrity(), false, local, remote,
                    path, true, model.innerAddresses(), model.session()));
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (ChildSaSpec spec : specs) database.install(spec, 0);
        long allocated = (THREADS.getCurrentThreadAllocatedBytes() - before) / count;
        specs.clear();
        long with = used();
        assertThat(database.size()).isEqualTo(count);
        for (int i = 1; i <= count; i++) database.remove(i << 8);
        assertThat(database.size()).isZero();
        database = new SaDatabase();
        long without = used();
        long each = (with - without) / count;
        System.out.printf("ESP: %d octets of heap for a pair, %d allocated while installing it%n", each, allocated);
        assertThat(each).isLessThan(1536);
        assertThat(database.size()).isZero();
    }

    /// What is reachable: the smallest of a few looks.
    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
