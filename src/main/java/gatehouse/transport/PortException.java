package gatehouse.transport;

import gatehouse.net.Addresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;

/// A port could not be opened. The message says which, why, and what can be done.
public final class PortException extends IOException {
    private static final int PRIVILEGED = 1024;

    private final Reason reason;

    private PortException(String message, Reason reason, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /// Why a port cannot be had.
    public enum Reason {
        IN_USE,
        NOT_PERMITTED,
        NO_SUCH_ADDRESS,
        OTHER
    }

    public Reason reason() {
        return reason;
    }

    static PortException of(InetSocketAddress local, Throwable cause) {
        return of("UDP", local, cause);
    }

    /// A TCP port could not be opened.
    public static PortException ofTcp(InetSocketAddress local, Throwable cause) {
        return of("TCP", local, cause);
    }

    private static PortException of(String protocol, InetSocketAddress local, Throwable cause) {
        Reason reason = reasonOf(String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT));
        int port = local.getPort();
        String why =
                switch (reason) {
                    case IN_USE -> "another program has it, see: ss -" + (protocol.equals("TCP") ? "t" : "u")
                            + "lpn 'sport = :" + port + "'";
                    case NOT_PERMITTED -> port < PRIVILEGED
                            ? "ports below 1024 need root or the capability CAP_NET_BIND_SERVICE"
                            : "the system forbids it";
                    case NO_SUCH_ADDRESS -> "no interface has this address";
                    case OTHER -> String.valueOf(cause.getMessage());
                };
        return new PortException("cannot open " + protocol + " port " + Addresses.text(local) + ": " + why, reason,
                cause);
    }

    /// Java and Netty tell these cases apart by their text alone, which is that of strerror(3).
    private static Reason reasonOf(String message) {
        if (message.contains("in use")) return Reason.IN_USE;
        if (message.contains("permi")) return Reason.NOT_PERMITTED;
        if (message.contains("assign")) return Reason.NO_SUCH_ADDRESS;
        return Reason.OTHER;
    }
}
