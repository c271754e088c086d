package gatehouse.config;

import gatehouse.aaa.radius.NasIdentity;
import gatehouse.aaa.radius.Strictness;
import gatehouse.radius.client.ServerGroup;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// How RADIUS is spoken.
///
/// @param groups       servers by purpose; without the embedded one
/// @param nas          who we are to servers
/// @param nasOfGroups  who we are to groups of servers that are told something else
/// @param strictness   what is done about attributes that are not understood
/// @param dictionaries directory of the files that name attributes; the first is called `dictionary`
public record RadiusSettings(
        List<ServerGroup> groups,
        NasIdentity nas,
        Map<String, NasIdentity> nasOfGroups,
        Strictness strictness,
        Path dictionaries) {
    public RadiusSettings {
        groups = List.copyOf(groups);
        nasOfGroups = Map.copyOf(nasOfGroups);
    }

    /// Who we are to a group of servers.
    public NasIdentity nas(String group) {
        return nasOfGroups.getOrDefault(group, nas);
    }

    /// All that we are to anybody.
    public List<NasIdentity> identities() {
        var all = new LinkedHashSet<NasIdentity>();
        all.add(nas);
        groups.forEach(group -> all.add(nas(group.name())));
        return List.copyOf(all);
    }
}
