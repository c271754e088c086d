package gatehouse.dataplane.esp;

import gatehouse.bytes.Bytes;
import gatehouse.dataplane.Selector;
import gatehouse.dataplane.esp.SelectorTable.Fit;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Looking whether the destination of a packet, whose headers have been read, is within selectors of which the last fits.
@State(Scope.Thread)
public class SelectorTableBench {
    @Param({"1", "8"})
    public int selectors;

    private final InnerPacket inner = new InnerPacket();
    private final Bytes packet = Packets.udp("10.9.0.1", "192.0.2.1", 1024, 53, 100);
    private SelectorTable table;

    @Setup
    public void setUp() {
        List<Selector> all = new ArrayList<>();
        for (int i = 1; i < selectors; i++) all.add(Tunnel.selector("172.16." + i + ".0/24"));
        all.add(Tunnel.selector("192.0.2.0/24"));
        table = new SelectorTable(all);
        inner.parse(packet.array(), packet.offset(), packet.length());
    }

    @Benchmark
    public Fit destination() {
        return table.destination(inner);
    }
}
