package gatehouse.session;

/// Why a session ended, in the words and numbers of Acct-Terminate-Cause (RFC 2866, section 5.10).
public enum TerminateCause {
    USER_REQUEST(1, "User-Request"),
    LOST_CARRIER(2, "Lost-Carrier"),
    LOST_SERVICE(3, "Lost-Service"),
    IDLE_TIMEOUT(4, "Idle-Timeout"),
    SESSION_TIMEOUT(5, "Session-Timeout"),
    ADMIN_RESET(6, "Admin-Reset"),
    ADMIN_REBOOT(7, "Admin-Reboot"),
    PORT_ERROR(8, "Port-Error"),
    NAS_ERROR(9, "NAS-Error"),
    NAS_REQUEST(10, "NAS-Request"),
    NAS_REBOOT(11, "NAS-Reboot"),
    PORT_PREEMPTED(13, "Port-Preempted"),
    SERVICE_UNAVAILABLE(15, "Service-Unavailable"),
    USER_ERROR(17, "User-Error");

    private final int code;
    private final String text;

    TerminateCause(int code, String text) {
        this.code = code;
        this.text = text;
    }

    public int code() {
        return code;
    }

    @Override
    public String toString() {
        return text;
    }
}
