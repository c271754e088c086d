package gatehouse.aaa.radius;

import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Conversation;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Origin;
import gatehouse.aaa.PeerFacts;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.eap.EapCode;
import gatehouse.eap.EapPacket;
import gatehouse.net.Addresses;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.SaltEncryption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Access questions to Access-Requests and answers back (RFC 2865, RFC 3579). Belongs to one thread.
public final class AccessTranslator {
    // RFC 2865, sections 5.6 and 5.41. Framed, not Login: the person gets an address, not a shell.
    private static final long SERVICE_FRAMED = 2;
    // As IOS asks for groups and keys. Their password is known to everybody, so a server must be able to tell such a question
    // from a login: entries that are for Outbound alone let nobody in.
    private static final long SERVICE_OUTBOUND = 5;
    private static final long PORT_VIRTUAL = 5;
    private static final Secret NO_PASSWORD = Secret.wrap(new byte[0]);
    // RFC 7296, section 2.16, and RFC 3748, section 7.10: at least 64 octets.
    private static final int MSK_LENGTH = 64;

    private final NasIdentity nas;
    private final GrantReader grants;
    private final SaltEncryption hidden = new SaltEncryption();

    public AccessTranslator(NasIdentity nas) {
        this(nas, Strictness.USUAL);
    }

    /// @param strictness what is done about attributes that nobody here understands
    public AccessTranslator(NasIdentity nas, Strictness strictness) {
        this.nas = nas;
        this.grants = new GrantReader(strictness);
    }

    /// The attributes of the Access-Request, without Message-Authenticator and User-Password.
    public List<Attribute> request(AccessQuestion question) {
        var attributes = new ArrayList<Attribute>(24);
        attributes.add(Attributes.USER_NAME.of(name(question)));
        attributes.addAll(nas.attributes(question.peer().path().local().getAddress()));
        attributes.addAll(client(question.peer()));
        switch (question) {
            case AccessQuestion.EapRound round -> eap(round, attributes);
            case AccessQuestion.Authorize _,AccessQuestion.PeerKeys _ ->
                    attributes.add(Attributes.SERVICE_TYPE.of(SERVICE_OUTBOUND));
            case AccessQuestion.DownloadAccessList download -> {
                // What ISE tells such a question by; there is no password in it.
                attributes.add(Attributes.CISCO_AVPAIR.of("aaa:service=ip_admission"));
                attributes.add(Attributes.CISCO_AVPAIR.of("aaa:event=acl-download"));
                state(download.conversation(), attributes);
            }
        }
        return attributes;
    }

    /// The attributes of an Access-Request with User-Password about somebody, without those two.
    public List<Attribute> passwordRequest(PeerFacts peer, String user) {
        var attributes = new ArrayList<Attribute>(16);
        attributes.add(Attributes.USER_NAME.of(user));
        attributes.addAll(nas.attributes(peer.path().local().getAddress()));
        attributes.addAll(client(peer));
        attributes.add(Attributes.SERVICE_TYPE.of(SERVICE_FRAMED));
        return attributes;
    }

    /// User-Password of the Access-Request; empty where it has none.
    public static Secret password(AccessQuestion question) {
        return switch (question) {
            case AccessQuestion.Authorize _,AccessQuestion.PeerKeys _ -> question.list().password();
            case AccessQuestion.EapRound _,AccessQuestion.DownloadAccessList _ -> NO_PASSWORD;
        };
    }

    private static String name(AccessQuestion question) {
        return switch (question) {
            case AccessQuestion.EapRound round -> round.userName();
            case AccessQuestion.Authorize authorize -> authorize.name();
            case AccessQuestion.PeerKeys keys -> keys.name();
            case AccessQuestion.DownloadAccessList download -> download.name();
        };
    }

    /// What every question tells about the client.
    private List<Attribute> client(PeerFacts peer) {
        return List.of(
                Attributes.NAS_PORT_TYPE.of(PORT_VIRTUAL),
                Attributes.NAS_PORT_ID.of(peer.connection()),
                Attributes.CALLED_STATION_ID.of(Addresses.text(peer.path().local().getAddress())),
                nas.callingStation(peer.path().remote()),
                Attributes.ACCT_SESSION_ID.of(peer.session().text()),
                Attributes.CISCO_AVPAIR.of("audit-session-id=" + peer.auditSessionId()));
    }

    private static void eap(AccessQuestion.EapRound round, List<Attribute> attributes) {
        attributes.add(Attributes.SERVICE_TYPE.of(SERVICE_FRAMED));
        attributes.add(Attributes.FRAMED_MTU.of((long) round.framedMtu()));
        state(round.conversation(), attributes);
        // RFC 3579, section 3.1: EAP-Message attributes come one after the other, in order.
        Bytes eap = round.eap();
        for (int at = 0; at < eap.length(); at += Attribute.LONGEST) {
            Bytes part = eap.slice(at, Math.min(at + Attribute.LONGEST, eap.length()));
            attributes.add(Attributes.EAP_MESSAGE.of(part));
        }
    }

    private static void state(Conversation conversation, List<Attribute> attributes) {
        Bytes state = conversation.state();
        if (!state.isEmpty()) attributes.add(Attributes.STATE.of(state));
    }

