package gatehouse.server;

import gatehouse.admin.AdminReply;
import gatehouse.ike.Redirects;
import gatehouse.ike.policy.RedirectPolicy;
import gatehouse.ike.policy.RedirectPolicy.Member;
import gatehouse.session.Session;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionDirectory;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import gatehouse.wire.RedirectTarget;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// Where newcomers are sent, by the gateway's own load; and how it is emptied before maintenance.
///
/// Draining is paced: each second its share of those who are left is sent away, if they go where they are sent, and the others
/// are disconnected when the time is over.
final class RedirectDesk implements Redirects {
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final int ALL = 100;

    private final SessionDirectory directory;
    private final Function<SessionCommand, CompletableFuture<Outcome>> owners;
    private final Supplier<RedirectPolicy> policy;
    private final IntSupplier mostSessions;
    private final InstantSource clock;
    private final Supplier<Load> load;
    private final AtomicLong turns = new AtomicLong();
    private volatile Optional<Drain> drain = Optional.empty();
    private volatile Sample sample = new Sample(Instant.MIN, new Load(0, 0));

    RedirectDesk(
            SessionDirectory directory,
            Function<SessionCommand, CompletableFuture<Outcome>> owners,
            Supplier<RedirectPolicy> policy,
            IntSupplier mostSessions,
            InstantSource clock) {
        this(directory, owners, policy, mostSessions, clock, RedirectDesk::ofTheMachine);
    }

    /// @param load what the machine has to do now
    RedirectDesk(
            SessionDirectory directory,
            Function<SessionCommand, CompletableFuture<Outcome>> owners,
            Supplier<RedirectPolicy> policy,
            IntSupplier mostSessions,
            InstantSource clock,
            Supplier<Load> load) {
        this.load = load;
        this.directory = directory;
        this.owners = owners;
        this.policy = policy;
        this.mostSessions = mostSessions;
        this.clock = clock;
    }

    /// In percent of what there is.
    record Load(int processor, int memory) {}

    /// What the machine had to do at some moment.
    private record Sample(Instant at, Load load) {}

    /// A drain under way, or over.
    static final class Drain {
        final List<Member> members;
        final Instant began;
        final Instant end;
        final int before;
        final Set<SessionId> told = new HashSet<>();
        final AtomicInteger redirected = new AtomicInteger();
        final AtomicInteger disconnected = new AtomicInteger();
        volatile boolean cancelled;

        Drain(List<Member> members, Instant began, Duration over, int before) {
            this.members = members;
            this.began = began;
            this.end = began.plus(over);
            this.before = before;
        }
    }

    @Override
    public boolean isDraining() {
        return drain.isPresent();
    }

    @Override
    public Optional<RedirectTarget> elsewhere(Optional<RedirectTarget> from) {
        Optional<Drain> draining = drain;
        if (draining.isPresent()) return pick(draining.get().members, from);
        RedirectPolicy now = policy.get();
        if (now.members().isEmpty() || !now.always() && !isOverloaded(now)) return Optional.empty();
        return pick(now.members(), from);
    }

    // Whoever was sent here by one of them is not sent back to it, or the two would play ball with him.
    private Optional<RedirectTarget> pick(List<Member> members, Optional<RedirectTarget> from) {
        List<Member> others =
                members.stream().filter(member -> !from.equals(Optional.of(member.target()))).toList();
        int weights = others.stream().mapToInt(Member::weight).sum();
        if (weights == 0) return Optional.empty();
        long turn = Math.floorMod(turns.getAndIncrement(), (long) weights);
        for (Member member : others) {
            turn -= member.weight();
            if (turn < 0) return Optional.of(member.target());
        }
        throw new IllegalStateException("weights of " + others);
    }

