package gatehouse.cli;

import gatehouse.config.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What Java learns from before the first start: a gateway on this machine alone, and clients that log in at it, in one
/// process. The commands are those of every day, so what they load and what gets hot is what a gateway and its clients
/// need. `scripts/gatehouse` runs this with Java recording.
///
/// It opens two ports on loopback, needs no privileges and leaves nothing behind but the directory that it was given.
final class Rehearsal {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final long PAUSE_MILLISECONDS = 20;
    private static final String LOGINS = "100";

    private final PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
    private final Machine machine = Machine.here();
    private final Path directory;
    private final Path configuration;

    private Rehearsal(Path directory) {
        this.directory = directory;
        this.configuration = directory.resolve("gatehouse.yaml");
    }

    /// @param arguments an empty directory, with a short path: there will be a socket in it
    public static void main(String[] arguments) throws Exception {
        Thread.ofPlatform().daemon().start(Rehearsal::giveUpInTime);
        boolean done = new Rehearsal(Path.of(arguments[0])).play();
        // The gateway ends as it always does, with success. Of a failure nothing shall be learnt.
        if (done) System.exit(0);
        Runtime.getRuntime().halt(1);
    }

    private static void giveUpInTime() {
        try {
            Thread.sleep(PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    private boolean play() throws IOException, InterruptedException {
        write();
        // Waits for ever, as long as all is well.
        Thread gateway = Thread.ofPlatform().daemon().start(() -> call("run", "--no-dataplane"));
        while (call("status") != 0) {
            if (!gateway.isAlive()) return false;
            Thread.sleep(PAUSE_MILLISECONDS);
        }
        return call("client", "--once") == 0
                && call("load", "--quiet", "--clients", LOGINS, "--concurrency", "4", "--hold", "0s") == 0
                && call("sessions") == 0;
    }

    private void write() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (var ike = new DatagramSocket(new InetSocketAddress(loopback, 0));
                var natTraversal = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
            Files.writeString(configuration, """
                    state-directory: state
                    listen: {addresses: [%s], ike-port: %d, nat-traversal-port: %d}
                    admin: {metrics: []}
                    """.formatted(loopback.getHostAddress(), ike.getLocalPort(), natTraversal.getLocalPort()));
        }
    }

    private int call(String command, String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = command;
        System.arraycopy(options, 0, arguments, 1, options.length);
        arguments[options.length + 1] = "--config=" + configuration;
        arguments[options.length + 2] = "--state=" + directory.resolve("state");
        return Main.commandLine(machine, nowhere, nowhere, command).execute(arguments);
    }
}
