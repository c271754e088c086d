package gatehouse.ike.policy;

/// How the gateway writes and reads IKE messages, whoever they are for.
///
/// @param vendorId whether IKE_SA_INIT says who we are (RFC 7296, section 3.12)
public record MessageRules(boolean vendorId) {
    public static final MessageRules DEFAULT = new MessageRules(false);
}
