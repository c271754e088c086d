package gatehouse.initiator;

/// The gateway answered, and the answer is no, or nothing that one could accept.
final class UnacceptableException extends Exception {
    private static final long serialVersionUID = 1;

    UnacceptableException(String message) {
        super(message, null, false, false);
    }
}
