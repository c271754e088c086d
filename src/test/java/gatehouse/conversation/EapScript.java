package gatehouse.conversation;

import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Conversation;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.crypto.MsChapV2;
import gatehouse.eap.EapPacket;
import gatehouse.eap.EapTlsServer;
import gatehouse.eap.EapType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// AAA as a test wants it: users with a password, one EAP method, and what they are granted.
final class EapScript {
    static final Bytes CHALLENGE = Bytes.fromHex("00112233445566778899aabbccddeeff");

    private final Map<String, Person> people = new HashMap<>();
    private final Map<String, Secret> keys = new HashMap<>();
    private final Map<String, Supplier<EapTlsServer>> servers = new HashMap<>();
    private final Map<String, EapTlsServer> handshakes = new HashMap<>();
    private final Map<String, Grant> known = new HashMap<>();
    final List<AccessQuestion.EapRound> asked = new ArrayList<>();
    final List<AccessQuestion> questions = new ArrayList<>();

    private final Map<String, List<String>> prompts = new HashMap<>();

    private record Person(Secret password, EapType method, List<Granted> granted) {}

    void user(String name, String password, EapType method, Granted... granted) {
        people.put(name, new Person(Secret.ofUtf8(password), method, List.of(granted)));
    }

    /// Nobody of this name is known any more.
    void leaves(String name) {
        people.remove(name);
    }

    /// Somebody who logs in by EAP-TLS, each time at a new server.
    void user(String name, Supplier<EapTlsServer> server, Granted... granted) {
        people.put(name, new Person(noKey(), EapType.TLS, List.of(granted)));
        servers.put(name, server);
    }

    /// Who answered by GTC or OTP is asked for more with these words, one after the other. The answer is the same.
    void thenAsks(String name, String... prompt) {
        prompts.put(name, new ArrayList<>(List.of(prompt)));
    }

    /// What a question about a group, a user, keys or an access list is answered with; nobody else is known.
    void knows(String name, Granted... granted) {
        known.put(name, new Grant(new Origin(Origin.Source.IMPLICIT, "radius-1", "", ""), List.of(granted)));
    }

    void forgets(String name) {
        known.remove(name);
    }

    AccessAnswer answer(AccessQuestion question) {
        questions.add(question);
        return switch (question) {
            case AccessQuestion.EapRound round -> answer(round);
            case AccessQuestion.Authorize about -> known(about.name());
            case AccessQuestion.PeerKeys about -> known(about.name());
            case AccessQuestion.DownloadAccessList about -> known(about.name());
        };
    }

    private AccessAnswer known(String name) {
        Grant grant = known.get(name);
        return grant == null
                ? new AccessAnswer.Reject(Bytes.EMPTY, "Access-Reject from radius-1")
                : AccessAnswer.Accept.of(grant);
    }

    private AccessAnswer answer(AccessQuestion.EapRound round) {
        asked.add(round);
        try {
            EapPacket packet = EapPacket.read(round.eap());
            Person person = people.get(round.userName());
            int id = packet.identifier();
            if (person == null) return reject(id);
            if (packet.identity().isPresent() && person.method.equals(EapType.TLS)) {
                handshakes.put(round.userName(), servers.get(round.userName()).get());
                return challenge(EapPacket.request(id + 1 & 0xff, EapType.TLS, EapTlsServer.start()));
            }
            if (packet.identity().isPresent())
                return challenge(EapPacket.request(id + 1 & 0xff, person.method, first(person)));
            if (packet.type().filter(EapType.MSCHAPV2::equals).isPresent()) return mschapv2(round, person, packet);
            if (packet.type().filter(EapType.TLS::equals).isPresent()) return tls(round, person, packet);
            if (packet.type().filter(EapType.MD5_CHALLENGE::equals).isPresent()) {
                Bytes expected = md5(id, person.password);
                return packet.data().from(1).startsWith(expected) ? accept(id, person, noKey()) : reject(id);
            }
            if (packet.type().filter(type -> type.equals(EapType.GTC) || type.equals(EapType.OTP)).isPresent()) {
                if (!Secret.copyOf(packet.data()).equals(person.password)) return reject(id);
                List<String> left = prompts.getOrDefault(round.userName(), List.of());
                return left.isEmpty()
                        ? accept(id, person, noKey())
                        : challenge(EapPacket.request(
                                id + 1 & 0xff, person.method, Bytes.ofUtf8(left.removeFirst())));
            }
            return reject(id);
        } catch (MalformedException e) {
            return new AccessAnswer.Unavailable(e.getMessage());
        }
    }

    private static Bytes first(Person person) {
        if (person.method.equals(EapType.MSCHAPV2)) {
            return new ByteWriter(32).u8(1).u8(1).u16(24).u8(16).bytes(CHALLENGE).bytes(Bytes.ofUtf8("aaa")).toBytes();
        }
        if (person.method.equals(EapType.MD5_CHALLENGE)) return new ByteWriter(17).u8(16).bytes(CHALLENGE).toBytes();
        return Bytes.ofUtf8("Password: ");
    }

    private AccessAnswer mschapv2(AccessQuestion.EapRound round, Person person, EapPacket packet) {
        Bytes data = packet.data();
        int id = packet.identifier();
        if (data.length() == 1) {
            Secret msk = keys.remove(round.userName());
            return msk == null ? reject(id) : accept(id, person, msk);
        }
        Bytes peer = data.slice(5, 21);
        Bytes response = data.slice(29, 53);
        String name = data.from(54).utf8();
        if (!MsChapV2.response(CHALLENGE, peer, name, person.password).equals(response)) {
            return challenge(EapPacket.request(id + 1 & 0xff, EapType.MSCHAPV2, message(4, "E=691 R=0 C=00 V=3 M=no")));
        }
        keys.put(round.userName(), MsChapV2.keys(person.password, response).msk());
        String proof = MsChapV2.authenticatorResponse(CHALLENGE, peer, name, person.password, response);
        return challenge(EapPacket.request(id + 1 & 0xff, EapType.MSCHAPV2, message(3, proof + " M=ok")));
    }

    private AccessAnswer tls(AccessQuestion.EapRound round, Person person, EapPacket packet) {
        EapTlsServer server = handshakes.get(round.userName());
        int id = packet.identifier();
        if (server.msk().isPresent()) return accept(id, person, server.msk().get());
        Bytes next = server.answer(packet.data());
        boolean silent = next.length() == 1;
        if (silent && !server.problem().isEmpty()) return reject(id);
        return challenge(EapPacket.request(id + 1 & 0xff, EapType.TLS, next));
    }

    private static Bytes message(int code, String text) {
        Bytes octets = Bytes.ofUtf8(text);
        return new ByteWriter(64).u8(code).u8(1).u16(4 + octets.length()).bytes(octets).toBytes();
    }

    private static AccessAnswer challenge(EapPacket packet) {
        return new AccessAnswer.Challenge(packet.write(), new Conversation("server", Bytes.ofUtf8("state")));
    }

    private static AccessAnswer accept(int id, Person person, Secret msk) {
        return new AccessAnswer.Accept(EapPacket.success(id).write(), msk,
                new Grant(new Origin(Origin.Source.IMPLICIT, "radius-1", "", ""), person.granted));
    }

    private static AccessAnswer reject(int id) {
        return new AccessAnswer.Reject(EapPacket.failure(id).write(), "Access-Reject");
    }

    private static Secret noKey() {
        return Secret.wrap(new byte[0]);
    }

    private static Bytes md5(int identifier, Secret password) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update((byte) identifier);
            md5.update(password.expose());
            return Bytes.wrap(md5.digest(CHALLENGE.toArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
