package gatehouse.dataplane.esp;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import java.net.InetAddress;

/// IP packets, written by hand and not with what is tested.
final class Packets {
    private Packets() {}

    static Bytes udp(String source, String destination, int sourcePort, int destinationPort, int payload) {
        Bytes datagram = new ByteWriter()
                .u16(sourcePort)
                .u16(destinationPort)
                .u16(8 + payload)
                .u16(0)
                .bytes(filled(payload))
                .toBytes();
        return ip(source, destination, 17, datagram);
    }

    /// @param options a multiple of four octets
    static Bytes tcp(String source, String destination, int sourcePort, int destinationPort, int flags, Bytes options) {
        byte[] segment = new ByteWriter()
                .u16(sourcePort)
                .u16(destinationPort)
                .u32(0x01020304)
                .u32(0)
                .u8((20 + options.length()) / 4 << 4)
                .u8(flags)
                .u16(0xffff)
                .u32(0)
                .bytes(options)
                .toBytes()
                .toArray();
        int checksum = transportChecksum(source, destination, 6, segment);
        segment[16] = (byte) (checksum >>> 8);
        segment[17] = (byte) checksum;
        return ip(source, destination, 6, Bytes.wrap(segment));
    }

    static Bytes icmp(String source, String destination, int type, int code) {
        return ip(
                source,
                destination,
                destination.contains(":") ? 58 : 1,
                new ByteWriter().u8(type).u8(code).u16(0).u32(1).toBytes());
    }

    static Bytes ip(String source, String destination, int protocol, Bytes payload) {
        return destination.contains(":")
                ? ipv6(source, destination, protocol, 0, payload)
                : ipv4(source, destination, protocol, 0x4000, 0, payload);
    }

    /// @param fragment flags and offset, as in the header
    static Bytes ipv4(
            String source, String destination, int protocol, int fragment, int trafficClass, Bytes payload) {
        byte[] packet = new ByteWriter()
                .u8(0x45)
                .u8(trafficClass)
                .u16(20 + payload.length())
                .u16(0x1234)
                .u16(fragment)
                .u8(64)
                .u8(protocol)
                .u16(0)
                .bytes(address(source))
                .bytes(address(destination))
                .bytes(payload)
                .toBytes()
                .toArray();
        int checksum = checksum(Bytes.copyOf(packet, 0, 20));
        packet[10] = (byte) (checksum >>> 8);
        packet[11] = (byte) checksum;
        return Bytes.wrap(packet);
    }

    static Bytes ipv6(String source, String destination, int nextHeader, int trafficClass, Bytes payload) {
        return new ByteWriter()
                .u32(6L << 28 | (long) trafficClass << 20 | 0x12345)
                .u16(payload.length())
                .u8(nextHeader)
                .u8(64)
                .bytes(address(source))
                .bytes(address(destination))
                .bytes(payload)
                .toBytes();
    }

    /// The slow way of RFC 1071: sixteen bits at a time.
    static int checksum(Bytes octets) {
        int sum = 0;
        for (int i = 0; i < octets.length(); i += 2) {
            sum += octets.u8(i) << 8 | (i + 1 < octets.length() ? octets.u8(i + 1) : 0);
            if (sum > 0xffff) sum -= 0xffff;
        }
        return ~sum & 0xffff;
    }

    static int transportChecksum(String source, String destination, int protocol, byte[] segment) {
        return checksum(new ByteWriter()
                .bytes(address(source))
                .bytes(address(destination))
                .u32(segment.length)
                .u32(protocol)
                .bytes(segment)
                .toBytes());
    }

    private static Bytes address(String text) {
        InetAddress address = Addresses.parse(text);
        return Addresses.bytes(address);
    }

    private static Bytes filled(int length) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) octets[i] = (byte) (i * 31);
        return Bytes.wrap(octets);
    }
}
