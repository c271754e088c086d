package gatehouse.server;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The programs of the machine that change its network: `ip` and `nft`.
interface HostPrograms {
    /// How a program ended.
    ///
    /// @param output what it wrote, standard error included, without white space around it
    record Outcome(int status, String output) {
        boolean succeeded() {
            return status == 0;
        }
    }

    /// Whether the program is installed.
    boolean has(String program);

    /// Runs a program with arguments, no shell in between, and `input` as its standard input.
    ///
    /// @throws IOException if it cannot be run, or does not end in time
    Outcome run(List<String> command, String input) throws IOException;

    /// Those of this machine.
    static HostPrograms ofThisMachine(Map<String, String> environment) {
        // Where administrators' programs are, the path of an ordinary user does not lead.
        Stream<String> path = Arrays.stream(environment.getOrDefault("PATH", "").split(":"));
        List<Path> directories = Stream.concat(path, Stream.of("/usr/local/sbin", "/usr/sbin", "/sbin"))
                .filter(directory -> directory.startsWith("/"))
                .map(Path::of)
                .toList();
        return new OfThisMachine(directories);
    }

    /// @param directories where programs are looked for, in this order
    record OfThisMachine(List<Path> directories) implements HostPrograms {
        private static final Duration PATIENCE = Duration.ofSeconds(10);

        @Override
        public boolean has(String program) {
            return find(program).isPresent();
        }

        @Override
        public Outcome run(List<String> command, String input) throws IOException {
            var words = new ArrayList<>(command);
            words.set(0, find(command.getFirst())
                    .orElseThrow(() -> new IOException("there is no program '" + command.getFirst() + "'"))
                    .toString());
            ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
            // What they say is read by us too.
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // It ended without listening; how, its status tells.
            }
            CompletableFuture<String> output =
                    CompletableFuture.supplyAsync(() -> outputOf(process), Thread::startVirtualThread);
            try {
                if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    return new Outcome(process.exitValue(), output.join());
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + " does not end");
        }

        private Optional<Path> find(String program) {
            return directories.stream()
                    .map(directory -> directory.resolve(program))
                    .filter(Files::isExecutable)
                    .findFirst();
        }

        private static String outputOf(Process process) {
            try {
                return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
