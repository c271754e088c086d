package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.MetricFamily;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `gatehouse stats`.
@Command(
        name = "stats",
        description = "Prints the gateway's counters: the same numbers as /metrics, those that are zero left out.",
        mixinStandardHelpOptions = true)
final class Statistics implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlOptions control;

    @Override
    public Integer call() throws Exception {
        if (!(control.ask(new AdminRequest.ShowStatistics()) instanceof AdminReply.Statistics(var families))) {
            throw new Failure("the gateway answered something else");
        }
        var table = new Table("VALUE", "WHAT");
        for (MetricFamily family : families) {
            for (MetricFamily.Sample sample : family.samples()) {
                if (sample.value() == 0 || sample.suffix().equals("_bucket")) continue;
                String labels = sample.labels().entrySet().stream()
                        .map(label -> " " + label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining());
                table.row(number(sample.value()), family.name() + sample.suffix() + labels);
            }
        }
        spec.commandLine().getOut().println(table);
        return 0;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format("%.6f", value);
    }
}
