package gatehouse.admin;

import gatehouse.session.SessionCommand;
import gatehouse.session.SessionDirectory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The running gateway as an operator sees it. Every method may be called from any thread, and all but [#reload] return at
/// once.
public interface GatewayView {
    /// What runs here.
    GatewayFacts facts();

    /// Who is connected. Read only.
    SessionDirectory directory();

    /// Hands a command to the owner of the session. The future completes with what came of it.
    CompletableFuture<SessionCommand.Outcome> perform(SessionCommand command);

    /// How full the pools of addresses are, now.
    List<PoolRow> pools();

    /// The certificates that it runs with.
    List<CertificateRow> certificates();

    /// Asks the DHCP servers for an address as for a client of this identity.
    DhcpTest testDhcp(String identity);

    /// A lease that no session has.
    interface DhcpTest extends AutoCloseable {
        /// Completes with [AdminReply.DhcpLeased] or [AdminReply.Failed].
        CompletableFuture<AdminReply> reply();

        /// Gives the address back.
        @Override
        void close();
    }

    /// Who may do what, and why.
    AuthorizationView authorization();

    /// Reads the configuration anew: [AdminReply.Reloaded], or [AdminReply.Failed] with all that is wrong with it, and
    /// then nothing has changed.
    AdminReply reload();

    /// Lets nobody in any more and sends everybody away within this time, to other gateways if there are any:
    /// [AdminReply.Draining], or [AdminReply.Failed] if that goes on already.
    AdminReply drain(List<String> to, Duration over);

    /// [AdminReply.Draining], or [AdminReply.Failed] if it is not being drained.
    AdminReply drainProgress();

    /// The same; newcomers are welcome again.
    AdminReply cancelDrain();

    /// How it stands with RADIUS servers.
    RadiusView radius();

    /// Every counter and gauge, read now.
    List<MetricFamily> metrics();

    /// Whether the gateway can do its work.
    Health health();
}
