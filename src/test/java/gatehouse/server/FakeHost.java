package gatehouse.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A machine that is a directory, and whose `ip` and `nft` keep what they are told in sets.
final class FakeHost implements HostPrograms {
    final Set<String> installed = new HashSet<>(Set.of("ip", "nft"));
    final Set<String> devices = new HashSet<>(Set.of("gatehouse0", "eth0"));
    final Set<String> up = new TreeSet<>();
    final Set<String> addresses = new TreeSet<>();
    final Set<String> routes = new TreeSet<>();
    final Set<String> tables = new TreeSet<>();
    final List<String> rules = new ArrayList<>();
    /// What a program that has one of these words among its arguments says, before it fails.
    String failingWord = "";
    String failure = "";
    /// Killed at the first command that has this word: nothing is done any more, and nobody hears of it.
    String killedAt = "";

    private final Path root;

    FakeHost(Path root) {
        this.root = root;
        file("proc/self/status",
                "Name:\tjava\nUid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\nCapAmb:\t0000000000000000\n");
        file("proc/sys/kernel/random/boot_id", "the-first-start\n");
        file("dev/net/tun", "");
        file("proc/sys/net/ipv4/ip_forward", "0\n");
        file("proc/sys/net/ipv6/conf/all/forwarding", "0\n");
        for (String name : List.of("all", "default", "lo", "eth0", "gatehouse0")) {
            file("proc/sys/net/ipv6/conf/" + name + "/accept_ra", "1\n");
            file("proc/sys/net/ipv6/conf/" + name + "/disable_ipv6", "0\n");
            file("proc/sys/net/ipv6/conf/" + name + "/addr_gen_mode", "0\n");
        }
        namespace("net:[4026531840]");
    }

    Host host() {
        return new Host(root, this);
    }

    void file(String name, String content) {
        try {
            Path path = root.resolve(name);
            Files.createDirectories(path.getParent());
            Files.writeString(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void namespace(String name) {
        try {
            Path link = root.resolve("proc/self/ns/net");
            Files.createDirectories(link.getParent());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String setting(String name) {
        try {
            return Files.readString(root.resolve("proc/sys/net").resolve(name)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean has(String program) {
        return installed.contains(program);
    }

    @Override
    public Outcome run(List<String> command, String input) {
        if (!killedAt.isEmpty() && command.contains(killedAt)) throw new Killed();
        if (!failingWord.isEmpty() && command.contains(failingWord)) return new Outcome(2, failure);
        String line = String.join(" ", command);
        return switch (command.getFirst()) {
            case "ip" -> ip(line);
            case "nft" -> nft(line, input);
            default -> new Outcome(127, "not found");
        };
    }

    private Outcome ip(String line) {
        Matcher device = Pattern.compile(" dev (\\S+)").matcher(line);
        if (!device.find() || !devices.contains(device.group(1))) return new Outcome(1, "Cannot find device");
        if (line.contains(" link show")) return new Outcome(0, "");
        if (line.contains(" link set")) {
            up.add(device.group(1) + line.substring(line.indexOf(" mtu")));
            return new Outcome(0, "");
        }
        Matcher change = Pattern.compile("ip (-[46]) (address|route) (add|delete) (\\S+ dev \\S+.*)").matcher(line);
        if (line.contains(" route flush ")) {
            String marks = " dev " + device.group(1) + " metric \\d+" + line.substring(line.indexOf(" proto"));
            boolean ipv4 = line.startsWith("ip -4");
            routes.removeIf(route -> route.matches("\\S+" + marks) && route.contains(".") == ipv4);
            return new Outcome(0, "");
        }
        if (!change.matches()) return new Outcome(255, "Command line is not complete: " + line);
        Set<String> set = change.group(2).equals("route") ? routes : addresses;
        boolean done = change.group(3).equals("add") ? set.add(change.group(4)) : set.remove(change.group(4));
        if (done) return new Outcome(0, "");
        return new Outcome(2, "RTNETLINK answers: "
                + (change.group(3).equals("add") ? "File exists" : "No such process"));
    }

    private Outcome nft(String line, String input) {
        if (line.equals("nft list table inet gatehouse")) {
            return tables.contains("gatehouse") ? new Outcome(0, "") : new Outcome(1, "No such file or directory");
        }
        if (line.equals("nft delete table inet gatehouse")) {
            return tables.remove("gatehouse") ? new Outcome(0, "") : new Outcome(1, "No such file or directory");
        }
        if (!input.startsWith("create table inet gatehouse\n") || !tables.add("gatehouse")) {
            return new Outcome(1, "File exists");
        }
        rules.addAll(input.lines().filter(rule -> rule.contains("masquerade")).map(String::strip).toList());
        return new Outcome(0, "");
    }

    /// The end of a process that cannot do anything about it.
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }
}
