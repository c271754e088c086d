package gatehouse.server;

import gatehouse.aaa.AaaList;
import gatehouse.config.GatewayConfig;
import gatehouse.ike.AaaRoom;
import gatehouse.radius.client.RadiusClient;
import gatehouse.radius.client.RadiusClient.Room;
import gatehouse.radius.client.ServerGroup;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// How many more logins the RADIUS servers of one shard take. Nobody knows of a first message which profile will serve the
/// client: as long as one group of servers has room, somebody can log in. Belongs to the thread of the shard.
final class LoginRoom implements AaaRoom {
    private final RadiusClient client;
    private final InstantSource clock;
    private final Map<String, ServerGroup> groups;
    private final Supplier<GatewayConfig> running;
    private GatewayConfig known;
    private List<ServerGroup> asked = List.of();

    /// @param groups  by name, with the embedded one
    /// @param running the configuration that holds now
    LoginRoom(
            RadiusClient client, InstantSource clock, Map<String, ServerGroup> groups,
            Supplier<GatewayConfig> running) {
        this.client = client;
        this.clock = clock;
        this.groups = groups;
        this.running = running;
    }

    @Override
    public Level left() {
        GatewayConfig config = running.get();
        if (config != known) {
            known = config;
            asked = asked(config);
        }
        Instant now = clock.instant();
        return of(asked, group -> client.room(group, now));
    }

    /// A loop, for it is asked for each first message.
    ///
    /// @param groups that decide about people
    static <G> Level of(List<G> groups, Function<G, Room> rooms) {
        boolean ample = true;
        boolean none = !groups.isEmpty();
        for (G group : groups) {
            Room room = rooms.apply(group);
            ample &= room == Room.AMPLE;
            none &= room == Room.NONE;
        }
        if (none) return Level.NONE;
        return ample ? Level.AMPLE : Level.SCARCE;
    }

    private List<ServerGroup> asked(GatewayConfig config) {
        return config.profiles().stream()
                .map(profile -> profile.access().authentication())
                .flatMap(list -> Stream.concat(
                        list.serverGroups().stream(),
                        list.everyMethod().contains(new AaaList.Method.Local())
                                ? Stream.of(GatewayConfig.EMBEDDED_GROUP)
                                : Stream.of()))
                .distinct()
                .map(groups::get)
                .filter(Objects::nonNull)
                .toList();
    }
}
