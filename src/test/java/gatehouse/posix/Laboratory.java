package gatehouse.posix;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// What tests with real TUN devices need of the machine.
public final class Laboratory {
    private Laboratory() {}

    /// Says loudly when tests with real devices do not run.
    public static void assumeTun() {
        String reason = !Files.isWritable(Path.of("/dev/net/tun"))
                ? "/dev/net/tun is not there or not writable"
                : !mayConfigure() ? "this process is not root" : "";
        if (reason.isEmpty()) return;
        System.err.println("*** TESTS WITH A REAL TUN DEVICE DO NOT RUN: " + reason);
        abort(reason);
    }

    private static boolean mayConfigure() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /// Brings the device up with address `.1` of a net of 198.18.0.0/15, and tells the net's first three numbers.
    public static String up(String name) throws IOException, InterruptedException {
        var random = ThreadLocalRandom.current();
        String net = "198." + random.nextInt(18, 20) + "." + random.nextInt(256);
        ip("addr", "add", net + ".1/24", "dev", name);
        ip("link", "set", name, "up", "mtu", "1400");
        return net;
    }

    /// The names of all interfaces; Java itself knows only those with addresses.
    public static List<String> interfaces() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/net/dev")).stream()
                .filter(line -> line.contains(":"))
                .map(line -> line.substring(0, line.indexOf(':')).strip())
                .toList();
    }

    public static void ip(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }
}
