package gatehouse.dataplane;

/// How much a pair may carry in either direction: at the lower figure its owner is told that it is time for another, at the
/// higher one nothing passes any more.
///
/// @param softOctets  of inner packets
/// @param hardOctets  likewise
/// @param softPackets in one direction
/// @param hardPackets likewise
public record Volume(long softOctets, long hardOctets, long softPackets, long hardPackets) {
    /// As much as the cipher and the sequence numbers allow.
    public static final Volume ANY = new Volume(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    public Volume {
        if (softOctets <= 0 || softPackets <= 0 || softOctets > hardOctets || softPackets > hardPackets) {
            throw new IllegalArgumentException("volume of " + softOctets + " to " + hardOctets + " octets, "
                    + softPackets + " to " + hardPackets + " packets");
        }
    }
}
