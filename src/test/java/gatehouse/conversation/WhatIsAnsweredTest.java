package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.ike.policy.Contact;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IdPayload;
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
import gatehouse.wire.SaPayload;
import gatehouse.wire.TransformId;
import gatehouse.wire.UnknownPayload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is answered to a message that is wrong, and what becomes of the IKE SA: a row for each mistake, with the section of RFC
/// 7296 that says so. What anybody could have sent gets silence, or a notify that reveals and costs nothing; what is
/// authentic is always answered.
class WhatIsAnsweredTest {
    private static final String SILENCE = "silence";
    private static final PayloadType UNKNOWN = new PayloadType(200);

    /// How far the peer has come before it makes its mistake.
    private enum Stage {
        STRANGER,
        /// It has keys, and has proved nothing.
        KEYED,
        ESTABLISHED
    }

    /// What becomes of the IKE SA.
    private enum Fate {
        /// There is none.
        NONE,
        LIVES,
        DIES
    }

    private enum Mistake {
        // In front of any SA.
        TRUNCATED_HEADER("2.21.1", peer -> plain(peer, init(peer).slice(0, 20)), SILENCE),
        LENGTH_TOO_LARGE("2.21.1", peer -> plain(peer, with(init(peer), 27, init(peer).length() + 1)), SILENCE),
        TRAILING_OCTETS("2.21.1", peer -> plain(peer, Bytes.concat(init(peer), Bytes.fromHex("0000"))), SILENCE),
        PAYLOAD_LENGTH_TOO_LARGE("2.21.1", peer -> plain(peer, with(init(peer), 30, 0x7f)), SILENCE),
        PAYLOAD_LENGTH_ZERO("2.21.1", peer -> plain(peer, with(with(init(peer), 30, 0), 31, 0)), SILENCE),
        // "… the status MUST only be returned for and in an encrypted packet": section 3.10.1 of INVALID_SYNTAX.
        INIT_WITHOUT_KE("3.10.1", peer -> knock(peer, without(KePayload.class)), SILENCE),
        INIT_WITHOUT_NONCE("3.10.1", peer -> knock(peer, without(NoncePayload.class)), SILENCE),
        INIT_WITH_TWO_SA("3.10.1", peer -> knock(peer, and(offer(), offer().getFirst())), SILENCE),
        INIT_WITH_SHORT_NONCE(
                "2.10",
                peer -> knock(peer, and(without(NoncePayload.class), unknown(PayloadType.NONCE, false, 8))),
                SILENCE),
        INIT_WITH_CRITICAL_UNKNOWN(
                "2.5", peer -> knock(peer, and(offer(), unknown(UNKNOWN, true, 4))), "UNSUPPORTED_CRITICAL_PAYLOAD c8"),
        INIT_WITH_UNKNOWN("2.5", peer -> knock(peer, and(offer(), unknown(UNKNOWN, false, 4))), "served"),
        INIT_THAT_IS_A_RESPONSE("2.2", peer -> plain(peer, with(init(peer), 19, 0x28)), SILENCE),
        INIT_OF_A_RESPONDER("3.1", peer -> plain(peer, with(init(peer), 19, 0)), SILENCE),
        INIT_WITH_OUR_SPI("3.1", peer -> plain(peer, with(init(peer), 15, 1)), SILENCE),
        INIT_WITH_MESSAGE_ID_1("2.2", peer -> plain(peer, with(init(peer), 23, 1)), SILENCE),
        INIT_OF_A_LATER_MINOR_VERSION("2.5", peer -> plain(peer, with(init(peer), 17, 0x2f)), "served"),
        INIT_WITH_RESERVED_FLAGS("3.1", peer -> plain(peer, with(init(peer), 19, 0xcf)), "served"),
        INIT_WITH_NO_PROPOSAL(
                "2.7",
                peer -> knock(peer, KeyedPeer.offer(TransformId.MODP_1024, Bytes.wrap(new byte[128]))),
                "NO_PROPOSAL_CHOSEN"),
        INIT_IN_ANOTHER_GROUP(
                "1.2",
                peer -> knock(
                        peer,
                        Stream.of(
                                        Stream.of(offer().getFirst()),
                                        Stream.of(new KePayload(TransformId.ECP_256, Bytes.wrap(new byte[64]))),
                                        Stream.of(offer().getLast()))
                                .flatMap(one -> one)
                                .map(Payload.class::cast)
                                .toList()),
                "INVALID_KE_PAYLOAD 001f"),
        IKEV1("2.5", peer -> plain(peer, main(peer, 0x10, 0)), "INVALID_MAJOR_VERSION"),
        IKEV3("2.5", peer -> plain(peer, main(peer, 0x30, 8)), "INVALID_MAJOR_VERSION"),
        IKEV3_RESPONSE("2.5", peer -> plain(peer, main(peer, 0x30, 0x28)), SILENCE),
        // Longer than it the answer must not be: whose address is it?
        IKEV1_HEADER_ALONE("2.21.1", peer -> plain(peer, header(peer, 0x10)), SILENCE),
        REQUEST_OF_NO_SA("2.21.4", peer -> plain(peer, stray(peer, false)), "INVALID_IKE_SPI"),
        RESPONSE_OF_NO_SA("2.21.4", peer -> plain(peer, stray(peer, true)), SILENCE),

