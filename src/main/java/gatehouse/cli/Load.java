package gatehouse.cli;

import gatehouse.bytes.Bytes;
import gatehouse.config.ConfigurationException;
import gatehouse.config.GatewayConfig;
import gatehouse.config.Laboratory;
import gatehouse.initiator.InitiatorSettings;
import gatehouse.load.ChangeStream;
import gatehouse.load.LoadPage;
import gatehouse.load.LoadPlan;
import gatehouse.load.LoadReport;
import gatehouse.load.LoadRun;
import gatehouse.load.LoadWatch;
import gatehouse.pki.PkiException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gatehouse load`.
@Command(
        name = "load",
        description = {
            "Sends many clients to a gateway, any that speaks IKEv2, and tells how long everything took.",
            "Clients begin at a rate (--rate), and how long a login takes counts from when it should have begun; or so many at "
                    + "a time (--concurrency). In --user, %%d is the client's number, like person%%d; without it all "
                    + "have the same name. Ends with 1 if a login failed.",
            "They log in by EAP with a password or with TLS, by a key or by a certificate; they stay, rekey, move and send as the "
                    + "options say, and leave. The operations guide has an example of everything."
        },
        mixinStandardHelpOptions = true)
final class Load implements Callable<Integer> {
    private static final InitiatorSettings.Contact MOVING =
            new InitiatorSettings.Contact(true, 1, Bytes.EMPTY, List.of());
    private static final Duration GOODBYE = Duration.ofSeconds(30);
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigurationOptions options;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private ProofOptions who = new ProofOptions();

    @Mixin
    private LoadPlanOptions plan = new LoadPlanOptions();

    @Mixin
    private ChangeOptions changes = new ChangeOptions();

    @Option(names = "--users", paramLabel = "COUNT",
            description = "Numbers go from 1 to COUNT and begin again. Default: as many as there are clients.")
    private long users;

    @Option(names = "--threads", paramLabel = "COUNT", description = "Default: one for each two processors.")
    private int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    @Option(names = "--transmissions", paramLabel = "COUNT",
            description = "How often a client sends a request, again after 1, 2, 4, 8 seconds and so on, until the gateway counts "
                    + "as gone: 5 is 31 seconds, 6 is 63. Default: 5.")
    private int transmissions = ClientOffers.TRIES;

    @Option(names = "--ports", paramLabel = "COUNT",
            description = "Pairs of ports that the clients of a thread take by turns. Default: 8.")
    private int ports = 8;

    @Option(names = "--from", paramLabel = "ADDRESS", split = ",",
            description = "Our addresses, which the ports have by turns. Default: the one by which the gateway is reached.")
    private List<String> from = List.of();

    @Option(names = "--watch", paramLabel = "PROCESS",
            description = "The gateway's process on this machine, whose processor time is told.")
    private long watch;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the report as JSON.")
    private Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes the report as a page with plots.")
    private Path html;

    @Option(names = "--quiet", description = "No line for each second.")
    private boolean quiet;

    @Override
    public Integer call()
            throws ConfigurationException, IOException, PkiException, Failure, InterruptedException {
        LoadPlan what = plan.plan();
        int sendings = LoadPlanOptions.positive(transmissions, "--transmissions");
        GatewayConfig config = options.read().gateway();
        var laboratory = new Laboratory(config.stateDirectory(), new SecureRandom());
        GatewayOptions.Target target = gateway.target(config);
        ProofOptions.Proof proof = who.proof(laboratory, options.machine().environment(), gateway.trusted(laboratory));
        String pattern = who.identity();
        var trust = new ExpectedGateway(gateway.trusted(laboratory), target.name(), InstantSource.system());
        ClientOffers offers = ClientOffers.of(target.name(), trust, options.machine());
        InstantSource clock = steady();
        Optional<Supplier<Duration>> watched = watched();
        try (LoadRun run = LoadRun.open(
                what, LoadPlanOptions.positive(threads, "--threads"), LoadPlanOptions.positive(ports, "--ports"),
                from(),
                target.ike(), target.natTraversal(),
                (number, toIke, toNatTraversal) -> {
                    String user = user(pattern, number);
                    InitiatorSettings settings =
                            offers.settings(toIke, toNatTraversal, user, proof.of(user), proof.gatewayKey())
                                    .sending(sendings);
                    return new LoadRun.Settled(what.roam().isPresent() ? settings.keeping(MOVING) : settings, user);
                }, clock)) {
            List<ChangeStream> streams = changes.open(target.ike().getAddress(), run, clock);
            try {
                return run(run, streams, clock, watched);
            } finally {
                streams.forEach(ChangeStream::close);
            }
        }
    }

    private int run(
            LoadRun run, List<ChangeStream> streams, InstantSource clock, Optional<Supplier<Duration>> watched)
            throws InterruptedException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        var watching = new LoadWatch(
                run, streams, clock, () -> cpu(ProcessHandle.current()).orElse(Duration.ZERO), watched);
        var over = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> sayGoodbye(run, over), "goodbye"));
        run.start();
        String command = String.join(" ", spec.commandLine().getParseResult().originalArgs());
        LoadReport report = watching.watch("gatehouse " + command, second -> {
            if (!quiet) out.println(second.line());
            out.flush();
        });
        out.println(report.text());
        out.flush();
        if (json != null) Files.writeString(json, report.json());
        if (html != null) Files.writeString(html, new LoadPage(report).html());
        over.countDown();
        return report.failures().isEmpty() ? 0 : 1;
    }

    /// On a signal: everybody leaves, and the report is still written.
    private static void sayGoodbye(LoadRun run, CountDownLatch over) {
        if (over.getCount() == 0) return;
        run.stop();
        try {
            over.await(GOODBYE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private List<InetAddress> from() throws Failure {
        var addresses = new ArrayList<InetAddress>();
        for (String text : from) {
            try {
                addresses.add(InetAddress.ofLiteral(text));
            } catch (IllegalArgumentException _) {
                throw new Failure("--from '" + text + "' is no address");
            }
        }
        return addresses;
    }

    /// By the number in it, if there is room for one.
    private String user(String pattern, long number) {
        long shown = (users > 0 ? number % users : number) + 1;
        return pattern.replace("%d", Long.toString(shown));
    }

    private Optional<Supplier<Duration>> watched() throws Failure {
        if (watch == 0) return Optional.empty();
        ProcessHandle process = ProcessHandle.of(watch)
                .filter(p -> cpu(p).isPresent())
                .orElseThrow(() -> new Failure("--watch " + watch + ": there is no such process on this machine"));
        return Optional.of(() -> cpu(process).orElse(Duration.ZERO));
    }

    private static Optional<Duration> cpu(ProcessHandle process) {
        return process.info().totalCpuDuration();
    }

    /// The wall clock at the start, and from there what the processor counts: fine enough for microseconds, and never
    /// set.
    private static InstantSource steady() {
        Instant began = Instant.now();
        long nanos = System.nanoTime();
        return () -> began.plusNanos(System.nanoTime() - nanos);
    }
}
