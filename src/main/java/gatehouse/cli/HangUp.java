package gatehouse.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// SIGHUP, which Java takes for a wish to end.
///
/// The only class that knows signals, `sun.misc.Signal`, is supported (module jdk.unsupported) and cannot be named in a
/// program that is compiled without warnings, so it is found by its name.
final class HangUp {
    private static final String NAME = "HUP";

    private HangUp() {}

    /// From now on the signal runs this, on a thread of its own each time.
    static void means(Runnable action) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle run = lookup.findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                    .bindTo(action);
            Object calling = MethodHandleProxies.asInterfaceInstance(
                    handler, MethodHandles.dropArguments(run, 0, signal));
            Object hangUp = lookup.findConstructor(signal, MethodType.methodType(void.class, String.class))
                    .invoke(NAME);
            lookup.findStatic(signal, "handle", MethodType.methodType(handler, signal, handler))
                    .invokeWithArguments(hangUp, calling);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("this Java knows no signals", e);
        }
    }
}
