package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.ControlClient;
import gatehouse.admin.PoolRow;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gatehouse pools`.
@Command(name = "pools", description = "Shows how full the pools of addresses are.", mixinStandardHelpOptions = true)
final class Pools implements Callable<Integer> {
    /// A pool of IPv6 has more addresses than anybody wants to read.
    private static final long COUNTLESS = 1L << 48;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlOptions control;

    @Option(names = "--json", description = "For programs: a JSON array.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (!(control.ask(new AdminRequest.ListPools()) instanceof AdminReply.Pools pools)) {
            throw new Failure("the gateway answered something else");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ControlClient.json(pools));
            return 0;
        }
        if (pools.pools().isEmpty()) {
            out.println("there are no pools");
            return 0;
        }
        var table = new Table("POOL", "USED", "FREE", "STICKY", "REFUSED", "ADDRESSES");
        for (PoolRow row : pools.pools()) {
            table.row(
                    row.name(),
                    Long.toString(row.used()),
                    row.free() > COUNTLESS ? "countless" : Long.toString(row.free()),
                    Long.toString(row.sticky()),
                    Long.toString(row.refused()),
                    String.join(" ", row.ranges()));
        }
        out.println(table);
        return 0;
    }
}
