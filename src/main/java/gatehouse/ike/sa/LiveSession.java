package gatehouse.ike.sa;

import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.AuthorizationChange;
import gatehouse.aaa.Ticket;
import gatehouse.aaa.authorization.AuthorizationRun;
import gatehouse.aaa.authorization.Subject;
import gatehouse.address.Lease;
import gatehouse.address.Pools;
import gatehouse.dataplane.DataPlane;
import gatehouse.dataplane.SessionProgram;
import gatehouse.ike.Effect;
import gatehouse.ike.Outbox;
import gatehouse.net.Path;
import gatehouse.net.Prefix;
import gatehouse.net.Usage;
import gatehouse.session.CommandId;
import gatehouse.session.NetworkBehind;
import gatehouse.session.Session;
import gatehouse.session.TerminateCause;
import gatehouse.virtualaccess.Catalog;
import gatehouse.wire.CfgAttribute;
import java.net.InetAddress;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The session that an established IKE SA carries, with what must be given back when it ends. A rekey of the IKE SA
/// hands it on unchanged.
public final class LiveSession {
    private final Subject subject;
    private final String accountingGroup;
    private final List<Lease> leases;
    private final boolean dhcp;
    private final Whereabouts whereabouts;
    private Authorization authorization;
    private Derived derived;
    private Optional<PendingChange> pending = Optional.empty();
    private Session session;
    private List<NetworkBehind> announced = List.of();
    private String refused = "";
    private Usage usageOfRemoved = Usage.NONE;
    private Instant removedHeard = Instant.MIN;
    private Usage counted = Usage.NONE;
    private Instant lastRecord = Instant.MIN;
    private Path toldPath;
    private Optional<SessionProgram> heldBack = Optional.empty();
    private Instant latestEnd = Instant.MAX;
    private final Set<Rekeyed> refusedRekeys = EnumSet.noneOf(Rekeyed.class);

    /// @param subject         by which rules it is authorized, should that be done again
    /// @param accountingGroup empty for no accounting
    /// @param dhcp            whether an address is leased from a DHCP server
    public LiveSession(
            Session session,
            Subject subject,
            Authorization authorization,
            Derived derived,
            String accountingGroup,
            List<Lease> leases,
            boolean dhcp) {
        this.session = session;
        this.toldPath = session.path();
        this.subject = subject;
        this.authorization = authorization;
        this.derived = derived;
        this.accountingGroup = accountingGroup;
        this.leases = List.copyOf(leases);
        this.dhcp = dhcp;
        this.whereabouts = new Whereabouts(session.path().remote().getAddress());
    }

    public Session session() {
        return session;
    }

    public Authorization authorization() {
        return authorization;
    }

    public Subject subject() {
        return subject;
    }

    /// What the authorization came to, and by what: a configuration that is read anew changes neither.
    ///
    /// @param template interface template that it begins with; empty for none
    /// @param catalog  where names in it were found
    /// @param routes   networks behind us that the client may reach; empty for all that the profile lets it
    /// @param told     what the client was told beside its addresses
    public record Derived(String template, Catalog catalog, List<Prefix> routes, List<CfgAttribute> told) {
        public Derived {
            routes = List.copyOf(routes);
            told = List.copyOf(told);
        }
    }

    public Derived derived() {
        return derived;
    }

    /// Networks behind us that the client may reach; empty for all that the profile lets it.
    public List<Prefix> routes() {
        return derived.routes();
    }

    public List<Lease> leases() {
        return leases;
    }

    /// Where the client has been.
    public Whereabouts whereabouts() {
        return whereabouts;
    }

    /// It does not outlast this, whatever its authorization says.
    public void endsBy(Instant latest) {
        latestEnd = latest;
    }

    public Instant latestEnd() {
        return latestEnd;
    }

    /// What a rekey is of.
    public enum Rekeyed {
        CHILD_SA,
        IKE_SA
    }

    /// The client does not let us rekey this: it is not asked again.
    public void refusesRekey(Rekeyed what) {
        refusedRekeys.add(what);
    }

    public boolean isRekeyRefused(Rekeyed what) {
        return refusedRekeys.contains(what);
    }

    /// A change for which somebody has to be asked first. There is one at a time.
    ///
    /// @param run what was answered so far
    public record PendingChange(CommandId id, AuthorizationChange change, Ticket ticket, AuthorizationRun run) {}

    public Optional<PendingChange> pending() {
        return pending;
    }

    public void waitFor(Optional<PendingChange> change) {
        pending = change;
    }

    /// From now on it may do this.
    public void authorize(Authorization now, Derived what) {
        authorization = now;
        // Most changes change little of it: what is the same again need not live on beside what it replaces.
        if (!what.equals(derived)) derived = what;
    }

    /// Nothing passes before a server has the start of the session; then this does.
    public void holdBack(SessionProgram program) {
        heldBack = Optional.of(program);
    }

