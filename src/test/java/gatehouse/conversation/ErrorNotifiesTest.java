package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.ike.Effect;
import gatehouse.ike.engine.EngineStats.Drop;
import gatehouse.ike.policy.Contact;
import gatehouse.net.Addresses;
import gatehouse.net.Datagram;
import gatehouse.net.Prefix;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.KePayload;
import gatehouse.wire.MessageWriter;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Payloads;
import gatehouse.wire.Proposal;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import gatehouse.wire.TrafficSelector;
import gatehouse.wire.TransformId;
import gatehouse.wire.TsPayload;
import gatehouse.wire.UnknownPayload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A conversation for every error that the gateway can tell a peer; and there is no error without one.
class ErrorNotifiesTest {
    /// Named like the notify.
    private enum Error {
        AUTHENTICATION_FAILED(peer -> {
            peer.init();
            var payloads = new ArrayList<>(peer.proof());
            var auth = (AuthPayload) payloads.removeLast();
            payloads.add(new AuthPayload(auth.method(), Bytes.wrap(new byte[32])));
            payloads.addAll(KeyedPeer.child());
            return peer.ask(ExchangeType.IKE_AUTH, payloads);
        }),
        NO_PROPOSAL_CHOSEN(peer -> {
            peer.login();
            return peer.ask(ExchangeType.CREATE_CHILD_SA, child(KeyedPeer.espOffer(7, TransformId.CHACHA20_POLY1305)));
        }),
        INVALID_KE_PAYLOAD(peer -> {
            List<Payload> offer = offer();
            return clear(peer, MessageWriter.write(peer.header(ExchangeType.IKE_SA_INIT, 0), List.of(
                    offer.getFirst(),
                    new KePayload(TransformId.ECP_256, Bytes.wrap(new byte[64])),
                    offer.getLast())));
        }),
        UNSUPPORTED_CRITICAL_PAYLOAD(peer -> {
            peer.login();
            return peer.ask(ExchangeType.INFORMATIONAL, List.of(
                    new UnknownPayload(new PayloadType(200), true, Bytes.EMPTY)));
        }),
        INVALID_SYNTAX(peer -> {
            peer.login();
            return peer.ask(ExchangeType.CREATE_CHILD_SA, KeyedPeer.child(7));
        }),
        TS_UNACCEPTABLE(peer -> {
            peer.login();
            List<Payload> child = new ArrayList<>(child(KeyedPeer.espOffer(7, TransformId.AES_GCM_16)));
            child.set(2, new TsPayload(
                    PayloadType.TSI, List.of(TrafficSelector.of(Prefix.parse("192.168.0.0/16").range()))));
            return peer.ask(ExchangeType.CREATE_CHILD_SA, child);
        }),
        INTERNAL_ADDRESS_FAILURE(gateway -> gateway.pool = "", KeyedPeer::login),
        FAILED_CP_REQUIRED(peer -> {
            peer.init();
            var payloads = new ArrayList<>(peer.proof());
            payloads.addAll(KeyedPeer.child());
            return peer.ask(ExchangeType.IKE_AUTH, payloads);
        }),
        NO_ADDITIONAL_SAS(peer -> oneTooMany(peer, List.of())),
        TS_MAX_QUEUE(peer -> oneTooMany(peer, List.of(NotifyPayload.of(NotifyType.SA_RESOURCE_INFO)))),
        TEMPORARY_FAILURE(peer -> {
            peer.login();
            Bytes spi = Bytes.fromHex("1111111122222222");
            Proposal proposal = ((SaPayload) offer().getFirst()).proposals().getFirst();
            var rekey = new SaPayload(List.of(new Proposal(1, ProtocolId.IKE, spi, proposal.transforms())));
            assertThat(Payloads.first(
                    peer.ask(ExchangeType.CREATE_CHILD_SA, List.of(rekey, offer().getLast(), offer().get(1))),
                    SaPayload.class)).isPresent();// In the IKE SA that has a successor.
            return peer.ask(ExchangeType.CREATE_CHILD_SA, child(KeyedPeer.espOffer(7, TransformId.AES_GCM_16)));
        }),
        CHILD_SA_NOT_FOUND(peer -> {
            peer.login();
            var payloads = new ArrayList<Payload>();
            payloads.add(new NotifyPayload(
                    ProtocolId.ESP, Bytes.fromHex("deadbeef"), NotifyType.REKEY_SA, Bytes.EMPTY));
            payloads.addAll(child(KeyedPeer.espOffer(7, TransformId.AES_GCM_16)));
            return peer.ask(ExchangeType.CREATE_CHILD_SA, payloads);
        }),
        UNACCEPTABLE_ADDRESSES(gateway -> gateway.contact = staying(), peer -> {
            roams(peer);
            return peer.ask(ExchangeType.INFORMATIONAL, List.of(NotifyPayload.of(NotifyType.UPDATE_SA_ADDRESSES)));
        }),
        UNEXPECTED_NAT_DETECTED(peer -> {
            roams(peer);
            // From somewhere else than the gateway sees it.
            Bytes elsewhere = new ByteWriter(12)
                    .bytes(Addresses.bytes(Addresses.parse("192.168.0.7")))
                    .bytes(Addresses.bytes(peer.path.remote().getAddress()))
                    .u16(4500)
                    .u16(4500)
                    .toBytes();
            return peer.ask(ExchangeType.INFORMATIONAL, List.of(
                    NotifyPayload.of(NotifyType.UPDATE_SA_ADDRESSES),
                    NotifyPayload.of(NotifyType.NO_NATS_ALLOWED, elsewhere)));
        }),
        INVALID_IKE_SPI(peer -> clear(peer, MessageWriter.write(
                IkeHeader.of(peer.spi, 0x1234_5678_0000_0003L, ExchangeType.INFORMATIONAL, true, false, 5),
                List.of()))),
        INVALID_MAJOR_VERSION(peer -> {
            byte[] octets = MessageWriter.write(peer.header(ExchangeType.IKE_SA_INIT, 0), offer()).toArray();
            octets[17] = 0x10;
            return clear(peer, Bytes.wrap(octets));
        });

