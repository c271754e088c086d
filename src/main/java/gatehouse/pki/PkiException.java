package gatehouse.pki;

/// A certificate or a key cannot be used. The message names the file and the remedy, for an operator reads it.
public final class PkiException extends Exception {
    private static final long serialVersionUID = 1;

    PkiException(String message) {
        super(message, null, false, false);
    }
}
