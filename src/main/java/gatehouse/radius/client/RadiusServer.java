package gatehouse.radius.client;

import gatehouse.bytes.Secret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/// One RADIUS server.
///
/// @param name          for logs and metrics; unique
/// @param timeout       until a request is repeated for the first time
/// @param tries         how often a request is sent before the next server is asked
/// @param deadTime      how long a server that did not answer is passed over, until one request tries it
/// @param probeInterval between two Status-Server requests to a server that is passed over
/// @param inFlight      so many logins at most, and so many accounting requests, wait for its answer at the same time;
///                      conversations that have begun go on nevertheless
/// @param weight        its share of the requests of a group that is [ServerGroup.Order#WEIGHTED]
/// @param transport     how requests get there; over connections both ports are the same
/// @param requireMessageAuthenticator whether an answer to an Access-Request counts only with Message-Authenticator, as
///                      it does with EAP in any case; without, whoever can make MD5 collide can let himself in
///                      (CVE-2024-3596)
public record RadiusServer(
        String name,
        InetAddress address,
        int authenticationPort,
        int accountingPort,
        Secret secret,
        Duration timeout,
        int tries,
        Duration deadTime,
        StatusServer statusServer,
        Duration probeInterval,
        int inFlight,
        int weight,
        Transport transport,
        boolean requireMessageAuthenticator) {
    /// Whether a server that is passed over is asked how it is (RFC 5997).
    public enum StatusServer {
        /// It is asked; but as it may not understand the question, a login tries it after the dead time nevertheless.
        AUTO,
        /// It is asked, and nothing but an answer brings it back.
        ON,
        /// It is not asked.
        OFF
    }

    /// Over UDP, without Status-Server and without a limit of requests in flight.
    public RadiusServer(
            String name,
            InetAddress address,
            int authenticationPort,
            int accountingPort,
            Secret secret,
            Duration timeout,
            int tries,
            Duration deadTime) {
        this(
                name,
                address,
                authenticationPort,
                accountingPort,
                secret,
                timeout,
                tries,
                deadTime,
                StatusServer.OFF,
                Duration.ofSeconds(10),
                Integer.MAX_VALUE,
                1,
                Transport.UDP,
                true);
    }

    InetSocketAddress endpoint(boolean accounting) {
        return new InetSocketAddress(address, accounting ? accountingPort : authenticationPort);
    }
}