        private final Consumer<World.Shape> gateway;
        private final Function<KeyedPeer, List<Payload>> conversation;

        Error(Function<KeyedPeer, List<Payload>> conversation) {
            this(_ -> {}, conversation);
        }

        Error(Consumer<World.Shape> gateway, Function<KeyedPeer, List<Payload>> conversation) {
            this.gateway = gateway;
            this.conversation = conversation;
        }
    }

    @ParameterizedTest
    @EnumSource
    void anErrorIsToldAndCounted(Error error) {
        World.Shape gateway = KeyedPeer.gateway();
        error.gateway.accept(gateway);
        var world = new World(gateway);
        List<Payload> answer = error.conversation.apply(new KeyedPeer(world, 1));
        List<NotifyType> errors = Payloads.all(answer, NotifyPayload.class).stream()
                .map(NotifyPayload::notifyType)
                .filter(NotifyType::isError)
                .toList();
        assertThat(errors).extracting(NotifyType::toString).containsExactly(error.name());
        assertThat(world.engine.stats().refusals()).containsEntry(errors.getFirst(), 1L);
        assertThat(world.engine.stats().bugs()).isZero();
    }

    /// What the rooms of the engine put into a notify, or into a refusal that becomes one.
    @Test
    void thereIsNoErrorWithoutAConversation() throws IOException {
        var told = Pattern.compile("(?:NotifyPayload\\.of|new RefusedException)\\(\\s*NotifyType\\.([A-Z0-9_]+)");
        Set<String> errors = NotifyType.all().stream()
                .filter(NotifyType::isError)
                .map(NotifyType::toString)
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/gatehouse/ike"))) {
            Set<String> sent = files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> told.matcher(text(file)).results().map(match -> match.group(1)))
                    .filter(errors::contains)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(sent)
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(Error.values()).map(Enum::name).toList());
        }
    }

    // What is not protected costs the gateway little, whoever sends it and however often.
    @Test
    void aFloodOfAnotherVersionGetsFewAnswers() {
        var world = new World();
        for (int i = 0; i < 1000; i++) {
            var peer = new KeyedPeer(world, i);
            byte[] octets = MessageWriter.write(peer.header(ExchangeType.IKE_SA_INIT, 0), offer()).toArray();
            octets[17] = 0x10;
            world.deliver(new Datagram(peer.path, Bytes.wrap(octets)));
        }
        assertThat(world.fromGateway).hasSizeBetween(1, 101);
        assertThat(world.all(Effect.OtherVersion.class)).hasSameSizeAs(world.fromGateway);
        assertThat(world.engine.stats().drops(Drop.NOT_IKEV2)).isEqualTo(1000);
        assertThat(world.engine.size()).isZero();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Payload> offer() {
        return KeyedPeer.offer(TransformId.CURVE_25519, Bytes.fromHex("09" + "00".repeat(31)));
    }

    private static List<Payload> child(SaPayload sa) {
        return List.of(
                sa,
                new NoncePayload(KeyedPeer.nonce()),
                KeyedPeer.everything(PayloadType.TSI),
                KeyedPeer.everything(PayloadType.TSR));
    }

    // Child SAs until one is refused.
    private static List<Payload> oneTooMany(KeyedPeer peer, List<Payload> more) {
        peer.login();
        for (int spi = 100;; spi++) {
            var payloads = new ArrayList<>(more);
            payloads.addAll(child(KeyedPeer.espOffer(spi, TransformId.AES_GCM_16)));
            List<Payload> answer = peer.ask(ExchangeType.CREATE_CHILD_SA, payloads);
            if (Payloads.first(answer, SaPayload.class).isEmpty()) return answer;
        }
    }

    private static Contact staying() {
        Contact usual = Contact.DEFAULT;
        return new Contact(usual.liveness(), usual.window(), usual.crashTokens(), new Contact.Roaming(
                true, List.of(Prefix.parse("192.0.2.0/24")), Contact.Roaming.AddressProof.NONE, List.of()));
    }

    private static void roams(KeyedPeer peer) {
        peer.init();
        var payloads = new ArrayList<Payload>(KeyedPeer.child());
        payloads.add(NotifyPayload.of(NotifyType.MOBIKE_SUPPORTED));
        assertThat(Payloads.notify(
                peer.authenticate(KeyedPeer.address(), payloads), NotifyType.MOBIKE_SUPPORTED)).isPresent();
    }

    private static List<Payload> clear(KeyedPeer peer, Bytes octets) {
        Optional<IkeMessage> reply = peer.send(octets).map(KeyedPeer::read);
        return reply.orElseThrow().payloads();
    }
}
