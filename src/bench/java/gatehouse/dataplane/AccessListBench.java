package gatehouse.dataplane;

import gatehouse.dataplane.AccessList.Endpoint;
import gatehouse.dataplane.AccessList.Entry;
import gatehouse.net.Prefix;
import java.util.ArrayList;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Judging a packet by a list of which only the last entry fits it.
@State(Scope.Thread)
public class AccessListBench {
    @Param({"1", "16", "64"})
    public int entries;

    private AccessList list;
    // Of the state, so that the compiler cannot know them.
    private int source = 0x0a090001;
    private int destination = 0xc0000201;
    private int port = 1024;

    @Setup
    public void setUp() {
        var all = new ArrayList<Entry>();
        for (int i = 1; i < entries; i++) {
            all.add(Entry.deny(6, Endpoint.ANY, Endpoint.of(Prefix.parse("172.16." + i + ".0/24")).port(i)));
        }
        all.add(Entry.permit(0, Endpoint.ANY, Endpoint.ANY));
        list = AccessList.of(all);
    }

    @Benchmark
    public boolean permits() {
        return list.permits(source, destination, 6, port, 443, true);
    }
}