    /// What a genuine answer says.
    ///
    /// @param question             that was asked
    /// @param server               who sent it
    /// @param requestAuthenticator of the request; empty if the answer came over RADIUS/1.1, which hides nothing
    public AccessAnswer answer(
            AccessQuestion question, RadiusPacket packet, String server, Secret secret, Bytes requestAuthenticator) {
        Hidden uncovered = requestAuthenticator.isEmpty()
                ? Hidden.PLAIN
                : value -> hidden.reveal(value, requestAuthenticator, secret);
        // A Challenge grants nothing, and most answers are Challenges.
        Supplier<Grant> grant = () -> grants.read(packet, origin(question, server), uncovered);
        return switch (question) {
            case AccessQuestion.EapRound _ -> eapAnswer(packet, server, grant, uncovered);
            case AccessQuestion.Authorize _,AccessQuestion.PeerKeys _ ->
                    // There is nobody to be asked for more.
                    packet.code().equals(RadiusCode.ACCESS_CHALLENGE)
                            ? new AccessAnswer.Unavailable(
                                    "Access-Challenge for '" + name(question) + "' from " + server)
                            : plainAnswer(packet, server, grant.get());
            case AccessQuestion.DownloadAccessList _ ->
                    packet.code().equals(RadiusCode.ACCESS_CHALLENGE)
                            ? more(packet, server, grant.get())
                            : plainAnswer(packet, server, grant.get());
        };
    }

    private static Origin origin(AccessQuestion question, String server) {
        Origin.Source source = switch (question) {
            case AccessQuestion.Authorize authorize -> authorize.source();
            // What comes with the proof of identity. A list belongs to whoever named it, which is known where it was asked for.
            case AccessQuestion.EapRound _,AccessQuestion.PeerKeys _,AccessQuestion.DownloadAccessList _ ->
                    Origin.Source.IMPLICIT;
        };
        return new Origin(source, server, question.list().name(), name(question));
    }

    private static AccessAnswer plainAnswer(RadiusPacket packet, String server, Grant grant) {
        return packet.code().equals(RadiusCode.ACCESS_REJECT)
                ? new AccessAnswer.Reject(Bytes.EMPTY, rejection(packet, server))
                : AccessAnswer.Accept.of(grant);
    }

    // The rest is fetched with the State of this part: without it nobody knows which list goes on.
    private static AccessAnswer more(RadiusPacket packet, String server, Grant grant) {
        Bytes state = packet.first(Attributes.STATE).orElse(Bytes.EMPTY);
        return state.isEmpty()
                ? new AccessAnswer.Unavailable("Access-Challenge without State from " + server)
                : new AccessAnswer.More(grant, new Conversation(server, state));
    }

    private AccessAnswer eapAnswer(RadiusPacket packet, String server, Supplier<Grant> grant, Hidden uncovered) {
        Bytes eap = packet.eapMessage();
        Optional<EapCode> code = code(eap);
        if (packet.code().equals(RadiusCode.ACCESS_CHALLENGE)) {
            Bytes state = packet.first(Attributes.STATE).orElse(Bytes.EMPTY);
            if (eap.isEmpty()) {
                return new AccessAnswer.Unavailable("Access-Challenge without EAP-Message from " + server);
            }
            // RFC 3579, section 2.6.3: a packet that contradicts itself decides nothing.
            return eap.u8(0) == EapCode.REQUEST.code()
                    ? new AccessAnswer.Challenge(eap, new Conversation(server, state))
                    : new AccessAnswer.Unavailable("Access-Challenge without EAP-Request inside from " + server);
        }
        if (packet.code().equals(RadiusCode.ACCESS_REJECT)) {
            boolean failure = code.filter(EapCode.FAILURE::equals).isPresent();
            return new AccessAnswer.Reject(failure ? eap : Bytes.EMPTY, rejection(packet, server));
        }
        // RFC 3579, section 2.6.3: packets that contradict themselves are never a success.
        if (code.filter(EapCode.SUCCESS::equals).isEmpty()) {
            return new AccessAnswer.Reject(
                    Bytes.EMPTY, "Access-Accept from " + server + " without EAP-Success is no success");
        }
        return new AccessAnswer.Accept(eap, msk(packet, uncovered), grant.get());
    }

    private static String rejection(RadiusPacket packet, String server) {
        List<String> messages = packet.all(Attributes.REPLY_MESSAGE);
        return "Access-Reject from " + server + (messages.isEmpty() ? "" : ": " + String.join(" ", messages));
    }

    private static Optional<EapCode> code(Bytes eap) {
        if (eap.isEmpty()) return Optional.empty();
        try {
            return Optional.of(EapPacket.read(eap).code());
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    // RFC 3579, section 3.16, and RFC 5247, section 1.4.1: MSK = MS-MPPE-Recv-Key | MS-MPPE-Send-Key, the names being the
    // NAS's point of view; methods that make less are padded with zeros.
    private static Secret msk(RadiusPacket packet, Hidden uncovered) {
        Optional<Secret> receive = packet.first(Attributes.MS_MPPE_RECV_KEY).flatMap(uncovered::reveal);
        Optional<Secret> send = packet.first(Attributes.MS_MPPE_SEND_KEY).flatMap(uncovered::reveal);
        if (receive.isEmpty() || send.isEmpty()) return Secret.wrap(new byte[0]);
        int length = receive.get().length() + send.get().length();
        byte[] msk = new byte[Math.max(MSK_LENGTH, length)];
        System.arraycopy(receive.get().expose(), 0, msk, 0, receive.get().length());
        System.arraycopy(send.get().expose(), 0, msk, receive.get().length(), send.get().length());
        receive.get().wipe();
        send.get().wipe();
        return Secret.wrap(msk);
    }
}
