package gatehouse.cli;

import java.io.Console;
import java.util.Optional;

/// The person in front of the program, if there is one.
final class Terminal {
    private Terminal() {}

    /// The terminal; empty if input or output goes elsewhere.
    // Java 25 has gone back to the console of java.base, which is null where there is no terminal.
    @SuppressWarnings("SystemConsoleNull")
    static Optional<Console> here() {
        Console console = System.console();
        return console == null || !console.isTerminal() ? Optional.empty() : Optional.of(console);
    }
}
