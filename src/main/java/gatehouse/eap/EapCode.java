package gatehouse.eap;

/// What an EAP packet is (RFC 3748, section 4).
public record EapCode(int code) {
    public static final EapCode REQUEST = new EapCode(1);
    public static final EapCode RESPONSE = new EapCode(2);
    public static final EapCode SUCCESS = new EapCode(3);
    public static final EapCode FAILURE = new EapCode(4);
    public static final EapCode INITIATE = new EapCode(5);
    public static final EapCode FINISH = new EapCode(6);

    public EapCode {
        if (code < 0 || code > 255) throw new IllegalArgumentException("EAP code " + code);
    }

    @Override
    public String toString() {
        return switch (code) {
            case 1 -> "Request";
            case 2 -> "Response";
            case 3 -> "Success";
            case 4 -> "Failure";
            case 5 -> "Initiate";
            case 6 -> "Finish";
            default -> "EAP code " + code;
        };
    }
}
