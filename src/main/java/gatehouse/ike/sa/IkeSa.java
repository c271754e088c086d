package gatehouse.ike.sa;

import gatehouse.bytes.Secret;
import gatehouse.crypto.IkeKeys;
import gatehouse.dataplane.DataPlane;
import gatehouse.ike.policy.Profile;
import gatehouse.net.Path;
import gatehouse.net.Usage;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.PayloadType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An IKE SA: who, where, in which phase, with which keys and children. Mutable, and confined to its engine. What it
/// does is decided by exchanges and requests; this class only holds it together.
public final class IkeSa {
    private final long initiatorSpi;
    private final long responderSpi;
    private final boolean initiator;
    private Profile policy;
    private PeerSupport peer;
    private final IkeSuite suite;
    private final ReplyCache replies;
    private final RequestWindow requests = new RequestWindow();
    private final Timers timers = new Timers();
    private final List<ChildSa> children = new ArrayList<>(1);
    private Optional<AttemptNotes> attempt = Optional.empty();
    private Optional<Secret> crashToken = Optional.empty();
    private long sentWhenAsked;
    private Optional<IkeKeys> keys = Optional.empty();
    private Optional<ProtectedChannel> channel = Optional.empty();
    private Optional<CiscoFragments> ciscoFragments = Optional.empty();
    private Path path;
    private Phase phase;
    private Instant lastHeard;

    /// @param initiator whether we are this SA's original initiator, which a rekey of ours makes us
    /// @param replies   the window of requests from the peer
    public IkeSa(
            long initiatorSpi,
            long responderSpi,
            boolean initiator,
            Profile policy,
            PeerSupport peer,
            IkeSuite suite,
            ReplyCache replies,
            Path path,
            Phase phase,
            Instant now) {
        this.initiatorSpi = initiatorSpi;
        this.responderSpi = responderSpi;
        this.initiator = initiator;
        this.policy = policy;
        this.peer = peer;
        this.suite = suite;
        this.replies = replies;
        this.path = path;
        this.phase = phase;
        this.lastHeard = now;
    }

    public long initiatorSpi() {
        return initiatorSpi;
    }

    public long responderSpi() {
        return responderSpi;
    }

    public long ourSpi() {
        return initiator ? initiatorSpi : responderSpi;
    }

    public boolean isInitiator() {
        return initiator;
    }

    public Profile policy() {
        return policy;
    }

    /// It is known who the peer is, and so by what policy it is served.
    public void serve(Profile profile) {
        policy = profile;
        fitFragments();
    }

    /// What is written down about the login while it goes on.
    public Optional<AttemptNotes> attempt() {
        return attempt;
    }

    public void attempt(Optional<AttemptNotes> notes) {
        attempt = notes;
    }

    public PeerSupport peer() {
        return peer;
    }

    public void peer(PeerSupport now) {
        peer = now;
    }

    public IkeSuite suite() {
        return suite;
    }

    public ReplyCache replies() {
        return replies;
    }

    public RequestWindow requests() {
        return requests;
    }

    public Timers timers() {
        return timers;
    }

    public List<ChildSa> children() {
        return List.copyOf(children);
    }

    public Path path() {
        return path;
    }

    public void path(Path now) {
        path = now;
        fitFragments();
    }

    public Phase phase() {
        return phase;
    }

    public void enter(Phase next) {
        phase = next;
        if (next instanceof Phase.Established) keys = keys.map(IkeKeys::withoutProofs);
    }

    /// Whether nothing lives in this SA any more: it only answers repeats and waits for a Delete.
    public boolean isOver() {
        return phase instanceof Phase.Closing || phase instanceof Phase.Rekeyed;
    }

    /// When something authentic last came from the peer.
    public Instant lastHeard() {
        return lastHeard;
    }

    public void heard(Instant now) {
        lastHeard = now;
    }

    /// Packets that had been sent to the client when it was last asked whether it lives, and said so.
    public long sentWhenAsked() {
        return sentWhenAsked;
    }

    public void sentWhenAsked(long packets) {
        sentWhenAsked = packets;
    }

    /// What the peer will show if it loses this SA (RFC 6290).
    public Optional<Secret> crashToken() {
        return crashToken;
    }

