package gatehouse.radius;

/// Why a request was not done (RFC 5176, section 3.5).
public enum ErrorCause {
    UNSUPPORTED_ATTRIBUTE(401),
    MISSING_ATTRIBUTE(402),
    NAS_IDENTIFICATION_MISMATCH(403),
    INVALID_REQUEST(404),
    UNSUPPORTED_SERVICE(405),
    UNSUPPORTED_EXTENSION(406),
    INVALID_ATTRIBUTE_VALUE(407),
    ADMINISTRATIVELY_PROHIBITED(501),
    REQUEST_NOT_ROUTABLE(502),
    SESSION_CONTEXT_NOT_FOUND(503),
    SESSION_CONTEXT_NOT_REMOVABLE(504),
    RESOURCES_UNAVAILABLE(506),
    MULTIPLE_SESSION_SELECTION_UNSUPPORTED(508);

    private final int code;

    ErrorCause(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
