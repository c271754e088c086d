package gatehouse.virtualaccess;

/// Something was asked for that cannot be enforced: a word is unknown, a list is not defined, a value does not fit. The
/// message has the text, where it came from and why. Without a stack trace, because a RADIUS server decides how often it
/// happens.
public final class UnenforceableException extends Exception {
    private static final long serialVersionUID = 1;

    public UnenforceableException(String message) {
        super(message, null, false, false);
    }

    /// The same, with what it is about before it: `ip:inacl#10 'permit tpc any any': …`.
    UnenforceableException about(String what) {
        return new UnenforceableException(what + " " + getMessage());
    }

    /// The same, and where the text came from.
    UnenforceableException from(Object origin) {
        return new UnenforceableException(getMessage() + " (" + origin + ")");
    }
}
