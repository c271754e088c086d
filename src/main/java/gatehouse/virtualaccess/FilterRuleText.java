package gatehouse.virtualaccess;

import gatehouse.aaa.Direction;
import gatehouse.dataplane.AccessList.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// Rules of NAS-Filter-Rule (RFC 4849) in the words of IPFilterRule (RFC 6733, section 4.3.1):
///
/// ```
/// permit|deny in|out PROTOCOL from SOURCE [PORTS] to DESTINATION [PORTS] [established] [icmptypes LIST]
/// ```
///
/// PROTOCOL is `ip`, a number or a name; SOURCE and DESTINATION are `any`, `assigned`, `A` or `A/LENGTH`, each with `!`
/// before it for all other addresses; PORTS and LIST are numbers and ranges with commas: `80,443,8000-8099`.
///
/// `in` is from the client. `assigned`, which can stand only at the client's end, is whatever address the session may use:
/// the data plane lets no other pass. Not served, and refused: `setup`, `frag`, `tcpflags`, `ipoptions`, `tcpoptions`.
final class FilterRuleText {
    private static final Pattern COMMA = Pattern.compile(",");

    private final Words words;
    private boolean permit;
    private Direction direction;
    private int protocol;

    /// A rule, and what it means for each family.
    record Rule(
            boolean permit, Direction direction, String text, List<Entry> ipv4, List<Entry> ipv6) {}

    private FilterRuleText(Words words) {
        this.words = words;
    }

    static Rule parse(String text) throws UnenforceableException {
        return new FilterRuleText(new Words(text)).rule();
    }

    private Rule rule() throws UnenforceableException {
        String text = words.remaining();
        permit = switch (words.keyword("permit or deny")) {
            case "permit" -> true;
            case "deny" -> false;
            default -> throw words.wrong("is neither permit nor deny");
        };
        direction = switch (words.keyword("in or out")) {
            case "in" -> Direction.IN;
            case "out" -> Direction.OUT;
            default -> throw words.wrong("is neither in nor out");
        };
        String word = words.keyword("a protocol");
        protocol = word.equals("ip") ? Protocols.ANY : word.equals("icmp") ? Protocols.ICMP : Protocols.parse(word);
        if (protocol < 0) throw words.wrong("is no protocol: ip, a name or a number is expected");
        words.expect("from");
        Ends source = end(direction == Direction.IN);
        List<Ports> sourcePorts = ports();
        words.expect("to");
        Ends destination = end(direction == Direction.OUT);
        List<Ports> destinationPorts = ports();
        boolean established = false;
        while (!words.isDone()) {
            if (words.take("established")) {
                if (protocol != Protocols.TCP) throw words.wrong("is about TCP");
                established = true;
            } else if (words.take("icmptypes")) {
                if (!Protocols.isIcmp(protocol)) throw words.wrong("is about ICMP");
                destinationPorts = icmpTypes();
            } else {
                throw words.notHere("is not served; established and icmptypes are");
            }
        }
        return new Rule(
                permit,
                direction,
                text,
                entries(true, source, sourcePorts, destination, destinationPorts, established),
                entries(false, source, sourcePorts, destination, destinationPorts, established));
    }

    private Ends end(boolean client) throws UnenforceableException {
        String word = words.keyword("an address");
        boolean not = word.startsWith("!");
        if (not) word = word.equals("!") ? words.keyword("an address") : word.substring(1);
        return switch (word) {
            case "any", "assigned" -> {
                if (not) throw words.wrong("leaves no address");
                if (word.equals("assigned") && !client) throw words.wrong("is the client, who is at the other end");
                yield Ends.ANY;
            }
            default -> {
                if (!Ends.looksLikeAddress(word)) {
                    throw words.wrong("is no address: any, assigned, ADDRESS and ADDRESS/LENGTH are known");
                }
                Ends end = Ends.of(Ends.prefix(words, word).range());
                yield not ? end.not() : end;
            }
        };
    }

    private List<Ports> ports() throws UnenforceableException {
        if (words.isDone() || !Character.isDigit(words.peek().charAt(0))) return List.of(Ports.ALL);
        String list = words.next("ports");
        if (!Protocols.hasPorts(protocol)) throw words.wrong("compares ports, and the protocol has none");
        var ports = new ArrayList<Ports>();
        for (String item : COMMA.split(list, -1)) {
            int dash = item.indexOf('-');
            OptionalInt first = Ports.parse(dash < 0 ? item : item.substring(0, dash), protocol);
            OptionalInt last = dash < 0 ? first : Ports.parse(item.substring(dash + 1), protocol);
            if (first.isEmpty() || last.isEmpty() || first.getAsInt() > last.getAsInt()) {
                throw words.wrong("is no list of ports such as 80,443,8000-8099");
            }
            ports.add(new Ports(first.getAsInt(), last.getAsInt()));
        }
        return ports;
    }

    private List<Ports> icmpTypes() throws UnenforceableException {
        String list = words.next("ICMP types");
        var types = new ArrayList<Ports>();
        for (String item : COMMA.split(list, -1)) {
            int dash = item.indexOf('-');
            int first = Protocols.octet(dash < 0 ? item : item.substring(0, dash));
            int last = dash < 0 ? first : Protocols.octet(item.substring(dash + 1));
            if (first < 0 || last < first) throw words.wrong("is no list of ICMP types such as 0,3,8-11");
            types.add(IcmpTypes.types(first, last));
        }
        return types;
    }

    private List<Entry> entries(
            boolean isIpv4, Ends source, List<Ports> sourcePorts, Ends destination, List<Ports> destinationPorts,
            boolean established) throws UnenforceableException {
        if (source.of(isIpv4).isEmpty() || destination.of(isIpv4).isEmpty()) return List.of();
        if (!isIpv4 && Protocols.isExtensionHeader(protocol)) {
            if (source.ipv4().isEmpty() || destination.ipv4().isEmpty()) {
                throw words
                        .error("protocol " + protocol + " is a header that IPv6 has before the protocol, and cannot be"
                                + " judged");
            }
            return List.of();
        }
        var entries = new ArrayList<Entry>();
        for (Ports from : sourcePorts) {
            for (Ports to : destinationPorts) {
                entries.add(new Entry(
                        permit, protocol, source.endpoint(isIpv4, from), destination.endpoint(isIpv4, to),
                        established));
            }
        }
        return entries;
    }
}
