package gatehouse.ike.policy;

import gatehouse.dataplane.Volume;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// How long keys are used, and who sees to new ones (RFC 7296, section 2.8).
///
/// @param who            who begins
/// @param secrecy        whether new Child SAs get a key exchange of their own, as far as that is our choice
/// @param ikeLifetime    after which an IKE SA that nobody rekeyed ends with its session; zero for never
/// @param childLifetime  after which a Child SA that nobody rekeyed ends; zero for never
/// @param marginPercent  of a lifetime or volume that is left when we begin
/// @param jitterPercent  of a lifetime or volume by which we begin earlier at random, so that not everybody does at once
/// @param childOctets    after which a Child SA that nobody rekeyed ends; zero for as many as its cipher allows
/// @param childPackets   likewise
public record RekeyPolicy(
        Who who,
        Secrecy secrecy,
        Duration ikeLifetime,
        Duration childLifetime,
        int marginPercent,
        int jitterPercent,
        long childOctets,
        long childPackets) {
    public static final RekeyPolicy DEFAULT = new RekeyPolicy(
            Who.BOTH, Secrecy.AUTO, Duration.ofHours(24), Duration.ofHours(8), 10, 10, 0, 0);

    /// Who begins a rekey.
    public enum Who {
        /// Whoever is first; a client known for refusing it is not asked.
        BOTH,
        /// Only the client.
        CLIENT
    }

    /// Whether a Child SA that takes the place of another has a key exchange of its own.
    public enum Secrecy {
        /// Offered, and left out where the client does not want it.
        AUTO,
        ALWAYS,
        NEVER
    }

    public RekeyPolicy {
        if (marginPercent < 1 || jitterPercent < 0 || marginPercent + jitterPercent > 90) {
            throw new IllegalArgumentException("margin " + marginPercent + " %, jitter " + jitterPercent + " %");
        }
    }

    /// When a key that is used from `now` on is to be replaced.
    public Instant softEnd(Duration lifetime, Instant now, RandomGenerator random) {
        return lifetime.isZero() ? Instant.MAX : now.plusMillis(soft(lifetime.toMillis(), random));
    }

    /// When it is over.
    public static Instant hardEnd(Duration lifetime, Instant now) {
        return lifetime.isZero() ? Instant.MAX : now.plus(lifetime);
    }

    /// How much a Child SA may carry.
    public Volume volume(RandomGenerator random) {
        if (childOctets == 0 && childPackets == 0) return Volume.ANY;
        return new Volume(
                softVolume(childOctets, random),
                hardVolume(childOctets),
                softVolume(childPackets, random),
                hardVolume(childPackets));
    }

    private long softVolume(long volume, RandomGenerator random) {
        return volume == 0 ? Long.MAX_VALUE : Math.max(1, soft(volume, random));
    }

    private static long hardVolume(long volume) {
        return volume == 0 ? Long.MAX_VALUE : volume;
    }

    private long soft(long whole, RandomGenerator random) {
        double early = marginPercent + random.nextDouble() * jitterPercent;
        return whole - (long) (whole * (early / 100));
    }
}
