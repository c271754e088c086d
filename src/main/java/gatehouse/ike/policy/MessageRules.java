package gatehouse.ike.policy;

/// How the gateway writes and reads IKE messages, whoever they are for.
///
/// @param vendorId   whether IKE_SA_INIT says who we are (RFC 7296, section 3.12)
/// @param childless  whether a client may log in without a Child SA, and ask for the first one later (RFC 6023)
/// @param ciscoFragments whether who knows no fragments of RFC 7383 and says so by Cisco's vendor ID gets those of Cisco
/// @param reassembly what messages may take of which fragments are missing
public record MessageRules(boolean vendorId, boolean childless, boolean ciscoFragments, Reassembly reassembly) {
    public static final MessageRules DEFAULT = new MessageRules(false, true, true, Reassembly.DEFAULT);

    /// Bounds in each shard. Who begins an SA needs no name to have fragments kept, so there must be some.
    ///
    /// @param octetsPerSa octets of one IKE SA
    /// @param octets      octets of all together
    /// @param messages    messages of all together
    public record Reassembly(int octetsPerSa, int octets, int messages) {
        public static final Reassembly DEFAULT = new Reassembly(128 << 10, 16 << 20, 4096);
    }
}