        // Of somebody who has keys, and may be anybody.
        AUTH_IN_THE_CLEAR(
                "2.21.2", Stage.KEYED, peer -> plain(peer, MessageWriter.write(
                        peer.header(ExchangeType.IKE_AUTH, 1), peer.proof())), SILENCE, Fate.LIVES),
        AUTH_FORGED("2.21.2", Stage.KEYED, peer -> plain(peer, forged(peer)), SILENCE, Fate.LIVES),
        AUTH_WITH_MESSAGE_ID_2(
                "2.3",
                Stage.KEYED,
                peer -> plain(peer, peer.sealed(ExchangeType.IKE_AUTH, 2, peer.proof())),
                SILENCE,
                Fate.LIVES),
        AUTH_WITHOUT_ID("2.21.2", Stage.KEYED, peer -> ask(
                peer, ExchangeType.IKE_AUTH, KeyedPeer.child()), "INVALID_SYNTAX", Fate.DIES),
        AUTH_OF_GARBAGE("2.21.2", Stage.KEYED, peer -> ask(
                peer, ExchangeType.IKE_AUTH, List.of(unknown(PayloadType.IDI, false, 1))), "INVALID_SYNTAX", Fate.DIES),
        AUTH_WITH_TWO_IDS("2.21.2", Stage.KEYED, peer -> ask(
                peer, ExchangeType.IKE_AUTH, and(peer.proof(), id(peer))), "INVALID_SYNTAX", Fate.DIES),
        AUTH_WITH_CRITICAL_UNKNOWN("2.5", Stage.KEYED, peer -> ask(
                peer, ExchangeType.IKE_AUTH, and(peer.proof(), unknown(UNKNOWN, true, 0))),
                "UNSUPPORTED_CRITICAL_PAYLOAD c8", Fate.LIVES),
        AUTH_WITH_SA_WITHOUT_TS("1.2", Stage.KEYED, peer -> ask(
                peer, ExchangeType.IKE_AUTH, and(peer.proof(), KeyedPeer.child().getFirst())), "INVALID_SYNTAX", Fate.DIES),
        CHILD_BEFORE_AUTH("1.3", Stage.KEYED, peer -> ask(
                peer, ExchangeType.CREATE_CHILD_SA, newChild()), "INVALID_SYNTAX", Fate.LIVES),
        UNKNOWN_EXCHANGE_BEFORE_AUTH("2.21.2", Stage.KEYED, peer -> ask(
                peer, new ExchangeType(99), List.of()), "INVALID_SYNTAX", Fate.LIVES),

