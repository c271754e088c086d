package gatehouse.cli;

import gatehouse.config.ConfigurationException;
import gatehouse.config.Machine;
import gatehouse.pki.PkiException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// `gatehouse`.
@Command(
        name = "gatehouse",
        description = "An IKEv2 remote-access gateway whose every decision about a person is made by RADIUS.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit status: 0 done, 1 failed, 2 called wrongly."
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Machine machine = Machine.here();
        CommandLine commandLine = arguments.length > 0
                ? commandLine(machine, out, err, arguments[0])
                : commandLine(machine, out, err);
        int status = commandLine.execute(arguments);
        Logs.flush();
        System.exit(status);
    }

    /// As much of it as the first argument needs: looking at the options of twenty commands takes longer than the start of
    /// most of them. What is no command gets the whole, for the help and the suggestions.
    static CommandLine commandLine(Machine machine, PrintWriter out, PrintWriter err, String first) {
        return Commands.named(first)
                .map(command -> commandLine(machine, out, err, List.of(command)))
                .orElseGet(() -> commandLine(machine, out, err));
    }

    /// The whole command line, on a machine and a terminal of the caller's choice.
    static CommandLine commandLine(Machine machine, PrintWriter out, PrintWriter err) {
        return commandLine(machine, out, err, Commands.ALL);
    }

    private static CommandLine commandLine(
            Machine machine, PrintWriter out, PrintWriter err, List<Class<?>> commands) {
        var commandLine = new CommandLine(new Main(), commands(machine));
        for (Class<?> command : commands) commandLine.addSubcommand(command);
        return commandLine
                .setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::calledWrongly)
                .setExecutionExceptionHandler(Main::failed);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    private static IFactory commands(Machine machine) {
        IFactory standard = CommandLine.defaultFactory();
        return new IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                return type == ConfigurationOptions.class
                        ? type.cast(new ConfigurationOptions(machine))
                        : standard.create(type);
            }
        };
    }

    private static int calledWrongly(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + e.getMessage().lines().findFirst().orElse("wrong arguments"));
        if (!UnmatchedArgumentException.printSuggestions(e, err)) err.println("Try '" + name + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }

    // The message of these is a file name and nothing else.
    private static String why(FileSystemException failure) {
        return switch (failure) {
            case AccessDeniedException denied -> "no permission for " + denied.getFile()
                    + "; run as another user, or name a directory with --state";
            case NoSuchFileException missing -> missing.getFile() + " does not exist";
            default -> failure.getMessage();
        };
    }

    private static int failed(Exception e, CommandLine command, ParseResult result) throws Exception {
        PrintWriter err = command.getErr();
        switch (e) {
            case Failure failure -> err.println("gatehouse: " + failure.getMessage());
            case ConfigurationException wrong -> wrong.complaints().forEach(err::println);
            case PkiException failure -> err.println("gatehouse: " + failure.getMessage());
            case FileSystemException failure -> err.println("gatehouse: " + why(failure));
            case IOException failure -> err.println("gatehouse: " + failure.getMessage());
            default -> throw e;
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