    /// Puts a program in force, or keeps it for when the session may begin.
    public void enforce(SessionProgram program, DataPlane dataPlane) {
        if (heldBack.isPresent()) heldBack = Optional.of(program);
        else dataPlane.enforce(session.id().text(), program);
    }

    /// A server has the start; true if that was waited for.
    public boolean startAccounted(DataPlane dataPlane) {
        if (heldBack.isEmpty()) return false;
        dataPlane.enforce(session.id().text(), heldBack.get());
        heldBack = Optional.empty();
        return true;
    }

    /// Tells the world that the session began.
    public void opened(Instant now, Outbox out) {
        lastRecord = now;
        out.add(new Effect.Opened(session));
        if (accounted()) {
            out.add(new Effect.Account(
                    new AccountingEvent.Start(
                            accountingGroup, now, session, authorization.classes(), heldBack.isPresent())));
        }
    }

    /// What a removed pair of ESP SAs carried still counts.
    public void removedPairCarried(Usage usage) {
        usageOfRemoved = usageOfRemoved.plus(usage);
    }

    /// When something came by a pair that is removed now.
    public void removedPairHeard(Instant last) {
        if (last.isAfter(removedHeard)) removedHeard = last;
    }

    /// When something came by a pair that there is not any more, or when the session began.
    public Instant heardBefore() {
        return removedHeard.isAfter(session.startedAt()) ? removedHeard : session.startedAt();
    }

    /// The session had no Child SA, and has one now.
    public void hasChild(String algorithms, Outbox out) {
        session = session.with(algorithms);
        out.add(new Effect.Changed(session, "first-child"));
    }

    /// Networks that the client announced, of those behind it.
    public List<NetworkBehind> announced() {
        return announced;
    }

    /// These networks are behind the client now. What is among both is granted.
    public void networks(List<NetworkBehind> granted, List<NetworkBehind> nowAnnounced) {
        announced = nowAnnounced.stream()
                .filter(one -> granted.stream().noneMatch(other -> other.prefix().equals(one.prefix())))
                .toList();
        session = session.with(Stream.concat(granted.stream(), announced.stream()).toList());
    }

    /// Whether it is news that this is refused of what the client announces.
    public boolean tellRefused(String now) {
        boolean news = !now.isEmpty() && !now.equals(refused);
        refused = now;
        return news;
    }

    /// What others may know of it changed.
    public void changed(String what, Outbox out) {
        Session.InForce now = authorization.inForce();
        if (now.equals(session.inForce())) now = session.inForce();
        session = session.with(session.path(), now, session.endsAt(), session.ownerSpi());
        out.add(new Effect.Changed(session, what));
    }

    public void moved(Path path, Effect.Moved.By by, Outbox out) {
        Path before = session.path();
        session = with(path, session.endsAt(), session.ownerSpi());
        out.add(new Effect.Moved(session, before, by));
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
        lastRecord = now;
        toldPath = session.path();
        counted = usageOfRemoved.plus(live);
        out.add(new Effect.Account(new AccountingEvent.Interim(
                accountingGroup, now, session, authorization.classes(), counted)));
    }

    /// Makes what the session has carried safe from a crash, if that is more than is safe already.
    public void count(Usage live, Outbox out) {
        Usage now = usageOfRemoved.plus(live);
        if (!accounted() || now.equals(counted)) return;
        counted = now;
        out.add(new Effect.Counted(session.id(), now));
    }

    /// When accounting last heard of it.
    Instant lastRecord() {
        return lastRecord;
    }

    /// Whether accounting was told another place of the client.
    boolean isElsewhereToAccounting(boolean portIsTold) {
        Path path = session.path();
        if (!accounted()) return false;
        return portIsTold ? !path.equals(toldPath) : !hosts(path).equals(hosts(toldPath));
    }

    private static List<InetAddress> hosts(Path path) {
        return List.of(path.local().getAddress(), path.remote().getAddress());
    }

    /// Gives back the addresses and tells the world that the session ended. All pairs are removed by now.
    public void closed(Pools pools, TerminateCause cause, String reason, Instant now, Outbox out) {
        leases.forEach(pools::release);
        session.networks().forEach(network -> pools.networks().release(network.prefix(), session.id().text()));
        if (dhcp) out.add(new Effect.GiveBackAddress(session.id()));
        out.add(new Effect.Closed(session, cause, reason));
        if (accounted()) {
            out.add(new Effect.Account(new AccountingEvent.Stop(
                    accountingGroup, now, session, authorization.classes(), usageOfRemoved, cause, reason)));
        }
    }

    public boolean accounted() {
        return !accountingGroup.isEmpty();
    }

    private Session with(Path path, Instant endsAt, long ownerSpi) {
        return session.with(path, session.inForce(), endsAt, ownerSpi);
    }
}
