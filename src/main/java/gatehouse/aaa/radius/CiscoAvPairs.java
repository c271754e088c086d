package gatehouse.aaa.radius;

import gatehouse.aaa.Direction;
import gatehouse.aaa.DnssecTrustAnchor;
import gatehouse.aaa.EncryptedDnsServer;
import gatehouse.aaa.Granted;
import gatehouse.bytes.Secret;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What Cisco-AVPairs mean, by name.
final class CiscoAvPairs {
    private static final int DEFAULT_DISTANCE = 1;
    private static final int MOST_DISTANCE = 255;
    private static final long MOST_TAG = 0xffff_ffffL;
    private static final int MOST_SECONDS = Integer.MAX_VALUE;
    // FlexVPN's gateway limits a session to 50,000 Child SAs at most.
    private static final int MOST_CHILD_SAS = 50_000;
    private static final Pattern SECURITY_GROUP_TAG = Pattern.compile("([0-9a-fA-F]{1,4})(?:-([0-9a-fA-F]{1,2}))?");
    /// Words in names that stand for a restriction.
    private static final Pattern RESTRICTION = Pattern.compile(
            "acl|filter|polic|limit|deny|restrict|quarantine|redirect|firewall|timeout|bandwidth"
                    + "|\\b(?:vlan|vrf|lock|rate|max)\\b");
    // Protocols that tell this gateway what to do: what is mandatory in them cannot be passed over.
    private static final List<String> OURS = List.of("ip:", "ipsec:", "ipv6:", "cts:");

    /// Makes grants of a pair.
    interface Reader {
        List<Granted> read(AvPair pair) throws UnfitException;
    }

    /// Makes a grant of the value of a pair.
    private interface ValueReader {
        Granted read(String value) throws UnfitException;
    }

    private record Entry(boolean restricts, Reader reader) {}

    private static final Map<String, Entry> ENTRIES = new HashMap<>();

    private CiscoAvPairs() {}

    static {
        gives("ipsec:ikev2-password-local", value -> new Granted.LocalKey(key(value)));
        gives("ipsec:ikev2-password-remote", value -> new Granted.RemoteKey(key(value)));
        givesAll("ipsec:tunnel-password", value -> List.of(
                new Granted.LocalKey(key(value)), new Granted.RemoteKey(key(value))));
        for (String pool : List.of("ipsec:addr-pool", "ip:addr-pool")) {
            gives(pool, value -> new Granted.Pool(Values.name(value)));
        }
        for (String pool : List.of("ipsec:addrv6-pool", "ipv6:addrv6-pool", "ipv6:ipv6-addr-pool")) {
            gives(pool, value -> new Granted.Ipv6Pool(Values.name(value)));
        }
        gives("ip:addr", value -> new Granted.FramedAddress(Values.ipv4(value)));
        givesAll("ipsec:group-dhcp-server",
                value -> each(Values.words(value), word -> new Granted.DhcpServer(Values.ipv4(word))));
        gives("ipsec:dhcp-giaddr", value -> new Granted.DhcpGiaddr(Values.ipv4(value)));
        gives("ipsec:dhcp-timeout", value -> new Granted.DhcpTimeout(seconds(value, 1)));

        reads("ipsec:route-set", false, pair -> routeSet(pair.value()));
        gives("ipsec:route-set-interface", value -> {
            if (Values.flag(value)) return new Granted.RouteSetInterface();
            throw UnfitException.unsupported("what is not set needs no saying");
        });
        gives("ipsec:route-set-access-list", value -> new Granted.RouteSetAccessList(Values.name(value)));
        gives("ipsec:route-accept", CiscoAvPairs::routeAccept);
        gives("ip:route", value -> framedRoute(value, true));
        gives("ipv6:route", value -> framedRoute(value, false));
        gives("ipv6:prefix", value -> new Granted.FramedRoute(
                family(Values.prefix(Values.words(value).getFirst()), false)));

        for (String dns : List.of("ipsec:dns-servers", "ip:dns-servers", "ipv6:ipv6-dns-servers-addr")) {
            givesAll(dns, value -> servers(value, Granted.Dns::new));
        }
        for (String wins : List.of("ipsec:wins-servers", "ip:wins-servers")) {
            givesAll(wins, value -> each(Values.words(value), word -> new Granted.Nbns(Values.ipv4(word))));
        }
        // Ours: no vendor has one, and RFC 9445 carries what DHCP calls it.
        gives("ipsec:encrypted-dns", CiscoAvPairs::encryptedDns);
        gives("ipsec:default-domain", value -> new Granted.DefaultDomain(Values.name(value)));
        givesAll("ipsec:split-dns", value -> each(Values.words(value), Granted.SplitDns::new));
        gives("ipsec:dnssec-trust-anchor", CiscoAvPairs::trustAnchor);
        gives("ipsec:banner", value -> new Granted.Banner(filled(value)));
        for (String backup : List.of("ipsec:ipsec-backup-gateway", "ipsec:backup-gateway")) {
            givesAll(backup, value -> each(Values.words(value), Granted.BackupGateway::new));
        }
        gives("ipsec:pfs", value -> new Granted.Pfs(Values.flag(value)));
        gives("ipsec:include-local-lan", value -> new Granted.IncludeLocalLan(Values.flag(value)));
        gives("ipsec:user-vpn-group", value -> new Granted.Group(Values.line(value)));
        for (String client : List.of("smartcard-removal-disconnect", "configuration-url", "configuration-version")) {
            ignores("ipsec:" + client, "clients are told by a number that is not public");
        }
        for (String old : List.of("key-exchange", "tunnel-type", "save-password", "user-save-password")) {
            ignores("ipsec:" + old, "it is for IKEv1");
        }

        limits("ipsec:ipsec-flow-limit", value -> new Granted.FlowLimit(
                (int) Values.number(value, 1, MOST_CHILD_SAS)));
        for (String lifetime : List.of("ipsec:session-lifetime", "ipsec:timeout")) {
            limits(lifetime, value -> new Granted.SessionTimeout(seconds(value, 0)));
        }
        limits("ipsec:idletime", value -> new Granted.IdleTimeout(seconds(value, 0)));
        limits("ipsec:max-logins", value -> new Granted.SessionLimit(
                (int) Values.number(value, 1, Integer.MAX_VALUE)));

        for (Direction direction : Direction.values()) {
            reads("ip:" + direction + "acl", true, pair -> accessList(pair, direction, true));
            reads("ipv6:" + direction + "acl", true, pair -> accessList(pair, direction, false));
            for (String name : List.of("ip:sub-qos-policy-", "ip:sub-policy-")) {
                limits(name + direction, value -> new Granted.QosPolicy(direction, Values.name(value)));
            }
        }
        for (String lines : List.of("ip:interface-config", "lcp:interface-config")) {
            limits(lines, value -> new Granted.InterfaceConfig(Values.line(value)));
        }
        limits("ip:vrf-id", value -> new Granted.InterfaceConfig("vrf forwarding " + Values.name(value)));
        ignores("ip:ip-unnumbered", "the session's interface has no address of its own");
        limits("acs:ciscosecure-defined-acl", value -> new Granted.DownloadableAccessList(Values.name(value)));
        limits("cts:security-group-tag", CiscoAvPairs::securityGroupTag);
        limits("subscriber:service-name", value -> new Granted.Service(Values.line(value)));
        ignores("subscriber:accounting-list", "the profile says who hears of sessions");
        // What the session is called, said back to us.
        reads("audit-session-id", false, _ -> List.of());
        // ISE says with it that this is a change, which is seen.
        reads("coa-push", false, _ -> List.of());
    }

