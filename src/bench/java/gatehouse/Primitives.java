package gatehouse;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs the benchmarks that fit a pattern, and prints a line for each. `scripts/bench/primitives/run` says what is in it.
public final class Primitives {
    // JMH uses it, and Java 25 warns.
    private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";

    private Primitives() {}

    public static void main(String[] arguments) throws RunnerException {
        var options = new OptionsBuilder()
                .include(arguments[0])
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .warmupIterations(1)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.milliseconds(200))
                // As scripts/gatehouse has them.
                .jvmArgs("--enable-native-access=ALL-UNNAMED", "-XX:+UseCompactObjectHeaders", UNSAFE)
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuPerOperation.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        print(new Runner(options).run());
    }

    private static void print(Collection<RunResult> results) {
        Map<String, Double> cpu = new HashMap<>();
        for (RunResult result : results) {
            cpu.put(name(result.getParams(), ""), secondary(result, CpuPerOperation.NAME));
        }
        System.out.printf(
                "%-58s %12s %12s %12s %8s %6s%n", "primitive", "ns of CPU", "ns passed", "±", "octets", "× bare");
        for (RunResult result : results) {
            String name = name(result.getParams(), "");
            Double bare = cpu.get(name(result.getParams(), "Bare"));
            Result<?> passed = result.getPrimaryResult();
            System.out.printf(
                    "%-58s %12.1f %12.1f %12.1f %8.0f %6s%n",
                    name, cpu.get(name), passed.getScore(), passed.getScoreError(),
                    secondary(result, "gc.alloc.rate.norm"),
                    bare == null ? "" : "%.2f".formatted(cpu.get(name) / bare));
        }
    }

    /// `wire.MessageBench.readInit`, with the values of the parameters behind it.
    private static String name(BenchmarkParams of, String suffix) {
        String values = of.getParamsKeys().stream().map(key -> " " + of.getParam(key)).collect(Collectors.joining());
        return of.getBenchmark().replaceFirst("^gatehouse\\.", "") + suffix + values;
    }

    // What a profiler says may have a dot of JMH's in front.
    @SuppressWarnings("rawtypes") // JMH's map has them
    private static double secondary(RunResult result, String name) {
        return result.getSecondaryResults().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(name))
                .mapToDouble(entry -> entry.getValue().getScore())
                .findFirst()
                .orElse(Double.NaN);
    }
}
