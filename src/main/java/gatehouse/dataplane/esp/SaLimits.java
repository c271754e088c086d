package gatehouse.dataplane.esp;

import gatehouse.crypto.EspKeys;
import gatehouse.dataplane.Volume;

/// How far the counters of one direction may go: as far as cipher and sequence numbers allow (RFC 4303, section 3.3.3: "the
/// counter must not be allowed to cycle"), or as was ordered.
///
/// @param warnSequence sequence number at which the owner is told
/// @param lastSequence the last one
/// @param warnOctets   octets at which the owner is told
/// @param mostOctets   octets beyond which nothing passes
record SaLimits(long warnSequence, long lastSequence, long warnOctets, long mostOctets) {
    /// A warning comes when an eighth of what the cipher allows is left: time enough to rekey.
    private static final int WARNING_SHARE = 8;

    static SaLimits of(EspKeys keys, Volume volume) {
        long sequences = keys.extendedSequence() ? Long.MAX_VALUE : 0xffff_ffffL;
        return new SaLimits(
                Math.min(volume.softPackets(), warning(sequences)),
                Math.min(volume.hardPackets(), sequences),
                Math.min(volume.softOctets(), warning(keys.octetLimit())),
                Math.min(volume.hardOctets(), keys.octetLimit()));
    }

    private static long warning(long limit) {
        return limit - limit / WARNING_SHARE;
    }

    boolean nearlyReached(long sequence, long octets) {
        return sequence > warnSequence || octets > warnOctets;
    }

    /// Whether nothing may follow.
    boolean reached(long sequence, long octets) {
        return sequence >= lastSequence || octets > mostOctets;
    }
}
