package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.ControlClient;
import gatehouse.admin.SessionRow;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gatehouse session ID`.
@Command(name = "session", description = "Shows everything about one session.", mixinStandardHelpOptions = true)
final class ShowSession implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlOptions control;

    @Parameters(paramLabel = "ID", description = "Its Acct-Session-Id or audit-session-id, as 'sessions' lists it.")
    private String id;

    @Option(names = "--json", description = "For programs: a JSON object.")
    private boolean json;

    @Option(
            names = "--derived-config",
            description = "Its virtual-access interface instead, in the words of IOS.")
    private boolean derivedConfig;

    @Override
    public Integer call() throws Exception {
        if (derivedConfig) return showDerivedConfig();
        AdminReply.Sessions found = control.sessions(new AdminRequest.ShowSession(id));
        SessionRow row = found.sessions().getFirst();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ControlClient.json(row));
            return 0;
        }
        print(out, "session", row.id());
        print(out, "audit-session-id", row.auditSessionId());
        print(out, "user", row.user());
        print(out, "IKE identity", row.ikeIdentity());
        print(out, "EAP identity", row.eapIdentity());
        print(out, "connection", row.connection());
        print(out, "from", row.peer());
        print(out, "to", row.local());
        print(out, "addresses", String.join(" ", row.addresses()));
        if (!row.networks().isEmpty()) print(out, "networks", String.join(", ", row.networks()));
        print(out, "algorithms", row.algorithms());
        if (!row.client().isEmpty()) print(out, "client", row.client());
        if (!row.vendorIds().isEmpty()) print(out, "vendor IDs", String.join(", ", row.vendorIds()));
        print(out, "started", row.started());
        print(out, "ends", row.ends().isEmpty() ? "when it is ended" : row.ends());
        if (!row.groups().isEmpty()) print(out, "groups", String.join(" ", row.groups()));
        if (!row.securityGroupTag().isEmpty()) print(out, "SGT", tag(row));
        if (!row.accessLists().isEmpty()) print(out, "access lists", String.join(" ", row.accessLists()));
        if (row.accessEntries() > 0) print(out, "own entries", Integer.toString(row.accessEntries()));
        if (!row.qosPolicies().isEmpty()) print(out, "QoS policies", String.join(" ", row.qosPolicies()));
        return 0;
    }

    private int showDerivedConfig() throws Exception {
        if (json) throw new ParameterException(spec.commandLine(), "--derived-config has no JSON");
        if (!(control.ask(new AdminRequest.ShowDerivedConfig(id)) instanceof AdminReply.DerivedConfig(_, var lines))) {
            throw new Failure("the gateway answered something else");
        }
        lines.forEach(line -> spec.commandLine().getOut().println(Table.clean(line)));
        return 0;
    }

    // ISE and switches show the tag in decimal, AV pairs have it in hexadecimal.
    private static String tag(SessionRow row) {
        String hex = row.securityGroupTag();
        return HexFormat.fromHexDigits(hex, 0, hex.indexOf('-')) + " (" + hex + ")";
    }

    private static void print(PrintWriter out, String name, String value) {
        out.println(String.format("%-18s%s", name, value).stripTrailing());
    }
}
