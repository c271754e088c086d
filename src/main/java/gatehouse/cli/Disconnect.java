package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gatehouse disconnect`.
@Command(
        name = "disconnect",
        description = "Ends a session, or all sessions of a user, and returns when they are gone.",
        mixinStandardHelpOptions = true)
final class Disconnect implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlOptions control;

    @ArgGroup(multiplicity = "1")
    private Who who;

    /// One of the two.
    static final class Who {
        @Parameters(paramLabel = "ID", description = "The session's Acct-Session-Id or audit-session-id.")
        private String id;

        @Option(names = {"-u", "--user"}, paramLabel = "USER", description = "All sessions of this user.")
        private String user;
    }

    @Override
    public Integer call() throws Exception {
        AdminReply reply = control.ask(who.user != null
                ? new AdminRequest.DisconnectUser(who.user)
                : new AdminRequest.DisconnectSession(who.id));
        if (!(reply instanceof AdminReply.Disconnected(var sessions))) {
            throw new Failure("the gateway answered something else");
        }
        int status = 0;
        for (AdminReply.Ended session : sessions) {
            String line = session.id() + " (" + session.user() + "): ";
            if (session.ended()) {
                spec.commandLine().getOut().println(line + "ended");
            } else {
                spec.commandLine().getErr().println(line + session.why());
                status = 1;
            }
        }
        return status;
    }
}
