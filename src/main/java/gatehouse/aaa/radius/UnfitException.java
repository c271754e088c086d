package gatehouse.aaa.radius;

/// Why nothing can be made of an attribute. Without a stack trace.
final class UnfitException extends Exception {
    private static final long serialVersionUID = 1;

    private final Fault fault;

    /// What is wrong with it.
    enum Fault {
        /// Its octets: their number, their encoding.
        MALFORMED,
        /// What it asks for: it is of the right form and of no use.
        INVALID,
        /// Nothing: there is nothing here that could do it.
        UNSUPPORTED
    }

    private UnfitException(Fault fault, String reason) {
        super(reason, null, false, false);
        this.fault = fault;
    }

    static UnfitException malformed(String reason) {
        return new UnfitException(Fault.MALFORMED, reason);
    }

    static UnfitException invalid(String reason) {
        return new UnfitException(Fault.INVALID, reason);
    }

    static UnfitException unsupported(String reason) {
        return new UnfitException(Fault.UNSUPPORTED, reason);
    }

    Fault fault() {
        return fault;
    }
}
