package gatehouse.server;

import gatehouse.crypto.Providers;
import gatehouse.journal.Journal;

/// The libraries of C that a gateway is going to need: loading them takes longer than reading a configuration does, and
/// nobody has to wait for the one to do the other.
public final class NativeLibraries {
    private NativeLibraries() {}

    /// Loads them on a thread of its own. Whoever needs one before it is there waits for it, as Java has it for the
    /// initialisation of a class; one that does not load is told of by whoever needs it.
    public static void loadAhead() {
        Thread.ofPlatform().name("native-libraries").daemon().start(() -> {
            Providers.load();
            Journal.loadLibrary();
        });
    }
}
