package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.ControlClient;
import gatehouse.admin.PendingRow;
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

    @Option(
            names = "--pending",
            description = "Who is not connected yet but waits for an answer of AAA: on which server, and how long.")
    private boolean pending;

    @Option(names = "--json", description = "For programs: a JSON array.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (pending) return pending();
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

    private int pending() throws Exception {
        if (!(control.ask(new AdminRequest.ListPending(user)) instanceof AdminReply.Pending waiting)) {
            throw new Failure("the gateway answered something else");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ControlClient.json(waiting));
            return 0;
        }
        if (waiting.logins().isEmpty()) {
            out.println("nobody waits for AAA");
            return 0;
        }
        var table =
                new Table("USER", "FROM", "PROFILE", "ASKED ABOUT", "GROUP", "SERVER", "ATTEMPT", "WAITS", "AT MOST");
        for (PendingRow row : waiting.logins()) {
            table.row(
                    row.user(), row.client(), row.profile(), row.about(), row.group(), row.server(),
                    Integer.toString(row.attempt()), row.milliseconds() / 1000 + "s",
                    row.patienceSeconds() == 0 ? "-" : row.patienceSeconds() + "s");
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
