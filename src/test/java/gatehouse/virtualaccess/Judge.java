package gatehouse.virtualaccess;

import gatehouse.dataplane.AccessList;
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks access lists about packets that are written as text: `tcp 10.9.0.1 40000 > 10.1.1.1 443`, with `ack` behind it for a
/// segment of a connection; `icmp 10.9.0.1 > 10.1.1.1 8/0`; `50 10.9.0.1 > 10.1.1.1`.
final class Judge {
    private static final Pattern PACKET =
            Pattern.compile("(\\w+) (\\S+)(?: (\\d+))? > (\\S+)(?: (\\d+)(?:/(\\d+))?)?( ack)?");

    private Judge() {}

    static boolean permits(AccessList list, String packet) {
        Matcher m = PACKET.matcher(packet.strip());
        if (!m.matches()) throw new IllegalArgumentException(packet);
        int protocol = switch (m.group(1)) {
            case "tcp" -> 6;
            case "udp" -> 17;
            case "icmp" -> 1;
            case "icmpv6" -> 58;
            default -> Integer.parseInt(m.group(1));
        };
        int destinationPort = m.group(5) == null ? AccessList.NO_PORT : Integer.parseInt(m.group(5));
        if (m.group(6) != null) destinationPort = destinationPort << 8 | Integer.parseInt(m.group(6));
        int sourcePort = m.group(3) == null ? destinationPort : Integer.parseInt(m.group(3));
        InetAddress source = Addresses.parse(m.group(2));
        InetAddress destination = Addresses.parse(m.group(4));
        boolean established = m.group(7) != null;
        ByteBuffer from = ByteBuffer.wrap(source.getAddress());
        ByteBuffer to = ByteBuffer.wrap(destination.getAddress());
        return from.remaining() == 4
                ? list.permits(from.getInt(), to.getInt(), protocol, sourcePort, destinationPort, established)
                : list.permits(
                        from.getLong(),
                        from.getLong(),
                        to.getLong(),
                        to.getLong(),
                        protocol,
                        sourcePort,
                        destinationPort,
                        established);
    }
}
