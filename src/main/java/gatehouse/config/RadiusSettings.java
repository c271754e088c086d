package gatehouse.config;

import gatehouse.radius.client.ServerGroup;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

/// How RADIUS is spoken.
///
/// @param groups          servers by purpose; without the embedded one
/// @param nasIdentifier   NAS-Identifier of every request
/// @param nasAddresses    NAS-IP-Address and NAS-IPv6-Address of every request: at most one per family
/// @param sourceAddresses where requests come from: at most one per family; the system chooses where there is none
/// @param dictionaries    directory of the files that name attributes; the first is called `dictionary`
public record RadiusSettings(
        List<ServerGroup> groups,
        String nasIdentifier,
        List<InetAddress> nasAddresses,
        List<InetAddress> sourceAddresses,
        Path dictionaries) {
    public RadiusSettings {
        groups = List.copyOf(groups);
        nasAddresses = List.copyOf(nasAddresses);
        sourceAddresses = List.copyOf(sourceAddresses);
    }
}
