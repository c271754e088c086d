package gatehouse.radius.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.MsChapV2;
import gatehouse.eap.EapCode;
import gatehouse.eap.EapPacket;
import gatehouse.eap.EapType;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.SaltEncryption;
import gatehouse.radius.dictionary.RadiusDictionary;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The embedded server over loopback. Our codec speaks to TinyRadius' on the other side, so each checks the other.
class AaaServerTest {
    private static final Secret SECRET = Secret.ofUtf8("between us");
    private static final Secret PASSWORD = Secret.ofUtf8("pässword");

    private final SecureRandom random = new SecureRandom();
    private final Authenticators authenticators = new Authenticators();
    private final Map<String, User> users = new HashMap<>();

    @TempDir
    Path directory;

    private AaaServer server;
    private DatagramSocket socket;
    private int identifier;
    private Bytes lastAuthenticator;
    private Bytes lastRequest;
    private Bytes lastAnswer;
    private final Set<RadiusCode> codes = new HashSet<>();

    @BeforeEach
    void start() throws IOException {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var settings = new AaaServer.Settings(loopback, loopback, SECRET, directory.resolve("accounting.jsonl"));
        RadiusDictionary dictionary = RadiusDictionary.load(Path.of("dictionaries"));
        server = AaaServer.start(settings, name -> Optional.ofNullable(users.get(name)), dictionary, random);
        socket = new DatagramSocket();
        socket.setSoTimeout(5000);
        for (User.Method method : User.Method.values()) {
            String name = method.name().toLowerCase(Locale.ROOT);
            users.put(name, new User(name, PASSWORD, List.of(method), List.of(Attributes.CLASS.of(Bytes.ofUtf8("x")))));
        }
        users.put("any", new User("any", PASSWORD, List.of(User.Method.MD5, User.Method.MSCHAPV2), List.of()));
    }

    @AfterEach
    void stop() {
        socket.close();
        server.close();
    }

    @Test
    void mschapv2ProvesBothSidesAndGivesTheKeysThatTheClientHas() throws Exception {
        Login login = mschapv2("mschapv2", "mschapv2", PASSWORD);
        assertThat(login.answer.code()).isEqualTo(RadiusCode.ACCESS_ACCEPT);
        assertThat(EapPacket.read(login.answer.eapMessage()).code()).isEqualTo(EapCode.SUCCESS);
        assertThat(login.answer.first(Attributes.USER_NAME)).hasValue("mschapv2");
        assertThat(login.answer.all(Attributes.CLASS)).containsExactly(Bytes.ofUtf8("x"));
        var hidden = new SaltEncryption();
        Secret receive = hidden.reveal(
                login.answer.first(Attributes.MS_MPPE_RECV_KEY).orElseThrow(), lastAuthenticator, SECRET)
                .orElseThrow();
        Secret send = hidden.reveal(
                login.answer.first(Attributes.MS_MPPE_SEND_KEY).orElseThrow(), lastAuthenticator, SECRET)
                .orElseThrow();
        assertThat(new MsChapV2.Keys(receive, send).msk()).isEqualTo(login.msk);
    }

    @Test
    void aDomainBeforeTheNameDoesNotMatter() throws Exception {
        assertThat(mschapv2("mschapv2", "CORP\\mschapv2", PASSWORD).answer.code()).isEqualTo(RadiusCode.ACCESS_ACCEPT);
    }

    @Test
    void aWrongPasswordIsToldAndThenRejected() throws Exception {
        Login login = mschapv2("mschapv2", "mschapv2", Secret.ofUtf8("wrong"));
        assertThat(login.answer.code()).isEqualTo(RadiusCode.ACCESS_REJECT);
        assertThat(EapPacket.read(login.answer.eapMessage()).code()).isEqualTo(EapCode.FAILURE);
        assertThat(login.text).startsWith("E=691 R=0");
    }

    @Test
    void whoeverIsUnknownGoesTheSameWayToTheSameEnd() throws Exception {
        Login login = mschapv2("nobody", "nobody", PASSWORD);
        assertThat(login.answer.code()).isEqualTo(RadiusCode.ACCESS_REJECT);
        assertThat(login.text).startsWith("E=691 R=0");
    }

