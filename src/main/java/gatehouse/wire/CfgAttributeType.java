package gatehouse.wire;

import java.util.HashMap;
import java.util.Map;

/// What a configuration attribute says (RFC 7296, section 3.15.1). Beside the registered ones the private numbers of
/// Microsoft and of Cisco Unity that clients are known to use.
public record CfgAttributeType(int code) {
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final CfgAttributeType INTERNAL_IP4_ADDRESS = named(1, "INTERNAL_IP4_ADDRESS");
    public static final CfgAttributeType INTERNAL_IP4_NETMASK = named(2, "INTERNAL_IP4_NETMASK");
    public static final CfgAttributeType INTERNAL_IP4_DNS = named(3, "INTERNAL_IP4_DNS");
    public static final CfgAttributeType INTERNAL_IP4_NBNS = named(4, "INTERNAL_IP4_NBNS");
    public static final CfgAttributeType INTERNAL_ADDRESS_EXPIRY = named(5, "INTERNAL_ADDRESS_EXPIRY");
    public static final CfgAttributeType INTERNAL_IP4_DHCP = named(6, "INTERNAL_IP4_DHCP");
    public static final CfgAttributeType APPLICATION_VERSION = named(7, "APPLICATION_VERSION");
    public static final CfgAttributeType INTERNAL_IP6_ADDRESS = named(8, "INTERNAL_IP6_ADDRESS");
    public static final CfgAttributeType INTERNAL_IP6_DNS = named(10, "INTERNAL_IP6_DNS");
    public static final CfgAttributeType INTERNAL_IP6_NBNS = named(11, "INTERNAL_IP6_NBNS");
    public static final CfgAttributeType INTERNAL_IP6_DHCP = named(12, "INTERNAL_IP6_DHCP");
    public static final CfgAttributeType INTERNAL_IP4_SUBNET = named(13, "INTERNAL_IP4_SUBNET");
    public static final CfgAttributeType SUPPORTED_ATTRIBUTES = named(14, "SUPPORTED_ATTRIBUTES");
    public static final CfgAttributeType INTERNAL_IP6_SUBNET = named(15, "INTERNAL_IP6_SUBNET");
    public static final CfgAttributeType MIP6_HOME_PREFIX = named(16, "MIP6_HOME_PREFIX");
    public static final CfgAttributeType INTERNAL_IP6_LINK = named(17, "INTERNAL_IP6_LINK");
    public static final CfgAttributeType INTERNAL_IP6_PREFIX = named(18, "INTERNAL_IP6_PREFIX");
    public static final CfgAttributeType HOME_AGENT_ADDRESS = named(19, "HOME_AGENT_ADDRESS");
    public static final CfgAttributeType P_CSCF_IP4_ADDRESS = named(20, "P_CSCF_IP4_ADDRESS");
    public static final CfgAttributeType P_CSCF_IP6_ADDRESS = named(21, "P_CSCF_IP6_ADDRESS");
    public static final CfgAttributeType FTT_KAT = named(22, "FTT_KAT");
    public static final CfgAttributeType EXTERNAL_SOURCE_IP4_NAT_INFO = named(23, "EXTERNAL_SOURCE_IP4_NAT_INFO");
    public static final CfgAttributeType TIMEOUT_PERIOD_FOR_LIVENESS_CHECK =
            named(24, "TIMEOUT_PERIOD_FOR_LIVENESS_CHECK");
    public static final CfgAttributeType INTERNAL_DNS_DOMAIN = named(25, "INTERNAL_DNS_DOMAIN");
    public static final CfgAttributeType INTERNAL_DNSSEC_TA = named(26, "INTERNAL_DNSSEC_TA");
    public static final CfgAttributeType ENCDNS_IP4 = named(27, "ENCDNS_IP4");
    public static final CfgAttributeType ENCDNS_IP6 = named(28, "ENCDNS_IP6");
    public static final CfgAttributeType ENCDNS_DIGEST_INFO = named(29, "ENCDNS_DIGEST_INFO");
    public static final CfgAttributeType MICROSOFT_IP4_SERVER = named(23456, "INTERNAL_IP4_SERVER");
    public static final CfgAttributeType MICROSOFT_IP6_SERVER = named(23457, "INTERNAL_IP6_SERVER");
    public static final CfgAttributeType UNITY_BANNER = named(28672, "UNITY_BANNER");
    public static final CfgAttributeType UNITY_SAVE_PASSWD = named(28673, "UNITY_SAVE_PASSWD");
    public static final CfgAttributeType UNITY_DEF_DOMAIN = named(28674, "UNITY_DEF_DOMAIN");
    public static final CfgAttributeType UNITY_SPLITDNS_NAME = named(28675, "UNITY_SPLITDNS_NAME");
    public static final CfgAttributeType UNITY_SPLIT_INCLUDE = named(28676, "UNITY_SPLIT_INCLUDE");
    public static final CfgAttributeType UNITY_NATT_PORT = named(28677, "UNITY_NATT_PORT");
    public static final CfgAttributeType UNITY_LOCAL_LAN = named(28678, "UNITY_LOCAL_LAN");
    public static final CfgAttributeType UNITY_PFS = named(28679, "UNITY_PFS");
    public static final CfgAttributeType UNITY_FW_TYPE = named(28680, "UNITY_FW_TYPE");
    public static final CfgAttributeType UNITY_BACKUP_SERVERS = named(28681, "UNITY_BACKUP_SERVERS");
    public static final CfgAttributeType UNITY_DDNS_HOSTNAME = named(28682, "UNITY_DDNS_HOSTNAME");

    public CfgAttributeType {
        if (code < 0 || code > 32767) throw new IllegalArgumentException("attribute " + code);
    }

    private static CfgAttributeType named(int code, String name) {
        NAMES.put(code, name);
        return new CfgAttributeType(code);
    }

    @Override
    public String toString() {
        String name = NAMES.get(code);
        return name != null ? name : "attribute " + code;
    }
}
