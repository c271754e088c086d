package gatehouse.cli;

import gatehouse.config.Configuration;
import gatehouse.config.ConfigurationException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `gatehouse check-config`.
@Command(
        name = "check-config",
        description = "Reads the configuration as 'run' would, and tells everything that is wrong with it.",
        mixinStandardHelpOptions = true)
final class CheckConfig implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigurationOptions options;

    @Override
    public Integer call() throws ConfigurationException {
        PrintWriter out = spec.commandLine().getOut();
        Configuration configuration = options.read();
        configuration.warnings().forEach(warning -> out.println("warning: " + warning));
        out.println(options.file().map(Path::toString).orElse("the defaults") + ": sound");
        return 0;
    }
}