    @Test
    void gtcTakesThePassword() throws Exception {
        RadiusPacket challenge = ask(EapPacket.identityResponse(1, "gtc"), Bytes.EMPTY);
        EapPacket prompt = EapPacket.read(challenge.eapMessage());
        assertThat(prompt.type()).hasValue(EapType.GTC);
        EapPacket reply = EapPacket.response(prompt.identifier(), EapType.GTC, Bytes.wrap(PASSWORD.expose()));
        RadiusPacket answer = ask(reply, state(challenge));
        assertThat(answer.code()).isEqualTo(RadiusCode.ACCESS_ACCEPT);
        assertThat(answer.first(Attributes.MS_MPPE_RECV_KEY)).isEmpty();
    }

    @Test
    void gtcRefusesAnother() throws Exception {
        RadiusPacket challenge = ask(EapPacket.identityResponse(1, "gtc"), Bytes.EMPTY);
        EapPacket prompt = EapPacket.read(challenge.eapMessage());
        EapPacket reply = EapPacket.response(prompt.identifier(), EapType.GTC, Bytes.ofUtf8("guess"));
        assertThat(ask(reply, state(challenge)).code()).isEqualTo(RadiusCode.ACCESS_REJECT);
    }

    @Test
    void aClientThatDoesNotWantMd5GetsMschapv2() throws Exception {
        RadiusPacket challenge = ask(EapPacket.identityResponse(1, "any"), Bytes.EMPTY);
        EapPacket md5 = EapPacket.read(challenge.eapMessage());
        assertThat(md5.type()).hasValue(EapType.MD5_CHALLENGE);
        EapPacket nak = EapPacket.nak(md5.identifier(), List.of(EapType.MSCHAPV2));
        EapPacket next = EapPacket.read(ask(nak, state(challenge)).eapMessage());
        assertThat(next.type()).hasValue(EapType.MSCHAPV2);
    }

    @Test
    void aClientThatWantsWhatTheUserMayNotIsRefused() throws Exception {
        RadiusPacket challenge = ask(EapPacket.identityResponse(1, "mschapv2"), Bytes.EMPTY);
        EapPacket proposal = EapPacket.read(challenge.eapMessage());
        EapPacket nak = EapPacket.nak(proposal.identifier(), List.of(EapType.GTC));
        assertThat(ask(nak, state(challenge)).code()).isEqualTo(RadiusCode.ACCESS_REJECT);
    }

    @Test
    void aStateIsGoodOnce() throws Exception {
        RadiusPacket challenge = ask(EapPacket.identityResponse(1, "gtc"), Bytes.EMPTY);
        EapPacket prompt = EapPacket.read(challenge.eapMessage());
        EapPacket reply = EapPacket.response(prompt.identifier(), EapType.GTC, Bytes.wrap(PASSWORD.expose()));
        assertThat(ask(reply, state(challenge)).code()).isEqualTo(RadiusCode.ACCESS_ACCEPT);
        assertThat(ask(reply, state(challenge)).code()).isEqualTo(RadiusCode.ACCESS_REJECT);
    }

    @Test
    void aRepeatedRequestGetsTheSameAnswer() throws Exception {
        Bytes request = request(EapPacket.identityResponse(1, "gtc"), Bytes.EMPTY);
        Bytes first = exchange(request, server.authentication());
        assertThat(exchange(request, server.authentication())).isEqualTo(first);
    }

    @Test
    void anAcceptThatIsRepeatedHidesItsKeysInTheSameOctets() throws Exception {
        assertThat(mschapv2("mschapv2", "mschapv2", PASSWORD).answer.code()).isEqualTo(RadiusCode.ACCESS_ACCEPT);
        Bytes accept = lastAnswer;
        assertThat(exchange(lastRequest, server.authentication())).isEqualTo(accept);
    }

