package gatehouse.server;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Threads that work until they are told to end. One that ends by itself takes the traffic of many with it, who go on being
/// logged in: whoever asks for the gateway's health must hear of it.
final class Watched {
    private static final Logger LOG = LoggerFactory.getLogger(Watched.class);

    private final List<String> failures = new CopyOnWriteArrayList<>();

    /// What such a thread does.
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    /// Does it, on this thread. Errors too end here: without memory or stack left, the others may still be served.
    void run(String name, Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException | Error e) {
            failures.add("data plane: '" + name + "' has stopped (" + e + "); restart the gateway");
            LOG.atError()
                    .addKeyValue("event", "data-plane-failed")
                    .addKeyValue("thread", name)
                    .setCause(e)
                    .log("a part of the data plane has stopped; restart the gateway");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// For operators; empty if all is well.
    List<String> failures() {
        return List.copyOf(failures);
    }
}
