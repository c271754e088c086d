package gatehouse.ike.sa;

import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.Authorization;
import gatehouse.address.Lease;
import gatehouse.address.Pools;
import gatehouse.ike.Effect;
import gatehouse.ike.Outbox;
import gatehouse.net.Path;
import gatehouse.net.Usage;
import gatehouse.session.Session;
import gatehouse.session.TerminateCause;
import java.time.Instant;
import java.util.List;

/// The session that an established IKE SA carries, with what must be given back when it ends. A rekey of the IKE SA
/// hands it on unchanged.
public final class LiveSession {
    private final Authorization authorization;
    private final String accountingGroup;
    private final List<Lease> leases;
    private Session session;
    private Usage usageOfRemoved = Usage.NONE;

    /// @param accountingGroup empty for no accounting
    public LiveSession(Session session, Authorization authorization, String accountingGroup, List<Lease> leases) {
        this.session = session;
        this.authorization = authorization;
        this.accountingGroup = accountingGroup;
        this.leases = List.copyOf(leases);
    }

    public Session session() {
        return session;
    }

    public Authorization authorization() {
        return authorization;
    }

    /// Tells the world that the session began.
    public void opened(Instant now, Outbox out) {
        out.add(new Effect.Opened(session));
        if (accounted()) {
            out.add(new Effect.Account(
                    new AccountingEvent.Start(accountingGroup, now, session, authorization.classes())));
        }
    }

    /// What a removed pair of ESP SAs carried still counts.
    public void removedPairCarried(Usage usage) {
        usageOfRemoved = usageOfRemoved.plus(usage);
    }

    public void moved(Path path, Outbox out) {
        session = with(path, session.endsAt(), session.ownerSpi());
        out.add(new Effect.Changed(session, "path"));
    }

    public void ownedBy(long spi, Outbox out) {
        session = with(session.path(), session.endsAt(), spi);
        out.add(new Effect.Changed(session, "ike-rekey"));
    }

    public void endsAt(Instant instant, Outbox out) {
        session = with(session.path(), instant, session.ownerSpi());
        out.add(new Effect.Changed(session, "session-timeout"));
    }

    /// @param live what the pairs that still exist have carried
    public void interim(Usage live, Instant now, Outbox out) {
        if (!accounted()) return;
        out.add(new Effect.Account(new AccountingEvent.Interim(
                accountingGroup, now, session, authorization.classes(), usageOfRemoved.plus(live))));
    }

    /// Gives back the addresses and tells the world that the session ended. All pairs are removed by now.
    public void closed(Pools pools, TerminateCause cause, String reason, Instant now, Outbox out) {
        leases.forEach(pools::release);
        out.add(new Effect.Closed(session, cause, reason));
        if (accounted()) {
            out.add(new Effect.Account(new AccountingEvent.Stop(
                    accountingGroup, now, session, authorization.classes(), usageOfRemoved, cause, reason)));
        }
    }

    private boolean accounted() {
        return !accountingGroup.isEmpty();
    }

    private Session with(Path path, Instant endsAt, long ownerSpi) {
        return session.with(path, session.inForce(), endsAt, ownerSpi);
    }
}
