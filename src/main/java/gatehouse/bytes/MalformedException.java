package gatehouse.bytes;

/// The octets are wrong: a length lies, a field is missing, something is left over. The message names the field and
/// the numbers. It carries no stack trace, because a peer could make us fill one per datagram.
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    public MalformedException(String message) {
        super(message, null, false, false);
    }
}
