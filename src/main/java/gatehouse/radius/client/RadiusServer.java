package gatehouse.radius.client;

import gatehouse.bytes.Secret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/// One RADIUS server.
///
/// @param name     for logs and metrics; unique
/// @param timeout  until a request is repeated for the first time
/// @param tries    how often a request is sent before the next server is asked
/// @param deadTime how long a server that did not answer is passed over
public record RadiusServer(
        String name,
        InetAddress address,
        int authenticationPort,
        int accountingPort,
        Secret secret,
        Duration timeout,
        int tries,
        Duration deadTime) {
    InetSocketAddress endpoint(boolean accounting) {
        return new InetSocketAddress(address, accounting ? accountingPort : authenticationPort);
    }
}
