package gatehouse.cli;

import gatehouse.load.Arrivals;
import gatehouse.load.LoadPlan;
import gatehouse.load.Traffic;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/// What the clients of `gatehouse load` do.
final class LoadPlanOptions {
    private static final Pattern TRAFFIC = Pattern.compile("([0-9.]+)x(\\d+)@([0-9.]+)");

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

    @Option(names = "--roam-every", paramLabel = "DURATION",
            description = "How often a client goes to another port of ours, and with several --from addresses to another "
                    + "address, and tells the gateway (MOBIKE).",
            converter = DurationConverter.class)
    private Duration roam;

    @Option(names = "--traffic", paramLabel = "PER-SECONDxOCTETS@ADDRESS",
            description = "UDP packets of each client through its tunnel, like 10x200@198.51.100.9: ten in a second, of "
                    + "200 octets, to port 9 of that address.")
    private String traffic = "";

    @Option(names = "--tries", paramLabel = "COUNT",
            description = "How often a client that does not get in begins, in all: again after about a second, two, four, up "
                    + "to 30. Its login counts from the first time. Default: 1.")
    private int tries = 1;

    @Option(names = "--stay", description = "Nobody says goodbye at the end.")
    private boolean stay;

    /// As the options say.
    LoadPlan plan() throws Failure {
        if (clients <= 0 && time == null) {
            throw new Failure("how many clients (--clients COUNT), or for how long (--time DURATION)?");
        }
        if (warmUp < 0) throw new Failure("--warm-up " + warmUp + " is less than nobody");
        if (rate < 0) throw new Failure("--rate " + rate + " is no rate");
        return new LoadPlan(
                rate > 0 ? new Arrivals.AtRate(rate) : new Arrivals.AtOnce(positive(concurrency, "--concurrency")),
                clients > 0 ? warmUp + clients : 0, warmUp, Optional.ofNullable(time), Optional.ofNullable(hold),
                every(rekeyIke, "--rekey-ike"), every(rekeyChild, "--rekey-child"), every(liveness, "--liveness"),
                every(roam, "--roam-every"),
                traffic(), !stay, positive(tries, "--tries"));
    }

    private static Optional<Duration> every(Duration often, String option) throws Failure {
        if (often != null && often.isZero()) throw new Failure(option + " must be longer than nothing");
        return Optional.ofNullable(often);
    }

    static int positive(int value, String option) throws Failure {
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
}