    private boolean isOverloaded(RedirectPolicy now) {
        if (now.sessions() > 0 && (long) directory.size() * ALL >= (long) now.sessions() * mostSessions.getAsInt()) {
            return true;
        }
        if (now.processor() == 0 && now.memory() == 0) return false;
        Load recent = recent();
        return now.processor() > 0 && recent.processor() >= now.processor()
                || now.memory() > 0 && recent.memory() >= now.memory();
    }

    // Asked for each first message; measured once a second.
    private Load recent() {
        Instant now = clock.instant();
        Sample last = sample;
        if (!last.at().equals(Instant.MIN) && now.isBefore(last.at().plus(BEAT))) return last.load();
        Load fresh = load.get();
        sample = new Sample(now, fresh);
        return fresh;
    }

    // The load average of the last minute: what waits for processors, against how many there are.
    private static Load ofTheMachine() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        double busy = Math.max(0, system.getSystemLoadAverage()) / system.getAvailableProcessors();
        return new Load((int) Math.round(ALL * busy), (int) (ALL * used / runtime.maxMemory()));
    }

    /// Lets nobody in any more, and sends everybody away within this time.
    ///
    /// @param to the other gateways; those of the configuration if there are none
    AdminReply drain(List<String> to, Duration over) {
        if (drain.isPresent()) return new AdminReply.Failed("the gateway is being drained already");
        List<Member> members = to.isEmpty()
                ? policy.get().members()
                : to.stream().map(name -> new Member(RedirectTarget.of(name), 1)).toList();
        var begun = new Drain(members, clock.instant(), over, directory.size());
        drain = Optional.of(begun);
        Thread.ofVirtual().name("drain").start(() -> run(begun));
        return progress();
    }

    AdminReply cancel() {
        Optional<Drain> draining = drain;
        if (draining.isEmpty()) return new AdminReply.Failed("the gateway is not being drained");
        draining.get().cancelled = true;
        drain = Optional.empty();
        return progress(draining.get(), false);
    }

    AdminReply progress() {
        return drain.map(draining -> progress(draining, true))
                .orElseGet(() -> new AdminReply.Failed("the gateway is not being drained"));
    }

    /// What an operator, and whoever distributes clients, should know of it.
    Optional<String> problem() {
        return drain.map(draining -> "the gateway is drained: " + directory.size() + " of " + draining.before
                + " sessions left; `gatehouse drain --cancel` lets clients in again");
    }

    private AdminReply progress(Drain of, boolean underWay) {
        return new AdminReply.Draining(
                underWay,
                of.members.stream().map(member -> member.target().toString()).toList(),
                of.before,
                directory.size(),
                of.redirected.get(),
                of.disconnected.get(),
                Math.max(0, Duration.between(clock.instant(), of.end).toSeconds()));
    }

    private void run(Drain of) {
        try {
            while (!of.cancelled && directory.size() > 0) {
                beat(of);
                Thread.sleep(BEAT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What falls to this second.
    void beat(Drain of) {
        Instant now = clock.instant();
        boolean last = !now.isBefore(of.end);
        List<Session> left = directory.all().stream()
                .filter(session -> last || !of.told.contains(session.id()))
                .toList();
        long beats = Math.max(1, Duration.between(now, of.end).toSeconds());
        int share = last ? left.size() : (int) Math.ceilDiv((long) left.size(), beats);
        for (Session session : left.subList(0, Math.min(share, left.size()))) {
            boolean redirect = !last && !of.members.isEmpty();
            of.told.add(session.id());
            SessionCommand command = redirect
                    ? new SessionCommand.Redirect(
                            session.id(), pick(of.members, Optional.empty()).orElseThrow().toString())
                    : new SessionCommand.Disconnect(
                            session.id(), TerminateCause.ADMIN_REBOOT, "the gateway is drained for maintenance");
            owners.apply(command).thenAccept(outcome -> count(of, redirect, outcome));
        }
    }

    private static void count(Drain of, boolean redirect, Outcome outcome) {
        if (!(outcome instanceof Outcome.Done)) return;
        (redirect ? of.redirected : of.disconnected).incrementAndGet();
    }

}
