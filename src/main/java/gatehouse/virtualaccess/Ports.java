package gatehouse.virtualaccess;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;

/// Ports from `first` to `last`, and the names of ports.
record Ports(int first, int last) {
    static final int LAST = 0xffff;
    static final Ports ALL = new Ports(0, LAST);

    private static final int TCP = 6;
    private static final int UDP = 17;

    /// Names that mean the same in TCP and UDP: those of IOS, and a few that people write though IOS has no name for them.
    private static final Map<String, Integer> BOTH = Map.ofEntries(
            Map.entry("discard", 9),
            Map.entry("domain", 53),
            Map.entry("echo", 7),
            Map.entry("http", 80),
            Map.entry("https", 443),
            Map.entry("ldap", 389),
            Map.entry("ldaps", 636),
            Map.entry("pim-auto-rp", 496),
            Map.entry("ssh", 22),
            Map.entry("sunrpc", 111),
            Map.entry("syslog", 514),
            Map.entry("tacacs", 49),
            Map.entry("talk", 517),
            Map.entry("time", 37));

    private static final Map<String, Integer> OF_TCP = Map.ofEntries(
            Map.entry("bgp", 179),
            Map.entry("chargen", 19),
            Map.entry("cmd", 514),
            Map.entry("daytime", 13),
            Map.entry("exec", 512),
            Map.entry("finger", 79),
            Map.entry("ftp", 21),
            Map.entry("ftp-data", 20),
            Map.entry("gopher", 70),
            Map.entry("hostname", 101),
            Map.entry("ident", 113),
            Map.entry("irc", 194),
            Map.entry("klogin", 543),
            Map.entry("kshell", 544),
            Map.entry("login", 513),
            Map.entry("lpd", 515),
            Map.entry("msrpc", 135),
            Map.entry("nntp", 119),
            Map.entry("pop2", 109),
            Map.entry("pop3", 110),
            Map.entry("smtp", 25),
            Map.entry("telnet", 23),
            Map.entry("uucp", 540),
            Map.entry("whois", 43),
            Map.entry("www", 80));

    private static final Map<String, Integer> OF_UDP = Map.ofEntries(
            Map.entry("biff", 512),
            Map.entry("bootpc", 68),
            Map.entry("bootps", 67),
            Map.entry("dnsix", 195),
            Map.entry("isakmp", 500),
            Map.entry("mobile-ip", 434),
            Map.entry("nameserver", 42),
            Map.entry("netbios-dgm", 138),
            Map.entry("netbios-ns", 137),
            Map.entry("netbios-ss", 139),
            Map.entry("non500-isakmp", 4500),
            Map.entry("ntp", 123),
            Map.entry("rip", 520),
            Map.entry("ripv6", 521),
            Map.entry("snmp", 161),
            Map.entry("snmptrap", 162),
            Map.entry("tftp", 69),
            Map.entry("who", 513),
            Map.entry("xdmcp", 177));

    Ports {
        if (first < 0 || last > LAST || first > last) {
            throw new IllegalArgumentException("ports " + first + " to " + last);
        }
    }

    static Ports of(int port) {
        return new Ports(port, port);
    }

    /// The port that a word names or is, if it does.
    static OptionalInt parse(String word, int protocol) {
        String name = word.toLowerCase(Locale.ROOT);
        Integer known = BOTH.get(name);
        if (known == null && protocol == TCP) known = OF_TCP.get(name);
        if (known == null && protocol == UDP) known = OF_UDP.get(name);
        if (known != null) return OptionalInt.of(known);
        if (name.isEmpty() || name.length() > 5 || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(name);
        return number <= LAST ? OptionalInt.of(number) : OptionalInt.empty();
    }

    /// All ports but these.
    static List<Ports> allBut(List<Ports> excluded) {
        var ordered = new TreeSet<Integer>();
        excluded.forEach(ports -> ordered.add(ports.first));
        var left = new ArrayList<Ports>();
        int next = 0;
        for (int port : ordered) {
            if (port > next) left.add(new Ports(next, port - 1));
            next = port + 1;
        }
        if (next <= LAST) left.add(new Ports(next, LAST));
        return left;
    }
}
