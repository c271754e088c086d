package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.ControlClient;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gatehouse explain`.
@Command(
        name = "explain",
        description = "Shows what a session may do: every value, where it came from, what would hold without it, and "
                + "what was ignored and why.",
        mixinStandardHelpOptions = true)
final class Explain implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlOptions control;

    @Parameters(paramLabel = "SESSION", description = "Its Acct-Session-Id or audit-session-id.")
    private String id;

    @Option(names = "--json", description = "For programs: a JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (!(control.ask(new AdminRequest.ExplainSession(id)) instanceof AdminReply.Explained explained)) {
            throw new Failure("the gateway answered something else");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ControlClient.json(explained));
            return 0;
        }
        out.println("session " + explained.session() + " of '" + Table.clean(explained.user()) + "', profile '"
                + explained.profile() + "'");
        out.println();
        ExplanationText.print(explained.explanation(), out);
        return 0;
    }
}
