package gatehouse.virtualaccess;

import gatehouse.dataplane.AccessList.Entry;
import gatehouse.virtualaccess.AccessLine.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Lines of access lists as IOS has them:
///
/// ```
/// [NUMBER] permit|deny PROTOCOL SOURCE [PORTS] DESTINATION [PORTS] [ICMP] [established] [log] [sequence NUMBER]
/// [NUMBER] permit|deny SOURCE                  (a standard list: about the source alone)
/// [NUMBER] remark TEXT
/// ```
///
/// PROTOCOL is `ip`, `ipv6`, `tcp`, `udp`, `icmp`, `icmpv6`, another name or a number; SOURCE and DESTINATION are `any`,
/// `host A`, `A WILDCARD`, `A/LENGTH`; PORTS are `eq`, `neq` (each with up to ten ports), `lt`, `gt`, `range FROM TO`, by
/// number or name; ICMP is a type, a type and a code, or a name. A remark may also stand at the end of a line.
///
/// In the list of one family everything is about that family. In a list of both, `ip` and `icmp` are IPv4, `ipv6` and
/// `icmpv6` are IPv6, addresses are what they are, and `tcp any any` is both. `log` is accepted because what is denied is
/// counted anyway; whatever else would narrow an entry and is not known here (`fragments`, `dscp`, `time-range`, …) is
/// refused.
public final class AccessEntryText {
    private static final int MOST_PORTS = 10;
    private static final String KNOWN = "ip, ipv6, tcp, udp, icmp, icmpv6, esp, gre, ahp, sctp and numbers are known";

    private final Words words;
    private final Family family;
    private boolean ipv4;
    private boolean ipv6;
    private int number;
    private boolean established;

    /// Which packets the list of a line is for.
    public enum Family {
        IPV4,
        IPV6,
        BOTH;

        static Family of(boolean isIpv4) {
            return isIpv4 ? IPV4 : IPV6;
        }
    }

    private AccessEntryText(Words words, Family family) {
        this.words = words;
        this.family = family;
        this.ipv4 = family != Family.IPV6;
        this.ipv6 = family != Family.IPV4;
    }

    public static AccessLine parse(String line, Family family) throws UnenforceableException {
        return new AccessEntryText(new Words(line), family).line();
    }

    private AccessLine line() throws UnenforceableException {
        if (words.isNumber() || words.take("sequence")) takeNumber();
        String text = words.remaining();
        if (words.take("remark")) {
            words.rest();
            return new AccessLine(number, text, List.of(), List.of(), Form.REMARK);
        }
        boolean permit =
                switch (words.keyword("permit or deny")) {
                    case "permit" -> true;
                    case "deny" -> false;
                    default -> throw words.wrong("is neither permit nor deny");
                };
        return isEnd(words.peek()) ? standard(text, permit) : extended(text, permit);
    }

    private void takeNumber() throws UnenforceableException {
        number = (int) words.number("sequence number", 1, Integer.MAX_VALUE);
    }

    private static boolean isEnd(String word) {
        return word.equals("any") || word.equals("host") || Ends.looksLikeAddress(word);
    }

    private AccessLine standard(String text, boolean permit) throws UnenforceableException {
        Ends source = end("source", true);
        options(Protocols.ANY);
        return line(text, permit, Protocols.ANY, source, List.of(Ports.ALL), Ends.ANY, List.of(Ports.ALL),
                Form.STANDARD);
    }

    private AccessLine extended(String text, boolean permit) throws UnenforceableException {
        String word = words.keyword("a protocol");
        // Which protocol ICMP is may depend on the addresses.
        boolean icmp = word.equals("icmp");
        int protocol = icmp ? Protocols.ICMP : protocol(word);
        Ends source = end("source", false);
        List<Ports> sourcePorts = ports(protocol);
        Ends destination = end("destination", false);
        if (icmp) {
            if (ipv4 && family == Family.BOTH) ipv6 = false;
            protocol = ipv4 ? Protocols.ICMP : Protocols.ICMPV6;
        }
        List<Ports> destinationPorts = Protocols.isIcmp(protocol) ? List.of(icmp(protocol)) : ports(protocol);
        options(protocol);
        return line(text, permit, protocol, source, sourcePorts, destination, destinationPorts, Form.EXTENDED);
    }

