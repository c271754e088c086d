package gatehouse.config;

import gatehouse.aaa.radius.ChangeTranslator.PortCommands;
import gatehouse.aaa.radius.OperatorIdentity;
import gatehouse.radius.dynauth.DynamicAuthorizationClient;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// Who may change and end sessions by RADIUS (RFC 5176), and how.
///
/// @param listen              where requests come in
/// @param clients             who may send them; nobody is listened to if there are none
/// @param eventTimestampWindow how far an Event-Timestamp may be from now
/// @param multipleSessions    what a request means that names several sessions
/// @param portCommands        what `bounce-host-port` and `disable-host-port` come to
/// @param operator            who we are to those whose requests come through proxies
public record DynamicAuthorizationSettings(
        List<InetSocketAddress> listen,
        List<DynamicAuthorizationClient> clients,
        Duration eventTimestampWindow,
        MultipleSessions multipleSessions,
        PortCommands portCommands,
        OperatorIdentity operator) {
    public DynamicAuthorizationSettings {
        listen = List.copyOf(listen);
        clients = List.copyOf(clients);
    }

    /// A request that names several sessions.
    public enum MultipleSessions {
        /// It means all of them.
        ALL,
        /// It is refused (Error-Cause 508).
        REFUSE
    }
}
