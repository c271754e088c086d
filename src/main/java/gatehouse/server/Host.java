package gatehouse.server;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The machine below us, as far as carrying traffic needs it.
///
/// @param root below which `/proc` and `/dev` are
public record Host(Path root, HostPrograms programs) {
    private static final int CAP_NET_ADMIN = 12;

    /// This one.
    public static Host here(Map<String, String> environment) {
        return new Host(Path.of("/"), HostPrograms.ofThisMachine(environment));
    }

    /// Everything that is missing to carry traffic, each with what to do about it; nothing if it can be done.
    ///
    /// @param masquerade whether addresses are to be translated too
    public List<String> missing(boolean masquerade) {
        var missing = new ArrayList<String>();
        if (!may("CapEff")) {
            missing.add("the capability CAP_NET_ADMIN: run as root, or in a systemd unit with "
                    + "AmbientCapabilities=CAP_NET_ADMIN, or in a container with --cap-add NET_ADMIN");
        } else if (!isRoot() && !may("CapAmb")) {
            // capabilities(7): a program without capabilities of its own gets the ambient ones alone.
            missing.add("the capability CAP_NET_ADMIN for the programs that we run: it must be ambient, as systemd's "
                    + "AmbientCapabilities= makes it; a file capability of the Java program does not reach them");
        }
        if (!Files.exists(root.resolve("dev/net/tun"))) {
            missing.add("the device /dev/net/tun: modprobe tun, or run the container with --device /dev/net/tun");
        }
        if (!programs.has("ip")) missing.add("the program 'ip': install the package iproute2");
        if (masquerade && !programs.has("nft")) {
            missing.add("the program 'nft', for data-plane.masquerade: install the package nftables");
        }
        return missing;
    }

    /// Refuses what cannot be done, and says all that is missing at once.
    public void demand(boolean masquerade, String otherwise) throws IOException {
        List<String> missing = missing(masquerade);
        if (missing.isEmpty()) return;
        throw new IOException("cannot carry traffic; missing:\n  " + String.join("\n  ", missing) + "\n" + otherwise);
    }

    /// What stays true until a restart of the machine, and in this network namespace: whatever we changed there.
    String place() throws IOException {
        String boot = Files.readString(root.resolve("proc/sys/kernel/random/boot_id")).strip();
        return boot + " " + Files.readSymbolicLink(root.resolve("proc/self/ns/net"));
    }

    /// A kernel setting below `/proc/sys`.
    Path setting(String name) {
        return root.resolve("proc/sys").resolve(name);
    }

    private boolean isRoot() {
        return status("Uid").map(line -> line.split("\\s+")[1].equals("0")).orElse(false);
    }

    private boolean may(String set) {
        return status(set).map(mask -> new BigInteger(mask, 16).testBit(CAP_NET_ADMIN)).orElse(false);
    }

    private Optional<String> status(String key) {
        try {
            return Files.readAllLines(root.resolve("proc/self/status")).stream()
                    .filter(line -> line.startsWith(key + ":"))
                    .map(line -> line.substring(key.length() + 1).strip())
                    .findFirst();
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
