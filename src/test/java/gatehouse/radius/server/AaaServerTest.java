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
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
    void aRequestWithoutMessageAuthenticatorGetsNoAnswer() throws Exception {
        Bytes signed = request(EapPacket.identityResponse(1, "gtc"), Bytes.EMPTY);
        Bytes without = new ByteWriter(signed.length())
                .bytes(signed.slice(0, 2))
                .u16(signed.length() - 18)
                .bytes(signed.slice(4, 20))
                .bytes(signed.from(38))
                .toBytes();
        socket.setSoTimeout(300);
        assertThatThrownBy(() -> exchange(without, server.authentication())).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void accountingIsWrittenDownOnceAndAcknowledged() throws Exception {
        List<Attribute> attributes = List.of(
                Attributes.ACCT_STATUS_TYPE.of(1L),
                Attributes.ACCT_SESSION_ID.of("s-1"),
                Attributes.USER_NAME.of("an \"odd\" name"),
                Attributes.CISCO_AVPAIR.of("audit-session-id=00ff"));
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
                .contains("\"Cisco-AVPair\":\"audit-session-id=00ff\"");
    }

    private record Login(RadiusPacket answer, Secret msk, String text) {}

    private Login mschapv2(String identity, String name, Secret password) throws Exception {
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
                verdict.identifier(), EapType.MSCHAPV2, Bytes.copyOf((byte) verdict.data().u8(0)));
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
        return RadiusPacket.read(answer);
    }

    private Bytes request(EapPacket packet, Bytes state) {
        byte[] authenticator = new byte[16];
        random.nextBytes(authenticator);
        lastAuthenticator = Bytes.wrap(authenticator);
        var attributes = new ArrayList<Attribute>();
        attributes.add(Attributes.USER_NAME.of("whoever"));
        attributes.add(Attributes.EAP_MESSAGE.of(packet.write()));
        if (!state.isEmpty()) attributes.add(Attributes.STATE.of(state));
        return authenticators.accessRequest(identifier++, lastAuthenticator, attributes, SECRET);
    }

    private Bytes exchange(Bytes request, InetSocketAddress to) throws IOException {
        byte[] octets = request.toArray();
        socket.send(new DatagramPacket(octets, octets.length, to));
        var answer = new DatagramPacket(new byte[4096], 4096);
        socket.receive(answer);
        return Bytes.copyOf(answer.getData(), 0, answer.getLength());
    }
}
