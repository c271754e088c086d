package gatehouse.aaa;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;

/// What AAA says.
public sealed interface AccessAnswer {
    /// Another round: hand `eap` to the client and come back with its response.
    record Challenge(Bytes eap, Conversation conversation) implements AccessAnswer {}

    /// The person may come in.
    ///
    /// @param eap EAP-Success
    /// @param msk the master session key; empty where the EAP method makes none
    record Accept(Bytes eap, Secret msk, Grant grant) implements AccessAnswer {}

    /// The person may not.
    ///
    /// @param eap    EAP-Failure as the server sent it; empty where it sent none
    /// @param reason for our log
    record Reject(Bytes eap, String reason) implements AccessAnswer {}

    /// No usable answer: no server answered, or what it said cannot be trusted.
    record Unavailable(String reason) implements AccessAnswer {}
}
