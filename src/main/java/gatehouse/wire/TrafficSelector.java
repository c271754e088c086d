package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.AddressRange;
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.util.Arrays;

/// Packets by address, protocol and port (RFC 7296, section 3.13.1).
///
/// @param protocol  IP protocol number; 0 for any
/// @param startPort first port, or for ICMP type and code
/// @param endPort   last port; 0 after a start of 65535 means OPAQUE, a packet whose ports cannot be seen
public record TrafficSelector(int protocol, int startPort, int endPort, AddressRange range) {
    public static final int ANY_PROTOCOL = 0;

    private static final int LAST_PORT = 0xffff;
    private static final int IPV4 = 4 + 4 + 2 * 4;
    private static final int IPV6 = 4 + 4 + 2 * 16;

    public TrafficSelector {
        if (protocol < 0 || protocol > 255) throw new IllegalArgumentException("protocol " + protocol);
        if ((startPort & ~LAST_PORT) != 0 || (endPort & ~LAST_PORT) != 0) {
            throw new IllegalArgumentException("ports " + startPort + " to " + endPort);
        }
        if (startPort > endPort && !isOpaque(startPort, endPort)) {
            throw new IllegalArgumentException("ports end before they begin: " + startPort + " to " + endPort);
        }
    }

    /// Every packet of these addresses.
    public static TrafficSelector of(AddressRange range) {
        return new TrafficSelector(ANY_PROTOCOL, 0, LAST_PORT, range);
    }

    public boolean isOpaque() {
        return isOpaque(startPort, endPort);
    }

    private static boolean isOpaque(int startPort, int endPort) {
        return startPort == LAST_PORT && endPort == 0;
    }

    /// @param body what follows the selector length
    static TrafficSelector read(TsType type, int protocol, ByteReader body) throws MalformedException {
        int size = type.equals(TsType.IPV4_ADDR_RANGE) ? 4 : 16;
        int startPort = body.u16("TS start port");
        int endPort = body.u16("TS end port");
        InetAddress first = Addresses.of(body.bytes(size, "TS starting address"));
        InetAddress last = Addresses.of(body.bytes(size, "TS ending address"));
        body.end("TS");
        if (startPort > endPort && !isOpaque(startPort, endPort)) {
            throw new MalformedException("TS ports end before they begin: " + startPort + " to " + endPort);
        }
        if (Arrays.compareUnsigned(first.getAddress(), last.getAddress()) > 0) {
            throw new MalformedException(
                    "TS addresses end before they begin: " + Addresses.text(first) + " to " + Addresses.text(last));
        }
        return new TrafficSelector(protocol, startPort, endPort, new AddressRange(first, last));
    }

    void write(ByteWriter out) {
        Bytes first = Addresses.bytes(range.first());
        boolean ipv4 = first.length() == 4;
        out.u8((ipv4 ? TsType.IPV4_ADDR_RANGE : TsType.IPV6_ADDR_RANGE).code()).u8(protocol).u16(ipv4 ? IPV4 : IPV6);
        out.u16(startPort).u16(endPort).bytes(first).bytes(Addresses.bytes(range.last()));
    }

    /// `10.0.0.0-10.0.0.255`, with `[17/53]` or `[6/1024-65535]` where protocol or ports are limited.
    @Override
    public String toString() {
        if (protocol == ANY_PROTOCOL && startPort == 0 && endPort == LAST_PORT) return range.toString();
        String ports = isOpaque() ? "opaque"
                : startPort == 0 && endPort == LAST_PORT ? "any"
                : startPort == endPort ? Integer.toString(startPort)
                : startPort + "-" + endPort;
        return range + "[" + protocol + "/" + ports + "]";
    }
}