    /// What the text of one attribute means.
    static List<Finding> read(String text) {
        var findings = new ArrayList<Finding>(1);
        for (String pair : AvPair.split(text)) findings.addAll(readOne(pair));
        return findings;
    }

    private static List<Finding> readOne(String text) {
        String name = AvPair.nameOf(text);
        Entry entry = ENTRIES.get(name);
        boolean mandatory = true;
        try {
            AvPair pair = AvPair.parse(text);
            mandatory = pair.mandatory();
            if (entry == null) throw UnfitException.unsupported("nothing here acts on '" + printed(name, text) + "'");
            return entry.reader().read(pair).stream().<Finding>map(Finding.Value::new).toList();
        } catch (UnfitException e) {
            boolean restricts = entry == null ? asksForRestriction(name) : entry.restricts();
            return List.of(new Finding.Unused(
                    name.isEmpty() ? "Cisco-AVPair" : name, e.fault(), mandatory && restricts, e.getMessage()));
        }
    }

    private static boolean asksForRestriction(String name) {
        return OURS.stream().anyMatch(name::startsWith) || RESTRICTION.matcher(name).find();
    }

    // Nobody knows what is behind an unknown name: what sounds like a secret is not told.
    private static String printed(String name, String text) {
        boolean secret = name.contains("password") || name.contains("secret") || name.contains("key")
                || name.contains("psk");
        return secret ? name + "=..." : text;
    }

    private static void reads(String name, boolean restricts, Reader reader) {
        if (ENTRIES.put(name, new Entry(restricts, reader)) != null) throw new IllegalStateException(name + " twice");
    }

    private static void gives(String name, ValueReader reader) {
        reads(name, false, pair -> List.of(reader.read(pair.value())));
    }

    private static void givesAll(String name, Meaning.TextReader reader) {
        reads(name, false, pair -> reader.read(pair.value()));
    }

    private static void limits(String name, ValueReader reader) {
        reads(name, true, pair -> List.of(reader.read(pair.value())));
    }

    private static void ignores(String name, String why) {
        reads(name, false, _ -> {
            throw UnfitException.unsupported(why);
        });
    }

    private static Secret key(String value) throws UnfitException {
        return Secret.ofUtf8(filled(value));
    }

    private static String filled(String value) throws UnfitException {
        if (value.isEmpty()) throw UnfitException.invalid("it is empty");
        return value;
    }

