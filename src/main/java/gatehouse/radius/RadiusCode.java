package gatehouse.radius;

/// What a packet is (RFC 2865, section 3; RFC 5176, section 2.3).
public record RadiusCode(int code) {
    public static final RadiusCode ACCESS_REQUEST = new RadiusCode(1);
    public static final RadiusCode ACCESS_ACCEPT = new RadiusCode(2);
    public static final RadiusCode ACCESS_REJECT = new RadiusCode(3);
    public static final RadiusCode ACCOUNTING_REQUEST = new RadiusCode(4);
    public static final RadiusCode ACCOUNTING_RESPONSE = new RadiusCode(5);
    public static final RadiusCode ACCESS_CHALLENGE = new RadiusCode(11);
    public static final RadiusCode STATUS_SERVER = new RadiusCode(12);
    public static final RadiusCode DISCONNECT_REQUEST = new RadiusCode(40);
    public static final RadiusCode DISCONNECT_ACK = new RadiusCode(41);
    public static final RadiusCode DISCONNECT_NAK = new RadiusCode(42);
    public static final RadiusCode COA_REQUEST = new RadiusCode(43);
    public static final RadiusCode COA_ACK = new RadiusCode(44);
    public static final RadiusCode COA_NAK = new RadiusCode(45);

    public RadiusCode {
        if (code < 0 || code > 255) throw new IllegalArgumentException("code " + code);
    }

    @Override
    public String toString() {
        return switch (code) {
            case 1 -> "Access-Request";
            case 2 -> "Access-Accept";
            case 3 -> "Access-Reject";
            case 4 -> "Accounting-Request";
            case 5 -> "Accounting-Response";
            case 11 -> "Access-Challenge";
            case 12 -> "Status-Server";
            case 40 -> "Disconnect-Request";
            case 41 -> "Disconnect-ACK";
            case 42 -> "Disconnect-NAK";
            case 43 -> "CoA-Request";
            case 44 -> "CoA-ACK";
            case 45 -> "CoA-NAK";
            default -> "code " + code;
        };
    }
}