    private int protocol(String word) throws UnenforceableException {
        if (word.equals("ip") || word.equals("ipv6") || word.equals("icmpv6")) {
            about(word.equals("ip"));
            return word.equals("icmpv6") ? Protocols.ICMPV6 : Protocols.ANY;
        }
        int protocol = Protocols.parse(word);
        if (protocol < 0) throw words.wrong("is no protocol; " + KNOWN);
        if (Protocols.isExtensionHeader(protocol) && ipv6) {
            if (!ipv4) throw words.wrong("is a header that IPv6 has before the protocol, and cannot be judged");
            about(true);
        }
        return protocol;
    }

    /// From now on the line is about one family.
    private void about(boolean isIpv4) throws UnenforceableException {
        if (isIpv4 && !ipv4) throw words.wrong("is IPv4, and the rest is IPv6");
        if (!isIpv4 && !ipv6) throw words.wrong("is IPv6, and the rest is IPv4");
        ipv4 = isIpv4;
        ipv6 = !isIpv4;
    }

    private Ends end(String what, boolean hostAlone) throws UnenforceableException {
        Ends end = Ends.read(words, what, hostAlone);
        if (end.ipv4().isEmpty()) about(false);
        if (end.ipv6().isEmpty()) about(true);
        return end;
    }

    private List<Ports> ports(int protocol) throws UnenforceableException {
        String operator = words.peek();
        switch (operator) {
            case "eq", "neq", "lt", "gt", "range" -> words.next("an operator");
            default -> {
                return List.of(Ports.ALL);
            }
        }
        if (!Protocols.hasPorts(protocol)) throw words.wrong("compares ports, and the protocol has none");
        return switch (operator) {
            case "lt" -> {
                int port = port(protocol);
                if (port == 0) throw words.wrong("is the least port: none is less");
                yield List.of(new Ports(0, port - 1));
            }
            case "gt" -> {
                int port = port(protocol);
                if (port == Ports.LAST) throw words.wrong("is the last port: none is greater");
                yield List.of(new Ports(port + 1, Ports.LAST));
            }
            case "range" -> {
                int first = port(protocol);
                int last = port(protocol);
                if (first > last) throw words.wrong("is less than the port before it");
                yield List.of(new Ports(first, last));
            }
            case "neq" -> Ports.allBut(listed(protocol));
            default -> listed(protocol);
        };
    }

    private List<Ports> listed(int protocol) throws UnenforceableException {
        var listed = new ArrayList<Ports>();
        do {
            listed.add(Ports.of(port(protocol)));
            if (listed.size() > MOST_PORTS) throw words.wrong("is one port too many: a line has " + MOST_PORTS);
        } while (Ports.parse(words.peek(), protocol).isPresent());
        return listed;
    }

    private int port(int protocol) throws UnenforceableException {
        OptionalInt port = Ports.parse(words.next("a port"), protocol);
        if (port.isEmpty()) throw words.wrong("is no port: a number to " + Ports.LAST + " or a name is expected");
        return port.getAsInt();
    }

    private Ports icmp(int protocol) throws UnenforceableException {
        if (words.isNumber()) {
            int type = (int) words.number("ICMP type", 0, 255);
            return words.isNumber()
                    ? IcmpTypes.code(type, (int) words.number("ICMP code", 0, 255))
                    : IcmpTypes.type(type);
        }
        var named = IcmpTypes.named(words.peek(), protocol == Protocols.ICMP);
        if (named.isEmpty()) return Ports.ALL;
        words.next("an ICMP type");
        return named.orElseThrow();
    }

    private void options(int protocol) throws UnenforceableException {
        while (!words.isDone()) {
            if (words.take("log") || words.take("log-input")) continue;
            if (words.take("remark")) {
                words.rest();
            } else if (words.take("sequence")) {
                takeNumber();
            } else if (words.take("established")) {
                if (protocol != Protocols.TCP) throw words.wrong("is about TCP");
                established = true;
            } else {
                throw words.notHere("is not known here, or not enforced");
            }
        }
    }

    private AccessLine line(
            String text, boolean permit, int protocol, Ends source, List<Ports> sourcePorts, Ends destination,
            List<Ports> destinationPorts, Form form) {
        var entriesIpv4 = new ArrayList<Entry>();
        var entriesIpv6 = new ArrayList<Entry>();
        for (Ports from : sourcePorts) {
            for (Ports to : destinationPorts) {
                if (ipv4) {
                    entriesIpv4.add(new Entry(
                            permit, protocol, source.endpoint(true, from), destination.endpoint(true, to),
                            established));
                }
                if (ipv6) {
                    entriesIpv6.add(new Entry(
                            permit, protocol, source.endpoint(false, from), destination.endpoint(false, to),
                            established));
                }
            }
        }
        return new AccessLine(number, text, entriesIpv4, entriesIpv6, form);
    }
}
