package gatehouse.radius.server;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.eap.EapCode;
import gatehouse.eap.EapPacket;
import gatehouse.eap.EapType;
import gatehouse.radius.server.User.Method;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One person's way in: identity, a method that both sides can do, its rounds, the result. Whoever is unknown goes the same
/// way with a password that nobody has.
final class EapConversation {
    private final String identity;
    private final Optional<User> user;
    private final List<Method> methods;
    private final SecureRandom random;
    private int identifier;
    private EapType type = EapType.IDENTITY;
    private EapMethod method;

    /// What the server says next.
    sealed interface Turn {
        record Request(EapPacket packet) implements Turn {}

        record Success(EapPacket packet, User user, Secret receiveKey, Secret sendKey) implements Turn {}

        record Failure(EapPacket packet, String reason) implements Turn {}
    }

    private EapConversation(String identity, Optional<User> user, int identifier, SecureRandom random) {
        this.identity = identity;
        this.user = user;
        this.identifier = identifier;
        this.random = random;
        this.methods = new ArrayList<>(user.map(User::methods).orElse(List.of(Method.values())));
    }

    /// Begins with the client's identity response.
    static EapConversation of(EapPacket identityResponse, Users users, SecureRandom random) {
        String identity = identityResponse.identity().orElse("");
        return new EapConversation(identity, users.find(identity), identityResponse.identifier(), random);
    }

    String identity() {
        return identity;
    }

    Turn start() {
        return propose(methods.removeFirst());
    }

    Turn next(EapPacket response) {
        if (!response.code().equals(EapCode.RESPONSE) || response.identifier() != identifier) {
            return failure("an EAP packet out of turn");
        }
        if (response.is(EapCode.RESPONSE, EapType.NAK)) return nak(response);
        if (!response.is(EapCode.RESPONSE, type)) return failure("an EAP response of another method");
        return switch (method.answer(response)) {
            case EapMethod.Verdict.Continue(var data) -> request(data);
            case EapMethod.Verdict.Failure() -> failure("wrong password");
            case EapMethod.Verdict.Success(var receiveKey, var sendKey) ->
                    user.isPresent()
                            ? new Turn.Success(EapPacket.success(identifier), user.get(), receiveKey, sendKey)
                            : failure("unknown user");
        };
    }

    private Turn nak(EapPacket response) {
        Optional<Method> wanted = methods.stream()
                .filter(known -> response.desired().contains(EapType.of(known.type())))
                .findFirst();
        if (wanted.isEmpty()) return failure("no EAP method in common: the client wants " + response.desired());
        methods.remove(wanted.get());
        return propose(wanted.get());
    }

    private Turn propose(Method chosen) {
        Secret password = user.map(User::password).orElseGet(this::nobodysPassword);
        type = EapType.of(chosen.type());
        method = switch (chosen) {
            case MSCHAPV2 -> new MsChapV2Method(password, random);
            case GTC -> new GtcMethod(password);
            case MD5 -> new Md5Method(password, random);
        };
        return request(method.begin(identifier + 1 & 0xff));
    }

    private Turn request(Bytes data) {
        identifier = identifier + 1 & 0xff;
        return new Turn.Request(EapPacket.request(identifier, type, data));
    }

    private Turn failure(String reason) {
        return new Turn.Failure(EapPacket.failure(identifier), user.isPresent() ? reason : "unknown user");
    }

    private Secret nobodysPassword() {
        byte[] octets = new byte[16];
        random.nextBytes(octets);
        return Secret.ofUtf8(Bytes.wrap(octets).hex());
    }
}
