package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.ControlClient;
import gatehouse.admin.SessionRow;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gatehouse sessions`.
@Command(name = "sessions", description = "Lists who is connected.", mixinStandardHelpOptions = true)
final class Sessions implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlOptions control;

    @Option(names = {"-u", "--user"}, paramLabel = "USER", description = "Only the sessions of this user.")
    private String user = "";

    @Option(names = "--json", description = "For programs: a JSON array.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        AdminReply.Sessions sessions = control.sessions(new AdminRequest.ListSessions(user));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ControlClient.json(sessions));
            return 0;
        }
        if (sessions.sessions().isEmpty()) {
            out.println("nobody is connected");
            return 0;
        }
        var table = new Table("SESSION", "USER", "ADDRESSES", "FROM", "SINCE", "PROFILE", "GROUPS", "SGT");
        for (SessionRow row : sessions.sessions()) {
            table.row(
                    row.id(), row.user(), String.join(" ", row.addresses()), row.peer(), ago(row), row.connection(),
                    String.join(" ", row.groups()), row.securityGroupTag());
        }
        out.println(table);
        return 0;
    }

    private static String ago(SessionRow row) {
        Duration lasted = Duration.between(Instant.parse(row.started()), Instant.now());
        if (lasted.toDays() > 0) return lasted.toDays() + "d " + lasted.toHoursPart() + "h";
        if (lasted.toHours() > 0) return lasted.toHours() + "h " + lasted.toMinutesPart() + "m";
        return lasted.toMinutes() > 0
                ? lasted.toMinutes() + "m " + lasted.toSecondsPart() + "s"
                : lasted.toSeconds() + "s";
    }
}
