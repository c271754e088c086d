package gatehouse.admin;

import gatehouse.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Answers with what it is told to, and remembers what it was asked.
public final class FakeAuthorization implements AuthorizationView {
    public AdminReply reply = new AdminReply.Failed("nothing was prepared");
    public final List<Object> asked = new ArrayList<>();

    private CompletableFuture<AdminReply> asked(Object what) {
        return CompletableFuture.completedFuture(at(what));
    }

    private AdminReply at(Object what) {
        asked.add(what);
        return reply;
    }

    @Override
    public CompletableFuture<AdminReply> explain(Session session) {
        return asked(session.id().text());
    }

    @Override
    public CompletableFuture<AdminReply> derivedConfig(Session session) {
        return asked("config of " + session.id().text());
    }

    @Override
    public CompletableFuture<AdminReply> authorize(AdminRequest.Authorize request) {
        return asked(request);
    }

    @Override
    public CompletableFuture<AdminReply> attempts(AdminRequest.ListAttempts request) {
        return asked(request);
    }

    @Override
    public AdminReply cache(String list, String name) {
        return at("show " + list + " " + name);
    }

    @Override
    public AdminReply clearCache(String list, String name) {
        return at("clear " + list + " " + name);
    }
}
