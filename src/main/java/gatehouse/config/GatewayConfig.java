package gatehouse.config;

import gatehouse.address.PoolDefinition;
import gatehouse.dhcp.DhcpPolicy;
import gatehouse.ike.policy.Limits;
import java.nio.file.Path;
import java.util.List;

/// Everything that a gateway is told before it runs. It was checked as a whole: what it names, exists in it.
///
/// @param stateDirectory       what must survive a restart; nobody else may enter it
/// @param connection           how everybody is served
/// @param dynamicAuthorization without clients, nothing listens
public record GatewayConfig(
        Listening listening,
        Path stateDirectory,
        IdentitySettings identity,
        ConnectionSettings connection,
        Limits limits,
        List<PoolDefinition> pools,
        DhcpPolicy dhcp,
        DataPlaneSettings dataPlane,
        RadiusSettings radius,
        AccountingSettings accounting,
        DynamicAuthorizationSettings dynamicAuthorization,
        EmbeddedAaaSettings embeddedAaa,
        AdminSettings admin,
        Logging logging) {
    /// The name under which a connection finds the embedded AAA server among the groups of servers.
    public static final String EMBEDDED_GROUP = "embedded";

    public GatewayConfig {
        pools = List.copyOf(pools);
    }
}