    private static List<Granted> each(List<String> words, ValueReader reader) throws UnfitException {
        var granted = new ArrayList<Granted>(words.size());
        for (String word : words) granted.add(reader.read(word));
        return granted;
    }

    private static List<Granted> servers(String value, Function<InetAddress, Granted> granted) throws UnfitException {
        return Values.addresses(value).stream().map(granted).toList();
    }

    private static Granted trustAnchor(String value) throws UnfitException {
        try {
            return new Granted.TrustAnchor(DnssecTrustAnchor.parse(value));
        } catch (IllegalArgumentException e) {
            throw UnfitException.invalid(e.getMessage());
        }
    }

    private static Granted encryptedDns(String value) throws UnfitException {
        try {
            return new Granted.EncryptedDns(EncryptedDnsServer.parse(value));
        } catch (IllegalArgumentException e) {
            throw UnfitException.invalid(e.getMessage());
        }
    }

    private static Duration seconds(String value, long least) throws UnfitException {
        return Duration.ofSeconds(Values.number(value, least, MOST_SECONDS));
    }

    private static Granted framedRoute(String text, boolean ipv4) throws UnfitException {
        Granted.FramedRoute route = Values.framedRoute(text);
        var _ = family(route.prefix(), ipv4);
        return route;
    }

    private static Prefix family(Prefix prefix, boolean ipv4) throws UnfitException {
        if (Values.isIpv4(prefix.base()) == ipv4) return prefix;
        throw UnfitException.invalid(prefix + " is not IPv" + (ipv4 ? 4 : 6));
    }

    /// `interface`, `access-list NAME`, `prefix P`, as in IOS' `route set`.
    private static List<Granted> routeSet(String value) throws UnfitException {
        String[] words = value.split("\\s+", 2);
        String rest = words.length < 2 ? "" : words[1];
        return switch (words[0].toLowerCase(Locale.ROOT)) {
            case "interface" -> List.of(new Granted.RouteSetInterface());
            case "access-list" -> {
                // `access-list ipv6 NAME` is the same for the other family; the list knows which it is.
                String list = rest.toLowerCase(Locale.ROOT).startsWith("ipv6 ") ? rest.substring(5) : rest;
                yield List.of(new Granted.RouteSetAccessList(Values.name(list)));
            }
            case "prefix" -> List.of(new Granted.RouteSetPrefix(Values.prefix(rest)));
            default -> throw UnfitException.invalid(
                    "'" + value + "' is not 'interface', 'access-list NAME' or 'prefix PREFIX'");
        };
    }

    /// `any`, and perhaps `tag:100 distance:2`; IOS' own spelling has blanks for the colons.
    private static Granted routeAccept(String value) throws UnfitException {
        List<String> words = List.of(value.strip().toLowerCase(Locale.ROOT).split("[\\s:]+"));
        if (!words.getFirst().equals("any") || words.size() % 2 == 0) {
            throw UnfitException.invalid("'" + value + "' is not 'any [tag:N] [distance:N]'");
        }
        long tag = 0;
        int distance = DEFAULT_DISTANCE;
        for (int at = 1; at < words.size(); at += 2) {
            String number = words.get(at + 1);
            switch (words.get(at)) {
                case "tag" -> tag = Values.number(number, 1, MOST_TAG);
                case "distance" -> distance = (int) Values.number(number, 1, MOST_DISTANCE);
                default -> throw UnfitException.invalid("'" + value + "' is not 'any [tag:N] [distance:N]'");
            }
        }
        return new Granted.RouteAccept(tag, distance);
    }

    /// An entry, or the name of a list.
    private static List<Granted> accessList(AvPair pair, Direction direction, boolean ipv4) throws UnfitException {
        return List.of(accessList(Values.line(pair.value()), pair.number(), direction, ipv4));
    }

    static Granted accessList(String text, int number, Direction direction, boolean ipv4) {
        boolean entry = text.indexOf(' ') >= 0 || number > 0;
        // Thousands of sessions have the same entries, and keep them as long as they live.
        if (entry) return new Granted.AccessEntry(direction, ipv4, number, text.intern());
        return ipv4
                ? new Granted.NamedAccessList(direction, text)
                : ipv6AccessList(direction, text);
    }

    /// A list for IPv6 alone, as a line of the interface says it: a name alone would be for both families.
    static Granted ipv6AccessList(Direction direction, String name) {
        return new Granted.InterfaceConfig("ipv6 traffic-filter " + name + " " + direction);
    }

    /// `0010-00`: the tag and the generation, both hexadecimal.
    private static Granted securityGroupTag(String value) throws UnfitException {
        Matcher matcher = SECURITY_GROUP_TAG.matcher(value);
        if (!matcher.matches()) {
            throw UnfitException.invalid("'" + value + "' is no tag and generation, as in 0010-00");
        }
        int generation = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2), 16);
        return new Granted.SecurityGroupTag(Integer.parseInt(matcher.group(1), 16), generation);
    }
}
