package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.AttemptRow;
import gatehouse.admin.ControlClient;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `gatehouse attempts`.
@Command(
        name = "attempts",
        description = "Shows the last attempts to log in, the newest last: who, how, what became of it, and what to do.",
        mixinStandardHelpOptions = true)
final class Attempts implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlOptions control;

    @Option(names = "--failed", description = "Only those that failed.")
    private boolean failed;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            description = "Only those of this user, by name or by IKE or EAP identity.")
    private String user = "";

    @Option(
            names = {"-n", "--last"},
            paramLabel = "COUNT",
            defaultValue = "20",
            description = "How many. Default: ${DEFAULT-VALUE}.")
    private int last;

    @Option(names = "--json", description = "For programs: a JSON array.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (last < 1) throw new ParameterException(spec.commandLine(), "--last: " + last + " is no number of attempts");
        if (!(control.ask(new AdminRequest.ListAttempts(failed, user, last)) instanceof AdminReply.Attempts attempts)) {
            throw new Failure("the gateway answered something else");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ControlClient.json(attempts));
            return 0;
        }
        if (attempts.attempts().isEmpty()) out.println(failed ? "no attempt failed" : "nobody tried to log in");
        attempts.attempts().forEach(attempt -> print(attempt, out));
        return 0;
    }

    private static void print(AttemptRow attempt, PrintWriter out) {
        String verdict = attempt.succeeded() ? "succeeded" : "failed (" + attempt.trouble() + ")";
        out.println(
                attempt.at() + "  " + attempt.client() + "  " + verdict + " after " + attempt.milliseconds() + " ms");
        line(out, "user", attempt.user());
        line(out, "IKE identity", attempt.ikeIdentity());
        line(out, "EAP identity", attempt.eapIdentity());
        line(out, "profile", attempt.profile());
        line(out, "offered", String.join(", ", attempt.offered()));
        line(out, "taken", attempt.taken());
        line(out, "method",
                attempt.method() + (attempt.eapRounds() == 0 ? "" : ", " + attempt.eapRounds() + " rounds"));
        line(out, "AAA", attempt.server().isEmpty() ? "" : attempt.server() + ", " + attempt.aaaMilliseconds() + " ms");
        line(out, "reason", attempt.reason());
        line(out, "remedy", attempt.remedy());
    }

    private static void line(PrintWriter out, String name, String value) {
        if (!value.isEmpty()) out.println(String.format("    %-14s%s", name, Table.clean(value)));
    }
}
