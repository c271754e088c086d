package gatehouse.server;

import gatehouse.admin.AdminReply;
import gatehouse.config.Complaint;
import gatehouse.config.Configuration;
import gatehouse.config.ConfigurationChange;
import gatehouse.config.ConfigurationException;
import gatehouse.config.FirstStart;
import gatehouse.config.GatewayConfig;
import gatehouse.config.Machine;
import gatehouse.ike.policy.Policies;
import gatehouse.pki.PkiException;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the configuration anew and puts it in force, whole or not at all. From any thread but a shard's; one after the
/// other.
///
/// Who is connected keeps what it was granted: sessions, and logins that have begun, hold the profile that they were
/// given. All answers of AAA that are kept are dropped: they were given to lists and policies of before, and who reloads
/// wants to see what holds now. One group's members ask once together, so that costs one request for each group.
final class Reload {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private final ReentrantLock one = new ReentrantLock();
    private final ConfigurationSource source;
    private final Machine machine;
    private final InstantSource clock;
    private final Taker taker;
    private GatewayConfig running;

    /// Who runs by it.
    interface Taker {
        /// When this returns, every new login is served by it.
        ///
        /// @return how many answers that were kept of AAA have been dropped
        int take(GatewayConfig config, Policies policies);
    }

    Reload(GatewayConfig running, ConfigurationSource source, Machine machine, InstantSource clock, Taker taker) {
        this.running = running;
        this.source = source;
        this.machine = machine;
        this.clock = clock;
        this.taker = taker;
    }

    /// [AdminReply.Reloaded], or [AdminReply.Failed] with all that is wrong, and nothing changed.
    AdminReply now() {
        one.lock();
        try {
            Configuration wanted = source.read();
            var change = ConfigurationChange.between(running, wanted.gateway());
            if (!change.missing().isEmpty()) return refused(change.missing());
            Policies policies = FirstStart.prepare(
                    change.effective(), machine, new SecureRandom(), false, clock.instant()).policies();
            return inForce(change, wanted.warnings(), policies);
        } catch (ConfigurationException e) {
            return refused(e.complaints().stream().map(Complaint::toString).toList());
        } catch (IOException | PkiException e) {
            return refused(List.of(e.getMessage()));
        } finally {
            one.unlock();
        }
    }

    private AdminReply inForce(ConfigurationChange change, List<Complaint> warnings, Policies policies) {
        int dropped = taker.take(change.effective(), policies);
        if (!running.logging().equals(change.effective().logging())) source.log(change.effective().logging());
        running = change.effective();
        for (Complaint warning : warnings) {
            LOG.atWarn().addKeyValue("event", "configuration").log(warning.toString());
        }
        LOG.atInfo()
                .addKeyValue("event", "configuration-reloaded")
                .addKeyValue("changed", String.join(",", change.changed()))
                .addKeyValue("cached-answers-dropped", dropped)
                .log("the configuration was read anew and is in force");
        for (String key : change.needsRestart()) {
            LOG.atWarn()
                    .addKeyValue("event", "restart-needed")
                    .addKeyValue("key", key)
                    .log("needs a restart: " + key + "; until then it stays as it was");
        }
        return new AdminReply.Reloaded(
                change.changed(), change.needsRestart(), warnings.stream().map(Complaint::toString).toList(), dropped);
    }

    private static AdminReply refused(List<String> why) {
        for (String reason : why) {
            LOG.atWarn()
                    .addKeyValue("event", "configuration-refused")
                    .log(reason);
        }
        return new AdminReply.Failed(
                String.join("\n", why) + "\nnothing has changed: the gateway runs by the configuration of before");
    }
}
