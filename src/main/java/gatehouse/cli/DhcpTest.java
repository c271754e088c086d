package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.ControlClient;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gatehouse dhcp-test`.
@Command(
        name = "dhcp-test",
        description = "Has the running gateway ask its DHCP servers for an address as for a client of this identity, shows"
                + " what they grant, and gives it back.",
        mixinStandardHelpOptions = true)
final class DhcpTest implements Callable<Integer> {
    private static final int LONGEST_HOLD = 3600;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlOptions control;

    @Parameters(paramLabel = "IDENTITY", description = "What the servers know the client by.")
    private String identity;

    @Option(
            names = "--hold",
            paramLabel = "SECONDS",
            description = "Keep the address for so long, and renew it if need be, before it is given back.")
    private int hold;

    @Option(names = "--json", description = "For programs: a JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (hold < 0 || hold > LONGEST_HOLD) {
            throw new ParameterException(spec.commandLine(), "--hold: " + hold + " is not within 0 to " + LONGEST_HOLD);
        }
        if (!(control.ask(new AdminRequest.TestDhcp(identity, hold)) instanceof AdminReply.DhcpLeased lease)) {
            throw new Failure("the gateway answered something else");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ControlClient.json(lease));
            return 0;
        }
        line("server", lease.server());
        line("address", lease.address());
        line("DNS", lease.dns());
        line("NBNS", lease.nbns());
        line("domain", lease.domain());
        line("search", lease.search());
        line("routes", lease.routes());
        line("lifetime", lease.lifetime() + "s");
        return 0;
    }

    private void line(String what, List<String> values) {
        line(what, String.join(" ", values));
    }

    private void line(String what, String value) {
        if (!value.isEmpty()) spec.commandLine().getOut().printf("%-10s%s%n", what, value);
    }
}
