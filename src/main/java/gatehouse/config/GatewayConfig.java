package gatehouse.config;

import gatehouse.aaa.authorization.AttributeCache;
import gatehouse.aaa.authorization.LocalPolicies;
import gatehouse.address.PoolDefinition;
import gatehouse.dhcp.DhcpPolicy;
import gatehouse.ike.policy.Limits;
import gatehouse.ike.policy.MessageRules;
import gatehouse.ike.policy.RedirectPolicy;
import gatehouse.virtualaccess.Catalog;
import gatehouse.radius.client.RadiusServer;
import gatehouse.radius.client.ServerGroup;
import gatehouse.radius.client.Transport;
import gatehouse.radius.dynauth.DynamicAuthorizationClient;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;

/// Everything that a gateway is told before it runs. It was checked as a whole: what it names, exists in it.
///
/// @param stateDirectory       what must survive a restart; nobody else may enter it
/// @param profiles             how clients are served
/// @param localPolicies        authorization policies of the configuration
/// @param catalog              access lists and the like, by name
/// @param cache                how long answers about groups and users are kept
/// @param pki                  what is fetched to judge certificates
/// @param messages             how IKE messages are written and read
/// @param redirect             when newcomers are sent to other gateways
/// @param dynamicAuthorization without clients, nothing listens
public record GatewayConfig(
        Listening listening,
        Path stateDirectory,
        IdentitySettings identity,
        List<ProfileSettings> profiles,
        LocalPolicies localPolicies,
        Catalog catalog,
        AttributeCache.Settings cache,
        PkiSettings pki,
        Limits limits,
        MessageRules messages,
        RedirectPolicy redirect,
        List<PoolDefinition> pools,
        DhcpPolicy dhcp,
        DataPlaneSettings dataPlane,
        RadiusSettings radius,
        AccountingSettings accounting,
        DynamicAuthorizationSettings dynamicAuthorization,
        EmbeddedAaaSettings embeddedAaa,
        AdminSettings admin,
        Logging logging) {
    /// The name under which a profile finds the embedded AAA server among the groups of servers.
    public static final String EMBEDDED_GROUP = "embedded";

    public GatewayConfig {
        profiles = List.copyOf(profiles);
        pools = List.copyOf(pools);
    }

    /// Who may change sessions over connections inside TLS: over those to us, and over those that we open.
    public List<DynamicAuthorizationClient> connectedClients() {
        var clients = new LinkedHashMap<String, DynamicAuthorizationClient>();
        for (ServerGroup group : radius.groups()) {
            for (RadiusServer server : group.servers()) {
                boolean may = server.transport() instanceof Transport.Secured secured && secured.dynamicAuthorization();
                if (may) clients.put(server.name(), DynamicAuthorizationClient.connected(
                        server.name(), server.secret(), DynamicAuthorizationClient.USUAL_RATE,
                        DynamicAuthorizationClient.USUAL_BURST));
            }
        }
        dynamicAuthorization.connected().forEach(client -> clients.put(client.name(), client));
        return List.copyOf(clients.values());
    }
}
