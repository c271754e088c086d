package gatehouse.dataplane.esp;

import static gatehouse.dataplane.esp.NetworkOrder.u16;
import static gatehouse.dataplane.esp.NetworkOrder.u32;
import static gatehouse.dataplane.esp.NetworkOrder.u64;
import static gatehouse.dataplane.esp.NetworkOrder.u8;

import gatehouse.dataplane.AccessList;

/// What has to be known of an IP packet to judge it: addresses, protocol, ports. Filled anew for each packet; belongs to
/// one thread. IPv4 addresses stand in the lower half, as they are in the header.
final class InnerPacket {
    static final int ICMP = 1;
    static final int IPV4 = 4;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int IPV6 = 41;
    static final int ICMPV6 = 58;
    static final int NO_NEXT_HEADER = 59;
    private static final int DCCP = 33;
    private static final int SCTP = 132;
    private static final int UDP_LITE = 136;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int MOBILITY = 135;
    private static final int HOST_IDENTITY = 139;
    private static final int SHIM6 = 140;

    /// No honest packet has more; each costs a look.
    private static final int MOST_EXTENSION_HEADERS = 8;

    private static final int TCP_RST = 0x04;
    private static final int TCP_ACK = 0x10;
    private static final int TCP_HEADER = 20;

    boolean ipv4;
    int length;
    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;
    int protocol;
    int sourcePort;
    int destinationPort;
    boolean established;
    /// Where the header of the upper protocol begins, counted from the beginning of the packet.
    int transportAt;

    /// Reads the packet at `at`, of which `available` octets are there. More than the header says is padding (RFC 4303,
    /// section 2.7). Answers why it cannot be judged, or null.
    DropReason parse(byte[] packet, int at, int available) {
        if (available < 20) return DropReason.TRUNCATED;
        return switch (u8(packet, at) >>> 4) {
            case 4 -> parseIpv4(packet, at, available);
            case 6 -> parseIpv6(packet, at, available);
            default -> DropReason.MALFORMED;
        };
    }

    private DropReason parseIpv4(byte[] packet, int at, int available) {
        int headerLength = (packet[at] & 0xf) * 4;
        length = u16(packet, at + 2);
        if (headerLength < 20) return DropReason.MALFORMED;
        if (length < headerLength || length > available) return DropReason.TRUNCATED;
        ipv4 = true;
        sourceHigh = 0;
        sourceLow = u32(packet, at + 12) & 0xffff_ffffL;
        destinationHigh = 0;
        destinationLow = u32(packet, at + 16) & 0xffff_ffffL;
        protocol = u8(packet, at + 9);
        transportAt = headerLength;
        int fragment = u16(packet, at + 6);
        return upper(packet, at, fragment & 0x1fff, (fragment & 0x2000) != 0);
    }

    private DropReason parseIpv6(byte[] packet, int at, int available) {
        if (available < 40) return DropReason.TRUNCATED;
        length = 40 + u16(packet, at + 4);
        if (length > available) return DropReason.TRUNCATED;
        ipv4 = false;
        sourceHigh = u64(packet, at + 8);
        sourceLow = u64(packet, at + 16);
        destinationHigh = u64(packet, at + 24);
        destinationLow = u64(packet, at + 32);
        int next = u8(packet, at + 6);
        int position = 40;
        int fragmentOffset = 0;
        boolean more = false;
        for (int headers = 0; isExtension(next); headers++) {
            if (headers == MOST_EXTENSION_HEADERS) return DropReason.MALFORMED;
            // What follows a later fragment's header is the middle of something.
            if (fragmentOffset > 0) return DropReason.FRAGMENT;
            // RFC 7112, section 5: the first fragment must hold all headers.
            if (position + 8 > length) return more ? DropReason.FRAGMENT : DropReason.TRUNCATED;
            int header = at + position;
            int headerLength =
                    switch (next) {
                        case FRAGMENT -> 8;
                        case AUTHENTICATION -> (u8(packet, header + 1) + 2) * 4;
                        default -> (u8(packet, header + 1) + 1) * 8;
                    };
            if (next == FRAGMENT) {
                int fragment = u16(packet, header + 2);
                fragmentOffset = fragment >>> 3;
                more = (fragment & 1) != 0;
            }
            next = u8(packet, header);
            position += headerLength;
            if (position > length) return more ? DropReason.FRAGMENT : DropReason.TRUNCATED;
        }
        protocol = next;
        transportAt = position;
        return upper(packet, at, fragmentOffset, more);
    }

    private static boolean isExtension(int header) {
        return switch (header) {
            case HOP_BY_HOP,
                    ROUTING,
                    FRAGMENT,
                    AUTHENTICATION,
                    DESTINATION_OPTIONS,
                    MOBILITY,
                    HOST_IDENTITY,
                    SHIM6 ->
                    true;
            default -> false;
        };
    }

    private DropReason upper(byte[] packet, int at, int fragmentOffset, boolean more) {
        established = false;
        if (fragmentOffset > 0) {
            sourcePort = AccessList.LATER_FRAGMENT;
            destinationPort = AccessList.LATER_FRAGMENT;
            // RFC 1858, section 4.2: a fragment that begins at the second eight octets would overwrite the flags of TCP.
            return fragmentOffset == 1 && protocol == TCP ? DropReason.FRAGMENT : null;
        }
        int transport = at + transportAt;
        int there = length - transportAt;
        int needed =
                switch (protocol) {
                    case TCP -> TCP_HEADER;
                    case DCCP, SCTP -> 12;
                    case UDP, UDP_LITE -> 8;
                    case ICMP, ICMPV6 -> 4;
                    default -> 0;
                };
        // RFC 1858, section 3: the tiny fragment attack.
        if (there < needed) return more ? DropReason.FRAGMENT : DropReason.TRUNCATED;
        switch (protocol) {
            case TCP -> {
                ports(packet, transport);
                established = (packet[transport + 13] & (TCP_ACK | TCP_RST)) != 0;
            }
            case UDP, UDP_LITE, DCCP, SCTP -> ports(packet, transport);
            case ICMP, ICMPV6 -> {
                // RFC 7296, section 3.13.1: type and code take the place of the port, at both ends.
                sourcePort = u16(packet, transport);
                destinationPort = sourcePort;
            }
            default -> {
                sourcePort = AccessList.NO_PORT;
                destinationPort = AccessList.NO_PORT;
            }
        }
        return null;
    }

    private void ports(byte[] packet, int transport) {
        sourcePort = u16(packet, transport);
        destinationPort = u16(packet, transport + 2);
    }

    boolean isLaterFragment() {
        return sourcePort == AccessList.LATER_FRAGMENT;
    }

    boolean permittedBy(AccessList list) {
        return ipv4
                ? list.permits(
                        (int) sourceLow, (int) destinationLow, protocol, sourcePort, destinationPort, established)
                : list.permits(
                        sourceHigh,
                        sourceLow,
                        destinationHigh,
                        destinationLow,
                        protocol,
                        sourcePort,
                        destinationPort,
                        established);
    }
}
