package gatehouse.session;

/// The Acct-Session-Id of a login (RFC 2866, section 5.5): unique for this gateway, across restarts too.
public record SessionId(String text) {
    public SessionId {
        if (text.isEmpty()) throw new IllegalArgumentException("a session id is not empty");
    }

    @Override
    public String toString() {
        return text;
    }
}
