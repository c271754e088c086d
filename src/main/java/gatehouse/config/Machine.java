package gatehouse.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What the configuration takes from the machine where the file is silent.
///
/// @param hostName    without asking a name server
/// @param addresses   of all interfaces that are up, link-local ones left out
/// @param environment variables
/// @param user        who runs us
/// @param home        that user's home directory
/// @param program     the directory of the program, which has `dictionaries` and `conf` in it
public record Machine(
        String hostName,
        List<InetAddress> addresses,
        Map<String, String> environment,
        String user,
        Path home,
        Path program) {
    public Machine {
        addresses = List.copyOf(addresses);
        environment = Map.copyOf(environment);
    }

    /// This one.
    public static Machine here() {
        return new Machine(
                readHostName(),
                readAddresses(),
                System.getenv(),
                System.getProperty("user.name"),
                Path.of(System.getProperty("user.home")),
                readProgram());
    }

    /// Where state is kept by default: `/var/lib/gatehouse` for root, else below `XDG_STATE_HOME`.
    public Path stateDirectory() {
        if (user.equals("root")) return Path.of("/var/lib/gatehouse");
        String xdg = environment.getOrDefault("XDG_STATE_HOME", "");
        return (xdg.isEmpty() ? home.resolve(".local/state") : Path.of(xdg)).resolve("gatehouse");
    }

    /// What runs is `target/gatehouse.jar`, or the classes beside it.
    private static Path readProgram() {
        try {
            Path code = Path.of(Machine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            return code.getParent().getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String readHostName() {
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            return name.isEmpty() ? "gatehouse" : name;
        } catch (IOException _) {
            return "gatehouse";
        }
    }

    private static List<InetAddress> readAddresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(Machine::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress())
                    .toList();
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isUp(NetworkInterface device) {
        try {
            return device.isUp();
        } catch (SocketException _) {
            return false;
        }
    }
}
