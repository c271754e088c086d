package gatehouse.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// Waits until one of several descriptors can be read or written, or until another thread calls [#wake]. The descriptors
/// stay their owners'; they are named by their position in the constructor's arguments.
public final class Poll implements AutoCloseable {
    private static final short POLLIN = 1;
    private static final short POLLOUT = 4;
    private static final short POLLERR = 8;
    private static final short POLLHUP = 16;
    private static final short POLLNVAL = 32;

    // struct pollfd { int fd; short events; short revents; }
    private static final int ENTRY = 8;
    private static final int EVENTS = 4;
    private static final int RESULT = 6;

    private static final int EFD_CLOEXEC = Libc.O_CLOEXEC;
    private static final int EFD_NONBLOCK = Libc.O_NONBLOCK;

    private final int count;
    private final MemorySegment errno = Libc.errnoBuffer();
    private final MemorySegment entries;
    private final MemorySegment drained = Arena.ofAuto().allocate(JAVA_LONG);
    private final MemorySegment one = Arena.ofAuto().allocateFrom(JAVA_LONG, 1);
    private final int alarm;
    private boolean closed;

    /// Waits for each of `descriptors` to become readable, until [#watch] says otherwise.
    public Poll(int... descriptors) throws IOException {
        count = descriptors.length;
        entries = Arena.ofAuto().allocate((count + 1L) * ENTRY, ENTRY);
        alarm = Libc.eventfd(errno, 0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (alarm < 0) throw new PosixException("eventfd", -alarm);
        for (int i = 0; i <= count; i++) {
            entries.set(JAVA_INT, (long) i * ENTRY, i < count ? descriptors[i] : alarm);
            entries.set(JAVA_SHORT, (long) i * ENTRY + EVENTS, POLLIN);
        }
    }

    /// What to wait for at one descriptor from now on. With neither, only its failure is told.
    public void watch(int index, boolean reading, boolean writing) {
        short events = (short) ((reading ? POLLIN : 0) | (writing ? POLLOUT : 0));
        entries.set(JAVA_SHORT, (long) checked(index) * ENTRY + EVENTS, events);
    }

    /// Waits, and tells how many descriptors are ready; 0 when time is up, when somebody called [#wake], and now and then
    /// for no reason.
    public int await(Duration timeout) throws IOException {
        return await(Math.clamp(timeout.toMillis(), 0, Integer.MAX_VALUE));
    }

    /// Waits without end.
    public int await() throws IOException {
        return await(-1);
    }

    private int await(int milliseconds) throws IOException {
        int ready = Libc.poll(errno, entries, count + 1, milliseconds);
        if (ready < 0 && ready != -Libc.EINTR) throw new PosixException("poll", -ready);
        if (ready <= 0) {
            for (int i = 0; i <= count; i++) entries.set(JAVA_SHORT, (long) i * ENTRY + RESULT, (short) 0);
            return 0;
        }
        if (result(count) == 0) return ready;
        Libc.read(errno, alarm, drained);
        return ready - 1;
    }

    /// Whether [#wake] ended the last wait.
    public boolean woken() {
        return result(count) != 0;
    }

    public boolean readable(int index) {
        return (result(checked(index)) & POLLIN) != 0;
    }

    public boolean writable(int index) {
        return (result(checked(index)) & POLLOUT) != 0;
    }

    /// The descriptor is closed, its device is gone, or an error waits at it.
    public boolean failed(int index) {
        return (result(checked(index)) & (POLLERR | POLLHUP | POLLNVAL)) != 0;
    }

    /// Ends the wait that is going on, or the next one. Any thread may call it, until [#close].
    public synchronized void wake() {
        // It can only fail because 2^64-2 calls are not yet heard, and then the wait ends anyway.
        if (!closed) Libc.write(Libc.errnoBuffer(), alarm, one, Long.BYTES);
    }

    private short result(int index) {
        return entries.get(JAVA_SHORT, (long) index * ENTRY + RESULT);
    }

    private int checked(int index) {
        if (index < 0 || index >= count) throw new IndexOutOfBoundsException(index + " of " + count);
        return index;
    }

    /// No thread may be waiting.
    @Override
    public synchronized void close() throws IOException {
        if (closed) return;
        closed = true;
        int result = Libc.close(errno, alarm);
        if (result < 0) throw new PosixException("close eventfd", -result);
    }
}
