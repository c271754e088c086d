package gatehouse.conversation;

import gatehouse.aaa.PeerIdentity;
import gatehouse.aaa.PeerIdentity.Kind;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.CipherSpec;
import gatehouse.crypto.IkeKeys;
import gatehouse.crypto.InvalidPublicValueException;
import gatehouse.crypto.KeyExchange;
import gatehouse.crypto.Prf;
import gatehouse.crypto.Providers;
import gatehouse.ike.auth.SharedKeyAuth;
import gatehouse.ike.auth.SignedOctets;
import gatehouse.ike.policy.IdentityPattern;
import gatehouse.ike.policy.KeySource;
import gatehouse.ike.policy.Keyring;
import gatehouse.ike.policy.Profile.LocalMethod;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.ike.sa.IkeSuite;
import gatehouse.ike.policy.MessageRules;
import gatehouse.ike.sa.ProtectedChannel;
import gatehouse.ike.sa.Reassembly;
import gatehouse.net.Addresses;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.net.Prefix;
import gatehouse.wire.Payloads;
import gatehouse.wire.DeletePayload;
import gatehouse.wire.AuthMethod;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.CfgAttribute;
import gatehouse.wire.CfgAttributeType;
import gatehouse.wire.CfgType;
import gatehouse.wire.CpPayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IdType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.KePayload;
import gatehouse.wire.MessageReader;
import gatehouse.wire.MessageWriter;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Proposal;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import gatehouse.wire.TrafficSelector;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformId;
import gatehouse.wire.TransformType;
import gatehouse.wire.TsPayload;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A peer that has the keys of an IKE SA and says what the test likes, however wrong. It can log in by a pre-shared key.
final class KeyedPeer {
    private static final Secret KEY = Secret.ofUtf8("between the two of us");
    private static final String NAME = "peer.example.org";
    private static final InetSocketAddress GATEWAY = new InetSocketAddress(Addresses.parse("203.0.113.1"), 4500);
    private static final Duration ROUND = Duration.ofMillis(200);
    private static final Algorithms ALGORITHMS = new Algorithms(new SecureRandom(), Providers.load());
    private static final CipherSpec CIPHER = ALGORITHMS.cipher(TransformId.AES_GCM_16, 256, 0).orElseThrow();
    private static final Prf PRF = ALGORITHMS.prf(TransformId.PRF_HMAC_SHA2_256).orElseThrow();
    private static final KeyExchange GROUP = ALGORITHMS.keyExchange(TransformId.CURVE_25519).orElseThrow();

    private final World world;
    final Path path;
    long spi;
    private Bytes init = Bytes.EMPTY;
    private Bytes nonceR = Bytes.EMPTY;
    private IkeKeys keys;
    private ProtectedChannel channel;
    long gatewaySpi;
    long messageId = 1;

    /// @param number of its own: makes its address and its SPI
    KeyedPeer(World world, int number) {
        this.world = world;
        this.path = new Path(
                new InetSocketAddress(Addresses.parse("198.51.100." + (1 + number % 250)), 1024 + number % 60_000),
                GATEWAY);
        this.spi = 0x5000_0000_0000_0001L + number;
    }

    /// A gateway that lets it in.
    static World.Shape gateway() {
        var shape = new World.Shape();
        shape.local = LocalMethod.PRE_SHARED_KEY;
        shape.remote = Map.of(RemoteMethod.PRE_SHARED_KEY, AuthorizationPlan.IMPLICIT);
        shape.keys = new KeySource.Local(new Keyring("ring", List.of(new Keyring.Peer(
                "peer", List.of(new IdentityPattern.Exactly(new PeerIdentity(Kind.FQDN, NAME))), List.of(), KEY,
                KEY))));
        return shape;
    }

    /// What IKE_SA_INIT usually holds.
    static List<Payload> offer(KeyExchange.Ephemeral ours) {
        return offer(TransformId.CURVE_25519, ours.publicValue());
    }

    /// @param group named by KE and by the proposal
    static List<Payload> offer(int group, Bytes publicValue) {
        var proposal = new Proposal(1, ProtocolId.IKE, Bytes.EMPTY, List.of(
                Transform.of(TransformType.ENCR, TransformId.AES_GCM_16, 256),
                Transform.of(TransformType.PRF, TransformId.PRF_HMAC_SHA2_256),
                Transform.of(TransformType.KE, group)));
        return List.of(
                new SaPayload(List.of(proposal)), new KePayload(group, publicValue), new NoncePayload(nonce()));
    }

