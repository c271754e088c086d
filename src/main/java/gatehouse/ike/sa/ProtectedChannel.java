package gatehouse.ike.sa;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.crypto.AuthenticatedCipher;
import gatehouse.crypto.IkeKeys;
import gatehouse.ike.policy.FragmentSizes;
import gatehouse.wire.CiscoFragment;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.MessageReader;
import gatehouse.wire.MessageWriter;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.SkPayload;
import gatehouse.wire.SkfPayload;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Encrypts and decrypts the messages of one IKE SA (RFC 7296, section 3.14; RFC 5282 for AEAD), in fragments where the
/// peer understands them (RFC 7383), or else cut when they are finished.
public final class ProtectedChannel {
    private static final int UDP_AND_MARKER = 8 + 4;
    private static final int MOST_IDS = 0xffff;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    private final AuthenticatedCipher inbound;
    private final AuthenticatedCipher outbound;
    private final Fragments fragments;
    private int largestMessage = Integer.MAX_VALUE;
    private boolean wholeIsCut;
    private int lastId;

    /// For messages that need not be cut.
    ///
    /// @param initiator  whether we are the initiator of this SA
    /// @param reassembly what messages with missing fragments may take
    public ProtectedChannel(IkeSuite suite, IkeKeys keys, boolean initiator, Reassembly reassembly) {
        AuthenticatedCipher fromInitiator = suite.cipher().bind(keys.skEi(), keys.skAi());
        AuthenticatedCipher fromResponder = suite.cipher().bind(keys.skEr(), keys.skAr());
        this.inbound = initiator ? fromResponder : fromInitiator;
        this.outbound = initiator ? fromInitiator : fromResponder;
        this.fragments = new Fragments(reassembly);
    }

    /// From now on longer messages are cut: the peer understands fragments, and is there.
    ///
    /// @param wholeIsCut the message when it is encrypted, as Cisco did it, and not its payloads before
    void fragmentsTo(InetAddress remote, FragmentSizes sizes, boolean wholeIsCut) {
        this.wholeIsCut = wholeIsCut;
        int header = remote.getAddress().length == 4 ? IPV4_HEADER : IPV6_HEADER;
        largestMessage = sizes.to(remote) - header - UDP_AND_MARKER;
    }

    /// Nothing comes any more: what fragments there are take no room.
    public void close() {
        fragments.clear();
    }

    /// Whether a repeat of this datagram is answered: fragment 1, or a message that is whole (RFC 7383, section 2.6.1).
    public static boolean startsMessage(IkeHeader header, Bytes datagram) {
        return Fragments.numberOf(header, datagram) <= 1;
    }

    /// What became of a datagram.
    public sealed interface Opened {
        /// An authentic message.
        record Message(List<Payload> payloads) implements Opened {}

        /// An authentic fragment; others are missing.
        record Fragment() implements Opened {}

        /// Not protected, or not by the peer: drop it.
        record Forged() implements Opened {}
    }

    /// Verifies and decrypts a datagram. A [MalformedException] is thrown only for what is authentic.
    public Opened open(Bytes datagram) throws MalformedException {
        IkeMessage outer;
        try {
            outer = MessageReader.read(datagram);
        } catch (MalformedException e) {
            return new Opened.Forged();
        }
        if (outer.payloads().isEmpty()) return new Opened.Forged();
        return switch (outer.payloads().getLast()) {
            case SkPayload sk -> {
                Optional<Bytes> inner = decrypted(datagram, sk.body());
                yield inner.isEmpty() ? new Opened.Forged() : message(sk.firstInner(), inner.get());
            }
            case SkfPayload skf -> {
                Optional<Bytes> inner = decrypted(datagram, skf.body());
                if (inner.isEmpty()) yield new Opened.Forged();
                Optional<Fragments.Whole> whole = fragments.add(
                        outer.header().messageId(),
                        outer.header().response(),
                        skf.fragmentNumber(),
                        skf.totalFragments(),
                        skf.firstInner(),
                        inner.get());
                yield whole.isEmpty() ? new Opened.Fragment() : message(whole.get().first(), whole.get().inner());
            }
            default -> new Opened.Forged();
        };
    }

    /// Encrypts a message into one datagram, or into fragments where one would be too large.
    public List<Bytes> seal(IkeHeader header, List<Payload> payloads) {
        Bytes inner = MessageWriter.writePayloads(payloads);
        PayloadType first = payloads.isEmpty() ? PayloadType.NONE : payloads.getFirst().type();
        int overhead = IkeHeader.LENGTH + 4 + outbound.ivLength() + outbound.blockLength() + outbound.icvLength();
        if (inner.length() + overhead <= largestMessage) return List.of(sealed(header, first, inner, 0, 0));
        if (wholeIsCut) {
            lastId = lastId % MOST_IDS + 1;
            return CiscoFragment.cut(header, sealed(header, first, inner, 0, 0), lastId, largestMessage);
        }
        int piece = largestMessage - overhead - 4;
        int total = (inner.length() + piece - 1) / piece;
        var datagrams = new ArrayList<Bytes>(total);
        for (int number = 1; number <= total; number++) {
            Bytes part = inner.slice((number - 1) * piece, Math.min(number * piece, inner.length()));
            datagrams.add(sealed(header, number == 1 ? first : PayloadType.NONE, part, number, total));
        }
        return datagrams;
    }

    private Bytes sealed(IkeHeader header, PayloadType first, Bytes inner, int number, int total) {
        boolean fragment = total > 0;
        int block = outbound.blockLength();
        int padding = (block - (inner.length() + 1) % block) % block;
        int text = inner.length() + padding + 1;
        int payload = 4 + (fragment ? 4 : 0) + outbound.ivLength() + text + outbound.icvLength();
        var out = new ByteWriter(IkeHeader.LENGTH + payload);
        header.with(fragment ? PayloadType.SKF : PayloadType.SK, IkeHeader.LENGTH + payload).write(out);
        out.u8(first.code()).u8(0).u16(payload);
        if (fragment) out.u16(number).u16(total);
        int ivAt = out.position();
        out.zero(outbound.ivLength()).bytes(inner).zero(padding).u8(padding).zero(outbound.icvLength());
        outbound.seal(out.array(), ivAt, text);
        return out.toBytes();
    }

    private Optional<Bytes> decrypted(Bytes datagram, Bytes body) {
        int least = inbound.ivLength() + inbound.icvLength() + 1;
        if (body.length() < least) return Optional.empty();
        return inbound.open(datagram, datagram.length() - body.length()).flatMap(ProtectedChannel::unpadded);
    }

    private static Optional<Bytes> unpadded(Bytes text) {
        if (text.isEmpty()) return Optional.empty();
        int end = text.length() - 1 - text.u8(text.length() - 1);
        return end < 0 ? Optional.empty() : Optional.of(text.slice(0, end));
    }

    private static Opened message(PayloadType first, Bytes inner) throws MalformedException {
        return new Opened.Message(MessageReader.readPayloads(first, inner));
    }
}
