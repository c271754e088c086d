package gatehouse.server;

import gatehouse.config.DataPlaneSettings;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import gatehouse.server.HostPrograms.Outcome;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What carrying traffic changes on the machine: addresses and routes of the TUN device, forwarding, translation of
/// addresses. [#close] takes all of it back; what a crash left, the next [#open] does.
///
/// The device itself belongs to whoever opened it, and usually takes its addresses and routes along when it goes. An operator
/// may have made one that stays, though, and the rest stays in any case.
public final class HostNetwork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostNetwork.class);

    private static final String TABLE = "gatehouse";
    /// By this `protocol` a route says who made it (rtnetlink(7)): a number that no routing daemon has. It tells the routes to
    /// networks behind clients from all others, also for a daemon that hands them on.
    static final int PROTOCOL = 71;
    private static final String IPV4_FORWARDING = "net/ipv4/ip_forward";
    private static final String IPV6_FORWARDING = "net/ipv6/conf/all/forwarding";
    /// How `ip` and `nft` say that what is to be removed is not there.
    private static final List<String> GONE = List.of(
            "Cannot find device",
            "No such device",
            "No such process",
            "No such file or directory",
            "Cannot assign requested address",
            "Address not found");

    private final Host host;
    private final HostRecord record;

    private HostNetwork(Host host, HostRecord record) {
        this.host = host;
        this.record = record;
    }

    /// Takes hold of the record in the state directory, and takes back what a predecessor left that could not do it itself.
    ///
    /// @throws IOException also if another gateway runs with this state directory
    public static HostNetwork open(Path stateDirectory, Host host) throws IOException {
        return over(HostRecord.open(stateDirectory, host.place()), host);
    }

    static HostNetwork over(HostRecord record, Host host) throws IOException {
        var network = new HostNetwork(host, record);
        if (record.ofElsewhere()) {
            LOG.atWarn()
                    .addKeyValue("event", "host-network-forgotten")
                    .addKeyValue("record", record.file())
                    .log("what was changed before the machine started, or in another network namespace, is not ours to undo");
        }
        int left = record.changes().size();
        if (left > 0) {
            network.undoAll();
            LOG.atWarn()
                    .addKeyValue("event", "host-network-cleaned")
                    .addKeyValue("changes", left - record.changes().size())
                    .log("removed what a gateway that did not end by itself had left on this machine");
        }
        return network;
    }

    /// Makes the machine a router between the device, which exists by now, and everything else.
    ///
    /// @throws IOException what could not be done, why, and what would help; [#close] takes back what was done
    public void apply(DataPlaneSettings settings) throws IOException {
        boolean ipv6 = device(settings.tun(), settings.mtu(), settings.addresses(), settings.routes());
        if (settings.routes().stream().anyMatch(HostNetwork::isIpv4)) forward(IPV4_FORWARDING);
        if (ipv6) forwardIpv6(settings.tun());
        if (!settings.masquerade().isEmpty()) masquerade(settings.tun(), settings.masquerade());
    }

    /// Brings a device up, with addresses of its own and what lies behind it. Where the machine does without IPv6, so do we.
    ///
    /// @return whether IPv6 is among what it carries
    public boolean device(String device, int mtu, List<InetAddress> addresses, List<Prefix> routes) throws IOException {
        boolean wanted = addresses.stream().anyMatch(address -> !isIpv4(address))
                || routes.stream().anyMatch(prefix -> !isIpv4(prefix));
        boolean ipv6 = wanted && allowIpv6(device);
        run("bring up " + device, "ip", "link", "set", "dev", device, "mtu", Integer.toString(mtu), "up");
        for (InetAddress address : addresses) {
            if (isIpv4(address) || ipv6) make(new HostChange.Address(device, address));
        }
        for (Prefix prefix : routes) {
            if (isIpv4(prefix) || ipv6) make(new HostChange.Route(device, prefix));
        }
        return ipv6;
    }

    /// Routes a network behind a client to the device, and forwards its family from now on if that was not done before.
    ///
    /// @param metric the smaller, the better among routes to the same network
    void reach(String device, Prefix network, int metric) throws IOException {
        InetAddress family = network.base();
        if (isIpv4(network)) {
            forward(IPV4_FORWARDING);
        } else {
            if (!allowIpv6(device)) throw new IOException("this machine does without IPv6");
            forwardIpv6(device);
        }
        var all = new HostChange.Routes(device, PROTOCOL);
        if (!record.changes().contains(all)) record.add(all);
        run("route " + network + " to " + device, ip(family, networkRoute("add", device, network, metric)));
    }

    /// The network is behind the device no more.
    void forget(String device, Prefix network, int metric) throws IOException {
        drop(ip(network.base(), networkRoute("delete", device, network, metric)));
    }

    private static String[] networkRoute(String verb, String device, Prefix network, int metric) {
        return new String[] {
            "route", verb, network.toString(), "dev", device, "metric", Integer.toString(metric), "proto",
            Integer.toString(PROTOCOL)
        };
    }

    private void forwardIpv6(String device) throws IOException {
        keepHearingRouters(device);
        forward(IPV6_FORWARDING);
    }

    private boolean allowIpv6(String device) throws IOException {
        String conf = "net/ipv6/conf/" + device + "/";
        try {
            Path disabled = host.setting(conf + "disable_ipv6");
            if (Files.exists(disabled)) {
                if (!read(conf + "disable_ipv6").equals("0")) Files.writeString(disabled, "0");
                // Nobody behind the device speaks of routers or multicast groups: it needs no address of its link.
                Path generation = host.setting(conf + "addr_gen_mode");
                if (Files.exists(generation)) Files.writeString(generation, "1");
                return true;
            }
        } catch (IOException e) {
            LOG.debug("IPv6 of {}", device, e);
        }
        LOG.atWarn()
                .addKeyValue("event", "no-ipv6")
                .addKeyValue("device", device)
                .log("this machine does without IPv6: inside the tunnels nothing of it is carried");
        return false;
    }

    /// An interface that takes its default route from routers' advertisements stops to do so once the machine forwards, unless
    /// its `accept_ra` is 2.
    private void keepHearingRouters(String device) throws IOException {
        var names = new TreeSet<String>();
        try (DirectoryStream<Path> interfaces = Files.newDirectoryStream(host.setting("net/ipv6/conf"))) {
            interfaces.forEach(path -> names.add(path.getFileName().toString()));
        }
        names.removeAll(Set.of("all", "lo", device));
        for (String name : names) {
            String setting = "net/ipv6/conf/" + name + "/accept_ra";
            boolean forwardsAlready = read(IPV6_FORWARDING).equals("1");
            if (!forwardsAlready && read(setting).equals("1")) make(new HostChange.Setting(setting, "1", "2"));
        }
    }

    private void forward(String setting) throws IOException {
        String before = read(setting);
        if (!before.equals("1")) make(new HostChange.Setting(setting, before, "1"));
    }

    private void masquerade(String device, String outside) throws IOException {
        if (host.programs().run(List.of("nft", "list", "table", "inet", TABLE), "").succeeded()) {
            throw new IOException(
                    "nftables has a table 'inet " + TABLE + "' that is not of this gateway; if nobody needs "
                            + "it: nft delete table inet " + TABLE);
        }
        if (!host.programs().run(List.of("ip", "link", "show", "dev", outside), "").succeeded()) {
            LOG.atWarn()
                    .addKeyValue("event", "no-such-interface")
                    .addKeyValue("interface", outside)
                    .log("there is no such interface now; data-plane.masquerade works once there is");
        }
        var table = new HostChange.Table(TABLE);
        record.add(table);
        try {
            run("translate addresses at " + outside, List.of("nft", "-f", "-"), """
                    create table inet %s
                    table inet %s {
                        chain postrouting {
                            type nat hook postrouting priority srcnat; policy accept;
                            iifname "%s" oifname "%s" masquerade
                        }
                    }
                    """.formatted(TABLE, TABLE, device, outside));
        } catch (IOException e) {
            record.remove(table);
            throw e;
        }
    }

    private void make(HostChange change) throws IOException {
        record.add(change);
        try {
            switch (change) {
                case HostChange.Address(var device, var address) -> {
                    String own = new Prefix(address, address.getAddress().length * 8).toString();
                    run("give " + device + " the address " + Addresses.text(address),
                            ip(address, "address", "add", own, "dev", device));
                }
                case HostChange.Route(var device, var prefix) ->
                        run("route " + prefix + " to " + device,
                                ip(prefix.base(), "route", "add", prefix.toString(), "dev", device));
                case HostChange.Setting(var name, var _, var now) -> write(name, now);
                case HostChange.Routes routes -> throw new IllegalArgumentException(routes.toString());
                case HostChange.Table(var name) -> throw new IllegalArgumentException("table " + name);
            }
        } catch (IOException e) {
            // It is not there, or it was there before: in no case is it ours to take back.
            record.remove(change);
            throw e;
        }
    }

    private static List<String> ip(InetAddress family, String... arguments) {
        return Stream.concat(Stream.of("ip", isIpv4(family) ? "-4" : "-6"), Stream.of(arguments)).toList();
    }

    private void run(String purpose, String... command) throws IOException {
        run(purpose, List.of(command), "");
    }

    private void run(String purpose, List<String> command) throws IOException {
        run(purpose, command, "");
    }

    private void run(String purpose, List<String> command, String input) throws IOException {
        Outcome outcome = host.programs().run(command, input);
        if (outcome.succeeded()) return;
        throw new IOException("cannot " + purpose + ": '" + String.join(" ", command) + "' says: "
                + outcome.output() + remedy(command, outcome));
    }

    private static String remedy(List<String> command, Outcome outcome) {
        if (outcome.output().contains("not permitted")) return "; it needs CAP_NET_ADMIN";
        if (command.contains("route") && outcome.output().contains("File exists")) {
            return "; another device has this route: see 'ip route', and choose another range in 'pools' or 'data-plane.routes'";
        }
        if (command.getFirst().equals("nft")) {
            return "; it needs a kernel with nf_tables and NAT (5.7 or newer; modules nf_tables, nft_chain_nat, nft_masq)";
        }
        return "";
    }

    private String read(String setting) throws IOException {
        Path path = host.setting(setting);
        return Files.exists(path) ? Files.readString(path).strip() : "";
    }

    private void write(String setting, String value) throws IOException {
        String name = setting.replace('/', '.');
        try {
            Files.writeString(host.setting(setting), value);
        } catch (IOException e) {
            throw new IOException("cannot set " + name + " to " + value + " (" + e.getClass().getSimpleName() + " "
                    + e.getMessage() + "); set it beforehand: sysctl -w " + name + "=" + value
                    + ", for a container --sysctl " + name + "=" + value, e);
        }
    }

    /// Takes everything back that was changed. What cannot be, stays in the record for the next start, and is told.
    @Override
    public void close() throws IOException {
        undoAll();
        record.close();
    }

    private void undoAll() throws IOException {
        var changes = new ArrayList<>(record.changes());
        for (HostChange change : changes.reversed()) {
            try {
                undo(change);
                record.remove(change);
            } catch (IOException e) {
                LOG.atWarn()
                        .addKeyValue("event", "host-network-left")
                        .addKeyValue("change", change)
                        .addKeyValue("reason", e.getMessage())
                        .log("this stays on the machine; the next start tries again");
            }
        }
    }

    private void undo(HostChange change) throws IOException {
        switch (change) {
            case HostChange.Address(var device, var address) -> {
                String own = new Prefix(address, address.getAddress().length * 8).toString();
                drop(ip(address, "address", "delete", own, "dev", device));
            }
            case HostChange.Route(var device, var prefix) ->
                    drop(ip(prefix.base(), "route", "delete", prefix.toString(), "dev", device));
            case HostChange.Routes(var device, var protocol) -> {
                for (String family : List.of("-4", "-6")) {
                    drop(List.of("ip", family, "route", "flush", "dev", device, "proto", Integer.toString(protocol)));
                }
            }
            // What somebody has changed since is theirs.
            case HostChange.Setting(var name, var before, var now) -> {
                if (read(name).equals(now)) write(name, before);
            }
            case HostChange.Table(var name) -> drop(List.of("nft", "delete", "table", "inet", name));
        }
    }

    private void drop(List<String> command) throws IOException {
        Outcome outcome = host.programs().run(command, "");
        if (outcome.succeeded() || GONE.stream().anyMatch(outcome.output()::contains)) return;
        throw new IOException("'" + String.join(" ", command) + "' says: " + outcome.output());
    }

    private static boolean isIpv4(InetAddress address) {
        return address instanceof Inet4Address;
    }

    private static boolean isIpv4(Prefix prefix) {
        return isIpv4(prefix.base());
    }
}