        // Of somebody whom we know.
        FORGED("2.21.3", Stage.ESTABLISHED, peer -> plain(peer, forged(peer)), SILENCE, Fate.LIVES),
        IN_THE_CLEAR(
                "2.21.3",
                Stage.ESTABLISHED,
                peer -> plain(peer, MessageWriter.write(
                        peer.header(ExchangeType.INFORMATIONAL, peer.messageId), List.of())),
                SILENCE,
                Fate.LIVES),
        // INVALID_MESSAGE_ID may be said in a request of our own, and need not be.
        BEYOND_THE_WINDOW(
                "2.3",
                Stage.ESTABLISHED,
                peer -> plain(peer, peer.sealed(ExchangeType.INFORMATIONAL, peer.messageId + 40, List.of())),
                SILENCE,
                Fate.LIVES),
        RESPONSE_TO_NOTHING(
                "2.2", Stage.ESTABLISHED, peer -> plain(peer, response(peer)), SILENCE, Fate.LIVES),
        CHILD_WITHOUT_NONCE("2.21.3", Stage.ESTABLISHED, peer -> ask(
                peer, ExchangeType.CREATE_CHILD_SA, KeyedPeer.child(7)), "INVALID_SYNTAX", Fate.DIES),
        CHILD_WITHOUT_TSR("2.21.3", Stage.ESTABLISHED, peer -> ask(
                peer, ExchangeType.CREATE_CHILD_SA, newChild().subList(0, 3)), "INVALID_SYNTAX", Fate.DIES),
        CHILD_OF_GARBAGE("2.21.3", Stage.ESTABLISHED, peer -> ask(
                peer, ExchangeType.CREATE_CHILD_SA, and(newChild(), unknown(PayloadType.KE, false, 1))),
                "INVALID_SYNTAX", Fate.DIES),
        IKE_REKEY_WITHOUT_KE("1.3.2", Stage.ESTABLISHED, peer -> ask(
                peer, ExchangeType.CREATE_CHILD_SA, List.of(offer().getFirst(), offer().getLast())),
                "INVALID_SYNTAX", Fate.DIES),
        GARBAGE("2.21.3", Stage.ESTABLISHED, peer -> ask(
                peer, ExchangeType.INFORMATIONAL, List.of(unknown(PayloadType.NOTIFY, false, 1))),
                "INVALID_SYNTAX", Fate.DIES),
        CRITICAL_UNKNOWN("2.5", Stage.ESTABLISHED, peer -> ask(
                peer, ExchangeType.INFORMATIONAL, List.of(unknown(UNKNOWN, true, 0))),
                "UNSUPPORTED_CRITICAL_PAYLOAD c8", Fate.LIVES),
        UNKNOWN_AND_NOT_CRITICAL("2.5", Stage.ESTABLISHED, peer -> ask(
                peer, ExchangeType.INFORMATIONAL, List.of(unknown(UNKNOWN, false, 3))), "answered", Fate.LIVES),
        KNOWN_AND_CRITICAL("2.5", Stage.ESTABLISHED, peer -> ask(
                peer, ExchangeType.INFORMATIONAL, List.of(unknown(PayloadType.VENDOR_ID, true, 3))), "answered", Fate.LIVES),
        UNKNOWN_STATUS("3.10.1", Stage.ESTABLISHED, peer -> ask(
                peer, ExchangeType.INFORMATIONAL, List.of(NotifyPayload.of(new NotifyType(40_000)))), "answered", Fate.LIVES),
        UNKNOWN_ERROR("3.10.1", Stage.ESTABLISHED, peer -> ask(
                peer, ExchangeType.INFORMATIONAL, List.of(NotifyPayload.of(new NotifyType(8_000)))), "answered", Fate.LIVES),
        AUTH_ONCE_MORE("2.21.3", Stage.ESTABLISHED, peer -> ask(
                peer, ExchangeType.IKE_AUTH, peer.proof()), "INVALID_SYNTAX", Fate.LIVES),
        UNKNOWN_EXCHANGE("2.21.3", Stage.ESTABLISHED, peer -> ask(
                peer, new ExchangeType(99), List.of()), "INVALID_SYNTAX", Fate.LIVES);

        private final String section;
        private final Stage stage;
        private final Function<KeyedPeer, String> made;
        private final String answer;
        private final Fate fate;

        Mistake(String section, Function<KeyedPeer, String> made, String answer) {
            this(section, Stage.STRANGER, made, answer, Fate.NONE);
        }

