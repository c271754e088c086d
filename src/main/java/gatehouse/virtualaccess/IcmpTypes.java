package gatehouse.virtualaccess;

import java.util.Map;
import java.util.Optional;

/// The names that IOS has for types and codes of ICMP and ICMPv6. A type and its code take the place of a port, in one
/// number, as in a traffic selector (RFC 7296, section 3.13.1).
final class IcmpTypes {
    private static final Map<String, Ports> IPV4 = Map.ofEntries(
            Map.entry("administratively-prohibited", code(3, 13)),
            Map.entry("alternate-address", type(6)),
            Map.entry("conversion-error", type(31)),
            Map.entry("dod-host-prohibited", code(3, 10)),
            Map.entry("dod-net-prohibited", code(3, 9)),
            Map.entry("echo", type(8)),
            Map.entry("echo-reply", type(0)),
            Map.entry("general-parameter-problem", code(12, 0)),
            Map.entry("host-isolated", code(3, 8)),
            Map.entry("host-precedence-unreachable", code(3, 14)),
            Map.entry("host-redirect", code(5, 1)),
            Map.entry("host-tos-redirect", code(5, 3)),
            Map.entry("host-tos-unreachable", code(3, 12)),
            Map.entry("host-unknown", code(3, 7)),
            Map.entry("host-unreachable", code(3, 1)),
            Map.entry("information-reply", type(16)),
            Map.entry("information-request", type(15)),
            Map.entry("mask-reply", type(18)),
            Map.entry("mask-request", type(17)),
            Map.entry("mobile-redirect", type(32)),
            Map.entry("net-redirect", code(5, 0)),
            Map.entry("net-tos-redirect", code(5, 2)),
            Map.entry("net-tos-unreachable", code(3, 11)),
            Map.entry("net-unreachable", code(3, 0)),
            Map.entry("network-unknown", code(3, 6)),
            Map.entry("no-room-for-option", code(12, 2)),
            Map.entry("option-missing", code(12, 1)),
            Map.entry("packet-too-big", code(3, 4)),
            Map.entry("parameter-problem", type(12)),
            Map.entry("port-unreachable", code(3, 3)),
            Map.entry("precedence-unreachable", code(3, 15)),
            Map.entry("protocol-unreachable", code(3, 2)),
            Map.entry("reassembly-timeout", code(11, 1)),
            Map.entry("redirect", type(5)),
            Map.entry("router-advertisement", type(9)),
            Map.entry("router-solicitation", type(10)),
            Map.entry("source-quench", type(4)),
            Map.entry("source-route-failed", code(3, 5)),
            Map.entry("time-exceeded", type(11)),
            Map.entry("timestamp-reply", type(14)),
            Map.entry("timestamp-request", type(13)),
            Map.entry("traceroute", type(30)),
            Map.entry("ttl-exceeded", code(11, 0)),
            Map.entry("unreachable", type(3)));

    // Without destination-unreachable: IOS means one code by it, and most people the whole type, which is 'unreachable'.
    private static final Map<String, Ports> IPV6 = Map.ofEntries(
            Map.entry("beyond-scope", code(1, 2)),
            Map.entry("dhaad-reply", type(145)),
            Map.entry("dhaad-request", type(144)),
            Map.entry("echo-reply", type(129)),
            Map.entry("echo-request", type(128)),
            Map.entry("header", code(4, 0)),
            Map.entry("hop-limit", code(3, 0)),
            Map.entry("mld-query", type(130)),
            Map.entry("mld-reduction", type(132)),
            Map.entry("mld-report", type(131)),
            Map.entry("mpd-advertisement", type(147)),
            Map.entry("mpd-solicitation", type(146)),
            Map.entry("nd-na", type(136)),
            Map.entry("nd-ns", type(135)),
            Map.entry("next-header", code(4, 1)),
            Map.entry("no-admin", code(1, 1)),
            Map.entry("no-route", code(1, 0)),
            Map.entry("packet-too-big", type(2)),
            Map.entry("parameter-option", code(4, 2)),
            Map.entry("parameter-problem", type(4)),
            Map.entry("port-unreachable", code(1, 4)),
            Map.entry("reassembly-timeout", code(3, 1)),
            Map.entry("redirect", type(137)),
            Map.entry("router-advertisement", type(134)),
            Map.entry("router-renumbering", type(138)),
            Map.entry("router-solicitation", type(133)),
            Map.entry("time-exceeded", type(3)),
            Map.entry("unreachable", type(1)));

    private IcmpTypes() {}

    static Optional<Ports> named(String name, boolean isIpv4) {
        return Optional.ofNullable((isIpv4 ? IPV4 : IPV6).get(name));
    }

    /// A type with all its codes.
    static Ports type(int type) {
        return types(type, type);
    }

    static Ports types(int first, int last) {
        return new Ports(first << 8, last << 8 | 0xff);
    }

    static Ports code(int type, int code) {
        return Ports.of(type << 8 | code);
    }
}
