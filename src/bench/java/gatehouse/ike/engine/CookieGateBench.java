package gatehouse.ike.engine;

import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Vectors;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.Providers;
import gatehouse.net.Addresses;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.MessageReader;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.Payload;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// A cookie for an IKE_SA_INIT request, and the look at one that comes back; the message has been read already.
@State(Scope.Thread)
public class CookieGateBench {
    private static final Instant NOW = Instant.EPOCH;

    private final CookieGate gate = new CookieGate(
            new Algorithms(new SecureRandom(), Providers.load()).prf(5).orElseThrow(), new SecureRandom(), NOW);
    private final Datagram datagram = new Datagram(
            new Path(new InetSocketAddress(Addresses.parse("192.0.2.1"), 500),
                    new InetSocketAddress(Addresses.parse("198.51.100.7"), 500)),
            Vectors.in("ike/strongswan-5.9.8.txt").getFirst().octets());
    private final IkeMessage asked = read();
    private final IkeMessage returned = returned();

    @Benchmark
    public NotifyPayload challenge() {
        return gate.challenge(datagram, asked, NOW);
    }

    @Benchmark
    public boolean admits() {
        if (!gate.admits(datagram, returned, NOW)) throw new IllegalStateException("not our cookie");
        return true;
    }

    private IkeMessage read() {
        try {
            return MessageReader.read(datagram.payload());
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private IkeMessage returned() {
        var payloads = new ArrayList<Payload>();
        payloads.add(gate.challenge(datagram, asked, NOW));
        payloads.addAll(asked.payloads());
        return new IkeMessage(asked.header(), payloads);
    }
}
