package gatehouse.aaa;

import gatehouse.bytes.Bytes;

/// What the gateway asks about a person.
public sealed interface AccessQuestion {
    /// The AAA servers to ask, by the name of their group.
    String serverGroup();

    /// One round of an EAP conversation: what the client said, passed through (RFC 3579).
    ///
    /// @param userName  the EAP identity, or the IKE identity where EAP gave none
    /// @param eap       the EAP packet from the client
    /// @param framedMtu the largest EAP packet that reaches the client unharmed, in octets (RFC 3579, section 2.4)
    record EapRound(
            String serverGroup,
            PeerFacts peer,
            String userName,
            Bytes eap,
            Conversation conversation,
            int framedMtu) implements AccessQuestion {
        /// Without the content of the EAP packet, which may be a password.
        @Override
        public String toString() {
            return "EapRound[" + serverGroup + ", " + peer.session() + ", " + userName + ", EAP of " + eap.length()
                    + " octets]";
        }
    }
}
