package gatehouse.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `gatehouse version`.
@Command(
        name = "version",
        description = "Prints the version of Gatehouse and of Java.",
        mixinStandardHelpOptions = true)
final class Version implements Runnable, IVersionProvider {
    @Spec
    private CommandSpec spec;

    @Override
    public String[] getVersion() {
        return new String[] {"Gatehouse " + number() + ", Java " + Runtime.version()};
    }

    @Override
    public void run() {
        spec.commandLine().getOut().println(getVersion()[0]);
    }

    /// As the build wrote it into the jar.
    static String number() {
        String number = Version.class.getPackage().getImplementationVersion();
        return number == null ? "(not from its jar)" : number;
    }
}