    public void crashToken(Secret token) {
        crashToken = Optional.of(token);
    }

    /// The keys; they exist from the first protected message on, and those of proofs until somebody is in.
    public IkeKeys keys() {
        return keys
                .orElseThrow(() -> new IllegalStateException("no keys in phase " + phase.getClass().getSimpleName()));
    }

    /// The protection of messages; empty until the keys are known.
    public Optional<ProtectedChannel> channel() {
        return channel;
    }

    /// The keys are known: messages are protected from now on.
    public void protect(IkeKeys derived, Reassembly reassembly) {
        channel = Optional.of(new ProtectedChannel(suite, derived, initiator, reassembly));
        keys = Optional.of(derived.withoutMessages());
        fitFragments();
    }

    /// Where fragments are collected that are not authenticated; empty if the peer has no business to send such.
    public Optional<CiscoFragments> ciscoFragments(Reassembly room) {
        if (peer.fragmentation() == PeerSupport.Fragmentation.CISCO && ciscoFragments.isEmpty()) {
            ciscoFragments = Optional.of(new CiscoFragments(room));
        }
        return ciscoFragments;
    }

    /// Nothing comes any more: what fragments there are take no room.
    public void forgetFragments() {
        channel.ifPresent(ProtectedChannel::close);
        ciscoFragments.ifPresent(CiscoFragments::clear);
    }

    // RFC 7383, section 2.5.1: what paths carry depends on the family, and a client may have moved to the other.
    private void fitFragments() {
        if (peer.fragmentation() == PeerSupport.Fragmentation.NONE) return;
        boolean wholeIsCut = peer.fragmentation() == PeerSupport.Fragmentation.CISCO;
        channel.ifPresent(it -> it.fragmentsTo(path.remote().getAddress(), policy.fragmentSizes(), wholeIsCut));
    }

    /// Keys that are needed no more are wiped.
    public void forgetKeys() {
        keys.ifPresent(IkeKeys::wipe);
    }

    /// The header of a message of ours in this SA.
    public IkeHeader header(ExchangeType exchange, boolean response, long messageId) {
        return new IkeHeader(
                initiatorSpi,
                responderSpi,
                PayloadType.NONE,
                2,
                0,
                exchange,
                initiator,
                response,
                false,
                messageId,
                0);
    }

    public Optional<ChildSa> childByOutboundSpi(int spi) {
        return children.stream().filter(child -> child.outboundSpi() == spi).findFirst();
    }

    public Optional<ChildSa> childByInboundSpi(int spi) {
        return children.stream().filter(child -> child.inboundSpi() == spi).findFirst();
    }

    /// What its pairs have carried.
    public Usage usage(DataPlane dataPlane) {
        Usage usage = Usage.NONE;
        for (ChildSa child : children) usage = usage.plus(dataPlane.usage(child.inboundSpi()));
        return usage;
    }

    /// The same pair, of which we know something new.
    public void update(ChildSa now) {
        children.replaceAll(child -> child.inboundSpi() == now.inboundSpi() ? now : child);
        mindDeadlines();
    }

    public void addChild(ChildSa child) {
        children.add(child);
        mindDeadlines();
    }

    public void removeChild(ChildSa gone) {
        children.removeIf(child -> child.inboundSpi() == gone.inboundSpi());
        mindDeadlines();
    }

    /// All pairs go to the SA that takes this one's place.
    public void handChildrenTo(IkeSa successor) {
        successor.children.addAll(children);
        children.clear();
        mindDeadlines();
        successor.mindDeadlines();
    }

    /// The pairs that the session counts on.
    public List<ChildSa> living() {
        return children.stream().filter(ChildSa::lives).toList();
    }

    /// After all timers were stopped.
    public void restartChildren() {
        mindDeadlines();
    }

    private void mindDeadlines() {
        Instant first = Instant.MAX;
        for (ChildSa child : children) {
            if (child.deadline().isBefore(first)) first = child.deadline();
        }
        if (first.isBefore(Instant.MAX)) timers.set(Timer.CHILDREN, first);
        else timers.stop(Timer.CHILDREN);
    }

    /// For logs; without secrets.
    @Override
    public String toString() {
        return "%016x_%016x".formatted(initiatorSpi, responderSpi);
    }
}
