package gatehouse.config;

import gatehouse.aaa.radius.ChangeTranslator.PortCommands;
import gatehouse.aaa.radius.OperatorIdentity;
import gatehouse.pki.Credential;
import gatehouse.radius.dynauth.DynamicAuthorizationClient;
import gatehouse.radius.secure.PeerRule;
import gatehouse.radius.secure.TlsPolicy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who may change and end sessions by RADIUS (RFC 5176), and how.
///
/// @param listen              where requests come in
/// @param clients             who may send them; nobody is listened to if there are none
/// @param eventTimestampWindow how far an Event-Timestamp may be from now
/// @param multipleSessions    what a request means that names several sessions
/// @param connected           who may send them over connections to us
/// @param tls                 where those come in
/// @param portCommands        what `bounce-host-port` and `disable-host-port` come to
/// @param operator            who we are to those whose requests come through proxies
public record DynamicAuthorizationSettings(
        List<InetSocketAddress> listen,
        List<DynamicAuthorizationClient> clients,
        Duration eventTimestampWindow,
        MultipleSessions multipleSessions,
        PortCommands portCommands,
        OperatorIdentity operator,
        List<DynamicAuthorizationClient> connected,
        Optional<Tls> tls) {
    /// By datagrams only.
    public DynamicAuthorizationSettings(
            List<InetSocketAddress> listen,
            List<DynamicAuthorizationClient> clients,
            Duration eventTimestampWindow,
            MultipleSessions multipleSessions,
            PortCommands portCommands,
            OperatorIdentity operator) {
        this(listen, clients, eventTimestampWindow, multipleSessions, portCommands, operator, List.of(), Optional.empty());
    }

    /// Where clients connect by TLS.
    ///
    /// @param own     what we show
    /// @param clients by what certificate each is known
    public record Tls(
            List<InetSocketAddress> listen, Credential own, TlsPolicy policy, Map<String, PeerRule> clients) {
        public Tls {
            listen = List.copyOf(listen);
            clients = Map.copyOf(clients);
        }
    }

    public DynamicAuthorizationSettings {
        listen = List.copyOf(listen);
        clients = List.copyOf(clients);
        connected = List.copyOf(connected);
    }

    /// A request that names several sessions.
    public enum MultipleSessions {
        /// It means all of them.
        ALL,
        /// It is refused (Error-Cause 508).
        REFUSE
    }
}
