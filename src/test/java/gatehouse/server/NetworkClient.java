package gatehouse.server;

import gatehouse.initiator.ClientProof;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Providers;
import gatehouse.eap.EapType;
import gatehouse.initiator.Initiator;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import gatehouse.initiator.InitiatorSettings;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IdType;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Proposal;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformId;
import gatehouse.wire.TransformType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An IKEv2 client with sockets, driven by the thread of the test.
final class NetworkClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final Selector selector = Selector.open();
    private final DatagramChannel ike = channel();
    private final DatagramChannel natTraversal = channel();
    private final Path ikePath;
    private final Path natTraversalPath;
    private final Initiator initiator;
    private final List<InitiatorEffect> seen = new ArrayList<>();

    NetworkClient(Gateway gateway, String user, String password) throws IOException {
        ikePath = new Path(local(ike), gateway.ike().getFirst());
        natTraversalPath = new Path(local(natTraversal), gateway.natTraversal().getFirst());
        initiator = new Initiator(
                settings(ikePath, natTraversalPath, user + "@example.org", user, password, true),
                Providers.pureJava(),
                new SecureRandom());
    }

    /// What a usual client wants.
    static InitiatorSettings settings(
            Path ike, Path natTraversal, String identity, String user, String password, boolean ipv6) {
        return new InitiatorSettings(
                ike,
                natTraversal,
                new IdPayload(PayloadType.IDI, IdType.RFC822_ADDR, Bytes.ofUtf8(identity)),
                Optional.empty(),
                new ClientProof.Eap(user, Secret.ofUtf8(password), List.of(EapType.MSCHAPV2)),
                Optional.empty(),
                List.of(),
                (_, _) -> Optional.empty(),
                List.of(new Proposal(1, ProtocolId.IKE, Bytes.EMPTY, List.of(
                        Transform.of(TransformType.ENCR, TransformId.AES_GCM_16, 256),
                        Transform.of(TransformType.PRF, TransformId.PRF_HMAC_SHA2_256),
                        Transform.of(TransformType.KE, TransformId.CURVE_25519)))),
                List.of(TransformId.CURVE_25519),
                List.of(new Proposal(1, ProtocolId.ESP, Bytes.EMPTY, List.of(
                        Transform.of(TransformType.ENCR, TransformId.AES_GCM_16, 256),
                        Transform.of(TransformType.ESN, TransformId.NO_ESN)))),
                true,
                ipv6,
                1280,
                false,
                Duration.ofSeconds(1),
                5);
    }

    /// Connects, or fails.
    InitiatorEffect.Connected connect() throws IOException {
        handle(new InitiatorInput.Start());
        return await(InitiatorEffect.Connected.class);
    }

    /// Waits until the client is told that it is over.
    InitiatorEffect.Closed closed() throws IOException {
        return await(InitiatorEffect.Closed.class);
    }

    void handle(InitiatorInput input) throws IOException {
        for (InitiatorEffect effect : initiator.handle(input, Instant.now())) {
            if (effect instanceof InitiatorEffect.Send(var datagram)) send(datagram);
            else seen.add(effect);
        }
    }

    <E extends InitiatorEffect> E await(Class<E> kind) throws IOException {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            Optional<E> found = seen.stream().filter(kind::isInstance).map(kind::cast).findFirst();
            if (found.isPresent()) return found.get();
            selector.select(millisUntil(initiator.nextDeadline().filter(end::isAfter).orElse(end)));
            selector.selectedKeys().clear();
            receive(ike, ikePath, 0);
            receive(natTraversal, natTraversalPath, 4);
            if (initiator.nextDeadline().filter(deadline -> !deadline.isAfter(Instant.now())).isPresent()) {
                handle(new InitiatorInput.TimeAdvanced());
            }
        }
        throw new AssertionError("no " + kind.getSimpleName() + " within " + PATIENCE + ", but " + seen);
    }

    private static long millisUntil(Instant instant) {
        return Math.max(1, Duration.between(Instant.now(), instant).toMillis());
    }

    private void receive(DatagramChannel channel, Path path, int marker) throws IOException {
        var buffer = ByteBuffer.allocate(65_536);
        while (channel.receive(buffer.clear()) != null) {
            Bytes message = Bytes.copyOf(buffer.array(), marker, buffer.flip().limit() - marker);
            handle(new InitiatorInput.Received(new Datagram(path, message)));
        }
    }

    private void send(Datagram datagram) throws IOException {
        boolean plain = datagram.path().local().equals(ikePath.local());
        Bytes octets = plain ? datagram.payload() : Bytes.concat(Bytes.fromHex("00000000"), datagram.payload());
        (plain ? ike : natTraversal).send(ByteBuffer.wrap(octets.toArray()), datagram.path().remote());
    }

    private DatagramChannel channel() throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress(LOOPBACK, 0)).configureBlocking(false).register(
                selector, SelectionKey.OP_READ);
        return channel;
    }

    private static InetSocketAddress local(DatagramChannel channel) throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    @Override
    public void close() throws IOException {
        ike.close();
        natTraversal.close();
        selector.close();
    }
}
