package gatehouse.dataplane.esp;

import static gatehouse.dataplane.esp.NetworkOrder.u32;

import gatehouse.crypto.EspCipher;
import gatehouse.crypto.Providers;
import gatehouse.dataplane.DataPlaneEvent;
import gatehouse.dataplane.Policer;
import gatehouse.dataplane.SessionProgram;
import gatehouse.dataplane.TokenBucket;
import gatehouse.dataplane.esp.SelectorTable.Fit;
import java.net.InetSocketAddress;
import java.security.SecureRandom;

/// The whole walk of a packet, in and out (RFC 4303, sections 3.3 and 3.4; RFC 4301, section 5). One per I/O thread: it
/// owns the thread's ciphers and scratch, and allocates nothing per packet beside what the providers of ciphers do.
///
/// Packets are counted where they are let through. What is dropped is counted by its reason and nowhere else.
public final class EspPipeline {
    /// Answers to packets that are too big: more than enough for honest senders, too few to flood with.
    private static final Policer ANSWERS = new Policer(100 * 8 * IcmpTooBig.ROOM, 20 * IcmpTooBig.ROOM);

    private static final int SHORTEST = 8;

    private final SaDatabase database;
    private final EspSettings settings;
    private final EspEvents events;
    private final EspCipher cipher;
    private final DropCounters drops = new DropCounters();
    private final InnerPacket inner = new InnerPacket();
    private final IcmpTooBig tooBig;
    private final TokenBucket answers;
    private final byte[] answer = new byte[IcmpTooBig.ROOM];
    private OutboundSa lastOutbound;
    private InboundSa lastInbound;
    private int lastTrafficClass;

    public EspPipeline(
            SaDatabase database, EspSettings settings, Providers providers, SecureRandom random, EspEvents events,
            long nowNanos) {
        this.database = database;
        this.settings = settings;
        this.events = events;
        this.cipher = new EspCipher(providers, random);
        this.tooBig = new IcmpTooBig(settings.gatewayAddresses());
        this.answers = new TokenBucket(ANSWERS, nowNanos);
    }

    public DropCounters drops() {
        return drops;
    }

    /// As [#inbound(byte\[\], int, int, InetSocketAddress, int, long, byte\[\], int)] without news of congestion.
    public int inbound(
            byte[] buffer, int offset, int length, InetSocketAddress remote, long nowNanos, byte[] out,
            int outOffset) {
        return inbound(buffer, offset, length, remote, 0, nowNanos, out, outOffset);
    }

    /// Opens an ESP packet and writes the IP packet in it to `out`, where as many octets may be overwritten as the ESP
    /// packet has. Answers the length of the IP packet, or 0 if there is none to deliver.
    ///
    /// @param remote     where the datagram came from
    /// @param outerClass the traffic class of the datagram, for its ECN; 0 if it is not known
    public int inbound(
            byte[] buffer, int offset, int length, InetSocketAddress remote, int outerClass, long nowNanos,
            byte[] out, int outOffset) {
        if (length < SHORTEST) return drop(DropReason.TRUNCATED);
        InboundSa sa = database.inbound(u32(buffer, offset));
        if (sa == null) return drop(DropReason.UNKNOWN_SPI);
        int textLength = EspCipher.textLength(sa.keys, length);
        if (textLength < 0) return drop(DropReason.TRUNCATED);
        if (length > out.length - outOffset) return drop(DropReason.TOO_BIG);
        int lower = u32(buffer, offset + 4);
        long sequence = sa.keys.extendedSequence() ? sa.window.complete(lower) : lower & 0xffff_ffffL;
        // RFC 4303, section 3.4.3: "verify before decryption", and move the window only after it.
        if (!sa.window.mayAccept(sequence)) return drop(DropReason.REPLAY);
        if (cipher.open(sa.keys, buffer, offset, length, sequence, out, outOffset) < 0) {
            return drop(DropReason.FORGED);
        }
        boolean newest = sequence > sa.window.top();
        SessionState.Enforced enforced = sa.session.enforced();
        DropReason verdict = judgeInbound(sa, enforced.program(), out, outOffset, textLength, outerClass);
        DropReason dropped = sa.admit(sequence, verdict, inner.length, enforced.in(), nowNanos);
        if (dropped == DropReason.REPLAY) return drop(dropped);
        // RFC 7296, section 2.23: any authentic packet tells where the peer is now; an older one tells where it was.
        if (newest && sa.takeMove(remote)) events.happened(new DataPlaneEvent.PeerMoved(sa.spi(), remote));
        sa.takeExpiry().ifPresent(events::happened);
        if (dropped != null) return drop(dropped);
        clampMss(enforced.program(), out, outOffset);
        lastInbound = sa;
        return inner.length;
    }

