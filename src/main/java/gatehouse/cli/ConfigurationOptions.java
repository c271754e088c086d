package gatehouse.cli;

import gatehouse.config.Configuration;
import gatehouse.config.Configuration.Overrides;
import gatehouse.config.ConfigurationException;
import gatehouse.config.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// Where the configuration and the state are: the same options for every command that needs them.
final class ConfigurationOptions {
    private static final Path SYSTEM = Path.of("/etc/gatehouse/gatehouse.yaml");

    private final Machine machine;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration. Default: $$GATEHOUSE_CONFIG, else /etc/gatehouse/gatehouse.yaml, else "
                    + "conf/gatehouse.yaml beside the program, else none.")
    private Path file;

    @Option(
            names = {"-s", "--state"},
            paramLabel = "DIR",
            description = "State directory, instead of the configured one. Default: /var/lib/gatehouse for root, else "
                    + "~/.local/state/gatehouse.")
    private String state = "";

    ConfigurationOptions(Machine machine) {
        this.machine = machine;
    }

    Machine machine() {
        return machine;
    }

    /// The file to read; empty if there is none, which is as good as an empty one.
    Optional<Path> file() {
        if (file != null) return Optional.of(file);
        String named = machine.environment().getOrDefault("GATEHOUSE_CONFIG", "");
        if (!named.isEmpty()) return Optional.of(Path.of(named));
        Path besideProgram = machine.program().resolve("conf/gatehouse.yaml");
        return Stream.of(SYSTEM, besideProgram).filter(Files::exists).findFirst();
    }

    Configuration read() throws ConfigurationException {
        return read(false);
    }

    /// @param withoutDataPlane whether traffic is not to be carried, whatever the file says
    Configuration read(boolean withoutDataPlane) throws ConfigurationException {
        var overrides = new Overrides(state, withoutDataPlane);
        Optional<Path> found = file();
        return found.isPresent()
                ? Configuration.read(found.get(), machine, overrides)
                : Configuration.empty(machine, overrides);
    }
}