    static Bytes nonce() {
        return Bytes.wrap(new byte[32]);
    }

    /// From now on it has keys.
    KeyedPeer init(Payload... more) {
        KeyExchange.Ephemeral ours = GROUP.generate();
        var payloads = new ArrayList<>(offer(ours));
        payloads.addAll(List.of(more));
        agree(ours, payloads);
        return this;
    }

    /// The same, but it is met with a cookie first; before it comes with that, something happens, and a repeat of its first
    /// request arrives.
    ///
    /// @return the answers to the repeat and to the request with the cookie
    List<Bytes> initAgain(Runnable something) {
        KeyExchange.Ephemeral ours = GROUP.generate();
        List<Payload> offer = offer(ours);
        Bytes first = MessageWriter.write(header(ExchangeType.IKE_SA_INIT, 0), offer);
        NotifyPayload cookie = read(send(first).orElseThrow()).notify(NotifyType.COOKIE).orElseThrow();
        something.run();
        Bytes repeated = send(first).orElseThrow();
        var payloads = new ArrayList<Payload>();
        payloads.add(cookie);
        payloads.addAll(offer);
        return List.of(repeated, agree(ours, payloads));
    }

    private Bytes agree(KeyExchange.Ephemeral ours, List<Payload> payloads) {
        init = MessageWriter.write(header(ExchangeType.IKE_SA_INIT, 0), payloads);
        Bytes octets = send(init).orElseThrow(() -> new AssertionError("no answer to IKE_SA_INIT"));
        IkeMessage reply = read(octets);
        gatewaySpi = reply.header().responderSpi();
        nonceR = reply.first(NoncePayload.class).orElseThrow().data();
        try {
            Secret shared = ours.agree(reply.first(KePayload.class).orElseThrow().data());
            keys = IkeKeys.derive(PRF, CIPHER, shared, nonce(), nonceR, spi, gatewaySpi);
        } catch (InvalidPublicValueException e) {
            throw new AssertionError(e);
        }
        channel = new ProtectedChannel(new IkeSuite(CIPHER, PRF, GROUP, List.of(), ""), keys, true, room());
        return octets;
    }

    private static Reassembly room() {
        return new Reassembly(() -> MessageRules.Reassembly.DEFAULT);
    }

    /// IDi and AUTH.
    List<Payload> proof() {
        var identity = new IdPayload(PayloadType.IDI, IdType.FQDN, Bytes.ofUtf8(NAME));
        Bytes signed = SignedOctets.of(init, nonceR, PRF, keys.skPi(), identity);
        Secret auth = SharedKeyAuth.auth(PRF, KEY, signed);
        return List.of(identity, new AuthPayload(AuthMethod.SHARED_KEY, Bytes.wrap(auth.expose())));
    }

    /// The request for an address.
    static CpPayload address() {
        return new CpPayload(CfgType.REQUEST, List.of(CfgAttribute.request(CfgAttributeType.INTERNAL_IP4_ADDRESS)));
    }

    /// SA, TSi and TSr for everything.
    static List<Payload> child() {
        return child(0x1122_3344);
    }

    static List<Payload> child(int spi) {
        return List.of(espOffer(spi, TransformId.AES_GCM_16), everything(PayloadType.TSI), everything(PayloadType.TSR));
    }

    static SaPayload espOffer(int spi, int cipher) {
        return new SaPayload(List.of(new Proposal(1, ProtocolId.ESP, new ByteWriter(4).u32(spi).toBytes(), List.of(
                Transform.of(TransformType.ENCR, cipher, 256),
                Transform.of(TransformType.ESN, TransformId.NO_ESN)))));
    }

    static TsPayload everything(PayloadType side) {
        return new TsPayload(side, List.of(TrafficSelector.of(Prefix.parse("0.0.0.0/0").range())));
    }

    /// Logs in.
    ///
    /// @return what the gateway answered
    List<Payload> login() {
        init();
        return authenticate(address(), child());
    }