    @Test
    void messageAuthenticatorIsTheFirstAttributeOfEveryAnswer() throws Exception {
        mschapv2("mschapv2", "mschapv2", PASSWORD);
        mschapv2("mschapv2", "mschapv2", Secret.ofUtf8("wrong"));
        assertThat(codes).contains(RadiusCode.ACCESS_CHALLENGE, RadiusCode.ACCESS_ACCEPT, RadiusCode.ACCESS_REJECT);
        // ask() has looked at each of them.
    }

    @Test
    void aRequestWithoutMessageAuthenticatorGetsNoAnswer() throws Exception {
        Bytes signed = request(EapPacket.identityResponse(1, "gtc"), Bytes.EMPTY);
        Bytes without = new ByteWriter(signed.length())
                .bytes(signed.slice(0, 2))
                .u16(signed.length() - 18)
                .bytes(signed.slice(4, 20))
                .bytes(signed.from(38))
                .toBytes();
        assertIgnored(without);
    }

    @Test
    void aRequestWithoutEapAndMessageAuthenticatorGetsNoAnswer() throws Exception {
        assertIgnored(Bytes.fromHex("01 07 0017 00112233445566778899aabbccddeeff 01 03 78"));
    }

    @Test
    void aRequestOfSomebodyWithAnotherSecretGetsNoAnswer() throws Exception {
        Bytes eap = EapPacket.identityResponse(1, "gtc").write();
        List<Attribute> attributes = List.of(
                Attributes.EAP_MESSAGE.of(eap), new Attribute(2, Bytes.wrap(new byte[16])));
        Bytes authenticator = Bytes.wrap(new byte[16]);
        assertIgnored(authenticators.accessRequest(identifier++, authenticator, attributes, Secret.ofUtf8("another")));
    }

    @Test
    void garbageIsIgnored() throws Exception {
        Bytes whole = request(EapPacket.identityResponse(1, "gtc"), Bytes.EMPTY);
        assertIgnored(Bytes.EMPTY);
        assertIgnored(whole.slice(0, 10));
        assertIgnored(whole.slice(0, whole.length() - 1));
        // A Vendor-Specific of Cisco whose inner length is too large, and a Session-Timeout of two octets.
        assertIgnored(Bytes.fromHex("01 07 001d 00112233445566778899aabbccddeeff 1a 09 00000009 01 20 61"));
        assertIgnored(Bytes.fromHex("01 07 0018 00112233445566778899aabbccddeeff 1b 04 0001"));
        var seed = new Random(20);
        for (int i = 0; i < 200; i++) {
            byte[] octets = whole.toArray();
            octets[seed.nextInt(octets.length)] ^= (byte) (1 + seed.nextInt(255));
            assertIgnored(Bytes.wrap(octets));
        }
    }

    @Test
    void whatIsSignedAndYetMalformedIsIgnored() throws Exception {
        Attribute eap = Attributes.EAP_MESSAGE.of(EapPacket.identityResponse(1, "gtc").write());
        List<Attribute> malformed = List.of(
                new Attribute(26, Bytes.fromHex("00000009 01 20 61")),
                new Attribute(26, Bytes.fromHex("000000")),
                new Attribute(27, Bytes.fromHex("0001")),
                new Attribute(8, Bytes.fromHex("0a0000")),
                new Attribute(1, Bytes.EMPTY));
        for (Attribute attribute : malformed) {
            Bytes authenticator = Bytes.wrap(new byte[16]);
            assertIgnored(
                    authenticators.accessRequest(identifier++ & 0xff, authenticator, List.of(eap, attribute), SECRET));
        }
    }

    @Test
    void md5TakesTheRightPasswordAndNoOther() throws Exception {
        assertThat(md5("md5", PASSWORD).code()).isEqualTo(RadiusCode.ACCESS_ACCEPT);
        RadiusPacket refused = md5("md5", Secret.ofUtf8("guess"));
        assertThat(refused.code()).isEqualTo(RadiusCode.ACCESS_REJECT);
        assertThat(EapPacket.read(refused.eapMessage()).code()).isEqualTo(EapCode.FAILURE);
    }

