package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccountingEvent;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.eap.EapType;
import gatehouse.ike.Input;
import gatehouse.ike.policy.Contact;
import gatehouse.initiator.InitiatorInput;
import gatehouse.initiator.InitiatorSettings;
import gatehouse.net.Datagram;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.MessageReader;
import gatehouse.wire.MessageWriter;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.Payloads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who has lost its state says so, and is believed (RFC 6290).
class QuickCrashDetectionTest {
    private static final Bytes TOKEN = Bytes.fromHex("00112233445566778899aabbccddeeff");

    private static World world(boolean tokens) {
        var shape = new World.Shape();
        Contact usual = Contact.DEFAULT;
        shape.contact = new Contact(usual.liveness(), usual.window(), tokens, usual.roaming());
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        return world;
    }

    private static Client login(World world, Bytes token) {
        var shape = new Client.Shape("alice");
        shape.contact = new InitiatorSettings.Contact(false, 1, token, List.of());
        Client client = world.connect(shape);
        world.run(Duration.ofSeconds(5));
        return client;
    }

    @Test
    void aClientKnowsAtOnceThatTheGatewayHasCrashed() {
        World world = world(true);
        Client client = login(world, Bytes.EMPTY);
        world.crash();
        world.tell(client, new InitiatorInput.CheckLiveness());
        world.run(Duration.ofMillis(40));
        assertThat(client.closed().orElseThrow().reason()).isEqualTo("the gateway has lost the session");
    }

    @Test
    void evenAfterARekey() {
        World world = world(true);
        Client client = login(world, Bytes.EMPTY);
        world.tell(client, new InitiatorInput.RekeyIke());
        world.run(Duration.ofSeconds(1));
        world.crash();
        world.tell(client, new InitiatorInput.CheckLiveness());
        world.run(Duration.ofMillis(40));
        assertThat(client.closed().orElseThrow().reason()).isEqualTo("the gateway has lost the session");
    }

    @Test
    void withoutATokenItHasToFindOut() {
        World world = world(false);
        Client client = login(world, Bytes.EMPTY);
        world.crash();
        world.tell(client, new InitiatorInput.CheckLiveness());
        world.run(Duration.ofSeconds(10));
        assertThat(client.connected()).isTrue();
        world.run(Duration.ofMinutes(2));
        assertThat(client.closed().orElseThrow().reason()).isEqualTo("the gateway does not answer");
    }

    /// Section 9: nobody may get the token of an SA that lives, or he could end it.
    @Test
    void theTokenOfALivingSaIsNotToBeHad() throws MalformedException {
        World world = world(true);
        Client client = login(world, Bytes.EMPTY);
        world.tell(client, new InitiatorInput.CheckLiveness());
        Datagram genuine = world.toGateway.getLast();
        IkeHeader header = MessageReader.readHeader(genuine.payload());
        world.crash();
        world.deliver(genuine);
        Bytes token = token(world.fromGateway.getLast()).orElseThrow();
        world = world(true);
        login(world, Bytes.EMPTY);
        // The same SPIs with the roles exchanged, or with one of them wrong, make other tokens.
        for (IkeHeader asked : List.of(
                IkeHeader.of(header.initiatorSpi(), header.responderSpi(), header.exchangeType(), false, false, 9),
                IkeHeader.of(header.initiatorSpi() + 1, header.responderSpi(), header.exchangeType(), true, false, 9),
                IkeHeader.of(header.responderSpi(), header.initiatorSpi(), header.exchangeType(), true, false, 9))) {
            world.deliver(new Datagram(genuine.path(), MessageWriter.write(asked, List.of())));
            world.run(Duration.ofSeconds(1));
            assertThat(token(world.fromGateway.getLast())).isPresent().get().isNotEqualTo(token);
        }
    }

    private static Optional<Bytes> token(Datagram datagram) throws MalformedException {
        IkeMessage message = MessageReader.read(datagram.payload());
        assertThat(message.payloads()).extracting(payload -> ((NotifyPayload) payload).notifyType())
                .containsExactly(NotifyType.QUICK_CRASH_DETECTION, NotifyType.INVALID_IKE_SPI);
        return Payloads.notify(message.payloads(), NotifyType.QUICK_CRASH_DETECTION).map(NotifyPayload::data);
    }

    @Test
    void strangersAreAnsweredSoOftenAndNoMore() {
        World world = world(true);
        Client client = login(world, Bytes.EMPTY);
        world.tell(client, new InitiatorInput.CheckLiveness());
        Datagram genuine = world.toGateway.getLast();
        world.crash();
        int before = world.fromGateway.size();
        for (int i = 0; i < 1000; i++) world.deliver(genuine);
        assertThat(world.fromGateway.size() - before).isBetween(90, 110);
        world.run(Duration.ofSeconds(1));
        before = world.fromGateway.size();
        for (int i = 0; i < 1000; i++) world.deliver(genuine);
        assertThat(world.fromGateway.size() - before).isBetween(90, 110);
    }

    @Test
    void aClientThatHasCrashedIsBelievedAtOnce() throws MalformedException {
        World world = world(true);
        login(world, TOKEN);
        SessionId id = world.id("alice");
        answerUnprotected(world, TOKEN);
        assertThat(world.directory.size()).isZero();
        assertThat(world.engine.size()).isZero();
        AccountingEvent.Stop stop = world.accounted(AccountingEvent.Stop.class).getFirst();
        assertThat(stop.session().id()).isEqualTo(id);
        assertThat(stop.cause()).isEqualTo(TerminateCause.LOST_SERVICE);
        assertThat(stop.reason()).isEqualTo("the client has lost its state");
    }

    @Test
    void anotherTokenOrNoneIsNotBelieved() throws MalformedException {
        World world = world(true);
        login(world, TOKEN);
        answerUnprotected(world, Bytes.fromHex("00112233445566778899aabbccddeefe"));
        answerUnprotected(world, Bytes.EMPTY);
        assertThat(world.directory.size()).isEqualTo(1);
    }

    @Test
    void aTokenThatCouldBeGuessedIsNone() throws MalformedException {
        World world = world(true);
        Bytes shortToken = TOKEN.slice(0, 15);
        login(world, shortToken);
        answerUnprotected(world, shortToken);
        assertThat(world.directory.size()).isEqualTo(1);
    }

    /// The gateway asks whether the client lives, and gets this for an answer.
    private static void answerUnprotected(World world, Bytes token) throws MalformedException {
        world.link.loses = _ -> true;
        int before = world.fromGateway.size();
        for (int i = 0; i < 40 && world.fromGateway.size() == before; i++) world.run(Duration.ofSeconds(1));
        Datagram question = world.fromGateway.getLast();
        IkeHeader asked = MessageReader.readHeader(question.payload());
        IkeHeader header = IkeHeader.of(
                asked.initiatorSpi(), asked.responderSpi(), asked.exchangeType(), true, true, asked.messageId());
        var payloads = new ArrayList<Payload>();
        if (!token.isEmpty()) payloads.add(NotifyPayload.of(NotifyType.QUICK_CRASH_DETECTION, token));
        payloads.add(NotifyPayload.of(NotifyType.INVALID_IKE_SPI));
        world.feed(new Input.Received(new Datagram(question.path(), MessageWriter.write(header, payloads))));
    }
}
