package gatehouse.aaa;

import gatehouse.bytes.Bytes;

/// What the gateway asks about a person.
public sealed interface AccessQuestion {
    /// Whom to ask.
    AaaList list();

    /// About whom: the client that the question is asked for.
    PeerFacts peer();

    /// One round of an EAP conversation: what the client said, passed through (RFC 3579).
    ///
    /// @param userName  the EAP identity, or the IKE identity where EAP gave none
    /// @param eap       the EAP packet from the client
    /// @param framedMtu the largest EAP packet that reaches the client unharmed, in octets (RFC 3579, section 2.4)
    record EapRound(
            AaaList list,
            PeerFacts peer,
            String userName,
            Bytes eap,
            Conversation conversation,
            int framedMtu) implements AccessQuestion {
        /// Without the content of the EAP packet, which may be a password.
        @Override
        public String toString() {
            return "EapRound[" + list.name() + ", " + peer.session() + ", " + userName + ", EAP of " + eap.length()
                    + " octets]";
        }
    }

    /// What a group or a user gets, whoever asks: the answer may be kept and given to others.
    ///
    /// @param source [Origin.Source#GROUP] or [Origin.Source#USER]
    /// @param name   of the group or the user
    record Authorize(AaaList list, PeerFacts peer, Origin.Source source, String name) implements AccessQuestion {}

    /// The pre-shared keys of a peer (AAA keyring), by its mangled identity.
    record PeerKeys(AaaList list, PeerFacts peer, String name) implements AccessQuestion {}

    /// An access list that the server keeps. Long ones come in several answers ([AccessAnswer.More]).
    record DownloadAccessList(
            AaaList list, PeerFacts peer, String name, Conversation conversation) implements AccessQuestion {}
}
