package gatehouse.cli;

import gatehouse.bytes.Secret;
import gatehouse.config.ConfigurationException;
import gatehouse.config.GatewayConfig;
import gatehouse.config.Laboratory;
import gatehouse.load.Arrivals;
import gatehouse.load.ChangeStream;
import gatehouse.load.LoadPage;
import gatehouse.load.LoadPlan;
import gatehouse.load.LoadReport;
import gatehouse.load.LoadRun;
import gatehouse.load.LoadWatch;
import gatehouse.load.Traffic;
import gatehouse.pki.PkiException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
                    + "have the same name. Ends with 1 if a login failed."
        },
        mixinStandardHelpOptions = true)
final class Load implements Callable<Integer> {
    private static final Pattern TRAFFIC = Pattern.compile("([0-9.]+)x(\\d+)@([0-9.]+)");
    private static final Duration GOODBYE = Duration.ofSeconds(30);
    private static final int DYNAMIC_AUTHORIZATION = 3799;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigurationOptions options;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private ProofOptions who = new ProofOptions();

    @Option(names = "--users", paramLabel = "COUNT",
            description = "Numbers go from 1 to COUNT and begin again. Default: as many as there are clients.")
    private long users;

    @Option(names = {"-n", "--clients"}, paramLabel = "COUNT",
            description = "How many begin. Default: as many as --time has room for.")
    private long clients;

    @Option(names = "--rate", paramLabel = "PER-SECOND", description = "How many begin in each second.")
    private double rate;

    @Option(names = "--concurrency", paramLabel = "COUNT",
            description = "How many log in at the same time, if there is no --rate. Default: 16.")
    private int concurrency = 16;

    @Option(names = "--time", paramLabel = "DURATION",
            description = "Until nobody begins any more, and those who stay leave; like 90s, 10m or 1h.",
            converter = DurationConverter.class)
    private Duration time;

    @Option(names = "--hold", paramLabel = "DURATION",
            description = "How long a client stays, 0s to leave at once. Default: to the end.",
            converter = DurationConverter.class)
    private Duration hold;

    @Option(names = "--warm-up", paramLabel = "COUNT", description = "The first so many clients are not counted.")
    private long warmUp;

    @Option(names = "--rekey-ike", paramLabel = "DURATION", description = "How often a client has its IKE SA replaced.",
            converter = DurationConverter.class)
    private Duration rekeyIke;

    @Option(names = "--rekey-child", paramLabel = "DURATION",
            description = "How often a client has its Child SA replaced.", converter = DurationConverter.class)
    private Duration rekeyChild;

    @Option(names = "--liveness", paramLabel = "DURATION",
            description = "How often a client asks whether the gateway lives.", converter = DurationConverter.class)
    private Duration liveness;

    @Option(names = "--traffic", paramLabel = "PER-SECONDxOCTETS@ADDRESS",
            description = "UDP packets of each client through its tunnel, like 10x200@198.51.100.9: ten in a second, of "
                    + "200 octets, to port 9 of that address.")
    private String traffic = "";

    @Option(names = "--stay", description = "Nobody says goodbye at the end.")
    private boolean stay;

    @Option(names = "--disconnect-rate", paramLabel = "PER-SECOND",
            description = "Disconnect-Requests for clients that are in, in each second. Needs --radius-secret-file.")
    private double disconnectRate;

    @Option(names = "--change-rate", paramLabel = "PER-SECOND",
            description = "CoA-Requests with a Session-Timeout for clients that are in, in each second. Needs "
                    + "--radius-secret-file.")
    private double changeRate;

    @Option(names = "--radius-secret-file", paramLabel = "FILE",
            description = "The secret that the gateway shares with who may change sessions.")
    private Path secretFile;

    @Option(names = "--radius-port", paramLabel = "PORT", description = "Of the gateway, for both. Default: 3799.")
    private int radiusPort = DYNAMIC_AUTHORIZATION;

