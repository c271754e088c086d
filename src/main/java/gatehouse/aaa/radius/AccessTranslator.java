package gatehouse.aaa.radius;

import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Conversation;
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

/// Access questions to Access-Requests and answers back (RFC 3579). Belongs to one thread.
public final class AccessTranslator {
    // RFC 2865, sections 5.6 and 5.41. Framed, not Login: the person gets an address, not a shell.
    private static final long SERVICE_FRAMED = 2;
    private static final long PORT_VIRTUAL = 5;
    // RFC 7296, section 2.16, and RFC 3748, section 7.10: at least 64 octets.
    private static final int MSK_LENGTH = 64;

    private final NasIdentity nas;
    private final SaltEncryption hidden = new SaltEncryption();

    public AccessTranslator(NasIdentity nas) {
        this.nas = nas;
    }

    /// The attributes of the Access-Request, without Message-Authenticator.
    public List<Attribute> request(AccessQuestion question) {
        return switch (question) {
            case AccessQuestion.EapRound round -> request(round);
            case AccessQuestion.Authorize _,AccessQuestion.PeerKeys _,AccessQuestion.DownloadAccessList _ ->
                    throw new IllegalArgumentException("nobody asks this yet");
        };
    }

    private List<Attribute> request(AccessQuestion.EapRound round) {
        var attributes = new ArrayList<Attribute>(24);
        attributes.add(Attributes.USER_NAME.of(round.userName()));
        attributes.addAll(nas.attributes(round.peer().path().local().getAddress()));
        attributes.add(Attributes.NAS_PORT_TYPE.of(PORT_VIRTUAL));
        attributes.add(Attributes.NAS_PORT_ID.of(round.peer().connection()));
        attributes.add(Attributes.SERVICE_TYPE.of(SERVICE_FRAMED));
        attributes.add(Attributes.CALLED_STATION_ID.of(
                Addresses.text(round.peer().path().local().getAddress())));
        attributes.add(Attributes.CALLING_STATION_ID.of(
                Addresses.text(round.peer().path().remote().getAddress())));
        attributes.add(Attributes.ACCT_SESSION_ID.of(round.peer().session().text()));
        attributes.add(Attributes.CISCO_AVPAIR.of("audit-session-id=" + round.peer().auditSessionId()));
        attributes.add(Attributes.FRAMED_MTU.of((long) round.framedMtu()));
        Bytes state = round.conversation().state();
        if (!state.isEmpty()) attributes.add(Attributes.STATE.of(state));
        // RFC 3579, section 3.1: EAP-Message attributes come one after the other, in order.
        Bytes eap = round.eap();
        for (int at = 0; at < eap.length(); at += Attribute.LONGEST) {
            Bytes part = eap.slice(at, Math.min(at + Attribute.LONGEST, eap.length()));
            attributes.add(Attributes.EAP_MESSAGE.of(part));
        }
        return attributes;
    }

    /// What a genuine answer says.
    ///
    /// @param server               who sent it, for the conversation
    /// @param requestAuthenticator of the request
    public AccessAnswer answer(RadiusPacket packet, String server, Secret secret, Bytes requestAuthenticator) {
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
        return new AccessAnswer.Accept(eap, msk(packet, secret, requestAuthenticator),
                GrantReader.read(packet, new Origin(Origin.Source.IMPLICIT, server, "", "")));
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
    private Secret msk(RadiusPacket packet, Secret secret, Bytes requestAuthenticator) {
        Optional<Secret> receive = packet.first(Attributes.MS_MPPE_RECV_KEY)
                .flatMap(value -> hidden.reveal(value, requestAuthenticator, secret));
        Optional<Secret> send = packet.first(Attributes.MS_MPPE_SEND_KEY)
                .flatMap(value -> hidden.reveal(value, requestAuthenticator, secret));
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
