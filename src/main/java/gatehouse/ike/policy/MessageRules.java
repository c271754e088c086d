package gatehouse.ike.policy;

/// How the gateway writes and reads IKE messages, whoever they are for.
///
/// @param vendorId  whether IKE_SA_INIT says who we are (RFC 7296, section 3.12)
/// @param childless whether a client may log in without a Child SA, and ask for the first one later (RFC 6023)
public record MessageRules(boolean vendorId, boolean childless) {
    public static final MessageRules DEFAULT = new MessageRules(false, true);
}
