package gatehouse.server;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Conversation;
import gatehouse.aaa.PeerFacts;
import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminReply.RadiusTested.Round;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.eap.EapPacket;
import gatehouse.eap.EapType;
import gatehouse.initiator.EapPeer;
import gatehouse.radius.Attributes;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.client.RadiusEffect;
import gatehouse.radius.client.ServerGroup;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A login that an operator has the gateway try, over its own ways to RADIUS, without a tunnel. Belongs to the thread of a
/// shard.
final class RadiusTrial {
    // A conversation that never ends is no conversation.
    private static final int MOST_ROUNDS = 20;
    private static final int FRAMED_MTU = 1400;
    private static final Secret NOTHING = Secret.wrap(new byte[0]);

    private final RadiusDesk desk;
    private final ServerGroup group;
    private final PeerFacts peer;
    private final PacketText text;
    private final Consumer<AdminReply> done;
    private final List<Round> rounds = new ArrayList<>();

    /// @param peer what servers are told about the client
    RadiusTrial(RadiusDesk desk, ServerGroup group, PeerFacts peer, PacketText text, Consumer<AdminReply> done) {
        this.desk = desk;
        this.group = group;
        this.peer = peer;
        this.text = text;
        this.done = done;
    }

    /// @param server the only one to ask; empty for any
    void statusServer(String server) {
        desk.submit(
                group, server, RadiusCode.STATUS_SERVER, List.of(), NOTHING, false, whose(""),
                answered -> {
                    round(answered);
                    end(true, "'" + answered.server().name() + "' answers Status-Server");
                },
                this::failed);
    }

    void password(String server, String user, Secret password) {
        desk.submit(
                group, server, RadiusCode.ACCESS_REQUEST, desk.translator(group).passwordRequest(peer, user), password,
                true, whose(user), answered -> {
                    round(answered);
                    RadiusPacket answer = answered.answer();
                    if (answer.code().equals(RadiusCode.ACCESS_ACCEPT)) end(true, "accepted");
                    else if (answer.code().equals(RadiusCode.ACCESS_CHALLENGE)) {
                        end(false, "the server asks for more" + messages(answer));
                    } else end(false, "rejected" + messages(answer));
                },
                this::failed);
    }

    void eapMschapv2(String server, String user, Secret password) {
        var client = new EapPeer(user, password, List.of(EapType.MSCHAPV2), new SecureRandom());
        var list = AaaList.ofServers(group.name());
        ask(client, new AccessQuestion.EapRound(
                list, peer, user, EapPacket.identityResponse(1, user).write(), Conversation.NONE, FRAMED_MTU), server);
    }

    private void ask(EapPeer client, AccessQuestion.EapRound question, String server) {
        boolean isFirst = question.conversation().server().isEmpty();
        desk.submit(
                group,
                isFirst ? server : question.conversation().server(),
                RadiusCode.ACCESS_REQUEST,
                desk.translator(group).request(question),
                NOTHING,
                !isFirst,
                whose(question.userName()),
                answered -> heard(client, question, answered),
                this::failed);
    }

    private void heard(EapPeer client, AccessQuestion.EapRound question, RadiusEffect.Answered answered) {
        round(answered);
        AccessAnswer answer = desk.translator(group).answer(
                question, answered.answer(), answered.server().name(), answered.server().secret(),
                answered.requestAuthenticator());
        switch (answer) {
            case AccessAnswer.Challenge(var eap, var conversation) -> {
                if (rounds.size() >= MOST_ROUNDS) {
                    end(false, "no end after " + MOST_ROUNDS + " rounds");
                    return;
                }
                try {
                    EapPacket response = client.answer(EapPacket.read(eap));
                    ask(client, next(question, response.write(), conversation), "");
                } catch (MalformedException e) {
                    end(false, "the server sent an EAP packet that cannot be read: " + e.getMessage());
                }
            }
            case AccessAnswer.Accept(_, var msk, _) -> {
                boolean isSame = client.msk().filter(own -> matches(own, msk)).isPresent();
                if (!client.problem().isEmpty()) end(false, client.problem());
                else if (msk.isEmpty()) end(false, "accepted without keys (MS-MPPE): no tunnel could be made");
                else if (!isSame) end(false, "accepted with other keys than the client's: compare the shared secrets");
                else end(true, "accepted, with the keys that the client has");
            }
            case AccessAnswer.Reject(_, var reason) ->
                    end(false, reason + (client.problem().isEmpty() ? "" : "; " + client.problem()));
            case AccessAnswer.More _ -> end(false, "the server answered something else");
            case AccessAnswer.Unavailable(var reason) -> end(false, reason);
        }
    }

    // The client's may be followed by zeros.
    private static boolean matches(Secret own, Secret msk) {
        byte[] padded = new byte[Math.max(own.length(), msk.length())];
        System.arraycopy(own.expose(), 0, padded, 0, own.length());
        return Secret.wrap(padded).equals(msk);
    }

    private static AccessQuestion.EapRound next(
            AccessQuestion.EapRound question, Bytes eap, Conversation conversation) {
        return new AccessQuestion.EapRound(
                question.list(), question.peer(), question.userName(), eap, conversation, question.framedMtu());
    }

    private RadiusTracer.Whose whose(String user) {
        return new RadiusTracer.Whose(List.of(user), List.of(peer.session().text()));
    }

    private static String messages(RadiusPacket answer) {
        List<String> messages = answer.all(Attributes.REPLY_MESSAGE);
        return messages.isEmpty() ? "" : ": " + String.join(" ", messages);
    }

    private void round(RadiusEffect.Answered answered) {
        rounds.add(new Round(
                answered.server().name(),
                answered.answer().code().toString(),
                answered.latency().toMillis(),
                answered.attempt(),
                text.lines(answered.answer())));
    }

    private void failed(String reason) {
        end(false, reason);
    }

    private void end(boolean succeeded, String outcome) {
        done.accept(new AdminReply.RadiusTested(succeeded, outcome, rounds));
    }
}
