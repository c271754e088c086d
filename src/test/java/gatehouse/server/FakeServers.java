package gatehouse.server;

import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.authorization.Withdrawal;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import gatehouse.radius.client.RadiusServer;
import gatehouse.radius.client.ServerGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Groups of servers that answer when the test says so.
final class FakeServers implements ListDesk.Servers {
    final List<Asked> asked = new ArrayList<>();
    private final Map<String, ServerGroup> groups = new HashMap<>();

    /// A question at a group.
    static final class Asked {
        final String group;
        final AccessQuestion question;
        final Consumer<AccessAnswer> reply;
        boolean withdrawn;

        private Asked(String group, AccessQuestion question, Consumer<AccessAnswer> reply) {
            this.group = group;
            this.question = question;
            this.reply = reply;
        }
    }

    FakeServers with(String group, String... servers) {
        List<RadiusServer> members = List.of(servers).stream()
                .map(name -> new RadiusServer(
                        name, Addresses.parse("192.0.2.9"), 1812, 1813, Secret.ofUtf8("x"), Duration.ofSeconds(1), 1,
                        Duration.ofSeconds(1)))
                .toList();
        groups.put(group, new ServerGroup(group, members));
        return this;
    }

    @Override
    public Optional<ServerGroup> group(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    @Override
    public Withdrawal ask(ServerGroup group, AccessQuestion question, Consumer<AccessAnswer> reply) {
        var here = new Asked(group.name(), question, reply);
        asked.add(here);
        return () -> here.withdrawn = true;
    }

    List<String> groupsAsked() {
        return asked.stream().map(here -> here.group).toList();
    }

    Asked last() {
        return asked.getLast();
    }
}
