package gatehouse.dhcp;

/// What a message is: option 53 (RFC 2132, section 9.6).
public record MessageType(int code) {
    public static final MessageType DISCOVER = new MessageType(1);
    public static final MessageType OFFER = new MessageType(2);
    public static final MessageType REQUEST = new MessageType(3);
    public static final MessageType DECLINE = new MessageType(4);
    public static final MessageType ACK = new MessageType(5);
    public static final MessageType NAK = new MessageType(6);
    public static final MessageType RELEASE = new MessageType(7);

    @Override
    public String toString() {
        return switch (code) {
            case 1 -> "DISCOVER";
            case 2 -> "OFFER";
            case 3 -> "REQUEST";
            case 4 -> "DECLINE";
            case 5 -> "ACK";
            case 6 -> "NAK";
            case 7 -> "RELEASE";
            default -> "message " + code;
        };
    }
}
