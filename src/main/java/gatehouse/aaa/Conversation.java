package gatehouse.aaa;

import gatehouse.bytes.Bytes;

/// What binds the rounds of one EAP conversation together: the server that leads it and the State it gave (RFC 2865,
/// section 5.24). Opaque to everybody but `aaa.radius`.
public record Conversation(String server, Bytes state) {
    /// Not begun: any server of the group may be asked.
    public static final Conversation NONE = new Conversation("", Bytes.EMPTY);
}