    @Test
    void whoeverIsUnknownIsAskedLikeTheOthers() throws Exception {
        RadiusPacket challenge = ask(EapPacket.identityResponse(1, "nobody"), Bytes.EMPTY);
        EapPacket proposal = EapPacket.read(challenge.eapMessage());
        EapPacket nak = EapPacket.nak(proposal.identifier(), List.of(EapType.GTC));
        RadiusPacket prompted = ask(nak, state(challenge));
        EapPacket prompt = EapPacket.read(prompted.eapMessage());
        assertThat(prompt.type()).hasValue(EapType.GTC);
        EapPacket reply = EapPacket.response(prompt.identifier(), EapType.GTC, Bytes.wrap(PASSWORD.expose()));
        RadiusPacket answer = ask(reply, state(prompted));
        assertThat(answer.code()).isEqualTo(RadiusCode.ACCESS_REJECT);
        assertThat(answer.all(Attributes.REPLY_MESSAGE)).containsExactly("Authentication failed");
    }

    @Test
    void aClientThatDoesNotBelieveTheServerIsRejected() throws Exception {
        Login login = mschapv2("mschapv2", "mschapv2", PASSWORD, 4);
        assertThat(login.text).startsWith("S=");
        assertThat(login.answer.code()).isEqualTo(RadiusCode.ACCESS_REJECT);
    }

    @Test
    void attributesOfTheReplyArriveAsTheyAre() throws Exception {
        RadiusDictionary dictionary = RadiusDictionary.load(Path.of("dictionaries"));
        List<Attribute> reply = List.of(
                dictionary.attribute("Framed-IP-Address", "10.1.2.3"),
                dictionary.attribute("Tunnel-Type", "VLAN"),
                dictionary.attribute("Tunnel-Private-Group-Id", "100"),
                dictionary.attribute("Cisco-AVPair", "a=1"),
                dictionary.attribute("Framed-Interface-Id", "0:0:0:1"));
        users.put("gtc", new User("gtc", PASSWORD, List.of(User.Method.GTC), reply));
        RadiusPacket challenge = ask(EapPacket.identityResponse(1, "gtc"), Bytes.EMPTY);
        EapPacket prompt = EapPacket.read(challenge.eapMessage());
        RadiusPacket answer = ask(
                EapPacket.response(prompt.identifier(), EapType.GTC, Bytes.wrap(PASSWORD.expose())), state(challenge));
        assertThat(answer.attributes()).containsAll(reply);
    }

    @Test
    void accountingOfAnyLengthIsTaken() throws Exception {
        var attributes = new ArrayList<Attribute>();
        attributes.add(Attributes.ACCT_STATUS_TYPE.of(3L));
        for (int i = 0; i < 19; i++) attributes.add(Attributes.CISCO_AVPAIR.of("x".repeat(200)));
        Bytes request = authenticators.accountingRequest(9, attributes, SECRET);
        assertThat(request.length()).isGreaterThan(3900);
        RadiusPacket response = RadiusPacket.read(exchange(request, server.accounting()));
        assertThat(response.code()).isEqualTo(RadiusCode.ACCOUNTING_RESPONSE);
    }

    @Test
    void octetsBehindThePacketAreNoPartOfIt() throws Exception {
        Bytes request = request(EapPacket.identityResponse(1, "gtc"), Bytes.EMPTY);
        Bytes padded = new ByteWriter(request.length() + 3).bytes(request).zero(3).toBytes();
        assertThat(RadiusPacket.read(exchange(padded, server.authentication())).code())
                .isEqualTo(RadiusCode.ACCESS_CHALLENGE);
    }

    @Test
    void forgedAccountingIsNotWrittenDown() throws Exception {
        List<Attribute> attributes = List.of(Attributes.ACCT_STATUS_TYPE.of(1L));
        send(authenticators.accountingRequest(1, attributes, Secret.ofUtf8("another")), server.accounting());
        Bytes genuine = authenticators.accountingRequest(2, attributes, SECRET);
        assertThat(RadiusPacket.read(exchange(genuine, server.accounting())).identifier()).isEqualTo(2);
        assertThat(Files.readAllLines(directory.resolve("accounting.jsonl"))).hasSize(1);
    }

