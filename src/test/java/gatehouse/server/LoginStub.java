package gatehouse.server;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.crypto.MsChapV2;
import gatehouse.eap.EapPacket;
import gatehouse.eap.EapTlsServer;
import gatehouse.eap.EapType;
import gatehouse.pki.Credential;
import gatehouse.pki.PemFiles;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.SaltEncryption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/// A RADIUS server that costs as little as one can and lets everybody in who knows the password, by the one EAP method that it
/// has, and answers accounting without keeping it. It listens at 1812 and 1813 and prints a line when it does.
///
/// Arguments: `mschapv2`, `md5` or `tls`; files with the secret, the password, the certificate and its key, and the authority; what the
/// User-Name of slow people begins with, and how many milliseconds each of them takes to confirm a login: so long the answer to a
/// proof by EAP-MSCHAPv2 or EAP-MD5 is kept back, whatever else is asked meanwhile, and a repeat is not a second one. What follows is not read.
public final class LoginStub {
    private static final int LARGEST = 4096;
    private static final int REMEMBERED = 8192;
    private static final int EAP_PART = 253;
    private static final Bytes CHALLENGE = Bytes.fromHex("00112233445566778899aabbccddeeff");

    private final Authenticators authenticators = new Authenticators();
    private final SaltEncryption salt = new SaltEncryption();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST);
    private final LinkedHashMap<Bytes, Login> logins = new LinkedHashMap<>();
    private final LinkedHashMap<Question, Bytes> answers = new LinkedHashMap<>();
    private final EapType method;
    private final Secret secret;
    private final Secret password;
    private final SSLContext tls;
    private final Slowness slowness;
    private final Set<Question> waiting = new HashSet<>();
    private final ArrayDeque<Late> late = new ArrayDeque<>();
    private long states;

    private record Question(SocketAddress from, Bytes authenticator) {}

    /// @param names        what slow people's names begin with
    /// @param milliseconds how long each of them takes
    private record Slowness(String names, long milliseconds) {}

    /// An answer that somebody has not confirmed yet.
    ///
    /// @param at by [System#nanoTime]
    private record Late(long at, DatagramChannel by, Question question, Bytes answer) {}

    /// A login on its way.
    private static final class Login {
        Optional<EapTlsServer> tls = Optional.empty();
        Optional<Secret> msk = Optional.empty();
    }

    private LoginStub(EapType method, Secret secret, Secret password, SSLContext tls, Slowness slowness) {
        this.slowness = slowness;
        this.method = method;
        this.secret = secret;
        this.password = password;
        this.tls = tls;
    }

    public static void main(String[] arguments) throws Exception {
        EapType method = switch (arguments[0].toLowerCase(Locale.ROOT)) {
            case "mschapv2" -> EapType.MSCHAPV2;
            case "md5" -> EapType.MD5_CHALLENGE;
            case "tls" -> EapType.TLS;
            default -> throw new IllegalArgumentException(arguments[0]);
        };
        Credential own = PemFiles.credential(Path.of(arguments[3]), Path.of(arguments[4]));
        new LoginStub(
                method, secret(arguments[1]), secret(arguments[2]),
                EapTlsServer.context(own, PemFiles.certificates(Path.of(arguments[5]))),
                new Slowness(arguments[6], Long.parseLong(arguments[7])))
                .serve();
    }

    private static Secret secret(String file) throws IOException {
        return Secret.ofUtf8(Files.readString(Path.of(file)).strip());
    }

    private void serve() throws Exception {
        try (Selector selector = Selector.open();
                DatagramChannel access = open(selector, 1812);
                DatagramChannel accounting = open(selector, 1813)) {
            System.out.println("ready at " + access.getLocalAddress() + " and " + accounting.getLocalAddress());
            while (true) {
                selector.select(untilNext());
                sendLate();
                for (SelectionKey key : selector.selectedKeys()) drain((DatagramChannel) key.channel());
                selector.selectedKeys().clear();
            }
        }
    }

    /// Milliseconds, 0 for any number of them.
    private long untilNext() {
        if (late.isEmpty()) return 0;
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(late.getFirst().at() - System.nanoTime()));
    }

    private void sendLate() throws IOException {
        while (!late.isEmpty() && late.getFirst().at() - System.nanoTime() <= 0) {
            Late done = late.removeFirst();
            waiting.remove(done.question());
            remember(done.question(), done.answer());
            send(done.by(), done.answer(), done.question().from());
        }
    }

    private boolean isSlow(RadiusPacket request) throws MalformedException {
        if (!request.code().equals(RadiusCode.ACCESS_REQUEST)) return false;
        if (request.first(Attributes.USER_NAME).filter(name -> name.startsWith(slowness.names())).isEmpty())
            return false;
        EapPacket packet = EapPacket.read(request.eapMessage());
        // The second round of MSCHAPv2 only acknowledges.
        return packet.type().equals(Optional.of(method))
                && (method.equals(EapType.MD5_CHALLENGE)
                        || method.equals(EapType.MSCHAPV2) && packet.data().u8(0) == 2);
    }

    private void remember(Question question, Bytes answer) {
        answers.put(question, answer);
        if (answers.size() > REMEMBERED) answers.pollFirstEntry();
    }

    private void send(DatagramChannel channel, Bytes answer, SocketAddress to) throws IOException {
        buffer.clear();
        buffer.put(answer.array(), answer.offset(), answer.length()).flip();
        channel.send(buffer, to);
    }

    private static DatagramChannel open(Selector selector, int port) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
        channel.bind(new InetSocketAddress(port));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        return channel;
    }

    private void drain(DatagramChannel channel) throws IOException {
        while (true) {
            buffer.clear();
            SocketAddress from = channel.receive(buffer);
            if (from == null) return;
            byte[] octets = new byte[buffer.flip().remaining()];
            buffer.get(octets);
            try {
                RadiusPacket request = RadiusPacket.read(Bytes.wrap(octets));
                var question = new Question(from, request.authenticator());
                if (waiting.contains(question)) continue;
                // A repeat gets what the first got; accounting may be answered twice.
                Bytes answer = answers.get(question);
                if (answer == null) {
                    answer = answer(request);
                    if (isSlow(request)) {
                        waiting.add(question);
                        long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(slowness.milliseconds());
                        late.add(new Late(at, channel, question, answer));
                        continue;
                    }
                    remember(question, answer);
                }
                send(channel, answer, from);
            } catch (MalformedException e) {
                System.err.println(from + ": " + e.getMessage());
            }
        }
    }

    private Bytes answer(RadiusPacket request) throws MalformedException {
        if (request.code().equals(RadiusCode.ACCOUNTING_REQUEST)) {
            return authenticators.response(RadiusCode.ACCOUNTING_RESPONSE, request, List.of(), secret);
        }
        EapPacket packet = EapPacket.read(request.eapMessage());
        int next = packet.identifier() + 1 & 0xff;
        if (packet.identity().isPresent()) {
            var login = new Login();
            if (method.equals(EapType.TLS)) login.tls = Optional.of(new EapTlsServer(tls, "TLSv1.2", 1024));
            return challenge(request, EapPacket.request(next, method, first()), login);
        }
        Login login = request.first(Attributes.STATE).map(logins::remove).orElse(null);
        if (login == null || !packet.type().equals(Optional.of(method))) return reject(request, packet);
        if (method.equals(EapType.TLS)) return tls(request, packet, login);
        if (method.equals(EapType.MD5_CHALLENGE)) {
            return packet.data().from(1).startsWith(md5(packet.identifier()))
                    ? accept(request, packet, List.of())
                    : reject(request, packet);
        }
        return mschapv2(request, packet, login);
    }

    private Bytes first() {
        if (method.equals(EapType.TLS)) return EapTlsServer.start();
        var out = new ByteWriter(32);
        if (method.equals(EapType.MSCHAPV2)) out.u8(1).u8(1).u16(24);
        out.u8(16).bytes(CHALLENGE);
        return method.equals(EapType.MSCHAPV2) ? out.bytes(Bytes.ofUtf8("aaa")).toBytes() : out.toBytes();
    }

    private Bytes tls(RadiusPacket request, EapPacket packet, Login login) {
        EapTlsServer server = login.tls.orElseThrow();
        Optional<Secret> msk = server.msk();
        if (msk.isPresent()) {
            Bytes octets = Bytes.wrap(msk.get().expose());
            return accept(request, packet, List.of(octets.slice(0, 32), octets.slice(32, 64)));
        }
        Bytes data = server.answer(packet.data());
        if (data.length() == 1 && !server.problem().isEmpty()) return reject(request, packet);
        return challenge(request, EapPacket.request(packet.identifier() + 1 & 0xff, EapType.TLS, data), login);
    }

    private Bytes mschapv2(RadiusPacket request, EapPacket packet, Login login) {
        Bytes data = packet.data();
        if (login.msk.isPresent()) {
            Bytes octets = Bytes.wrap(login.msk.get().expose());
            return accept(request, packet, List.of(octets.slice(0, 16), octets.slice(16, 32)));
        }
        Bytes peer = data.slice(5, 21);
        Bytes response = data.slice(29, 53);
        String name = data.from(54).utf8();
        if (!MsChapV2.response(CHALLENGE, peer, name, password).equals(response)) return reject(request, packet);
        login.msk = Optional.of(MsChapV2.keys(password, response).msk());
        Bytes proof = Bytes.ofUtf8(
                MsChapV2.authenticatorResponse(CHALLENGE, peer, name, password, response) + " M=ok");
        Bytes success = new ByteWriter(64).u8(3).u8(1).u16(4 + proof.length()).bytes(proof).toBytes();
        return challenge(request, EapPacket.request(packet.identifier() + 1 & 0xff, method, success), login);
    }

    private Bytes md5(int identifier) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update((byte) identifier);
            md5.update(password.expose());
            return Bytes.wrap(md5.digest(CHALLENGE.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Bytes challenge(RadiusPacket request, EapPacket packet, Login login) {
        Bytes state = new ByteWriter(8).u64(states++).toBytes();
        logins.put(state, login);
        if (logins.size() > REMEMBERED) logins.pollFirstEntry();
        List<Attribute> attributes = eap(packet);
        attributes.add(Attributes.STATE.of(state));
        return authenticators.response(RadiusCode.ACCESS_CHALLENGE, request, attributes, secret);
    }

    /// @param keys received by and sent by the server; none if there are none
    private Bytes accept(RadiusPacket request, EapPacket packet, List<Bytes> keys) {
        List<Attribute> attributes = eap(EapPacket.success(packet.identifier()));
        if (!keys.isEmpty()) {
            attributes.add(Attributes.MS_MPPE_RECV_KEY.of(hidden(request, keys.getFirst(), "8001")));
            attributes.add(Attributes.MS_MPPE_SEND_KEY.of(hidden(request, keys.getLast(), "8002")));
        }
        return authenticators.response(RadiusCode.ACCESS_ACCEPT, request, attributes, secret);
    }

    private Bytes hidden(RadiusPacket request, Bytes key, String with) {
        return salt.hide(Secret.copyOf(key), Bytes.fromHex(with), request.authenticator(), secret);
    }

    private Bytes reject(RadiusPacket request, EapPacket packet) {
        return authenticators.response(
                RadiusCode.ACCESS_REJECT, request, eap(EapPacket.failure(packet.identifier())), secret);
    }

    private static List<Attribute> eap(EapPacket packet) {
        var attributes = new ArrayList<Attribute>();
        Bytes octets = packet.write();
        for (int at = 0; at < octets.length(); at += EAP_PART) {
            attributes.add(Attributes.EAP_MESSAGE.of(octets.slice(at, Math.min(at + EAP_PART, octets.length()))));
        }
        return attributes;
    }
}
