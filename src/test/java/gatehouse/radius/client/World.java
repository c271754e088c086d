package gatehouse.radius.client;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A client, the time, and servers that answer by hand.
final class World {
    static final Secret SECRET = Secret.ofUtf8("between us");
    static final RadiusServer FIRST = server("first", "192.0.2.11");
    static final RadiusServer SECOND = server("second", "192.0.2.12");
    static final ServerGroup BOTH = new ServerGroup("both", List.of(FIRST, SECOND));
    static final ServerGroup ONLY_FIRST = new ServerGroup("only-first", List.of(FIRST));

    final RadiusClient client;
    final Authenticators authenticators = new Authenticators();
    Instant now = Instant.parse("2026-11-25T10:00:00Z");
    final List<RadiusEffect.HealthChanged> health = new ArrayList<>();
    private long ids;

    World() {
        this(8);
    }

    World(int mostSockets) {
        client = new RadiusClient(new SecureRandom(), mostSockets);
    }

    static RadiusServer server(String name, String address) {
        return new RadiusServer(
                name,
                Addresses.parse(address),
                1812,
                1813,
                SECRET,
                Duration.ofSeconds(2),
                3,
                Duration.ofSeconds(120));
    }

    /// What was sent for a request.
    record Sent(RequestId id, List<RadiusEffect> effects) {
        RadiusEffect.Send send() {
            return one(effects, RadiusEffect.Send.class);
        }
    }

    Sent ask(ServerGroup group) {
        return ask(group, "");
    }

    Sent ask(ServerGroup group, String boundTo) {
        return submit(group, boundTo, RadiusCode.ACCESS_REQUEST, List.of(Attributes.USER_NAME.of("alice")));
    }

    Sent account(ServerGroup group) {
        return submit(group, "", RadiusCode.ACCOUNTING_REQUEST, List.of(Attributes.ACCT_SESSION_ID.of("s-1")));
    }

    Sent submit(ServerGroup group, String boundTo, RadiusCode code, List<Attribute> attributes) {
        var id = new RequestId(++ids);
        return new Sent(id, handle(new RadiusInput.Submit(id, group, boundTo, code, attributes)));
    }

    /// A login in which a person may be asked.
    Sent askPerson(ServerGroup group, String boundTo) {
        var id = new RequestId(++ids);
        return new Sent(id, handle(new RadiusInput.Submit(
                id, group, boundTo, RadiusCode.ACCESS_REQUEST, List.of(Attributes.USER_NAME.of("alice")),
                Secret.wrap(new byte[0]), true)));
    }

    /// What is thought of servers is kept apart.
    List<RadiusEffect> handle(RadiusInput input) {
        var others = new ArrayList<RadiusEffect>();
        for (RadiusEffect effect : client.handle(input, now)) {
            if (effect instanceof RadiusEffect.HealthChanged change) health.add(change);
            else others.add(effect);
        }
        return others;
    }

    List<RadiusEffect> receive(RadiusEffect.Send request, Bytes response) {
        return receive(request.socket(), request.to(), response);
    }

    List<RadiusEffect> receive(int socket, InetSocketAddress from, Bytes response) {
        return handle(new RadiusInput.Received(socket, from, response));
    }

    /// The same octets once more.
    static RadiusEffect.Send again(RadiusEffect.Send send) {
        return new RadiusEffect.Send(
                send.about(), send.server(), send.attempt() + 1, send.socket(), send.sources(), send.to(),
                send.octets());
    }

    /// Time passes until the client wants to be called.
    List<RadiusEffect> deadline() {
        now = client.nextDeadline().orElseThrow();
        return handle(new RadiusInput.TimeAdvanced());
    }

    /// Nobody answers until this request moves on to another server or fails.
    List<RadiusEffect> silence(RadiusEffect.Send request) {
        while (true) {
            List<RadiusEffect> effects = deadline();
            boolean onlyRepeats = effects.stream()
                    .allMatch(e -> e instanceof RadiusEffect.Send send && send.octets().equals(request.octets()));
            if (!onlyRepeats) return effects;
        }
    }

    void passes(Duration time) {
        now = now.plus(time);
        handle(new RadiusInput.TimeAdvanced());
    }

    Bytes accept(RadiusEffect.Send request) {
        return response(request, RadiusCode.ACCESS_ACCEPT, SECRET);
    }

    Bytes response(RadiusEffect.Send request, RadiusCode code, Secret secret) {
        return authenticators.response(
                code, read(request.octets()), List.of(Attributes.REPLY_MESSAGE.of("hello")), secret);
    }

    /// A response whose authenticator is right, with these attributes and nothing else.
    static Bytes raw(RadiusEffect.Send request, RadiusCode code, String attributes) {
        Bytes octets = Bytes.fromHex(attributes);
        Bytes unsigned = new ByteWriter(64)
                .u8(code.code())
                .u8(request.octets().u8(1))
                .u16(20 + octets.length())
                .bytes(request.octets().slice(4, 20))
                .bytes(octets)
                .toBytes();
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(unsigned.toArray());
            md5.update(SECRET.expose());
            return Bytes.concat(unsigned.slice(0, 4), Bytes.wrap(md5.digest()), octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static RadiusPacket read(Bytes octets) {
        try {
            return RadiusPacket.read(octets);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    static <E extends RadiusEffect> E one(List<RadiusEffect> effects, Class<E> kind) {
        List<E> found = all(effects, kind);
        assertThat(found).as("%s in %s", kind.getSimpleName(), effects).hasSize(1);
        return found.getFirst();
    }

    static <E extends RadiusEffect> List<E> all(List<RadiusEffect> effects, Class<E> kind) {
        var found = new ArrayList<E>();
        for (RadiusEffect effect : effects) if (kind.isInstance(effect)) found.add(kind.cast(effect));
        return found;
    }
}
