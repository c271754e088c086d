package gatehouse.cli;

import gatehouse.config.Complaint;
import gatehouse.config.Configuration;
import gatehouse.config.ConfigurationException;
import gatehouse.config.FirstStart;
import gatehouse.config.GatewayConfig;
import gatehouse.config.Logging;
import gatehouse.pki.PkiException;
import gatehouse.server.ConfigurationSource;
import gatehouse.server.Gateway;
import gatehouse.server.NativeLibraries;
import gatehouse.session.TerminateCause;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gatehouse run`.
@Command(
        name = "run",
        description = "Runs the gateway until it is told to end by SIGTERM or SIGINT (Ctrl-C). SIGHUP lets it read its "
                + "configuration anew, unless it runs on a terminal; see 'gatehouse reload'. Where the configuration "
                + "names no certificate and no RADIUS server, the first start makes a laboratory of its own and prints "
                + "how to connect.",
        mixinStandardHelpOptions = true)
final class Run implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);
    /// How long clients may take to answer our goodbye. A service manager waits longer.
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /// After a start, before what it left behind is given back.
    private static final Duration QUIET = Duration.ofSeconds(5);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigurationOptions options;

    @Option(names = "--no-dataplane",
            description = "Let clients log in without carrying their traffic, which needs no privileges: no TUN device, "
                    + "no routes. The same as 'data-plane: {enabled: false}'.")
    private boolean withoutDataPlane;

    @Override
    public Integer call() throws ConfigurationException, IOException, PkiException, InterruptedException {
        NativeLibraries.loadAhead();
        Configuration configuration = options.read(withoutDataPlane);
        GatewayConfig config = configuration.gateway();
        Logs.configure(config.logging());
        for (Complaint warning : configuration.warnings()) {
            LOG.atWarn().addKeyValue("event", "configuration").log(warning.toString());
        }
        FirstStart.Ready ready = FirstStart.prepare(
                config, options.machine(), new SecureRandom(), Terminal.here().isPresent(), Instant.now());
        Gateway gateway = Gateway.start(config, options.machine(), ready.policies(), Version.number(), source());
        // From here on a signal is an orderly end, and success.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            gateway.stop(TerminateCause.ADMIN_REBOOT, PATIENCE);
            Logs.flush();
            Runtime.getRuntime().halt(0);
        }, "goodbye"));
        // Of a terminal that is closed, the gateway ends with it.
        if (Terminal.here().isEmpty()) HangUp.means(gateway::reload);
        PrintWriter out = spec.commandLine().getOut();
        ready.greeting().forEach(out::println);
        Thread.sleep(QUIET);
        if (gateway.sessions() == 0) FirstHeap.giveBack();
        new CountDownLatch(1).await();
        return 0;
    }

    private ConfigurationSource source() {
        return new ConfigurationSource() {
            @Override
            public Configuration read() throws ConfigurationException {
                return options.read(withoutDataPlane);
            }

            @Override
            public void log(Logging logging) {
                Logs.configure(logging);
            }
        };
    }
}
