package gatehouse.aaa;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;

/// What AAA says.
public sealed interface AccessAnswer {
    /// Another round: hand `eap` to the client and come back with its response.
    record Challenge(Bytes eap, Conversation conversation) implements AccessAnswer {}

    /// The answer goes on: this is the first part, and asking again with `conversation` brings the next.
    record More(Grant grant, Conversation conversation) implements AccessAnswer {}

    /// Yes: the person may come in, or there is such a group, user, key or list.
    ///
    /// @param eap EAP-Success; empty where EAP was not asked about
    /// @param msk the master session key; empty where the EAP method makes none
    record Accept(Bytes eap, Secret msk, Grant grant) implements AccessAnswer {
        /// Without EAP.
        public static Accept of(Grant grant) {
            return new Accept(Bytes.EMPTY, Secret.wrap(new byte[0]), grant);
        }
    }

    /// No.
    ///
    /// @param eap    EAP-Failure as the server sent it; empty where it sent none
    /// @param reason for our log
    record Reject(Bytes eap, String reason) implements AccessAnswer {}

    /// No usable answer: no server answered, or what it said cannot be trusted.
    record Unavailable(String reason) implements AccessAnswer {}
}
