package gatehouse.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/// Every command, in the order of the help.
final class Commands {
    static final List<Class<?>> ALL = List.of(
            Run.class,
            CheckConfig.class,
            Reload.class,
            Status.class,
            Sessions.class,
            ShowSession.class,
            Explain.class,
            Authorize.class,
            Attempts.class,
            Cache.class,
            Disconnect.class,
            DrainCommand.class,
            Pools.class,
            Radius.class,
            DhcpTest.class,
            Statistics.class,
            Client.class,
            Load.class,
            Pki.class,
            Version.class);

    private Commands() {}

    /// The command of this name.
    static Optional<Class<?>> named(String name) {
        for (Class<?> command : ALL) {
            if (command.getAnnotation(Command.class).name().equals(name)) return Optional.of(command);
        }
        return Optional.empty();
    }
}