    @Option(names = "--threads", paramLabel = "COUNT", description = "Default: one for each two processors.")
    private int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    @Option(names = "--ports", paramLabel = "COUNT",
            description = "Pairs of ports that the clients of a thread take by turns. Default: 8.")
    private int ports = 8;

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
        LoadPlan plan = plan();
        GatewayConfig config = options.read().gateway();
        var laboratory = new Laboratory(config.stateDirectory(), new SecureRandom());
        GatewayOptions.Target target = gateway.target(config);
        ProofOptions.Proof proof = who.proof(laboratory, options.machine().environment());
        String pattern = who.identity();
        var trust = new ExpectedGateway(gateway.trusted(laboratory), target.name(), InstantSource.system());
        ClientOffers offers = ClientOffers.of(target.name(), trust, options.machine());
        InstantSource clock = steady();
        Optional<Supplier<Duration>> watched = watched();
        try (LoadRun run = LoadRun.open(
                plan, positive(threads, "--threads"), positive(ports, "--ports"), target.ike(), target.natTraversal(),
                (number, toIke, toNatTraversal) -> {
                    String user = user(pattern, number);
                    return new LoadRun.Settled(
                            offers.settings(toIke, toNatTraversal, user, proof.of(user), proof.gatewayKey()), user);
                }, clock)) {
            List<ChangeStream> changes = changes(run, target, clock);
            try {
                return run(run, changes, clock, watched);
            } finally {
                changes.forEach(ChangeStream::close);
            }
        }
    }

    private int run(
            LoadRun run, List<ChangeStream> changes, InstantSource clock, Optional<Supplier<Duration>> watched)
            throws InterruptedException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        var watching = new LoadWatch(
                run, changes, clock, () -> cpu(ProcessHandle.current()).orElse(Duration.ZERO), watched);
        var over = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> sayGoodbye(run, over), "goodbye"));
        run.start();
        String command = String.join(" ", spec.commandLine().getParseResult().originalArgs());
        LoadReport report = watching.watch("gatehouse load " + command, second -> {
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

    private LoadPlan plan() throws Failure {
        if (clients <= 0 && time == null) {
            throw new Failure("how many clients (--clients COUNT), or for how long (--time DURATION)?");
        }
        if (rate < 0) throw new Failure("--rate " + rate + " is no rate");
        return new LoadPlan(
                rate > 0 ? new Arrivals.AtRate(rate) : new Arrivals.AtOnce(positive(concurrency, "--concurrency")),
                clients > 0 ? warmUp + clients : 0, warmUp, Optional.ofNullable(time), Optional.ofNullable(hold),
                every(rekeyIke, "--rekey-ike"), every(rekeyChild, "--rekey-child"), every(liveness, "--liveness"),
                traffic(), !stay);
    }

    private static Optional<Duration> every(Duration often, String option) throws Failure {
        if (often != null && often.isZero()) throw new Failure(option + " must be longer than nothing");
        return Optional.ofNullable(often);
    }

    private static int positive(int value, String option) throws Failure {
        if (value < 1) throw new Failure(option + " must be at least 1");
        return value;
    }

    private Optional<Traffic> traffic() throws Failure {
        if (traffic.isEmpty()) return Optional.empty();
        Matcher matcher = TRAFFIC.matcher(traffic);
        try {
            if (matcher.matches() && InetAddress.ofLiteral(matcher.group(3)) instanceof Inet4Address to) {
                return Optional.of(
                        new Traffic(Double.parseDouble(matcher.group(1)), Integer.parseInt(matcher.group(2)), to));
            }
        } catch (IllegalArgumentException e) {
            throw new Failure("--traffic '" + traffic + "': " + e.getMessage());
        }
        throw new Failure("--traffic '" + traffic
                + "' is not like 10x200@198.51.100.9: packets per second of each client, x, octets, @, an IPv4 address");
    }

    /// By the number in it, if there is room for one.
    private String user(String pattern, long number) {
        long shown = (users > 0 ? number % users : number) + 1;
        return pattern.replace("%d", Long.toString(shown));
    }

    private List<ChangeStream> changes(LoadRun run, GatewayOptions.Target target, InstantSource clock)
            throws Failure, IOException {
        if (disconnectRate <= 0 && changeRate <= 0) return List.of();
        if (disconnectRate > 0 && changeRate > 0) {
            throw new Failure("either --disconnect-rate or --change-rate, not both");
        }
        if (secretFile == null) {
            throw new Failure("the gateway takes such requests only with a secret: --radius-secret-file FILE");
        }
        String secret = Files.readString(secretFile).strip();
        if (secret.isEmpty()) throw new Failure(secretFile + " is empty");
        boolean disconnects = disconnectRate > 0;
        return ChangeStream.open(
                new ChangeStream.Plan(
                        disconnects ? ChangeStream.Kind.DISCONNECT : ChangeStream.Kind.CHANGE,
                        disconnects ? disconnectRate : changeRate,
                        new InetSocketAddress(target.ike().getAddress(), radiusPort), Secret.ofUtf8(secret)),
                run, clock);
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
