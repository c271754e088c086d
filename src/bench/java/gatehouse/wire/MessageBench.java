package gatehouse.wire;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Vectors;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Octets to payloads and back: strongSwan's IKE_SA_INIT request of eight payloads, and what was inside SK of its first IKE_AUTH,
/// thirteen.
@State(Scope.Thread)
public class MessageBench {
    private final Bytes init = Vectors.in("ike/strongswan-5.9.8.txt").getFirst().octets();
    private final IkeMessage initMessage = message(init);
    private final Vectors.Vector auth = Vectors.in("ike/strongswan-5.9.8.txt").stream()
            .filter(vector -> vector.word().equals("inside"))
            .findFirst()
            .orElseThrow();
    private final PayloadType first = new PayloadType(auth.first());
    private final List<Payload> authPayloads = payloads(first, auth.octets());

    @Benchmark
    public IkeMessage readInit() throws MalformedException {
        return MessageReader.read(init);
    }

    @Benchmark
    public Bytes writeInit() {
        return MessageWriter.write(initMessage.header(), initMessage.payloads());
    }

    @Benchmark
    public List<Payload> readAuth() throws MalformedException {
        return MessageReader.readPayloads(first, auth.octets());
    }

    @Benchmark
    public Bytes writeAuth() {
        return MessageWriter.writePayloads(authPayloads);
    }

    private static IkeMessage message(Bytes octets) {
        try {
            return MessageReader.read(octets);
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Payload> payloads(PayloadType first, Bytes octets) {
        try {
            return MessageReader.readPayloads(first, octets);
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }
}
