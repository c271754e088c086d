package gatehouse.ike.exchange;

import gatehouse.session.Attempt.Trouble;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Conversation;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.eap.EapCode;
import gatehouse.eap.EapPacket;
import gatehouse.eap.EapType;
import gatehouse.ike.RefusedException;
import gatehouse.ike.auth.EapRules;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Login;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.wire.EapPayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A round of EAP (RFC 7296, section 2.16): the client's packet goes to AAA; the request is held open until AAA has
/// answered, and then answered with AAA's packet.
public final class IkeAuthEap {
    // RFC 2865, section 5: what fits into an attribute such as User-Name.
    private static final int LONGEST_USER_NAME = 253;
    private static final int MOST_ROUNDS = 100;
    // What an IKE message needs besides the EAP packet: headers, initialization vector, padding, checksum.
    private static final int OVERHEAD = 120;
    private static final int WHOLE_PACKET = 1280;

    private IkeAuthEap() {}

    /// The client's EAP response came.
    public static void handle(IkeSa sa, Phase.EapRunning phase, Request request, Step step) throws RefusedException {
        EapPacket packet = response(phase, request);
        Login login = phase.login();
        EapType type = packet.type().orElseThrow();
        if (type.equals(EapType.IDENTITY)) {
            String identity = packet.identity().filter(name -> !name.isEmpty()).orElse(login.idInitiator().text());
            login = login.withEapIdentity(identity);
            packet = EapPacket.identityResponse(packet.identifier(), identity);
        } else if (!type.equals(EapType.NAK) && !type.equals(EapType.EXPANDED_NAK)) {
            login = login.withEapMethod(type);
        }
        String objection = EapRules.objection(sa.policy().eap(), login.eapOnly(), packet);
        if (!objection.isEmpty()) throw refused(objection, packet.identifier());
        ask(sa, request.messageId(), login, packet, phase.conversation(), List.of(), step);
    }

    /// Puts a question to AAA and holds the request open.
    ///
    /// @param introduction what says who we are, for the reply
    static void ask(
            IkeSa sa,
            long messageId,
            Login login,
            EapPacket packet,
            Conversation conversation,
            List<Payload> introduction,
            Step step)
            throws RefusedException {
        // Message ids count the rounds (RFC 7296, section 2.2). A server that never comes to an end is none; the longest
        // certificates need half as many.
        if (messageId > MOST_ROUNDS) {
            throw refused("EAP came to no end within " + MOST_ROUNDS + " rounds", packet.identifier());
        }
        int length = Bytes.ofUtf8(login.eapIdentity()).length();
        if (length == 0 || length > LONGEST_USER_NAME) {
            throw refused("an identity of " + length + " octets cannot be a User-Name", packet.identifier());
        }
        sa.attempt().ifPresent(notes -> {
            notes.eapIdentity(login.eapIdentity());
            String before = login.before().map(proof -> proof.method() + ", then ").orElse("");
            notes.method(before + "EAP " + login.eapMethod());
            notes.eapRound();
        });
        var question = new AccessQuestion.EapRound(
                sa.policy().access().authentication(),
                Questions.facts(sa, login),
                login.eapIdentity(),
                packet.write(),
                conversation,
                longestEap(sa));
        Questions.ask(
                sa,
                question,
                true,
                ticket -> new Phase.AwaitingAaa(ticket, messageId, login, introduction, packet.identifier()),
                step);
    }

    // RFC 3580, section 3.10: what AAA may put into one packet. Where IKE is cut into small fragments EAP need not be: each piece
    // of it costs a round trip, and a fragment does not.
    private static int longestEap(IkeSa sa) {
        int size = sa.policy().fragmentSizes().to(sa.path().remote().getAddress());
        return Math.max(size, WHOLE_PACKET) - OVERHEAD;
    }

    /// AAA answered.
    public static void answered(IkeSa sa, Phase.AwaitingAaa phase, AccessAnswer answer, Step step)
            throws RefusedException {
        sa.timers().stop(Timer.AAA);
        int identifier = phase.eapIdentifier();
        switch (answer) {
            case AccessAnswer.Challenge(var eap, var conversation) -> {
                EapPacket packet = read(eap).filter(p -> p.code().equals(EapCode.REQUEST))
                        .orElseThrow(() -> refused("AAA sent a challenge that is no EAP request", identifier));
                reply(sa, phase, eap, step);
                sa.enter(new Phase.EapRunning(phase.login(), conversation, packet.identifier()));
            }
            case AccessAnswer.Accept(var eap, var msk, var grant) -> {
                EapType method = phase.login().eapMethod();
                String objection = EapRules.objection(
                        sa.policy().eap(), phase.login().eapOnly(), method, !msk.isEmpty());
                if (!objection.isEmpty()) throw refused(objection, identifier);
                reply(sa, phase, eap, step);
                sa.enter(new Phase.EapSucceeded(phase.login(), msk, grant));
            }
            case AccessAnswer.Reject(var eap, var reason) -> {
                boolean failure = read(eap).filter(p -> p.code().equals(EapCode.FAILURE)).isPresent();
                throw RefusedException.authenticationFailed(Trouble.REJECTED, reason)
                        .withEapFailure(failure ? eap : EapPacket.failure(identifier).write());
            }
            case AccessAnswer.More _ -> throw refused("AAA answered another question", identifier);
            case AccessAnswer.Unavailable(var reason) -> throw refused(Trouble.AAA_SILENT, reason, identifier);
        }
        sa.timers().set(Timer.HALF_OPEN, step.now().plus(sa.policy().lifetimes().eapRound()));
    }

    private static void reply(IkeSa sa, Phase.AwaitingAaa phase, Bytes eap, Step step) {
        var payloads = new ArrayList<>(phase.introduction());
        payloads.add(new EapPayload(eap));
        Messages.reply(sa, ExchangeType.IKE_AUTH, phase.messageId(), payloads, step.out());
    }

    private static EapPacket response(Phase.EapRunning phase, Request request) throws RefusedException {
        Bytes octets = request.first(EapPayload.class)
                .map(EapPayload::packet)
                .orElseThrow(() -> refused("IKE_AUTH without EAP while EAP runs", phase.identifier()));
        return read(octets)
                .filter(p -> p.code().equals(EapCode.RESPONSE) && p.identifier() == phase.identifier())
                .orElseThrow(() -> refused("not the EAP response that was asked for", phase.identifier()));
    }

    private static Optional<EapPacket> read(Bytes octets) {
        try {
            return Optional.of(EapPacket.read(octets));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static RefusedException refused(String reason, int identifier) {
        return refused(Trouble.EAP, reason, identifier);
    }

    private static RefusedException refused(Trouble trouble, String reason, int identifier) {
        return RefusedException.authenticationFailed(trouble, reason)
                .withEapFailure(EapPacket.failure(identifier).write());
    }
}