        Mistake(String section, Stage stage, Function<KeyedPeer, String> made, String answer, Fate fate) {
            this.section = section;
            this.stage = stage;
            this.made = made;
            this.answer = answer;
            this.fate = fate;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMistakeIsAnsweredAsItMustBe(Mistake mistake) {
        World.Shape gateway = KeyedPeer.gateway();
        Contact usual = Contact.DEFAULT;
        // Without tokens for a crash (RFC 6290), which are told beside INVALID_IKE_SPI.
        gateway.contact = new Contact(usual.liveness(), usual.window(), false, usual.roaming());
        var world = new World(gateway);
        var peer = new KeyedPeer(world, mistake.ordinal());
        switch (mistake.stage) {
            case STRANGER -> {}
            case KEYED -> peer.init();
            case ESTABLISHED -> peer.login();
        }
        assertThat(mistake.made.apply(peer)).as("RFC 7296, section %s", mistake.section).isEqualTo(mistake.answer);
        assertThat(world.engine.stats().bugs()).isZero();
        switch (mistake.fate) {
            case NONE -> assertThat(world.directory.size()).isZero();
            case LIVES -> assertThat(lives(world, peer, mistake.stage)).isTrue();
            case DIES -> {
                assertThat(world.directory.size()).isZero();
                world.run(Duration.ofMinutes(1));
                assertThat(world.engine.size()).isZero();
            }
        }
    }

    // Whether it goes on where it was.
    private static boolean lives(World world, KeyedPeer peer, Stage stage) {
        if (stage == Stage.ESTABLISHED) {
            return peer.ask(ExchangeType.INFORMATIONAL, List.of()).isEmpty() && world.directory.size() == 1;
        }
        peer.authenticate(KeyedPeer.address(), KeyedPeer.child());
        return world.directory.size() == 1;
    }

    private static List<Payload> offer() {
        return KeyedPeer.offer(TransformId.CURVE_25519, Bytes.fromHex("09" + "00".repeat(31)));
    }

    private static List<Payload> without(Class<? extends Payload> kind) {
        return offer().stream().filter(payload -> !kind.isInstance(payload)).toList();
    }

    private static List<Payload> and(List<? extends Payload> payloads, Payload one) {
        var all = new ArrayList<Payload>(payloads);
        all.add(one);
        return all;
    }

    private static Payload unknown(PayloadType type, boolean critical, int length) {
        return new UnknownPayload(type, critical, Bytes.wrap(new byte[length]));
    }

    private static List<Payload> newChild() {
        List<Payload> child = KeyedPeer.child(7);
        return List.of(child.get(0), new NoncePayload(KeyedPeer.nonce()), child.get(1), child.get(2));
    }

    private static IdPayload id(KeyedPeer peer) {
        return (IdPayload) peer.proof().getFirst();
    }

    private static Bytes init(KeyedPeer peer) {
        return MessageWriter.write(peer.header(ExchangeType.IKE_SA_INIT, 0), offer());
    }

    private static Bytes with(Bytes octets, int at, int value) {
        byte[] changed = octets.toArray();
        changed[at] = (byte) value;
        return Bytes.wrap(changed);
    }

    // A first message of IKEv1, or of what comes after us: what is in it does not matter.
    private static Bytes main(KeyedPeer peer, int version, int flags) {
        return with(with(init(peer), 17, version), 19, flags);
    }

    private static Bytes header(KeyedPeer peer, int version) {
        return with(with(MessageWriter.write(peer.header(new ExchangeType(2), 0), List.of()), 17, version), 19, 0);
    }

    private static Bytes stray(KeyedPeer peer, boolean response) {
        return MessageWriter.write(
                IkeHeader.of(peer.spi, 0x1234_5678_0000_0003L, ExchangeType.INFORMATIONAL, true, response, 5), List.of());
    }

    private static Bytes forged(KeyedPeer peer) {
        Bytes sealed = peer.sealed(ExchangeType.IKE_AUTH, peer.messageId, peer.proof());
        int last = sealed.length() - 1;
        return with(sealed, last, sealed.u8(last) ^ 1);
    }

    private static Bytes response(KeyedPeer peer) {
        return with(peer.sealed(ExchangeType.INFORMATIONAL, 0, List.of()), 19, 0x28);
    }

    private static String knock(KeyedPeer peer, List<Payload> payloads) {
        return plain(peer, MessageWriter.write(peer.header(ExchangeType.IKE_SA_INIT, 0), payloads));
    }

    // The answer, if it is one in the clear.
    private static String plain(KeyedPeer peer, Bytes octets) {
        Optional<IkeMessage> reply = peer.send(octets).map(KeyedPeer::read);
        if (reply.isEmpty()) return SILENCE;
        assertThat(reply.get().header().initiatorSpi()).isEqualTo(peer.spi);
        if (reply.get().first(SaPayload.class).isPresent()) return "served";
        return text(reply.get().payloads());
    }

    private static String ask(KeyedPeer peer, ExchangeType exchange, List<? extends Payload> payloads) {
        return peer.tell(exchange, List.copyOf(payloads)).map(WhatIsAnsweredTest::text).orElse(SILENCE);
    }

    private static String text(List<Payload> payloads) {
        String notifies = Payloads.all(payloads, NotifyPayload.class).stream()
                .map(notify -> (notify.notifyType() + " " + notify.data().hex()).strip())
                .collect(Collectors.joining(", "));
        return notifies.isEmpty() && payloads.isEmpty() ? "answered" : notifies;
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aRequestThatCameAlreadyGetsTheSameAnswer(Stage stage) {
        // Section 2.1: octet by octet.
        var world = new World(KeyedPeer.gateway());
        var peer = new KeyedPeer(world, 1);
        if (stage != Stage.STRANGER) peer.init();
        if (stage == Stage.ESTABLISHED) peer.authenticate(KeyedPeer.address(), KeyedPeer.child());
        Bytes request = switch (stage) {
            case STRANGER -> init(peer);
            case KEYED -> peer.sealed(ExchangeType.IKE_AUTH, 1, and(peer.proof(), unknown(UNKNOWN, true, 0)));
            case ESTABLISHED -> peer.sealed(ExchangeType.INFORMATIONAL, peer.messageId, List.of());
        };
        Bytes first = peer.send(request).orElseThrow();
        assertThat(Arrays.equals(peer.send(request).orElseThrow().toArray(), first.toArray())).isTrue();
    }
}
