package gatehouse.crypto;

/// The peer's public value must not be used (RFC 6989): out of range, off the curve, or of small order.
public final class InvalidPublicValueException extends Exception {
    private static final long serialVersionUID = 1;

    public InvalidPublicValueException(String message) {
        super(message, null, false, false);
    }
}
