package gatehouse.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/// Writes lines without making anybody wait for it: whoever logs leaves his line, and a thread of its own writes what has
/// gathered, with a pause between two writes, so that a busy gateway makes twenty system calls for its lines in a second
/// instead of thousands. A line that comes alone is written at once.
///
/// Where nobody reads what is written (a terminal that is held, a full pipe), lines gather up to a limit; what is beyond it
/// is lost, and a line says how many were as soon as there is somebody again.
final class PacedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final Duration PAUSE = Duration.ofMillis(50);
    /// What a blocked reader may cost of memory: twenty thousand lines or so.
    private static final int MOST_OCTETS = 4 << 20;
    /// Room that is kept between two writes.
    private static final int KEPT_OCTETS = 512 << 10;

    private final PrintStream out;
    private final Encoder<ILoggingEvent> encoder;
    private final Object lock = new Object();
    private ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    /// Octets that were ever taken and written: what was asked to be flushed is where the first was.
    private long taken;
    private long written;
    private long lost;
    private boolean idle;
    private boolean hurried;
    private boolean ended;

    PacedAppender(PrintStream out, Encoder<ILoggingEvent> encoder) {
        this.out = out;
        this.encoder = encoder;
    }

    @Override
    public void start() {
        super.start();
        Thread.ofPlatform().name("log").daemon().start(this::run);
    }

    /// Writes what has gathered, unless nobody reads it.
    @Override
    public void stop() {
        if (!isStarted()) return;
        super.stop();
        flush(Duration.ofSeconds(1));
        synchronized (lock) {
            ended = true;
            lock.notifyAll();
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        byte[] line = encoder.encode(event);
        synchronized (lock) {
            if (waiting.size() + line.length > MOST_OCTETS) lost++;
            else take(line);
        }
    }

    private void take(byte[] line) {
        waiting.writeBytes(line);
        taken += line.length;
        if (idle) {
            idle = false;
            lock.notifyAll();
        }
    }

    /// Until all that was logged before is written, but no longer than `patience`.
    void flush(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            long goal = taken;
            hurried = true;
            lock.notifyAll();
            try {
                for (long rest = patience.toMillis(); written < goal && rest > 0;) {
                    lock.wait(rest);
                    rest = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            hurried = false;
        }
    }

    private void run() {
        var spare = new ByteArrayOutputStream();
        try {
            while (true) {
                ByteArrayOutputStream batch;
                synchronized (lock) {
                    if (!awaitLines()) return;
                    batch = waiting;
                    waiting = spare;
                    if (lost > 0) take(encoder.encode(loss(lost)));
                    lost = 0;
                }
                // A print stream says nothing of a reader who went away; there is nobody to say it to, either.
                batch.writeTo(out);
                out.flush();
                synchronized (lock) {
                    written += batch.size();
                    lock.notifyAll();
                    pause();
                }
                spare = batch;
                spare.reset();
                if (batch.size() > KEPT_OCTETS) spare = new ByteArrayOutputStream();
            }
        } catch (InterruptedException _) {
            // Nobody has a reason to.
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException("a print stream throws none", e);
        }
    }

    private boolean awaitLines() throws InterruptedException {
        while (waiting.size() == 0) {
            if (ended) return false;
            idle = true;
            lock.wait();
        }
        idle = false;
        return true;
    }

    private void pause() throws InterruptedException {
        long deadline = System.nanoTime() + PAUSE.toNanos();
        for (long rest = PAUSE.toMillis(); rest > 0 && !hurried && !ended;) {
            lock.wait(rest);
            rest = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        }
    }

    private ILoggingEvent loss(long lines) {
        var logger = ((LoggerContext) getContext()).getLogger(PacedAppender.class);
        var event = new LoggingEvent(
                PacedAppender.class.getName(), logger, Level.WARN,
                "log lines were lost: nobody read what was written", null, null);
        event.setKeyValuePairs(List.of(new KeyValuePair("event", "log-lost"), new KeyValuePair("count", lines)));
        return event;
    }
}
