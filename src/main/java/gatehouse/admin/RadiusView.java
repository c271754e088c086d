package gatehouse.admin;

import java.util.concurrent.CompletableFuture;

/// The RADIUS servers as the running gateway sees them. Every method may be called from any thread and returns at once; what
/// cannot be done completes with [AdminReply.Failed].
public interface RadiusView {
    /// Who waits: [AdminReply.Pending].
    CompletableFuture<AdminReply> pending(String user);

    /// [AdminReply.RadiusServers].
    CompletableFuture<AdminReply> servers();

    /// [AdminReply.RadiusTested], when the servers have had their time.
    CompletableFuture<AdminReply> test(AdminRequest.TestRadius request);

    /// [AdminReply.RadiusTraced].
    AdminReply trace(AdminRequest.TraceRadius request);
}
