package gatehouse.ike.sa;

import gatehouse.aaa.Authorization;
import gatehouse.aaa.Conversation;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Ticket;
import gatehouse.aaa.authorization.AuthorizationRun;
import gatehouse.aaa.authorization.Subject;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.KeyExchange;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.Payload;
import java.util.List;

/// Where an IKE SA stands. Each phase is named for what it waits for and holds what exists in it, no more.
public sealed interface Phase {
    /// IKE_SA_INIT is answered; the first IKE_AUTH request is awaited. The shared secret is computed when it comes: a
    /// flood of IKE_SA_INIT then costs one key generation each and no agreement.
    record Initialised(Login.InitRecord init, KeyExchange.Ephemeral ours, Bytes peerPublic) implements Phase {}

    /// Request `messageId` is held open until somebody answers a question; its repeats are ignored meanwhile.
    sealed interface Held extends Phase {
        Ticket ticket();

        long messageId();

        /// What the client calls itself.
        String claimed();
    }

    /// A login that waits for somebody.
    sealed interface HeldLogin extends Held {
        Login login();

        @Override
        default String claimed() {
            return login().eapIdentity();
        }
    }

    /// Certificates that the client only named are being fetched; it is not known who it is before they are there.
    ///
    /// @param initialised where it stood
    /// @param request     its first IKE_AUTH request
    record FetchingCertificates(Ticket ticket, long messageId, String claimed, Initialised initialised,
            Request request) implements Held {}

    /// The client proved that its certificate is its own; somebody is asked whether that was revoked.
    record CheckingRevocation(Ticket ticket, long messageId, Login login) implements HeldLogin {}

    /// AAA is asked what the client's EAP packet comes to.
    ///
    /// @param introduction  IDr, CERT and AUTH, where the reply is the first of IKE_AUTH
    /// @param eapIdentifier the Identifier of the client's EAP response, for a failure of ours
    record AwaitingAaa(Ticket ticket, long messageId, Login login, List<Payload> introduction,
            int eapIdentifier) implements HeldLogin {
        public AwaitingAaa {
            introduction = List.copyOf(introduction);
        }
    }

    /// AAA is asked for the keys of a client that proves itself by one.
    ///
    /// @param auth its proof
    record AwaitingKeys(Ticket ticket, long messageId, Login login, AuthPayload auth) implements HeldLogin {}

    /// The client is who it says it is; AAA is asked what it may do.
    ///
    /// @param proof   what proves us to the client, for the reply
    /// @param subject by which rules it is authorized
    /// @param run     what was answered so far
    record Authorizing(Ticket ticket, long messageId, Login login, List<Payload> proof, Subject subject,
            AuthorizationRun run) implements HeldLogin {
        public Authorizing {
            proof = List.copyOf(proof);
        }
    }

    /// It is known what the client may do; a DHCP server is asked for its address.
    record AwaitingAddress(Ticket ticket, long messageId, Login login, List<Payload> proof, Subject subject,
            Authorization authorization) implements HeldLogin {
        public AwaitingAddress {
            proof = List.copyOf(proof);
        }
    }

    /// The first of two proofs is good; the client owes us the identity of the second (RFC 4739).
    record BetweenProofs(Login login) implements Phase {}

    /// The client owes us the next EAP packet (RFC 7296, section 2.16).
    ///
    /// @param identifier the Identifier of the EAP request it has to answer
    record EapRunning(Login login, Conversation conversation, int identifier) implements Phase {}

    /// EAP succeeded; the client owes us AUTH.
    ///
    /// @param msk empty where the method makes no key
    record EapSucceeded(Login login, Secret msk, Grant grant) implements Phase {}

    /// The person is in.
    record Established(LiveSession session) implements Phase {}

    /// The client has made this SA to take the place of another, while we were making one too: which of the two does is
    /// decided when ours is there, or when the client uses this one (section 2.8.2).
    record Rival(IkeSa old, LiveSession session) implements Phase {}

    /// The SA has a successor, which carries the session; this one waits for its Delete (section 2.8).
    record Rekeyed(long successorSpi) implements Phase {}

    /// The SA is over; it is kept for repeats, or until the client has confirmed our Delete.
    record Closing(String reason) implements Phase {}
}
