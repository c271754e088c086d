package gatehouse.dhcp;

/// Numbers of options (RFC 2132 unless another is named).
final class OptionCode {
    static final int PAD = 0;
    static final int SUBNET_MASK = 1;
    static final int DNS = 6;
    static final int DOMAIN_NAME = 15;
    static final int NBNS = 44;
    static final int REQUESTED_ADDRESS = 50;
    static final int LEASE_TIME = 51;
    static final int OVERLOAD = 52;
    static final int MESSAGE_TYPE = 53;
    static final int SERVER_IDENTIFIER = 54;
    static final int PARAMETER_REQUEST = 55;
    static final int MESSAGE = 56;
    static final int MAXIMUM_SIZE = 57;
    static final int RENEWAL_TIME = 58;
    static final int REBINDING_TIME = 59;
    static final int CLIENT_IDENTIFIER = 61;
    /// RFC 3046.
    static final int AGENT_INFORMATION = 82;
    /// RFC 3397.
    static final int DOMAIN_SEARCH = 119;
    /// RFC 3442.
    static final int CLASSLESS_ROUTES = 121;
    static final int END = 255;

    private OptionCode() {}
}
