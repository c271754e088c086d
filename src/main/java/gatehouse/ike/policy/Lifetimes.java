package gatehouse.ike.policy;

import java.time.Duration;

/// How long things may take.
///
/// @param halfOpen          from IKE_SA_INIT until the client has begun to authenticate
/// @param eapRound          between a request to the client and its response: somebody may be typing
/// @param aaaAnswer         until silence of AAA is a refusal
/// @param natKeepalive      silence towards the client after which a NAT on the way is kept open (RFC 3948, section 4); zero
///                          for never
/// @param retransmitTimeout until a request of ours is repeated for the first time
/// @param retransmitTries   how often a request of ours is sent before the client counts as dead
/// @param closing           how long a deleted SA is kept to answer repeats
/// @param rekey             how long keys are used
public record Lifetimes(
        Duration halfOpen,
        Duration eapRound,
        Duration aaaAnswer,
        Duration natKeepalive,
        Duration retransmitTimeout,
        int retransmitTries,
        Duration closing,
        RekeyPolicy rekey) {
    public static final Lifetimes DEFAULT = new Lifetimes(
            Duration.ofSeconds(30),
            Duration.ofSeconds(90),
            Duration.ofSeconds(60),
            Duration.ofSeconds(20),
            Duration.ofSeconds(2),
            6,
            Duration.ofSeconds(10),
            RekeyPolicy.DEFAULT);

    /// The same with other rules for rekeying.
    public Lifetimes with(RekeyPolicy other) {
        return new Lifetimes(
                halfOpen, eapRound, aaaAnswer, natKeepalive, retransmitTimeout, retransmitTries, closing,
                other);
    }
}