    private DropReason judgeInbound(
            InboundSa sa, SessionProgram program, byte[] text, int at, int textLength, int outerClass) {
        int nextHeader = EspCodec.nextHeader(text, at, textLength);
        if (nextHeader == InnerPacket.NO_NEXT_HEADER) return DropReason.DUMMY;
        int available = EspCodec.innerLength(text, at, textLength);
        if (available < 0) return DropReason.MALFORMED;
        DropReason unreadable = inner.parse(text, at, available);
        if (unreadable != null) return unreadable;
        if (nextHeader != (inner.ipv4 ? InnerPacket.IPV4 : InnerPacket.IPV6)) return DropReason.MALFORMED;
        if (!sa.isFromSession(inner) && !database.leadsBack(inner, sa.session)) return DropReason.FOREIGN_SOURCE;
        // RFC 4301, section 5.2, step 4: the packet must match the selectors of the SA it came by.
        DropReason outside = outside(sa.remote.source(inner), sa.local.destination(inner));
        if (outside != null) return outside;
        if (program.dropAll()) return DropReason.QUARANTINE;
        if (!inner.permittedBy(program.in())) return DropReason.ACL;
        return Ecn.merge(text, at, inner.ipv4, outerClass) ? null : DropReason.CONGESTION;
    }

    /// The pair by which the last packet came that [#inbound] delivered.
    public InboundSa lastInbound() {
        return lastInbound;
    }

    /// Seals an IP packet for the client that has its destination, into `out`. Answers the length of the ESP packet, or 0
    /// if there is none to send; [#lastOutbound] says where to.
    public int outbound(byte[] packet, int offset, int length, long nowNanos, byte[] out, int outOffset) {
        DropReason unreadable = inner.parse(packet, offset, length);
        if (unreadable != null) return drop(unreadable);
        OutboundSa[] candidates = database.outbound(inner);
        if (candidates.length == 0) return drop(DropReason.NO_SA);
        OutboundSa sa = null;
        DropReason outside = null;
        for (OutboundSa candidate : candidates) {
            outside = outside(candidate.local.source(inner), candidate.remote.destination(inner));
            if (outside == null) {
                sa = candidate;
                break;
            }
        }
        if (sa == null) return drop(outside);
        SessionState.Enforced enforced = sa.session.enforced();
        SessionProgram program = enforced.program();
        if (program.dropAll()) return drop(DropReason.QUARANTINE);
        if (!inner.permittedBy(program.out())) return drop(DropReason.ACL);
        int mtu = mtu(program);
        if (inner.length > mtu && IcmpTooBig.mustNotBeFragmented(inner, packet, offset)) {
            tellSender(packet, offset, mtu, nowNanos);
            return drop(DropReason.TOO_BIG);
        }
        int textLength = EspCodec.textLength(sa.keys, inner.length);
        if (EspCodec.espLength(sa.keys, textLength) > out.length - outOffset) return drop(DropReason.TOO_BIG);
        TokenBucket bucket = enforced.out();
        if (bucket != null && !bucket.take(inner.length, nowNanos)) return drop(DropReason.POLICER);
        long sequence = sa.next(inner.length);
        sa.takeExpiry().ifPresent(events::happened);
        if (sequence == 0) return drop(DropReason.EXHAUSTED);
        int innerAt = outOffset + EspCodec.textAt(sa.keys);
        System.arraycopy(packet, offset, out, innerAt, inner.length);
        clampMss(program, out, innerAt);
        int nextHeader = inner.ipv4 ? InnerPacket.IPV4 : InnerPacket.IPV6;
        EspCodec.frame(out, outOffset, sa.spi(), innerAt, inner.length, textLength, nextHeader);
        lastTrafficClass = Ecn.trafficClass(packet, offset, inner.ipv4);
        lastOutbound = sa;
        return cipher.seal(sa.keys, out, outOffset, sequence, textLength);
    }

    /// The SA of the last packet that [#outbound] sealed: its path is where the packet goes.
    public OutboundSa lastOutbound() {
        return lastOutbound;
    }

    /// DSCP and ECN for the outer header of that packet (RFC 6040, section 4.1, normal mode).
    public int lastTrafficClass() {
        return lastTrafficClass;
    }

    private static DropReason outside(Fit source, Fit destination) {
        if (source == Fit.NO || destination == Fit.NO) return DropReason.WRONG_SELECTOR;
        return source == Fit.YES && destination == Fit.YES ? null : DropReason.FRAGMENT;
    }

    private SessionProgram.Sizes sizes(SessionProgram program) {
        return inner.ipv4 ? program.ipv4() : program.ipv6();
    }

    /// The largest packet that goes to the client unless it may be fragmented. A session's own limit holds whatever the
    /// settings say of the wish not to be fragmented.
    private int mtu(SessionProgram program) {
        int general = settings.honourDontFragment() ? settings.mtu() : Integer.MAX_VALUE;
        int own = sizes(program).mtu();
        return own == 0 ? general : Math.min(own, general);
    }

    private void clampMss(SessionProgram program, byte[] packet, int at) {
        SessionProgram.Sizes sizes = sizes(program);
        if (!settings.clampMss() && sizes.mss() == 0) return;
        int headers = inner.ipv4 ? 40 : 60;
        int mtu = sizes.mtu() == 0 ? settings.mtu() : Math.min(sizes.mtu(), settings.mtu());
        int largest = settings.clampMss() ? mtu - headers : 0xffff;
        MssClamp.clamp(inner, packet, at, sizes.mss() == 0 ? largest : Math.min(sizes.mss(), largest));
    }

    private void tellSender(byte[] packet, int offset, int mtu, long nowNanos) {
        int length = tooBig.answer(inner, packet, offset, mtu, answer);
        if (length > 0 && answers.take(length, nowNanos)) events.answerSender(answer, length);
    }

    private int drop(DropReason reason) {
        drops.count(reason);
        return 0;
    }
}
