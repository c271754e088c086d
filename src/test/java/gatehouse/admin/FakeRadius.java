package gatehouse.admin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Says what the test has it say.
public final class FakeRadius implements RadiusView {
    public final List<PendingRow> pending = new ArrayList<>();
    public final List<RadiusServerRow> servers = new ArrayList<>();
    public final List<AdminRequest.TestRadius> tests = new ArrayList<>();
    public AdminReply tested = new AdminReply.Failed("not now");
    public final Deque<AdminReply> traced = new ArrayDeque<>();

    @Override
    public CompletableFuture<AdminReply> pending(String user) {
        return CompletableFuture.completedFuture(new AdminReply.Pending(
                pending.stream().filter(row -> user.isEmpty() || row.user().equals(user)).toList()));
    }

    @Override
    public CompletableFuture<AdminReply> servers() {
        return CompletableFuture.completedFuture(new AdminReply.RadiusServers(servers));
    }

    @Override
    public CompletableFuture<AdminReply> test(AdminRequest.TestRadius request) {
        tests.add(request);
        return CompletableFuture.completedFuture(tested);
    }

    @Override
    public AdminReply trace(AdminRequest.TraceRadius request) {
        return traced.isEmpty() ? new AdminReply.RadiusTraced("1", List.of(), 0) : traced.poll();
    }
}
