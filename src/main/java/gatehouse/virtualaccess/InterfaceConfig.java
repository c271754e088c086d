package gatehouse.virtualaccess;

import gatehouse.aaa.Direction;
import gatehouse.dataplane.Policer;
import gatehouse.virtualaccess.InterfaceLine.AccessGroup;
import gatehouse.virtualaccess.InterfaceLine.AdjustMss;
import gatehouse.virtualaccess.InterfaceLine.FamilyMtu;
import gatehouse.virtualaccess.InterfaceLine.Mtu;
import gatehouse.virtualaccess.InterfaceLine.No;
import gatehouse.virtualaccess.InterfaceLine.RateLimit;
import gatehouse.virtualaccess.InterfaceLine.ServicePolicy;
import gatehouse.virtualaccess.InterfaceLine.Setting;
import gatehouse.virtualaccess.InterfaceLine.Shutdown;
import gatehouse.virtualaccess.InterfaceLine.Told;

/// The lines of an interface that this gateway enforces, of templates and of `ip:interface-config`:
///
/// | line | what it does |
/// | --- | --- |
/// | `ip access-group NAME in\|out` | the entries of a list that are about IPv4 |
/// | `ipv6 traffic-filter NAME in\|out` | those that are about IPv6 |
/// | `service-policy input\|output NAME` | the rate of a QoS policy |
/// | `rate-limit input\|output BPS [BURST [BURST]] [conform-action transmit exceed-action drop]` | a rate; the larger burst holds |
/// | `ip mtu N`, `ipv6 mtu N`, `mtu N` | the largest packet to the client, if that is less than the data plane's |
/// | `ip tcp adjust-mss N`, `ipv6 tcp adjust-mss N` | the largest TCP segment, likewise |
/// | `shutdown` | nothing passes: quarantine |
/// | `ip verify unicast …`, `ipv6 verify unicast …` | holds anyway: a session's packets come from its own addresses |
/// | `[ip] vrf forwarding default\|global` | holds anyway: there is one routing table |
/// | `description TEXT`, `bandwidth KBPS`, `ip unnumbered X` | shown |
///
/// Each has its `no`. Words are written in full: unlike IOS, no abbreviation is understood. Every other line is refused with
/// its text.
public final class InterfaceConfig {
    // The least packet that a host must be able to receive: RFC 791 and RFC 8200, section 5.
    private static final int LEAST_MTU_IPV4 = 68;
    private static final int LEAST_MTU_IPV6 = 1280;
    private static final int LARGEST_MTU = 0xffff;
    // As IOS has it.
    private static final int LEAST_MSS = 500;
    private static final int LARGEST_MSS = 1460;
    private static final int LEAST_RATE = 8000;
    private static final long LARGEST_RATE = 100_000_000_000L;
    private static final int LEAST_BURST = 1500;
    private static final int LARGEST_BURST = 1 << 30;

    private final Words words;
    private final boolean no;

    private InterfaceConfig(Words words, boolean no) {
        this.words = words;
        this.no = no;
    }

    public static InterfaceLine parse(String line) throws UnenforceableException {
        var words = new Words(line);
        var config = new InterfaceConfig(words, words.take("no"));
        InterfaceLine parsed = config.line();
        words.end();
        return parsed;
    }

    private InterfaceLine line() throws UnenforceableException {
        if (words.take("ip", "access-group")) return accessGroup(true);
        if (words.take("ipv6", "traffic-filter")) return accessGroup(false);
        if (words.take("service-policy")) return servicePolicy();
        if (words.take("rate-limit")) return rateLimit();
        if (words.take("mtu")) return mtu();
        if (words.take("ip", "mtu")) return mtu(true);
        if (words.take("ipv6", "mtu")) return mtu(false);
        if (words.take("ip", "tcp", "adjust-mss")) return adjustMss(true);
        if (words.take("ipv6", "tcp", "adjust-mss")) return adjustMss(false);
        if (words.take("shutdown")) return no ? no(Place.SHUTDOWN, Shutdown.class, "shutdown") : new Shutdown();
        if (words.take("description")) return told(Place.DESCRIPTION, "description", "a text");
        if (words.take("ip", "unnumbered")) return told(Place.UNNUMBERED, "ip unnumbered", "an interface");
        if (words.take("bandwidth")) return bandwidth();
        if (words.take("vrf", "forwarding")) return vrf("vrf forwarding");
        if (words.take("ip", "vrf", "forwarding")) return vrf("ip vrf forwarding");
        if (words.take("ip", "verify", "unicast")) return verify(Place.VERIFY_IPV4, "ip verify unicast");
        if (words.take("ipv6", "verify", "unicast")) return verify(Place.VERIFY_IPV6, "ipv6 verify unicast");
        throw words.error("is no line that this gateway enforces; it has ip access-group, ipv6 traffic-filter,"
                + " service-policy, rate-limit, mtu, ip mtu, ipv6 mtu, ip tcp adjust-mss, ipv6 tcp adjust-mss, vrf"
                + " forwarding, ip unnumbered, ip verify unicast, bandwidth, description and shutdown, in full words");
    }

    private No no(Place place, Class<? extends Setting> kind, String text) {
        words.rest();
        return new No(place, kind, "", "no " + text);
    }

