package gatehouse.wire;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What a notification says (RFC 7296, section 3.10.1).
public record NotifyType(int code) {
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final NotifyType UNSUPPORTED_CRITICAL_PAYLOAD = named(1, "UNSUPPORTED_CRITICAL_PAYLOAD");
    public static final NotifyType INVALID_IKE_SPI = named(4, "INVALID_IKE_SPI");
    public static final NotifyType INVALID_MAJOR_VERSION = named(5, "INVALID_MAJOR_VERSION");
    public static final NotifyType INVALID_SYNTAX = named(7, "INVALID_SYNTAX");
    public static final NotifyType INVALID_MESSAGE_ID = named(9, "INVALID_MESSAGE_ID");
    public static final NotifyType INVALID_SPI = named(11, "INVALID_SPI");
    public static final NotifyType NO_PROPOSAL_CHOSEN = named(14, "NO_PROPOSAL_CHOSEN");
    public static final NotifyType INVALID_KE_PAYLOAD = named(17, "INVALID_KE_PAYLOAD");
    public static final NotifyType AUTHENTICATION_FAILED = named(24, "AUTHENTICATION_FAILED");
    public static final NotifyType SINGLE_PAIR_REQUIRED = named(34, "SINGLE_PAIR_REQUIRED");
    public static final NotifyType NO_ADDITIONAL_SAS = named(35, "NO_ADDITIONAL_SAS");
    public static final NotifyType INTERNAL_ADDRESS_FAILURE = named(36, "INTERNAL_ADDRESS_FAILURE");
    public static final NotifyType FAILED_CP_REQUIRED = named(37, "FAILED_CP_REQUIRED");
    public static final NotifyType TS_UNACCEPTABLE = named(38, "TS_UNACCEPTABLE");
    public static final NotifyType INVALID_SELECTORS = named(39, "INVALID_SELECTORS");
    public static final NotifyType UNACCEPTABLE_ADDRESSES = named(40, "UNACCEPTABLE_ADDRESSES");
    public static final NotifyType UNEXPECTED_NAT_DETECTED = named(41, "UNEXPECTED_NAT_DETECTED");
    public static final NotifyType USE_ASSIGNED_HOA = named(42, "USE_ASSIGNED_HOA");
    public static final NotifyType TEMPORARY_FAILURE = named(43, "TEMPORARY_FAILURE");
    public static final NotifyType CHILD_SA_NOT_FOUND = named(44, "CHILD_SA_NOT_FOUND");
    public static final NotifyType INVALID_GROUP_ID = named(45, "INVALID_GROUP_ID");
    public static final NotifyType AUTHORIZATION_FAILED = named(46, "AUTHORIZATION_FAILED");
    public static final NotifyType STATE_NOT_FOUND = named(47, "STATE_NOT_FOUND");
    public static final NotifyType TS_MAX_QUEUE = named(48, "TS_MAX_QUEUE");
    public static final NotifyType REGISTRATION_FAILED = named(49, "REGISTRATION_FAILED");

    // Private use: Windows sends a Win32 error code in it.
    public static final NotifyType MICROSOFT_STATUS = named(12345, "MICROSOFT_STATUS");

