package gatehouse.aaa;

/// Who a peer says it is, in IKE (RFC 7296, section 3.5).
///
/// @param text the address, the name, `user@domain`, the distinguished name as RFC 4514 writes it, or the key id as UTF-8
///             or, where it is none, hexadecimal
public record PeerIdentity(Kind kind, String text) {
    public enum Kind {
        ADDRESS,
        FQDN,
        EMAIL,
        DN,
        KEY_ID;

        @Override
        public String toString() {
            return switch (this) {
                case ADDRESS -> "address";
                case FQDN -> "fqdn";
                case EMAIL -> "email";
                case DN -> "dn";
                case KEY_ID -> "key-id";
            };
        }
    }

    @Override
    public String toString() {
        return kind + " '" + text + "'";
    }
}