    List<Payload> authenticate(CpPayload configuration, List<Payload> child) {
        var payloads = new ArrayList<>(proof());
        payloads.add(configuration);
        payloads.addAll(child);
        return ask(ExchangeType.IKE_AUTH, payloads);
    }

    /// Replaces the IKE SA, and deletes the old one.
    void rekey() {
        KeyExchange.Ephemeral ours = GROUP.generate();
        long next = spi + 0x0100_0000L;
        List<Payload> usual = offer(ours);
        var named = new Proposal(1, ProtocolId.IKE, new ByteWriter(8).u64(next).toBytes(),
                ((SaPayload) usual.getFirst()).proposals().getFirst().transforms());
        List<Payload> answer = ask(
                ExchangeType.CREATE_CHILD_SA,
                List.of(new SaPayload(List.of(named)), usual.getLast(), usual.get(1)));
        long theirs = Payloads.first(answer, SaPayload.class).orElseThrow().proposals().getFirst().spi().u64(0);
        try {
            Secret shared = ours.agree(Payloads.first(answer, KePayload.class).orElseThrow().data());
            Bytes nonce = Payloads.first(answer, NoncePayload.class).orElseThrow().data();
            IkeKeys made =
                    IkeKeys.rekeyed(PRF, keys.skD(), PRF, CIPHER, shared, nonce(), nonce, next, theirs);
            ask(ExchangeType.INFORMATIONAL, List.of(DeletePayload.ofIkeSa()));
            keys = made;
        } catch (InvalidPublicValueException e) {
            throw new AssertionError(e);
        }
        channel = new ProtectedChannel(new IkeSuite(CIPHER, PRF, GROUP, List.of(), ""), keys, true, room());
        spi = next;
        gatewaySpi = theirs;
        messageId = 0;
    }

    /// A request, and the answer to it.
    List<Payload> ask(ExchangeType exchange, List<Payload> payloads) {
        return tell(exchange, payloads).orElseThrow(() -> new AssertionError("no answer to " + exchange));
    }

    /// A request; empty if there is no answer.
    Optional<List<Payload>> tell(ExchangeType exchange, List<Payload> payloads) {
        return send(sealed(exchange, messageId++, payloads)).map(this::opened);
    }

    /// A request of which nobody waits for the answer.
    void say(ExchangeType exchange, List<Payload> payloads) {
        world.deliver(new Datagram(path, sealed(exchange, messageId++, payloads)));
    }

    /// What the gateway has asked last.
    List<Payload> asked() {
        return opened(lastRequest());
    }

    /// Answers that.
    void answer(List<Payload> payloads) {
        IkeHeader request = read(lastRequest()).header();
        IkeHeader header = IkeHeader.of(spi, gatewaySpi, request.exchangeType(), true, true, request.messageId());
        world.deliver(new Datagram(path, channel.seal(header, payloads).getFirst()));
    }

    private Bytes lastRequest() {
        return world.fromGateway.stream()
                .map(Datagram::payload)
                .filter(payload -> !read(payload).header().response())
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    /// A protected request.
    Bytes sealed(ExchangeType exchange, long messageId, List<Payload> payloads) {
        return channel.seal(header(exchange, messageId), payloads).getFirst();
    }

    IkeHeader header(ExchangeType exchange, long messageId) {
        return IkeHeader.of(spi, exchange.equals(ExchangeType.IKE_SA_INIT) ? 0 : gatewaySpi, exchange, true, false,
                messageId);
    }

    List<Payload> opened(Bytes datagram) {
        try {
            if (channel.open(datagram) instanceof ProtectedChannel.Opened.Message(var payloads)) return payloads;
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("not protected: " + read(datagram));
    }

    /// Sends octets as they are, and lets time pass.
    ///
    /// @return the first response that comes of it
    Optional<Bytes> send(Bytes octets) {
        int before = world.fromGateway.size();
        world.deliver(new Datagram(path, octets));
        world.run(ROUND);
        return world.fromGateway.stream()
                .skip(before)
                .filter(datagram -> datagram.path().remote().equals(path.local()))
                .map(Datagram::payload)
                .filter(payload -> read(payload).header().response())
                .findFirst();
    }

    static IkeMessage read(Bytes datagram) {
        try {
            return MessageReader.read(datagram);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
