package gatehouse.journal;

import java.io.IOException;

/// A record is not durable, or cannot be read.
public final class JournalException extends IOException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    JournalException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    JournalException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /// What is in the way.
    public enum Reason {
        /// The topic has as many octets as it may.
        FULL,
        /// The disk, or the file on it.
        DISK,
        /// Another process has the file.
        IN_USE,
        /// The journal was closed.
        CLOSED
    }

    public Reason reason() {
        return reason;
    }
}
