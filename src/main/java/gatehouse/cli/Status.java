package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `gatehouse status`.
@Command(
        name = "status",
        description = "Tells what runs here, where it listens, and what is wrong with it. Ends with 1 if it takes no "
                + "logins.",
        mixinStandardHelpOptions = true)
final class Status implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlOptions control;

    @Override
    public Integer call() throws Exception {
        if (!(control.ask(new AdminRequest.ShowStatus()) instanceof AdminReply.Status status)) {
            throw new Failure("the gateway answered something else");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("Gatehouse " + status.version() + ", known as " + status.name() + ", since " + status.started());
        out.println("IKE on " + String.join(", ", status.ike()));
        out.println("NAT traversal on " + String.join(", ", status.natTraversal()));
        out.println("sessions: " + status.sessions());
        out.println(status.serving() ? "takes logins" : "takes no logins");
        status.problems().forEach(out::println);
        return status.serving() ? 0 : 1;
    }
}
