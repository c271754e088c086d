package gatehouse.server;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Our own mistakes: each is logged once with its stack, for it may come back with every packet, and all are counted.
/// Belongs to one thread.
final class Bugs {
    private static final Logger LOG = LoggerFactory.getLogger(Bugs.class);
    private static final int MOST_PLACES = 1000;

    private final Set<String> places = new HashSet<>();
    private long count;

    void report(Throwable e) {
        count++;
        if (places.size() < MOST_PLACES && places.add(place(e))) {
            LOG.atError().addKeyValue("event", "bug").setCause(e)
                    .log("a mistake of Gatehouse; this one is logged once");
        }
    }

    long count() {
        return count;
    }

    private static String place(Throwable e) {
        StackTraceElement[] stack = e.getStackTrace();
        return e.getClass().getName() + (stack.length == 0 ? "" : " " + stack[0]);
    }
}
