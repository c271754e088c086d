package gatehouse.admin;

import gatehouse.net.Addresses;
import gatehouse.session.Session;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Answers requests. A disconnect waits for the sessions to be gone, on the virtual thread of the connection.
final class AdminDesk {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /// Longer than AAA tries.
    private static final Duration AAA_PATIENCE = Duration.ofSeconds(60);
    /// Longer than a group of servers may have patience.
    private static final Duration PERSON_PATIENCE = Duration.ofMinutes(4);
    private static final Duration DHCP_PATIENCE = Duration.ofSeconds(150);

    private final GatewayView gateway;

    AdminDesk(GatewayView gateway) {
        this.gateway = gateway;
    }

    AdminReply answer(AdminRequest request) {
        return switch (request) {
            case AdminRequest.ListSessions(var user) -> user.isEmpty()
                    ? rows(gateway.directory().all())
                    : rows(gateway.directory().ofUser(user));
            case AdminRequest.ShowSession(var id) -> find(id)
                    .<AdminReply>map(session -> rows(List.of(session)))
                    .orElseGet(() -> noSession(id));
            case AdminRequest.DisconnectSession(var id) -> find(id)
                    .map(session -> disconnect(List.of(session)))
                    .orElseGet(() -> noSession(id));
            case AdminRequest.DisconnectUser(var user) -> {
                List<Session> sessions = gateway.directory().ofUser(user);
                yield sessions.isEmpty()
                        ? new AdminReply.Failed("user '" + user + "' has no session")
                        : disconnect(sessions);
            }
            case AdminRequest.ListPending(var user) -> await(gateway.radius().pending(user), PATIENCE);
            case AdminRequest.ShowRadius() -> await(gateway.radius().servers(), PATIENCE);
            case AdminRequest.TestRadius test -> await(gateway.radius().test(test), PERSON_PATIENCE);
            case AdminRequest.TraceRadius trace -> gateway.radius().trace(trace);
            case AdminRequest.ShowStatus() -> status();
            case AdminRequest.ListPools() -> new AdminReply.Pools(gateway.pools());
            case AdminRequest.ListCertificates() -> new AdminReply.Certificates(gateway.certificates());
            case AdminRequest.TestDhcp(var identity, var seconds) -> testDhcp(identity, Duration.ofSeconds(seconds));
            case AdminRequest.ExplainSession(var id) -> find(id)
                    .map(session -> await(gateway.authorization().explain(session), PATIENCE))
                    .orElseGet(() -> noSession(id));
            case AdminRequest.ShowDerivedConfig(var id) -> find(id)
                    .map(session -> await(gateway.authorization().derivedConfig(session), PATIENCE))
                    .orElseGet(() -> noSession(id));
            case AdminRequest.Authorize authorize -> await(gateway.authorization().authorize(authorize), AAA_PATIENCE);
            case AdminRequest.ListAttempts list -> await(gateway.authorization().attempts(list), PATIENCE);
            case AdminRequest.ShowCache(var list, var name) -> gateway.authorization().cache(list, name);
            case AdminRequest.ClearCache(var list, var name) -> gateway.authorization().clearCache(list, name);
            case AdminRequest.Drain(var to, var seconds) -> gateway.drain(to, Duration.ofSeconds(seconds));
            case AdminRequest.ShowDrain() -> gateway.drainProgress();
            case AdminRequest.CancelDrain() -> gateway.cancelDrain();
            case AdminRequest.Reload() -> gateway.reload();
            case AdminRequest.ShowStatistics() -> new AdminReply.Statistics(gateway.metrics());
        };
    }

    /// Longer than the gateway itself tries.
    private AdminReply testDhcp(String identity, Duration hold) {
        try (GatewayView.DhcpTest test = gateway.testDhcp(identity)) {
            AdminReply reply = test.reply().get(DHCP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (!(reply instanceof AdminReply.Failed)) Thread.sleep(hold);
            return reply;
        } catch (TimeoutException _) {
            return new AdminReply.Failed("no answer within " + DHCP_PATIENCE.toSeconds() + " seconds");
        } catch (ExecutionException e) {
            return new AdminReply.Failed("failed: " + e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new AdminReply.Failed("interrupted");
        }
    }

    private static AdminReply await(CompletableFuture<AdminReply> reply, Duration patience) {
        try {
            return reply.get(patience.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            return new AdminReply.Failed("no answer within " + patience.toSeconds() + " seconds");
        } catch (ExecutionException e) {
            return new AdminReply.Failed("failed: " + e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new AdminReply.Failed("interrupted");
        }
    }

    private AdminReply status() {
        GatewayFacts facts = gateway.facts();
        Health health = gateway.health();
        return new AdminReply.Status(
                facts.version(),
                facts.name(),
                facts.startedAt().toString(),
                facts.ike().stream().map(Addresses::text).toList(),
                facts.natTraversal().stream().map(Addresses::text).toList(),
                gateway.directory().size(),
                health.serving(),
                health.problems());
    }

    private static AdminReply rows(Collection<Session> sessions) {
        return new AdminReply.Sessions(sessions.stream()
                .sorted(Comparator.comparing(Session::startedAt))
                .map(SessionRow::of)
                .toList());
    }

    /// By the session's id, or by its audit-session-id.
    private Optional<Session> find(String id) {
        if (id.isEmpty()) return Optional.empty();
        return gateway.directory().find(new SessionId(id)).or(() -> gateway.directory().all().stream()
                .filter(session -> session.auditSessionId().equalsIgnoreCase(id))
                .findFirst());
    }

    private static AdminReply noSession(String id) {
        return new AdminReply.Failed("no session '" + id + "'");
    }

    private AdminReply disconnect(List<Session> sessions) {
        var outcomes = new ArrayList<CompletableFuture<Outcome>>();
        for (Session session : sessions) {
            outcomes.add(gateway.perform(new SessionCommand.Disconnect(
                    session.id(), TerminateCause.ADMIN_RESET, "disconnected by an operator")));
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        var ended = new ArrayList<AdminReply.Ended>();
        for (int i = 0; i < sessions.size(); i++) {
            String why = why(outcomes.get(i), deadline - System.nanoTime());
            Session session = sessions.get(i);
            ended.add(new AdminReply.Ended(session.id().text(), session.user(), why.isEmpty(), why));
        }
        return new AdminReply.Disconnected(ended);
    }

    private static String why(CompletableFuture<Outcome> outcome, long nanos) {
        try {
            return switch (outcome.get(Math.max(nanos, 0), TimeUnit.NANOSECONDS)) {
                case Outcome.Done() -> "";
                case Outcome.NotFound() -> "it had ended already";
                case Outcome.Refused(var _, var reason) -> reason;
            };
        } catch (TimeoutException _) {
            return "no answer within " + PATIENCE.toSeconds() + " seconds";
        } catch (ExecutionException e) {
            return "failed: " + e.getCause();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
