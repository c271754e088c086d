package gatehouse.radius;

import gatehouse.bytes.Bytes;
import java.net.InetAddress;

/// The attributes that the code acts on. Others are looked up in `dictionaries/` by those who name them.
public final class Attributes {
    public static final int MICROSOFT = 311;
    public static final int CISCO = 9;

    // RFC 2865, 2866, 2869, 3162, 3579, 4372, 5176, 6911
    public static final AttributeKey<String> USER_NAME = AttributeKey.text("User-Name", 1);
    public static final AttributeKey<InetAddress> NAS_IP_ADDRESS = AttributeKey.address("NAS-IP-Address", 0, 4, 4);
    public static final AttributeKey<Long> NAS_PORT = AttributeKey.integer("NAS-Port", 5);
    public static final AttributeKey<Long> SERVICE_TYPE = AttributeKey.integer("Service-Type", 6);
    public static final AttributeKey<InetAddress> FRAMED_IP_ADDRESS =
            AttributeKey.address("Framed-IP-Address", 0, 8, 4);
    public static final AttributeKey<InetAddress> FRAMED_IP_NETMASK =
            AttributeKey.address("Framed-IP-Netmask", 0, 9, 4);
    public static final AttributeKey<String> FILTER_ID = AttributeKey.text("Filter-Id", 11);
    public static final AttributeKey<Long> FRAMED_MTU = AttributeKey.integer("Framed-MTU", 12);
    public static final AttributeKey<String> REPLY_MESSAGE = AttributeKey.text("Reply-Message", 18);
    public static final AttributeKey<Bytes> STATE = AttributeKey.octets("State", 24);
    public static final AttributeKey<Bytes> CLASS = AttributeKey.octets("Class", 25);
    public static final AttributeKey<Long> SESSION_TIMEOUT = AttributeKey.integer("Session-Timeout", 27);
    public static final AttributeKey<Long> IDLE_TIMEOUT = AttributeKey.integer("Idle-Timeout", 28);
    public static final AttributeKey<String> CALLED_STATION_ID = AttributeKey.text("Called-Station-Id", 30);
    public static final AttributeKey<String> CALLING_STATION_ID = AttributeKey.text("Calling-Station-Id", 31);
    public static final AttributeKey<String> NAS_IDENTIFIER = AttributeKey.text("NAS-Identifier", 32);
    public static final AttributeKey<Bytes> PROXY_STATE = AttributeKey.octets("Proxy-State", 33);
    public static final AttributeKey<Long> ACCT_STATUS_TYPE = AttributeKey.integer("Acct-Status-Type", 40);
    public static final AttributeKey<Long> ACCT_DELAY_TIME = AttributeKey.integer("Acct-Delay-Time", 41);
    public static final AttributeKey<Long> ACCT_INPUT_OCTETS = AttributeKey.integer("Acct-Input-Octets", 42);
    public static final AttributeKey<Long> ACCT_OUTPUT_OCTETS = AttributeKey.integer("Acct-Output-Octets", 43);
    public static final AttributeKey<String> ACCT_SESSION_ID = AttributeKey.text("Acct-Session-Id", 44);
    public static final AttributeKey<Long> ACCT_AUTHENTIC = AttributeKey.integer("Acct-Authentic", 45);
    public static final AttributeKey<Long> ACCT_SESSION_TIME = AttributeKey.integer("Acct-Session-Time", 46);
    public static final AttributeKey<Long> ACCT_INPUT_PACKETS = AttributeKey.integer("Acct-Input-Packets", 47);
    public static final AttributeKey<Long> ACCT_OUTPUT_PACKETS = AttributeKey.integer("Acct-Output-Packets", 48);
    public static final AttributeKey<Long> ACCT_TERMINATE_CAUSE = AttributeKey.integer("Acct-Terminate-Cause", 49);
    public static final AttributeKey<String> ACCT_MULTI_SESSION_ID = AttributeKey.text("Acct-Multi-Session-Id", 50);
    public static final AttributeKey<Long> ACCT_INPUT_GIGAWORDS = AttributeKey.integer("Acct-Input-Gigawords", 52);
    public static final AttributeKey<Long> ACCT_OUTPUT_GIGAWORDS = AttributeKey.integer("Acct-Output-Gigawords", 53);
    public static final AttributeKey<Long> EVENT_TIMESTAMP = AttributeKey.integer("Event-Timestamp", 55);
    public static final AttributeKey<Long> NAS_PORT_TYPE = AttributeKey.integer("NAS-Port-Type", 61);
    public static final AttributeKey<Bytes> EAP_MESSAGE = AttributeKey.octets("EAP-Message", 79);
    public static final AttributeKey<Bytes> MESSAGE_AUTHENTICATOR = AttributeKey.octets("Message-Authenticator", 80);
    public static final AttributeKey<Long> ACCT_INTERIM_INTERVAL = AttributeKey.integer("Acct-Interim-Interval", 85);
    public static final AttributeKey<String> NAS_PORT_ID = AttributeKey.text("NAS-Port-Id", 87);
    public static final AttributeKey<String> FRAMED_POOL = AttributeKey.text("Framed-Pool", 88);
    public static final AttributeKey<String> OPERATOR_NAME = AttributeKey.text("Operator-Name", 126);
    public static final AttributeKey<Bytes> CHARGEABLE_USER_IDENTITY =
            AttributeKey.octets("Chargeable-User-Identity", 89);
    public static final AttributeKey<InetAddress> NAS_IPV6_ADDRESS =
            AttributeKey.address("NAS-IPv6-Address", 0, 95, 16);
    public static final AttributeKey<String> FRAMED_IPV6_POOL = AttributeKey.text("Framed-IPv6-Pool", 100);
    public static final AttributeKey<Long> ERROR_CAUSE = AttributeKey.integer("Error-Cause", 101);
    public static final AttributeKey<InetAddress> FRAMED_IPV6_ADDRESS =
            AttributeKey.address("Framed-IPv6-Address", 0, 168, 16);
    public static final AttributeKey<InetAddress> DNS_SERVER_IPV6_ADDRESS =
            AttributeKey.address("DNS-Server-IPv6-Address", 0, 169, 16);

    // RFC 2548
    public static final AttributeKey<Bytes> MS_MPPE_SEND_KEY = AttributeKey.octets("MS-MPPE-Send-Key", MICROSOFT, 16);
    public static final AttributeKey<Bytes> MS_MPPE_RECV_KEY = AttributeKey.octets("MS-MPPE-Recv-Key", MICROSOFT, 17);
    public static final AttributeKey<InetAddress> MS_PRIMARY_DNS_SERVER =
            AttributeKey.address("MS-Primary-DNS-Server", MICROSOFT, 28, 4);
    public static final AttributeKey<InetAddress> MS_SECONDARY_DNS_SERVER =
            AttributeKey.address("MS-Secondary-DNS-Server", MICROSOFT, 29, 4);
    public static final AttributeKey<InetAddress> MS_PRIMARY_NBNS_SERVER =
            AttributeKey.address("MS-Primary-NBNS-Server", MICROSOFT, 30, 4);
    public static final AttributeKey<InetAddress> MS_SECONDARY_NBNS_SERVER =
            AttributeKey.address("MS-Secondary-NBNS-Server", MICROSOFT, 31, 4);

    /// Cisco's `name=value`.
    public static final AttributeKey<String> CISCO_AVPAIR = AttributeKey.text("Cisco-AVPair", CISCO, 1);

    private Attributes() {}
}
