package gatehouse.server;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Conversation;
import gatehouse.aaa.Origin;
import gatehouse.aaa.authorization.LocalPolicies;
import gatehouse.aaa.authorization.Withdrawal;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.eap.EapPacket;
import gatehouse.radius.client.ServerGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Takes a question to the methods of its AAA list, one after the other: the next is asked only if the one before gave no
/// answer, and a refusal is an answer. A conversation that has begun stays with the method whose server leads it. Belongs
/// to the thread of a shard.
///
/// The method `local` is, for groups and users, the local authorization policies; for everything else the embedded AAA
/// server, where there is one.
final class ListDesk {
    private final Servers servers;
    private final Supplier<LocalPolicies> policies;
    private final String embedded;

    /// Groups of servers that can be asked.
    interface Servers {
        Optional<ServerGroup> group(String name);

        /// Replies once, unless it was withdrawn; not before this returns.
        Withdrawal ask(ServerGroup group, AccessQuestion question, Consumer<AccessAnswer> reply);
    }

    /// @param embedded name of the group that is the embedded AAA server, which need not be there
    ListDesk(Servers servers, Supplier<LocalPolicies> policies, String embedded) {
        this.servers = servers;
        this.policies = policies;
        this.embedded = embedded;
    }

    /// Replies once, unless it was withdrawn; perhaps before this returns.
    Withdrawal ask(AccessQuestion asked, Consumer<AccessAnswer> reply) {
        AaaList.Route route = route(asked);
        AccessQuestion question = named(asked, route.name());
        Conversation conversation = switch (question) {
            case AccessQuestion.EapRound round -> round.conversation();
            case AccessQuestion.DownloadAccessList list -> list.conversation();
            case AccessQuestion.Authorize _,AccessQuestion.PeerKeys _ -> Conversation.NONE;
        };
        List<AaaList.Method> methods = route.methods();
        if (!conversation.server().isEmpty()) {
            methods = leader(methods, conversation.server());
            if (methods.isEmpty()) {
                reply.accept(new AccessAnswer.Unavailable("server '" + conversation.server()
                        + "', which began the conversation, is not in AAA list '" + question.list().name() + "'"));
                return () -> {};
            }
        }
        if (methods.isEmpty()) {
            reply.accept(new AccessAnswer.Unavailable(
                    "AAA list '" + question.list().name() + "' has no method: give it one"));
            return () -> {};
        }
        var walk = new Walk(question, methods, reply);
        walk.next();
        return walk;
    }

    /// Names of people have realms; those of groups and access lists have none.
    private static AaaList.Route route(AccessQuestion question) {
        return switch (question) {
            case AccessQuestion.EapRound round -> round.list().route(round.userName());
            case AccessQuestion.PeerKeys keys -> keys.list().route(keys.name());
            case AccessQuestion.Authorize about when about.source() == Origin.Source.USER ->
                    about.list().route(about.name());
            case AccessQuestion.Authorize about -> new AaaList.Route(about.list().methods(), about.name());
            case AccessQuestion.DownloadAccessList about -> new AaaList.Route(about.list().methods(), about.name());
        };
    }

    private static AccessQuestion named(AccessQuestion question, String name) {
        return switch (question) {
            case AccessQuestion.EapRound round when !name.equals(round.userName()) -> new AccessQuestion.EapRound(
                    round.list(), round.peer(), name, identified(round.eap(), name), round.conversation(),
                    round.framedMtu());
            case AccessQuestion.PeerKeys keys -> new AccessQuestion.PeerKeys(keys.list(), keys.peer(), name);
            case AccessQuestion.Authorize about ->
                    new AccessQuestion.Authorize(about.list(), about.peer(), about.source(), name);
            case AccessQuestion.EapRound _,AccessQuestion.DownloadAccessList _ -> question;
        };
    }

    // RFC 3579, section 2.1: User-Name is what the EAP-Response/Identity says; servers refuse what differs.
    private static Bytes identified(Bytes eap, String name) {
        try {
            EapPacket packet = EapPacket.read(eap);
            return packet.identity().isPresent() ? EapPacket.identityResponse(packet.identifier(), name).write() : eap;
        } catch (MalformedException e) {
            return eap;
        }
    }

    /// The one method that asks this server; nothing if none does.
    private List<AaaList.Method> leader(List<AaaList.Method> methods, String server) {
        for (AaaList.Method method : methods) {
            Optional<ServerGroup> group = group(method);
            if (group.isPresent() && group.get().server(server).isPresent()) return List.of(method);
        }
        return List.of();
    }

    private Optional<ServerGroup> group(AaaList.Method method) {
        return servers.group(name(method));
    }

    private String name(AaaList.Method method) {
        return switch (method) {
            case AaaList.Method.Radius(var serverGroup) -> serverGroup;
            case AaaList.Method.Local() -> embedded;
        };
    }

    /// The way of one question through the methods.
    private final class Walk implements Withdrawal {
        private final AccessQuestion question;
        private final List<AaaList.Method> methods;
        private final Consumer<AccessAnswer> reply;
        private final List<String> failures = new ArrayList<>();
        private Withdrawal current = () -> {};
        private boolean isWithdrawn;

        Walk(AccessQuestion question, List<AaaList.Method> methods, Consumer<AccessAnswer> reply) {
            this.question = question;
            this.methods = methods;
            this.reply = reply;
        }

        void next() {
            AaaList.Method method = methods.get(failures.size());
            if (method instanceof AaaList.Method.Local && question instanceof AccessQuestion.Authorize) {
                heard(policies.get().answer(question));
                return;
            }
            Optional<ServerGroup> group = group(method);
            if (group.isPresent()) {
                current = servers.ask(group.get(), question, this::heard);
            } else if (method instanceof AaaList.Method.Local) {
                heard(new AccessAnswer.Unavailable(
                        "method 'local' needs the embedded AAA server, which is not enabled"));
            } else {
                heard(new AccessAnswer.Unavailable("there is no group '" + name(method) + "' of RADIUS servers"));
            }
        }

        private void heard(AccessAnswer answer) {
            if (isWithdrawn) return;
            if (!(answer instanceof AccessAnswer.Unavailable(var reason))) {
                reply.accept(answer);
                return;
            }
            failures.add(reason);
            if (failures.size() < methods.size()) next();
            else reply.accept(new AccessAnswer.Unavailable(String.join("; then ", failures)));
        }

        @Override
        public void withdraw() {
            isWithdrawn = true;
            current.withdraw();
        }
    }
}