    private InterfaceLine accessGroup(boolean isIpv4) throws UnenforceableException {
        String what = isIpv4 ? "ip access-group" : "ipv6 traffic-filter";
        String first = words.next("the name of an access list");
        if (no && words.isDone()) {
            Direction direction = direction(first, "in", "out");
            return no(Place.accessList(direction, isIpv4), AccessGroup.class, what + " " + first);
        }
        Direction direction = direction(words.next("in or out"), "in", "out");
        var line = new AccessGroup(direction, isIpv4, first);
        return no ? new No(line.place(), AccessGroup.class, first, "no " + line.text()) : line;
    }

    private InterfaceLine servicePolicy() throws UnenforceableException {
        Direction direction = direction(words.next("input or output"), "input", "output");
        if (no && words.isDone())
            return no(Place.rate(direction), ServicePolicy.class, "service-policy " + word(direction));
        if (words.take("type")) throw words.wrong("is not served: a policy here is a rate");
        var line = new ServicePolicy(direction, words.next("the name of a QoS policy"));
        return no ? new No(line.place(), ServicePolicy.class, line.name(), "no " + line.text()) : line;
    }

    private InterfaceLine rateLimit() throws UnenforceableException {
        Direction direction = direction(words.next("input or output"), "input", "output");
        if (no) return no(Place.rate(direction), RateLimit.class, "rate-limit " + word(direction));
        long rate = words.number("rate in bit/s", LEAST_RATE, LARGEST_RATE);
        long burst = 0;
        if (words.isNumber()) burst = burst();
        if (words.isNumber()) burst = Math.max(burst, burst());
        if (!words.isDone()) {
            action("conform-action", "transmit");
            action("exceed-action", "drop");
        }
        return new RateLimit(direction, burst == 0 ? Policer.of(rate) : new Policer(rate, burst));
    }

    private long burst() throws UnenforceableException {
        return words.number("burst in octets", LEAST_BURST, LARGEST_BURST);
    }

    private void action(String what, String only) throws UnenforceableException {
        words.expect(what);
        if (!words.keyword(only).equals(only)) throw words.wrong("is not served as " + what + ": only " + only + " is");
    }

    private InterfaceLine mtu() throws UnenforceableException {
        return no ? no(Place.MTU, Mtu.class, "mtu") : new Mtu((int) words.number("MTU", LEAST_MTU_IPV4, LARGEST_MTU));
    }

    private InterfaceLine mtu(boolean isIpv4) throws UnenforceableException {
        if (no) return no(Place.mtu(isIpv4), FamilyMtu.class, isIpv4 ? "ip mtu" : "ipv6 mtu");
        int least = isIpv4 ? LEAST_MTU_IPV4 : LEAST_MTU_IPV6;
        return new FamilyMtu(isIpv4, (int) words.number("MTU", least, LARGEST_MTU));
    }

    private InterfaceLine adjustMss(boolean isIpv4) throws UnenforceableException {
        if (no) return no(Place.mss(isIpv4), AdjustMss.class, (isIpv4 ? "ip" : "ipv6") + " tcp adjust-mss");
        return new AdjustMss(isIpv4, (int) words.number("MSS", LEAST_MSS, LARGEST_MSS));
    }

    private InterfaceLine bandwidth() throws UnenforceableException {
        if (no) return no(Place.BANDWIDTH, Told.class, "bandwidth");
        return new Told(Place.BANDWIDTH, "bandwidth " + words.number("bandwidth in kbit/s", 1, LARGEST_RATE));
    }

    private InterfaceLine vrf(String what) throws UnenforceableException {
        if (no) return no(Place.VRF, Told.class, what);
        String name = words.next("the name of a VRF");
        if (!name.equalsIgnoreCase("default") && !name.equalsIgnoreCase("global")) {
            throw words.wrong("is no VRF here: this gateway has one routing table, default");
        }
        return new Told(Place.VRF, what + " " + name);
    }

    private InterfaceLine verify(Place place, String what) throws UnenforceableException {
        if (no) throw words.error("a session's packets always have to come from its own addresses");
        if (words.take("reverse-path")) return new Told(place, what + " reverse-path");
        words.expect("source");
        words.expect("reachable-via");
        String via = words.keyword("rx or any");
        if (!via.equals("rx") && !via.equals("any")) throw words.wrong("is neither rx nor any");
        boolean byDefault = words.take("allow-default");
        return new Told(place, what + " source reachable-via " + via + (byDefault ? " allow-default" : ""));
    }

    private InterfaceLine told(Place place, String what, String argument) throws UnenforceableException {
        if (no) return no(place, Told.class, what);
        if (words.isDone()) throw words.error("ends where " + argument + " is expected");
        return new Told(place, what + " " + words.rest());
    }

    private Direction direction(String word, String in, String out) throws UnenforceableException {
        if (word.equalsIgnoreCase(in)) return Direction.IN;
        if (word.equalsIgnoreCase(out)) return Direction.OUT;
        throw words.wrong("is neither " + in + " nor " + out);
    }

    private static String word(Direction direction) {
        return direction == Direction.IN ? "input" : "output";
    }
}
