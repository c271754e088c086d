package gatehouse.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.Providers;
import gatehouse.eap.EapPacket;
import gatehouse.eap.EapType;
import gatehouse.net.Addresses;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.DeletePayload;
import gatehouse.wire.EapPayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IdType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.KePayload;
import gatehouse.wire.MessageReader;
import gatehouse.wire.MessageWriter;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Payloads;
import gatehouse.wire.Proposal;
import gatehouse.wire.SaPayload;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformId;
import gatehouse.wire.TransformType;
import gatehouse.wire.UnknownPayload;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The client alone, against a gateway that does what a test wants.
class InitiatorTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Providers PROVIDERS = Providers.load();
    private static final InetSocketAddress CLIENT = new InetSocketAddress(Addresses.parse("198.51.100.1"), 500);
    private static final InetSocketAddress GATEWAY = new InetSocketAddress(Addresses.parse("203.0.113.1"), 500);
    private static final IdPayload ALICE = new IdPayload(PayloadType.IDI, IdType.RFC822_ADDR, Bytes.ofUtf8("alice"));
    private static final int TRIES = 4;

    private final ScriptedGateway gateway = new ScriptedGateway();
    private final List<InitiatorEffect> seen = new ArrayList<>();
    private GatewayTrust trust = (_, _) -> Optional.empty();
    private Initiator client = client();

    private Initiator client() {
        var settings = new InitiatorSettings(
                new Path(CLIENT, GATEWAY),
                new Path(new InetSocketAddress(CLIENT.getAddress(), 4500),
                        new InetSocketAddress(GATEWAY.getAddress(), 4500)),
                ALICE,
                Optional.empty(),
                new ClientProof.Eap("alice", Secret.ofUtf8("secret"), List.of(EapType.GTC, EapType.MSCHAPV2)),
                Optional.empty(),
                List.of(),
                (chain, identity) -> trust.objection(chain, identity),
                List.of(ScriptedGateway.IKE),
                List.of(TransformId.CURVE_25519),
                List.of(ScriptedGateway.ESP),
                true,
                false,
                0,
                false,
                Duration.ofSeconds(1),
                TRIES);
        return new Initiator(settings, PROVIDERS, new SecureRandom());
    }

    private List<Bytes> tell(InitiatorInput input, Instant now) {
        List<InitiatorEffect> effects = client.handle(input, now);
        seen.addAll(effects);
        var sent = new ArrayList<Bytes>();
        for (InitiatorEffect effect : effects) {
            if (effect instanceof InitiatorEffect.Send(var datagram)) sent.add(datagram.payload());
        }
        return sent;
    }

    private Bytes start() {
        return tell(new InitiatorInput.Start(), NOW).getFirst();
    }

    private List<Bytes> receive(Bytes octets) {
        return tell(new InitiatorInput.Received(new Datagram(new Path(CLIENT, GATEWAY), octets)), NOW);
    }

    private List<Bytes> answer(long messageId, List<? extends Payload> payloads) {
        return receive(gateway.reply(ExchangeType.IKE_AUTH, messageId, payloads));
    }

    private <E extends InitiatorEffect> Optional<E> last(Class<E> kind) {
        return seen.stream().filter(kind::isInstance).map(kind::cast).reduce((_, b) -> b);
    }

    private String closed() {
        InitiatorEffect.Closed closed = last(InitiatorEffect.Closed.class).orElseThrow();
        assertThat(closed.wished()).isFalse();
        return closed.reason();
    }

    private void introduce() throws MalformedException {
        receive(gateway.initReply(start()));
    }

    private void connect() throws MalformedException {
        introduce();
        answer(1, gateway.introduction(ScriptedGateway.gtc()));
        answer(2, List.of(new EapPayload(EapPacket.success(1).write())));
        answer(3, gateway.accepted());
        assertThat(client.isConnected()).as("%s", seen).isTrue();
    }

    // Logging in

    @Test
    void aLoginGoesItsFourSteps() throws MalformedException {
        List<Bytes> first = receive(gateway.initReply(start()));
        List<Payload> asked = gateway.open(first.getFirst());
        assertThat(asked).contains(ALICE);
        assertThat(Payloads.first(asked, AuthPayload.class)).as("EAP is asked for by leaving AUTH out").isEmpty();
        List<Bytes> second = answer(1, gateway.introduction(ScriptedGateway.gtc()));
        EapPacket password = ScriptedGateway.eap(gateway.open(second.getFirst())).orElseThrow();
        assertThat(password.data().utf8()).isEqualTo("secret");
        List<Bytes> third = answer(2, List.of(new EapPayload(EapPacket.success(1).write())));
        AuthPayload auth = Payloads.first(gateway.open(third.getFirst()), AuthPayload.class).orElseThrow();
        assertThat(gateway.isKeylessAuth(auth, ALICE)).isTrue();
        assertThat(answer(3, gateway.accepted())).isEmpty();
        var connected = last(InitiatorEffect.Connected.class).orElseThrow();
        assertThat(connected.addresses()).containsExactly(Addresses.parse("10.0.0.1"));
        assertThat(connected.dns()).containsExactly(Addresses.parse("10.0.0.53"));
        assertThat(connected.child()).isEqualTo(client.child().orElseThrow());
        assertThat(connected.child().outboundSpi()).isEqualTo(0x0a0b0c0d);
        assertThat(client.nextDeadline()).isEmpty();
    }

    @Test
    void theIdentityIsToldWhenAsked() throws MalformedException {
        introduce();
        List<Bytes> sent = answer(1, gateway.introduction(EapPacket.identityRequest(7)));
        assertThat(ScriptedGateway.eap(gateway.open(sent.getFirst())))
                .contains(EapPacket.identityResponse(7, "alice"));
    }

    @Test
    void aMethodThatItDoesNotWantIsNakedWithThoseItDoes() throws MalformedException {
        introduce();
        List<Bytes> sent = answer(
                1, gateway.introduction(EapPacket.request(9, EapType.MD5_CHALLENGE, Bytes.fromHex("0100"))));
        assertThat(ScriptedGateway.eap(gateway.open(sent.getFirst())).orElseThrow().desired())
                .containsExactly(EapType.GTC, EapType.MSCHAPV2);
    }

    @Test
    void aCookieIsReturnedFirstAndTheRestStaysTheSame() throws MalformedException {
        Bytes before = start();
        gateway.learn(before);
        Bytes cookie = Bytes.fromHex("c0ffee");
        List<Bytes> again =
                receive(gateway.initReply(List.of(NotifyPayload.of(NotifyType.COOKIE, cookie))));
        var message = MessageReader.read(again.getFirst());
        assertThat(message.payloads().getFirst()).isEqualTo(NotifyPayload.of(NotifyType.COOKIE, cookie));
        // RFC 7296, section 2.6: "and all other payloads unchanged".
        assertThat(message.payloads().subList(1, message.payloads().size()))
                .isEqualTo(MessageReader.read(before).payloads());
    }

    @Test
    void aGatewayThatAlwaysWantsACookieIsGivenUp() throws MalformedException {
        Bytes request = start();
        gateway.learn(request);
        for (int i = 0; i < 20 && last(InitiatorEffect.Closed.class).isEmpty(); i++) {
            receive(gateway.initReply(List.of(NotifyPayload.of(NotifyType.COOKIE, Bytes.fromHex("c0ffee")))));
        }
        assertThat(closed()).contains("never has enough");
    }

    @Test
    void aGroupThatWasNotOfferedIsNotTried() throws MalformedException {
        gateway.learn(start());
        receive(gateway.initReply(List.of(
                NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, new ByteWriter(2).u16(2).toBytes()))));
        assertThat(closed()).contains("INVALID_KE_PAYLOAD");
    }

    @Test
    void aNatIsSeenFromTheHashes() throws MalformedException {
        receive(gateway.initReply(
                start(),
                NotifyPayload.of(NotifyType.NAT_DETECTION_SOURCE_IP, Bytes.wrap(new byte[20])),
                NotifyPayload.of(NotifyType.NAT_DETECTION_DESTINATION_IP, Bytes.wrap(new byte[20]))));
        assertThat(seen).contains(
                new InitiatorEffect.Told("there is a NAT before us"),
                new InitiatorEffect.Told("the gateway is behind a NAT, or says so to have ESP in UDP"));
    }

    @Test
    void withoutNatTheHashesFit() throws MalformedException {
        Bytes request = start();
        long spi = MessageReader.readHeader(request).initiatorSpi();
        receive(gateway.initReply(
                request,
                NotifyPayload.of(NotifyType.NAT_DETECTION_SOURCE_IP, natHash(spi, GATEWAY)),
                NotifyPayload.of(NotifyType.NAT_DETECTION_DESTINATION_IP, natHash(spi, CLIENT))));
        assertThat(seen.toString()).doesNotContain(" a NAT");
    }

    private static Bytes natHash(long spi, InetSocketAddress endpoint) {
        return new Algorithms(new SecureRandom(), PROVIDERS).sha1(new ByteWriter()
                .u64(spi)
                .u64(0x5152535455565758L)
                .bytes(Addresses.bytes(endpoint.getAddress()))
                .u16(endpoint.getPort())
                .toBytes());
    }

    // A gateway that is not the right one

    @Test
    void aSignatureOfSomethingElseIsRefused() throws MalformedException {
        introduce();
        var other = new IdPayload(PayloadType.IDR, IdType.FQDN, Bytes.ofUtf8("other.example.org"));
        List<Payload> payloads = new ArrayList<>(gateway.introduction(ScriptedGateway.gtc()));
        payloads.set(2, gateway.signature(other));
        assertThat(answer(1, payloads)).as("the password stays here").isEmpty();
        assertThat(closed()).contains("its signature is wrong");
    }

    @Test
    void aGatewayThatIsNotTrustedIsRefused() throws MalformedException {
        trust = (chain, identity) -> Optional.of(identity.text() + " of " + chain.size() + " certificate");
        introduce();
        assertThat(answer(1, gateway.introduction(ScriptedGateway.gtc()))).isEmpty();
        assertThat(closed()).contains("vpn.example.org of 1 certificate");
    }

    @Test
    void aGatewayWithoutCertificateIsRefused() throws MalformedException {
        introduce();
        List<Payload> payloads = new ArrayList<>(gateway.introduction(ScriptedGateway.gtc()));
        payloads.remove(1);
        assertThat(answer(1, payloads)).isEmpty();
        assertThat(closed()).contains("no certificate");
    }

    @Test
    void eapWithoutProofIsRefused() throws MalformedException {
        introduce();
        assertThat(answer(1, List.of(ScriptedGateway.IDENTITY, new EapPayload(ScriptedGateway.gtc().write()))))
                .isEmpty();
        assertThat(closed()).contains("refuses");
    }

    @Test
    void aWrongAuthAfterEapIsRefused() throws MalformedException {
        introduce();
        answer(1, gateway.introduction(ScriptedGateway.gtc()));
        answer(2, List.of(new EapPayload(EapPacket.success(1).write())));
        List<Payload> payloads = new ArrayList<>(gateway.accepted());
        AuthPayload right = gateway.keylessAuth();
        payloads.set(0, new AuthPayload(right.method(), Bytes.wrap(new byte[right.data().length()])));
        answer(3, payloads);
        assertThat(closed()).contains("AUTH is wrong");
    }

    @Test
    void algorithmsThatWereNotOfferedAreRefused() throws MalformedException {
        gateway.learn(start());
        List<Payload> payloads = new ArrayList<>(gateway.rightInit());
        payloads.set(0, new SaPayload(List.of(new Proposal(
                1,
                ScriptedGateway.IKE.protocol(),
                Bytes.EMPTY,
                List.of(
                        Transform.of(TransformType.ENCR, TransformId.AES_GCM_16, 128),
                        Transform.of(TransformType.PRF, TransformId.PRF_HMAC_SHA2_256),
                        Transform.of(TransformType.KE, TransformId.CURVE_25519))))));
        receive(gateway.initReply(payloads));
        assertThat(closed()).contains("was not offered");
    }

    @Test
    void aPublicValueOfSmallOrderIsRefused() throws MalformedException {
        gateway.learn(start());
        List<Payload> payloads = new ArrayList<>(gateway.rightInit());
        payloads.set(1, new KePayload(TransformId.CURVE_25519, Bytes.wrap(new byte[32])));
        receive(gateway.initReply(payloads));
        assertThat(closed()).contains("public value is no good");
    }

    // When there is an IKE SA and no session

    @Test
    void withoutASessionItSaysGoodbyeToTheIkeSa() throws MalformedException {
        introduce();
        answer(1, gateway.introduction(ScriptedGateway.gtc()));
        answer(2, List.of(new EapPayload(EapPacket.success(1).write())));
        List<Bytes> sent = answer(
                3,
                List.of(gateway.keylessAuth(), NotifyPayload.of(NotifyType.INTERNAL_ADDRESS_FAILURE)));
        assertThat(gateway.open(sent.getFirst())).containsExactly(DeletePayload.ofIkeSa());
        receive(gateway.reply(ExchangeType.INFORMATIONAL, 4, List.of()));
        assertThat(closed()).isEqualTo("no session: INTERNAL_ADDRESS_FAILURE");
        assertThat(last(InitiatorEffect.Connected.class)).isEmpty();
    }

    // Repeats

    @Test
    void aRequestIsRepeatedEachTimeLaterAndThenGivenUp() {
        Bytes request = start();
        Instant now = NOW;
        var waited = new ArrayList<Duration>();
        while (client.nextDeadline().isPresent()) {
            Instant deadline = client.nextDeadline().get();
            waited.add(Duration.between(now, deadline));
            now = deadline;
            assertThat(tell(new InitiatorInput.TimeAdvanced(), now.minusMillis(1))).isEmpty();
            List<Bytes> sent = tell(new InitiatorInput.TimeAdvanced(), now);
            if (client.nextDeadline().isPresent()) assertThat(sent).containsExactly(request);
        }
        assertThat(waited).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L);
        assertThat(closed()).contains("does not answer");
    }

    @Test
    void aForgedAnswerDoesNotEndTheRepeating() throws MalformedException {
        introduce();
        Instant deadline = client.nextDeadline().orElseThrow();
        Bytes right = gateway.reply(
                ExchangeType.IKE_AUTH, 1, gateway.introduction(ScriptedGateway.gtc()));
        byte[] changed = right.toArray();
        changed[right.length() - 1] ^= 1;
        assertThat(receive(Bytes.wrap(changed))).isEmpty();
        assertThat(receive(right.slice(0, right.length() - 3))).isEmpty();
        assertThat(client.nextDeadline()).contains(deadline);
        assertThat(receive(right)).hasSize(1);
        assertThat(receive(right)).as("a repeated answer").isEmpty();
    }

    @Test
    void aMalformedAnswerToTheFirstRequestDoesNotEndTheRepeating() throws MalformedException {
        Bytes request = start();
        Bytes right = gateway.initReply(request);
        Instant deadline = client.nextDeadline().orElseThrow();
        byte[] changed = right.toArray();
        changed[IkeHeader.LENGTH + 3] ^= 1;
        receive(Bytes.wrap(changed));
        assertThat(client.nextDeadline()).contains(deadline);
        assertThat(receive(right)).hasSize(1);
    }

    // What the gateway asks

    @Test
    void theGatewaysRequestsAreAnsweredAndTheirRepeatsAlike() throws MalformedException {
        connect();
        Bytes liveness = gateway.request(ExchangeType.INFORMATIONAL, 0, List.of());
        List<Bytes> reply = receive(liveness);
        assertThat(gateway.open(reply.getFirst())).isEmpty();
        assertThat(receive(liveness)).isEqualTo(reply);
        assertThat(receive(gateway.request(ExchangeType.INFORMATIONAL, 7, List.of()))).isEmpty();
        assertThat(receive(gateway.request(ExchangeType.INFORMATIONAL, 1, List.of()))).hasSize(1);
        assertThat(receive(liveness)).as("long ago").isEmpty();
    }

    @Test
    void aRekeyByTheGatewayIsDeclined() throws MalformedException {
        connect();
        List<Bytes> reply = receive(gateway.request(
                ExchangeType.CREATE_CHILD_SA,
                0,
                List.of(new SaPayload(List.of(ScriptedGateway.ESP)), new NoncePayload(Bytes.wrap(new byte[32])))));
        assertThat(gateway.open(reply.getFirst()))
                .containsExactly(NotifyPayload.of(NotifyType.NO_ADDITIONAL_SAS));
    }

    @Test
    void aCriticalPayloadThatItDoesNotKnowIsRefused() throws MalformedException {
        connect();
        var unknown = new UnknownPayload(new PayloadType(200), true, Bytes.EMPTY);
        List<Bytes> reply = receive(gateway.request(ExchangeType.INFORMATIONAL, 0, List.of(unknown)));
        assertThat(gateway.open(reply.getFirst())).containsExactly(
                NotifyPayload.of(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, Bytes.fromHex("c8")));
    }

    @Test
    void aDeleteOfTheChildIsAnsweredWithOurs() throws MalformedException {
        connect();
        var delete = new DeletePayload(ScriptedGateway.ESP.protocol(), List.of(ScriptedGateway.ESP.spi()));
        List<Bytes> reply = receive(gateway.request(ExchangeType.INFORMATIONAL, 0, List.of(delete)));
        Bytes ours = new ByteWriter(4).u32(client.child().orElseThrow().inboundSpi()).toBytes();
        assertThat(gateway.open(reply.getFirst()))
                .containsExactly(new DeletePayload(ScriptedGateway.ESP.protocol(), List.of(ours)));
    }

    @Test
    void aDeleteOfTheIkeSaEndsIt() throws MalformedException {
        connect();
        assertThat(receive(gateway.request(ExchangeType.INFORMATIONAL, 0, List.of(DeletePayload.ofIkeSa()))))
                .hasSize(1);
        assertThat(closed()).isEqualTo("the gateway ended the session");
        assertThat(client.isConnected()).isFalse();
        assertThat(tell(new InitiatorInput.Disconnect(), NOW)).isEmpty();
    }

    @Test
    void aGoodbyeWaitsForItsAnswerAndNotForever() throws MalformedException {
        connect();
        tell(new InitiatorInput.Disconnect(), NOW);
        while (client.nextDeadline().isPresent()) {
            tell(new InitiatorInput.TimeAdvanced(), client.nextDeadline().get());
        }
        assertThat(last(InitiatorEffect.Closed.class).orElseThrow().wished()).isTrue();
    }

    // Whatever it is

    @Test
    void whateverComesInTheOpenItDoesNotStumble() throws MalformedException {
        var random = new Random(7296);
        Bytes request = start();
        Bytes reply = gateway.initReply(request);
        int dropped = 0;
        int ended = 0;
        for (int i = 0; i < 50_000; i++) {
            if (client.nextDeadline().isEmpty()) {
                client = client();
                seen.clear();
                reply = gateway.initReply(start());
                ended++;
            }
            receive(mutated(reply, random));
            if (seen.getLast() instanceof InitiatorEffect.Told(var line) && line.startsWith("dropped: ")) dropped++;
        }
        assertThat(dropped).as("read as malformed").isPositive();
        assertThat(ended).as("read as a refusal").isPositive();
    }

    /// Every step of a session, with the answer to it tampered with inside the keys.
    @Test
    void whateverTheGatewaySaysItDoesNotStumble() throws MalformedException {
        var random = new Random(7383);
        int survived = 0;
        for (int i = 0; i < 3000; i++) {
            client = client();
            seen.clear();
            int step = i % 6;
            introduce();
            if (step == 0) answer(1, tampered(gateway.introduction(ScriptedGateway.gtc()), random));
            if (step == 0) continue;
            answer(1, gateway.introduction(ScriptedGateway.gtc()));
            if (step == 1) {
                EapType type = random.nextBoolean() ? EapType.MSCHAPV2 : EapType.GTC;
                var data = new byte[random.nextInt(60)];
                random.nextBytes(data);
                if (data.length > 0) data[0] = (byte) random.nextInt(6);
                var eap = new EapPayload(EapPacket.request(2, type, Bytes.wrap(data)).write());
                answer(2, random.nextBoolean() ? List.of(eap) : tampered(List.of(eap), random));
                continue;
            }
            answer(2, List.of(new EapPayload(EapPacket.success(1).write())));
            if (step == 2) answer(3, tampered(gateway.accepted(), random));
            if (step == 2) continue;
            answer(3, gateway.accepted());
            if (step == 3) {
                tell(new InitiatorInput.RekeyIke(), NOW);
                List<Payload> right = new ArrayList<>(gateway.rightInit());
                right.set(0, new SaPayload(List.of(new Proposal(
                        1, ScriptedGateway.IKE.protocol(), Bytes.fromHex("1112131415161718"),
                        ScriptedGateway.IKE.transforms()))));
                receive(gateway.reply(ExchangeType.CREATE_CHILD_SA, 4, tampered(right, random)));
            } else if (step == 4) {
                tell(new InitiatorInput.RekeyChild(), NOW);
                List<Payload> right = new ArrayList<>(gateway.accepted());
                right.set(0, new NoncePayload(Bytes.wrap(new byte[32])));
                receive(gateway.reply(ExchangeType.CREATE_CHILD_SA, 4, tampered(right, random)));
            } else {
                var asked = List.<Payload>of(
                        new DeletePayload(ScriptedGateway.ESP.protocol(), List.of(ScriptedGateway.ESP.spi())),
                        NotifyPayload.of(NotifyType.INITIAL_CONTACT));
                receive(gateway.request(ExchangeType.INFORMATIONAL, 0, tampered(asked, random)));
            }
            if (client.isConnected()) survived++;
        }
        assertThat(survived).isPositive();
    }

    private static List<Payload> tampered(List<Payload> payloads, Random random) {
        var tampered = new ArrayList<Payload>();
        for (Payload payload : payloads) {
            int fate = random.nextInt(10);
            if (fate == 0) continue;
            if (fate == 1) tampered.add(payload);
            if (fate > 4) {
                tampered.add(payload);
                continue;
            }
            var out = new ByteWriter();
            payload.write(out);
            tampered.add(new UnknownPayload(payload.type(), random.nextInt(8) == 0, mutated(out.toBytes(), random)));
        }
        return tampered;
    }

    private static Bytes mutated(Bytes original, Random random) {
        byte[] octets = original.toArray();
        for (int n = random.nextInt(3); n >= 0 && octets.length > 0; n--) {
            int at = random.nextInt(octets.length);
            switch (random.nextInt(5)) {
                case 0 -> octets[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> octets[at] = (byte) random.nextInt(256);
                case 2 -> octets = Arrays.copyOf(octets, at);
                case 3 -> octets = Arrays.copyOf(octets, octets.length + random.nextInt(20));
                default -> octets[at] = (byte) (random.nextBoolean() ? 0 : 0xff);
            }
        }
        return Bytes.wrap(octets);
    }

    @Test
    void messagesOfOthersAreNotForIt() throws MalformedException {
        Bytes request = start();
        Bytes reply = gateway.initReply(request);
        byte[] other = reply.toArray();
        other[0] ^= 1;
        assertThat(receive(Bytes.wrap(other))).isEmpty();
        assertThat(receive(request)).as("its own request, sent back").isEmpty();
        assertThat(receive(MessageWriter.write(
                IkeHeader.of(1, 2, ExchangeType.INFORMATIONAL, false, false, 0), List.of()))).isEmpty();
        assertThat(receive(reply)).hasSize(1);
    }
}
