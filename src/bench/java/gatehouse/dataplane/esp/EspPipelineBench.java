package gatehouse.dataplane.esp;

import gatehouse.bytes.Bytes;
import gatehouse.crypto.BareGcm;
import java.security.GeneralSecurityException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// An IP packet through the pipelines of ESP, AES-256-GCM, no access list: sealed by one end, and then opened by the other too, for
/// no packet is accepted twice; beside the cipher alone.
@State(Scope.Thread)
public class EspPipelineBench {
    /// Octets of the IP packet.
    @Param({"64", "512", "1400"})
    public int octets;

    private Tunnel tunnel;
    private Bytes packet;
    private final byte[] esp = new byte[2000];
    private final byte[] out = new byte[2000];
    private BareGcm bare;

    @Setup
    public void setUp() {
        tunnel = new Tunnel(Tunnel.GCM, false);
        packet = Packets.udp("10.9.0.1", "192.0.2.1", 1024, 53, octets - 28);
        bare = new BareGcm(8, octets + 4);
    }

    @Benchmark
    public int seal() {
        return tunnel.client.pipeline.outbound(packet.array(), packet.offset(), packet.length(), 0, esp, 0);
    }

    @Benchmark
    public byte[] sealBare() throws GeneralSecurityException {
        return bare.seal();
    }

    @Benchmark
    public int sealAndOpen() {
        int length = tunnel.gateway.pipeline.inbound(esp, 0, seal(), Tunnel.ALICE_AT, 0, out, 0);
        if (length != octets) throw new IllegalStateException("dropped");
        return length;
    }

    @Benchmark
    public byte[] sealAndOpenBare() throws GeneralSecurityException {
        bare.seal();
        return bare.open();
    }
}
