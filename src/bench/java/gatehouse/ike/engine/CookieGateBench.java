package gatehouse.ike.engine;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Vectors;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.Providers;
import gatehouse.net.Addresses;
import gatehouse.wire.FirstMessage;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What an IKE_SA_INIT request costs before its sender has shown that it receives where it sends from: reading as far as needed, a
/// cookie, and the look at one that comes back.
@State(Scope.Thread)
public class CookieGateBench {
    private static final Instant NOW = Instant.EPOCH;
    private static final long SPI = 0x0cac83611ba2aba0L;

    private final CookieGate gate = new CookieGate(
            new Algorithms(new SecureRandom(), Providers.load()).prf(5).orElseThrow(), new SecureRandom(), NOW);
    private final InetSocketAddress remote = new InetSocketAddress(Addresses.parse("198.51.100.7"), 500);
    private final Bytes datagram = Vectors.in("ike/strongswan-5.9.8.txt").getFirst().octets();
    private final FirstMessage asked = new FirstMessage(Bytes.EMPTY, Bytes.wrap(new byte[32]));
    private final FirstMessage returned = new FirstMessage(gate.cookie(remote, SPI, asked, NOW), asked.nonce());

    @Benchmark
    public FirstMessage read() throws MalformedException {
        return FirstMessage.read(datagram);
    }

    @Benchmark
    public Bytes cookie() {
        return gate.cookie(remote, SPI, asked, NOW);
    }

    @Benchmark
    public boolean admits() {
        if (!gate.admits(remote, SPI, returned, NOW)) throw new IllegalStateException("not our cookie");
        return true;
    }
}