    @Test
    void accountingThatCannotBeWrittenDownIsNotAcknowledgedUntilItCan() throws Exception {
        Path log = directory.resolve("accounting.jsonl");
        List<Attribute> attributes = List.of(Attributes.ACCT_STATUS_TYPE.of(1L), Attributes.ACCT_SESSION_ID.of("s-2"));
        Bytes written = authenticators.accountingRequest(7, attributes, SECRET);
        Bytes lost = authenticators.accountingRequest(8, attributes, SECRET);
        Bytes answer = exchange(written, server.accounting());
        Files.delete(log);
        Files.createDirectory(log);
        send(lost, server.accounting());
        // A repeat needs no log. Its answer is the next that comes, so there was none in between.
        assertThat(exchange(written, server.accounting())).isEqualTo(answer);
        Files.delete(log);
        assertThat(RadiusPacket.read(exchange(lost, server.accounting())).identifier()).isEqualTo(8);
        assertThat(Files.readAllLines(log)).hasSize(1);
    }

    @Test
    void aPortThatIsTakenIsAnError() throws IOException {
        var settings = new AaaServer.Settings(
                server.authentication(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                SECRET,
                directory.resolve("other.jsonl"));
        RadiusDictionary dictionary = RadiusDictionary.load(Path.of("dictionaries"));
        assertThatThrownBy(() -> AaaServer.start(settings, _ -> Optional.empty(), dictionary, random))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(Integer.toString(server.authentication().getPort()));
    }

    @Test
    void accountingIsWrittenDownOnceAndAcknowledged() throws Exception {
        List<Attribute> attributes = List.of(
                Attributes.ACCT_STATUS_TYPE.of(1L),
                Attributes.ACCT_SESSION_ID.of("s-1"),
                Attributes.USER_NAME.of("an \"odd\" name"),
                Attributes.CISCO_AVPAIR.of("audit-session-id=00ff"),
                new Attribute(55, Bytes.fromHex("67748580")));
        Bytes request = authenticators.accountingRequest(7, attributes, SECRET);
        RadiusPacket response = RadiusPacket.read(exchange(request, server.accounting()));
        assertThat(response.code()).isEqualTo(RadiusCode.ACCOUNTING_RESPONSE);
        exchange(request, server.accounting());
        List<String> lines = Files.readAllLines(directory.resolve("accounting.jsonl"));
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
                .contains("\"Acct-Status-Type\":\"Start\"")
                .contains("\"Acct-Session-Id\":\"s-1\"")
                .contains("\"User-Name\":\"an \\\"odd\\\" name\"")
                .contains("\"Cisco-AVPair\":\"audit-session-id=00ff\"")
                .contains("\"Event-Timestamp\":\"2025-01-01T00:00:00Z\"");
    }

    private record Login(RadiusPacket answer, Secret msk, String text) {}

    /// Nothing comes back: the first thing that does is the answer to the request sent behind it.
    private void assertIgnored(Bytes datagram) throws Exception {
        send(datagram, server.authentication());
        int sentinel = identifier;
        RadiusPacket answer = ask(EapPacket.identityResponse(1, "gtc"), Bytes.EMPTY);
        assertThat(answer.identifier()).isEqualTo(sentinel & 0xff);
    }

    private RadiusPacket md5(String name, Secret password) throws Exception {
        RadiusPacket challenge = ask(EapPacket.identityResponse(1, name), Bytes.EMPTY);
        EapPacket request = EapPacket.read(challenge.eapMessage());
        assertThat(request.type()).hasValue(EapType.MD5_CHALLENGE);
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        md5.update((byte) request.identifier());
        md5.update(password.expose());
        byte[] hash = md5.digest(request.data().slice(1, 17).toArray());
        Bytes data = new ByteWriter(17).u8(16).bytes(hash).toBytes();
        return ask(EapPacket.response(request.identifier(), EapType.MD5_CHALLENGE, data), state(challenge));
    }

    private Login mschapv2(String identity, String name, Secret password) throws Exception {
        return mschapv2(identity, name, password, 0);
    }

    /// @param lastWord the last word of the client; 0 for the same as the server's
    private Login mschapv2(String identity, String name, Secret password, int lastWord) throws Exception {
        RadiusPacket challenge = ask(EapPacket.identityResponse(1, identity), Bytes.EMPTY);
        EapPacket request = EapPacket.read(challenge.eapMessage());
        assertThat(request.type()).hasValue(EapType.MSCHAPV2);
        Bytes theirs = request.data().slice(5, 21);
        byte[] ours = new byte[16];
        random.nextBytes(ours);
        String user = name.substring(name.indexOf('\\') + 1);
        Bytes response = MsChapV2.response(theirs, Bytes.wrap(ours), user, password);
        Bytes nameOctets = Bytes.ofUtf8(name);
        Bytes data = new ByteWriter(64)
                .u8(2)
                .u8(request.data().u8(1))
                .u16(54 + nameOctets.length())
                .u8(49)
                .bytes(ours)
                .zero(8)
                .bytes(response)
                .u8(0)
                .bytes(nameOctets)
                .toBytes();
        RadiusPacket result =
                ask(EapPacket.response(request.identifier(), EapType.MSCHAPV2, data), state(challenge));
        EapPacket verdict = EapPacket.read(result.eapMessage());
        String text = verdict.data().from(4).utf8();
        if (verdict.data().u8(0) == 3) {
            assertThat(text)
                    .startsWith(MsChapV2.authenticatorResponse(theirs, Bytes.wrap(ours), user, password, response));
        }
        EapPacket acknowledgement = EapPacket.response(
                verdict.identifier(), EapType.MSCHAPV2,
                Bytes.copyOf((byte) (lastWord == 0 ? verdict.data().u8(0) : lastWord)));
        return new Login(ask(acknowledgement, state(result)), MsChapV2.keys(password, response).msk(), text);
    }

    private static Bytes state(RadiusPacket challenge) {
        return challenge.first(Attributes.STATE).orElseThrow();
    }

    private RadiusPacket ask(EapPacket packet, Bytes state) throws Exception {
        Bytes answer = exchange(request(packet, state), server.authentication());
        assertThat(authenticators.isGenuineResponse(answer, lastAuthenticator, SECRET)).isTrue();
        assertThat(authenticators.messageAuthenticator(answer, lastAuthenticator, SECRET))
                .isEqualTo(Authenticators.Verdict.GENUINE);
        assertThat(answer.u8(RadiusPacket.HEADER)).isEqualTo(Attributes.MESSAGE_AUTHENTICATOR.type());
        RadiusPacket read = RadiusPacket.read(answer);
        assertThat(read.all(Attributes.MESSAGE_AUTHENTICATOR)).hasSize(1);
        codes.add(read.code());
        return read;
    }

    private Bytes request(EapPacket packet, Bytes state) {
        byte[] authenticator = new byte[16];
        random.nextBytes(authenticator);
        lastAuthenticator = Bytes.wrap(authenticator);
        var attributes = new ArrayList<Attribute>();
        attributes.add(Attributes.USER_NAME.of("whoever"));
        attributes.add(Attributes.EAP_MESSAGE.of(packet.write()));
        if (!state.isEmpty()) attributes.add(Attributes.STATE.of(state));
        return authenticators.accessRequest(identifier++ & 0xff, lastAuthenticator, attributes, SECRET);
    }

    private Bytes exchange(Bytes request, InetSocketAddress to) throws IOException {
        send(request, to);
        var answer = new DatagramPacket(new byte[4096], 4096);
        socket.receive(answer);
        lastRequest = request;
        lastAnswer = Bytes.copyOf(answer.getData(), 0, answer.getLength());
        return lastAnswer;
    }

    private void send(Bytes datagram, InetSocketAddress to) throws IOException {
        byte[] octets = datagram.toArray();
        socket.send(new DatagramPacket(octets, octets.length, to));
    }
}
