package gatehouse.ike.sa;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.BareGcm;
import gatehouse.crypto.IkeKeys;
import gatehouse.crypto.Providers;
import gatehouse.ike.policy.MessageRules;
import gatehouse.wire.EapPayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.Payload;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// A message of IKE_AUTH with an EAP packet, AES-256-GCM: from the payload to the datagram and back, beside the cipher alone.
@State(Scope.Thread)
public class ProtectedChannelBench {
    /// Octets of the EAP packet.
    @Param({"64", "1200"})
    public int octets;

    private final IkeHeader header = IkeHeader.of(1, 2, ExchangeType.IKE_AUTH, true, false, 3);
    private ProtectedChannel client;
    private ProtectedChannel gateway;
    private List<Payload> payloads;
    private Bytes datagram;
    private BareGcm bare;

    @Setup
    public void setUp() throws GeneralSecurityException {
        var algorithms = new Algorithms(new SecureRandom(), Providers.load());
        var suite = new IkeSuite(
                algorithms.cipher(20, 256, 0).orElseThrow(),
                algorithms.prf(5).orElseThrow(),
                algorithms.keyExchange(31).orElseThrow(),
                List.of(),
                "");
        Bytes nonce = Bytes.wrap(new byte[32]);
        Secret shared = Secret.wrap(new byte[32]);
        IkeKeys keys = IkeKeys.derive(suite.prf(), suite.cipher(), shared, nonce, nonce, 1, 2);
        var room = new Reassembly(() -> MessageRules.Reassembly.DEFAULT);
        client = new ProtectedChannel(suite, keys, true, room);
        gateway = new ProtectedChannel(suite, keys, false, room);
        payloads = List.of(new EapPayload(Bytes.wrap(new byte[octets])));
        datagram = client.seal(header, payloads).getFirst();
        bare = new BareGcm(32, octets + 5);
        bare.seal();
    }

    @Benchmark
    public List<Bytes> seal() {
        return client.seal(header, payloads);
    }

    @Benchmark
    public byte[] sealBare() throws GeneralSecurityException {
        return bare.seal();
    }

    @Benchmark
    public ProtectedChannel.Opened open() throws MalformedException {
        ProtectedChannel.Opened opened = gateway.open(datagram);
        if (!(opened instanceof ProtectedChannel.Opened.Message)) throw new IllegalStateException("not opened");
        return opened;
    }

    @Benchmark
    public byte[] openBare() throws GeneralSecurityException {
        return bare.open();
    }
}
