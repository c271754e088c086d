package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.ControlClient;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gatehouse authorize`.
@Command(
        name = "authorize",
        description = "Shows what somebody would get who logged in now, without his doing so and without changing "
                + "anything: the running gateway asks its AAA lists about group, user and keys, past the cache.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "FILE is YAML. Under 'implicit', 'group' and 'user' it has attributes by name, as in the users file; they are",
            "taken for AAA's answer, and AAA is not asked for it. What came with a password or a certificate is implicit;",
            "without a file there is nothing of that, since nobody proves anything.",
            "",
            "Exit status: 0 he would be let in, 1 he would not."
        })
final class Authorize implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlOptions control;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "The profile that serves him. Default: the one that fits the identity.")
    private String profile = "";

    @Option(
            names = "--identity",
            required = true,
            paramLabel = "IDENTITY",
            description = "What he calls himself in IKE: an address, a name, user@domain, a distinguished name, or "
                    + "'key-id:TEXT'.")
    private String identity;

    @Option(names = "--eap-identity", paramLabel = "NAME", description = "What he calls himself in EAP.")
    private String eapIdentity = "";

    @Option(names = "--peer-address", paramLabel = "ADDRESS", description = "Where he comes from.")
    private String peerAddress = "";

    @Option(names = "--attributes", paramLabel = "FILE", description = "Answers to take for AAA's.")
    private Path attributes;

    @Option(names = "--json", description = "For programs: a JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        String text = attributes == null ? "" : Files.readString(attributes);
        String file = attributes == null ? "" : attributes.toString();
        var request = new AdminRequest.Authorize(profile, identity, eapIdentity, peerAddress, text, file);
        if (!(control.ask(request) instanceof AdminReply.Authorized authorized)) {
            throw new Failure("the gateway answered something else");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(ControlClient.json(authorized));
        else print(authorized, out);
        return authorized.refusal().isEmpty() ? 0 : 1;
    }

    private static void print(AdminReply.Authorized authorized, PrintWriter out) {
        out.println("profile '" + authorized.profile() + "', " + authorized.method());
        out.println();
        if (!authorized.questions().isEmpty()) {
            var table = new Table("ASKED ABOUT", "LIST", "SERVER", "TOOK", "ANSWER");
            for (AdminReply.Authorized.Question question : authorized.questions()) {
                table.row(
                        question.about(), question.list(), question.server(), question.milliseconds() + " ms",
                        question.answer());
            }
            out.println(table);
            out.println();
        }
        if (!authorized.refusal().isEmpty()) {
            out.println("would be refused: " + Table.clean(authorized.refusal()));
            return;
        }
        ExplanationText.print(authorized.explanation(), out);
        if (authorized.derivedConfig().isEmpty()) return;
        out.println();
        authorized.derivedConfig().forEach(line -> out.println(Table.clean(line)));
    }
}
