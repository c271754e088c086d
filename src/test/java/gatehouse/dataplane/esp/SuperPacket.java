package gatehouse.dataplane.esp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A packet as a TUN device with offloads gives it, made from its description; and the slow reference for checksums.
final class SuperPacket {
    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int PSH = 0x08;
    static final int ACK = 0x10;
    static final int CWR = 0x80;

    boolean ipv4 = true;
    boolean udp;
    int flags = ACK;
    int sequence = 1000;
    int acknowledgment = 77;
    int window = 502;
    int identification = 7;
    int trafficClass;
    int hopLimit = 64;
    boolean dontFragment = true;
    int sourcePort = 40000;
    byte[] options = {};
    byte[] payload = {};
    int segmentSize;

    static SuperPacket tcp(boolean ipv4, int payload, int segmentSize) {
        var packet = new SuperPacket();
        packet.ipv4 = ipv4;
        packet.payload = new byte[payload];
        new Random(payload).nextBytes(packet.payload);
        packet.segmentSize = segmentSize;
        return packet;
    }

    static SuperPacket udp(boolean ipv4, int payload, int segmentSize) {
        SuperPacket packet = tcp(ipv4, payload, segmentSize);
        packet.udp = true;
        return packet;
    }

    SuperPacket flags(int value) {
        flags = value;
        return this;
    }

    int transport() {
        return ipv4 ? 20 : 40;
    }

    int headers() {
        return transport() + (udp ? 8 : 20 + options.length);
    }

    /// With its virtio-net header, the checksum undone.
    byte[] frame() {
        byte[] packet = packet();
        int type = udp ? 5 : ipv4 ? 1 : 4;
        int field = udp ? 6 : 16;
        int partial = slowSum(pseudoHeader(packet, packet.length - transport()));
        put16(packet, transport() + field, partial);
        var frame = new ByteArrayOutputStream();
        boolean split = payload.length > segmentSize;
        frame.write(1);
        frame.write(split ? type : 0);
        for (int word : new int[] {split ? headers() : 0, split ? segmentSize : 0, transport(), field}) {
            frame.write(word);
            frame.write(word >> 8);
        }
        frame.writeBytes(packet);
        return frame.toByteArray();
    }

    /// Finished, as one packet.
    byte[] packet() {
        ByteBuffer out = ByteBuffer.allocate(headers() + payload.length);
        if (ipv4) {
            out.put((byte) 0x45).put((byte) trafficClass).putShort((short) out.capacity());
            out.putShort((short) identification).putShort((short) (dontFragment ? 0x4000 : 0));
            out.put((byte) hopLimit).put((byte) (udp ? 17 : 6)).putShort((short) 0);
            out.put(new byte[] {10, 0, 0, 1, (byte) 192, 0, 2, (byte) 200});
            put16(out.array(), 10, ~slowSum(Arrays.copyOf(out.array(), 20)));
        } else {
            out.putInt(0x60000000 | trafficClass << 20 | 0x12345).putShort((short) (out.capacity() - 40));
            out.put((byte) (udp ? 17 : 6)).put((byte) hopLimit);
            for (int i = 0; i < 32; i++) out.put((byte) (0x20 + i * 7));
        }
        out.putShort((short) sourcePort).putShort((short) 443);
        if (udp) {
            out.putShort((short) (8 + payload.length)).putShort((short) 0);
        } else {
            out.putInt(sequence).putInt(acknowledgment).put((byte) (20 + options.length << 2)).put((byte) flags);
            out.putShort((short) window).putInt(0).put(options);
        }
        out.put(payload);
        byte[] packet = out.array();
        int checksum = ~slowSum(pseudoHeader(packet, packet.length - transport()), transportOf(packet)) & 0xffff;
        if (udp && checksum == 0) checksum = 0xffff;
        put16(packet, transport() + (udp ? 6 : 16), checksum);
        return packet;
    }

    /// What a card would make of it, by the book.
    List<byte[]> segments() {
        var segments = new ArrayList<byte[]>();
        for (int from = 0; from < payload.length; from += segmentSize) {
            boolean last = from + segmentSize >= payload.length;
            var segment = new SuperPacket();
            segment.ipv4 = ipv4;
            segment.udp = udp;
            segment.flags = flags & ~(last ? 0 : FIN | PSH) & ~(from == 0 ? 0 : CWR);
            segment.sequence = sequence + from;
            segment.acknowledgment = acknowledgment;
            segment.window = window;
            segment.identification = identification + from / segmentSize;
            segment.trafficClass = trafficClass;
            segment.hopLimit = hopLimit;
            segment.dontFragment = dontFragment;
            segment.sourcePort = sourcePort;
            segment.options = options;
            segment.payload = Arrays.copyOfRange(payload, from, Math.min(from + segmentSize, payload.length));
            segments.add(segment.packet());
        }
        return segments;
    }

    private byte[] transportOf(byte[] packet) {
        return Arrays.copyOfRange(packet, transport(), packet.length);
    }

    private byte[] pseudoHeader(byte[] packet, int length) {
        ByteBuffer out = ByteBuffer.allocate(40);
        out.put(packet, ipv4 ? 12 : 8, ipv4 ? 8 : 32).putInt(length).putInt(udp ? 17 : 6);
        return out.array();
    }

    /// RFC 1071, section 4.1, word for word: adds 16 bits at a time and folds each carry at once. Every part but the last
    /// has an even length.
    static int slowSum(byte[]... parts) {
        int sum = 0;
        for (byte[] part : parts) {
            for (int i = 0; i < part.length; i += 2) {
                int low = i + 1 < part.length ? part[i + 1] & 0xff : 0;
                sum += (part[i] & 0xff) << 8 | low;
                if (sum > 0xffff) sum -= 0xffff;
            }
        }
        return sum;
    }

    private static void put16(byte[] octets, int at, int value) {
        octets[at] = (byte) (value >> 8);
        octets[at + 1] = (byte) value;
    }
}
