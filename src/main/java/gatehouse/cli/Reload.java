package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `gatehouse reload`.
@Command(
        name = "reload",
        description = "Lets the running gateway read its configuration anew. What is wrong with it is told, and then "
                + "nothing changes. Sessions keep what they were granted; new ones are served by the new configuration. "
                + "Some keys need a restart, and are named.",
        mixinStandardHelpOptions = true)
final class Reload implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlOptions control;

    @Override
    public Integer call() throws Exception {
        AdminReply reply = control.ask(new AdminRequest.Reload());
        if (!(reply instanceof AdminReply.Reloaded reloaded)) throw new Failure("the gateway answered something else");
        PrintWriter out = spec.commandLine().getOut();
        reloaded.warnings().forEach(spec.commandLine().getErr()::println);
        if (reloaded.changed().isEmpty()) out.println("nothing differs that could change at run time");
        reloaded.changed().forEach(key -> out.println("in force: " + key));
        reloaded.needsRestart().forEach(key -> out.println("needs a restart: " + key));
        if (reloaded.answersDropped() > 0) {
            out.println(reloaded.answersDropped() + " kept answers of AAA were dropped");
        }
        return 0;
    }
}
