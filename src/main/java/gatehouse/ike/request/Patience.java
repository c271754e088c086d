package gatehouse.ike.request;

import gatehouse.ike.policy.RekeyPolicy.Who;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.KnownClient.Quirk;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.LiveSession.Rekeyed;
import gatehouse.ike.sa.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Whom we ask for a rekey, when we ask again, and what we tell those whom we do not ask.
final class Patience {
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(3);
    private static final long JITTER_MILLIS = 6_000;

    private Patience() {}

    /// Whether the client may be asked. Whoever may not sees to new keys itself, or its session ends with the old ones.
    static boolean mayAsk(IkeSa sa, LiveSession live, Rekeyed what) {
        if (sa.policy().lifetimes().rekey().who() == Who.CLIENT || live.isRekeyRefused(what)) return false;
        return what == Rekeyed.IKE_SA
                || !(sa.peer().behindNat() && sa.peer().has(Quirk.REFUSES_CHILD_REKEY_BEHIND_NAT));
    }

    /// Whether so many rekeys are on their way that the next one waits: those who logged in together are due together.
    static boolean areOthersFirst(Step step) {
        return step.tools().register().rekeying() >= step.limits().rekeying();
    }

    /// RFC 7296, section 2.25: after TEMPORARY_FAILURE "the peer ... should wait" and try again; both sides must not do so at
    /// the same moment for ever.
    static Instant nextTry(Step step) {
        return step.now().plus(BETWEEN_TRIES).plusMillis(step.tools().random().nextLong(JITTER_MILLIS));
    }

    /// The client is told that it has to come back by then (RFC 4478), unless the session is over anyway.
    static void tellEnd(IkeSa sa, LiveSession live, Instant end, Step step) {
        if (end.equals(Instant.MAX) || !end.isBefore(live.session().endsAt())) return;
        Inform.start(sa, List.of(AskToReauthenticate.lifetime(Duration.between(step.now(), end))), step);
    }
}
