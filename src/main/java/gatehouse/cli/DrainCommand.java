package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gatehouse drain`.
@Command(
        name = "drain",
        description = {
            "Lets nobody in any more, sends live clients to other gateways, and returns when everybody is gone.",
            "Clients that do not go where they are sent are disconnected when the time is over."
        },
        mixinStandardHelpOptions = true)
final class DrainCommand implements Callable<Integer> {
    private static final long BEAT = 1000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlOptions control;

    @Option(
            names = "--to",
            paramLabel = "GATEWAY",
            description = "Name or address of another gateway; may be repeated. Default: those of 'redirect.to'.")
    private List<String> to = List.of();

    @Option(
            names = "--over",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long it may take; an equal share goes each second. Default: ${DEFAULT-VALUE}.")
    private long seconds;

    @Option(names = "--cancel", description = "Ends a drain: newcomers are welcome again.")
    private boolean cancel;

    @Option(names = "--status", description = "Shows how far a drain is.")
    private boolean status;

    @Override
    public Integer call() throws Exception {
        if (cancel) {
            show(control.ask(new AdminRequest.CancelDrain()));
            return 0;
        }
        if (status) {
            show(control.ask(new AdminRequest.ShowDrain()));
            return 0;
        }
        AdminReply.Draining drain = show(control.ask(new AdminRequest.Drain(to, seconds)));
        while (drain.left() > 0) {
            Thread.sleep(BEAT);
            AdminReply reply = control.ask(new AdminRequest.ShowDrain());
            drain = show(reply);
        }
        return 0;
    }

    private AdminReply.Draining show(AdminReply reply) throws Failure {
        if (!(reply instanceof AdminReply.Draining drain)) throw new Failure("the gateway answered something else");
        spec.commandLine().getOut().println("%s: %d of %d sessions left, %d redirected%s, %d disconnected%s".formatted(
                drain.underWay() ? "draining" : "cancelled",
                drain.left(),
                drain.before(),
                drain.redirected(),
                drain.to().isEmpty() ? "" : " to " + String.join(", ", drain.to()),
                drain.disconnected(),
                drain.underWay() ? ", " + drain.secondsLeft() + " s to go" : ""));
        spec.commandLine().getOut().flush();
        return drain;
    }
}