    public static final NotifyType INITIAL_CONTACT = named(16384, "INITIAL_CONTACT");
    public static final NotifyType SET_WINDOW_SIZE = named(16385, "SET_WINDOW_SIZE");
    public static final NotifyType ADDITIONAL_TS_POSSIBLE = named(16386, "ADDITIONAL_TS_POSSIBLE");
    public static final NotifyType IPCOMP_SUPPORTED = named(16387, "IPCOMP_SUPPORTED");
    public static final NotifyType NAT_DETECTION_SOURCE_IP = named(16388, "NAT_DETECTION_SOURCE_IP");
    public static final NotifyType NAT_DETECTION_DESTINATION_IP = named(16389, "NAT_DETECTION_DESTINATION_IP");
    public static final NotifyType COOKIE = named(16390, "COOKIE");
    public static final NotifyType USE_TRANSPORT_MODE = named(16391, "USE_TRANSPORT_MODE");
    public static final NotifyType HTTP_CERT_LOOKUP_SUPPORTED = named(16392, "HTTP_CERT_LOOKUP_SUPPORTED");
    public static final NotifyType REKEY_SA = named(16393, "REKEY_SA");
    public static final NotifyType ESP_TFC_PADDING_NOT_SUPPORTED = named(16394, "ESP_TFC_PADDING_NOT_SUPPORTED");
    public static final NotifyType NON_FIRST_FRAGMENTS_ALSO = named(16395, "NON_FIRST_FRAGMENTS_ALSO");
    public static final NotifyType MOBIKE_SUPPORTED = named(16396, "MOBIKE_SUPPORTED");
    public static final NotifyType ADDITIONAL_IP4_ADDRESS = named(16397, "ADDITIONAL_IP4_ADDRESS");
    public static final NotifyType ADDITIONAL_IP6_ADDRESS = named(16398, "ADDITIONAL_IP6_ADDRESS");
    public static final NotifyType NO_ADDITIONAL_ADDRESSES = named(16399, "NO_ADDITIONAL_ADDRESSES");
    public static final NotifyType UPDATE_SA_ADDRESSES = named(16400, "UPDATE_SA_ADDRESSES");
    public static final NotifyType COOKIE2 = named(16401, "COOKIE2");
    public static final NotifyType NO_NATS_ALLOWED = named(16402, "NO_NATS_ALLOWED");
    public static final NotifyType AUTH_LIFETIME = named(16403, "AUTH_LIFETIME");
    public static final NotifyType MULTIPLE_AUTH_SUPPORTED = named(16404, "MULTIPLE_AUTH_SUPPORTED");
    public static final NotifyType ANOTHER_AUTH_FOLLOWS = named(16405, "ANOTHER_AUTH_FOLLOWS");
    public static final NotifyType REDIRECT_SUPPORTED = named(16406, "REDIRECT_SUPPORTED");
    public static final NotifyType REDIRECT = named(16407, "REDIRECT");
    public static final NotifyType REDIRECTED_FROM = named(16408, "REDIRECTED_FROM");
    public static final NotifyType TICKET_LT_OPAQUE = named(16409, "TICKET_LT_OPAQUE");
    public static final NotifyType TICKET_REQUEST = named(16410, "TICKET_REQUEST");
    public static final NotifyType TICKET_ACK = named(16411, "TICKET_ACK");
    public static final NotifyType TICKET_NACK = named(16412, "TICKET_NACK");
    public static final NotifyType TICKET_OPAQUE = named(16413, "TICKET_OPAQUE");
    public static final NotifyType LINK_ID = named(16414, "LINK_ID");
    public static final NotifyType USE_WESP_MODE = named(16415, "USE_WESP_MODE");
    public static final NotifyType ROHC_SUPPORTED = named(16416, "ROHC_SUPPORTED");
    public static final NotifyType EAP_ONLY_AUTHENTICATION = named(16417, "EAP_ONLY_AUTHENTICATION");
    public static final NotifyType CHILDLESS_IKEV2_SUPPORTED = named(16418, "CHILDLESS_IKEV2_SUPPORTED");
    public static final NotifyType QUICK_CRASH_DETECTION = named(16419, "QUICK_CRASH_DETECTION");
    public static final NotifyType IKEV2_MESSAGE_ID_SYNC_SUPPORTED = named(16420, "IKEV2_MESSAGE_ID_SYNC_SUPPORTED");
    public static final NotifyType IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED =
            named(16421, "IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED");
    public static final NotifyType IKEV2_MESSAGE_ID_SYNC = named(16422, "IKEV2_MESSAGE_ID_SYNC");
    public static final NotifyType IPSEC_REPLAY_COUNTER_SYNC = named(16423, "IPSEC_REPLAY_COUNTER_SYNC");
    public static final NotifyType SECURE_PASSWORD_METHODS = named(16424, "SECURE_PASSWORD_METHODS");
    public static final NotifyType PSK_PERSIST = named(16425, "PSK_PERSIST");
    public static final NotifyType PSK_CONFIRM = named(16426, "PSK_CONFIRM");
    public static final NotifyType ERX_SUPPORTED = named(16427, "ERX_SUPPORTED");
    public static final NotifyType IFOM_CAPABILITY = named(16428, "IFOM_CAPABILITY");
    public static final NotifyType GROUP_SENDER = named(16429, "GROUP_SENDER");
    public static final NotifyType IKEV2_FRAGMENTATION_SUPPORTED = named(16430, "IKEV2_FRAGMENTATION_SUPPORTED");
    public static final NotifyType SIGNATURE_HASH_ALGORITHMS = named(16431, "SIGNATURE_HASH_ALGORITHMS");
    public static final NotifyType CLONE_IKE_SA_SUPPORTED = named(16432, "CLONE_IKE_SA_SUPPORTED");
    public static final NotifyType CLONE_IKE_SA = named(16433, "CLONE_IKE_SA");
    public static final NotifyType PUZZLE = named(16434, "PUZZLE");
    public static final NotifyType USE_PPK = named(16435, "USE_PPK");
    public static final NotifyType PPK_IDENTITY = named(16436, "PPK_IDENTITY");
    public static final NotifyType NO_PPK_AUTH = named(16437, "NO_PPK_AUTH");
    public static final NotifyType INTERMEDIATE_EXCHANGE_SUPPORTED = named(16438, "INTERMEDIATE_EXCHANGE_SUPPORTED");
    public static final NotifyType IP4_ALLOWED = named(16439, "IP4_ALLOWED");
    public static final NotifyType IP6_ALLOWED = named(16440, "IP6_ALLOWED");
    public static final NotifyType ADDITIONAL_KEY_EXCHANGE = named(16441, "ADDITIONAL_KEY_EXCHANGE");
    public static final NotifyType USE_AGGFRAG = named(16442, "USE_AGGFRAG");
    public static final NotifyType SUPPORTED_AUTH_METHODS = named(16443, "SUPPORTED_AUTH_METHODS");
    public static final NotifyType SA_RESOURCE_INFO = named(16444, "SA_RESOURCE_INFO");
    public static final NotifyType USE_PPK_INT = named(16445, "USE_PPK_INT");
    public static final NotifyType PPK_IDENTITY_KEY = named(16446, "PPK_IDENTITY_KEY");

    public NotifyType {
        if (code < 0 || code > 65535) throw new IllegalArgumentException("notify " + code);
    }

    /// Below 16384 is an error (section 3.10.1).
    public boolean isError() {
        return code < 16384;
    }

    /// Those that have a name.
    public static Set<NotifyType> all() {
        return NAMES.keySet().stream().map(NotifyType::new).collect(Collectors.toUnmodifiableSet());
    }

    private static NotifyType named(int code, String name) {
        NAMES.put(code, name);
        return new NotifyType(code);
    }

    @Override
    public String toString() {
        String name = NAMES.get(code);
        return name != null ? name : "notify " + code;
    }
}
