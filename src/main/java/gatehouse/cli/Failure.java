package gatehouse.cli;

/// A command cannot do what it was asked. The message is the line that its user reads.
final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    Failure(String message) {
        super(message, null, false, false);
    }
}
