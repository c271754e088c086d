package gatehouse.pki.fetch;

/// Something could not be fetched. The message says what and why, for a log.
public final class FetchException extends Exception {
    private static final long serialVersionUID = 1;

    FetchException(String message) {
        super(message, null, false, false);
    }
}
