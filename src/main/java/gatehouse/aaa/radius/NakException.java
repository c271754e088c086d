package gatehouse.aaa.radius;

import gatehouse.radius.ErrorCause;

/// Why a request for dynamic authorization is not done. Without a stack trace.
final class NakException extends Exception {
    private static final long serialVersionUID = 1;

    private final ErrorCause error;

    NakException(ErrorCause error, String reason) {
        super(reason, null, false, false);
        this.error = error;
    }

    /// RFC 5176, section 3.5: 404 is for attributes that "are not formatted properly", 407 for values of no use, 401 for what
    /// is not supported.
    static NakException about(String attribute, UnfitException.Fault fault, String why) {
        ErrorCause cause = switch (fault) {
            case MALFORMED -> ErrorCause.INVALID_REQUEST;
            case INVALID -> ErrorCause.INVALID_ATTRIBUTE_VALUE;
            case UNSUPPORTED -> ErrorCause.UNSUPPORTED_ATTRIBUTE;
        };
        return new NakException(cause, attribute + ": " + why);
    }

    static NakException malformed(String attribute, String why) {
        return about(attribute, UnfitException.Fault.MALFORMED, why);
    }

    static NakException invalid(String attribute, String why) {
        return about(attribute, UnfitException.Fault.INVALID, why);
    }

    static NakException unsupported(String attribute, String why) {
        return about(attribute, UnfitException.Fault.UNSUPPORTED, why);
    }

    static NakException missing(String reason) {
        return new NakException(ErrorCause.MISSING_ATTRIBUTE, reason);
    }

    ErrorCause error() {
        return error;
    }
}
