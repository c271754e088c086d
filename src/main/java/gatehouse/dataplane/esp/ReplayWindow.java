package gatehouse.dataplane.esp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Which sequence numbers have come (RFC 4303, sections 3.4.3 and A2). The bitmap is a ring of words that never shifts
/// (RFC 6479): going forward clears the words it goes over. One word is always partly of the future, so the window is a
/// word smaller than the ring.
///
/// [#mayAccept] looks without a lock, before the packet is authenticated; [#commit] decides, after it, and belongs under
/// the lock of the SA. `top` is published after the words are cleared, so who sees the new `top` sees no old bit.
final class ReplayWindow {
    private static final int WORDS = 32;
    static final int SIZE = (WORDS - 1) * Long.SIZE;

    private static final VarHandle TOP;

    static {
        try {
            TOP = MethodHandles.lookup().findVarHandle(ReplayWindow.class, "top", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] bitmap = new long[WORDS];
    private long top;

    /// The highest number so far; 0 before the first.
    long top() {
        return (long) TOP.getAcquire(this);
    }

    /// The whole 64-bit number whose lower half a packet carries (RFC 4303, section A2.2): the one that is nearest to the
    /// window. Negative if that would be before the first.
    long complete(int lower) {
        long low = lower & 0xffff_ffffL;
        long highest = top();
        long high = highest >>> 32;
        long bottom = (highest & 0xffff_ffffL) - SIZE + 1;
        if (bottom >= 0) {
            // The window lies within one run of the lower half; what is below it belongs to the next run.
            return (low >= bottom ? high : high + 1) << 32 | low;
        }
        // The window began in the run before.
        return low >= bottom + (1L << 32) ? (high - 1) << 32 | low : high << 32 | low;
    }

    boolean mayAccept(long sequence) {
        long highest = top();
        if (sequence > highest) return true;
        if (sequence <= 0 || sequence <= highest - SIZE) return false;
        return (bitmap[word(sequence)] >>> sequence & 1) == 0;
    }

    /// Notes that an authentic packet came. False if it must not be accepted after all.
    boolean commit(long sequence) {
        if (!mayAccept(sequence)) return false;
        long highest = top;
        if (sequence > highest) {
            long newWords = Math.min((sequence >>> 6) - (highest >>> 6), WORDS);
            for (long i = 0; i < newWords; i++) bitmap[word(sequence - i * Long.SIZE)] = 0;
            bitmap[word(sequence)] |= 1L << sequence;
            TOP.setRelease(this, sequence);
        } else {
            bitmap[word(sequence)] |= 1L << sequence;
        }
        return true;
    }

    private static int word(long sequence) {
        return (int) (sequence >>> 6) & WORDS - 1;
    }
}
