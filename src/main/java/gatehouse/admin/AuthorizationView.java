package gatehouse.admin;

import gatehouse.session.Session;
import java.util.concurrent.CompletableFuture;

/// What the running gateway knows about who may do what, and why. Every method may be called from any thread and returns at
/// once; what cannot be done completes with [AdminReply.Failed].
public interface AuthorizationView {
    /// What a session may do and where each value came from: [AdminReply.Explained].
    CompletableFuture<AdminReply> explain(Session session);

    /// Its virtual-access interface in the words of IOS: [AdminReply.DerivedConfig].
    CompletableFuture<AdminReply> derivedConfig(Session session);

    /// What somebody would get who logged in now, [AdminReply.Authorized]; nobody logs in, and nothing is kept.
    CompletableFuture<AdminReply> authorize(AdminRequest.Authorize request);

    /// The last attempts to log in, oldest first: [AdminReply.Attempts].
    CompletableFuture<AdminReply> attempts(AdminRequest.ListAttempts request);

    /// What is kept of AAA's answers, of one list or about one name where that is not empty: [AdminReply.Cache].
    AdminReply cache(String list, String name);

    /// Forgets it: [AdminReply.CacheCleared].
    AdminReply clearCache(String list, String name);
}
