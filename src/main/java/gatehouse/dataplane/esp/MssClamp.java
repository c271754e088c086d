package gatehouse.dataplane.esp;

import static gatehouse.dataplane.esp.NetworkOrder.changed;
import static gatehouse.dataplane.esp.NetworkOrder.put16;
import static gatehouse.dataplane.esp.NetworkOrder.u16;
import static gatehouse.dataplane.esp.NetworkOrder.u8;

/// Lowers the MSS that TCP ends tell each other (RFC 9293, section 3.7.1) to what fits through the tunnel: where ICMP is
/// filtered, path MTU discovery alone would hang.
final class MssClamp {
    private static final int SYN = 0x02;
    private static final int OPTIONS = 20;
    private static final int END = 0;
    private static final int NOTHING = 1;
    private static final int MSS = 2;
    private static final int CHECKSUM = 16;

    private MssClamp() {}

    /// Changes the packet in place if it is a SYN with a larger MSS than `largest`.
    static void clamp(InnerPacket inner, byte[] packet, int at, int largest) {
        if (inner.protocol != InnerPacket.TCP || inner.isLaterFragment()) return;
        int tcp = at + inner.transportAt;
        if ((packet[tcp + 13] & SYN) == 0) return;
        int end = tcp + Math.min((u8(packet, tcp + 12) >>> 4) * 4, inner.length - inner.transportAt);
        for (int option = tcp + OPTIONS; option < end;) {
            int kind = u8(packet, option);
            if (kind == END) return;
            if (kind == NOTHING) {
                option++;
                continue;
            }
            if (option + 1 >= end) return;
            int length = u8(packet, option + 1);
            if (length < 2 || option + length > end) return;
            if (kind == MSS && length == 4) {
                lower(packet, tcp, option + 2, largest);
                return;
            }
            option += length;
        }
    }

    private static void lower(byte[] packet, int tcp, int valueAt, int largest) {
        int before = u16(packet, valueAt);
        if (before <= largest) return;
        // The checksum counts in words from the beginning of the header; an option may begin at an odd octet.
        int word = valueAt - (valueAt - tcp & 1);
        int first = u16(packet, word);
        int second = word == valueAt ? 0 : u16(packet, word + 2);
        put16(packet, valueAt, largest);
        changed(packet, tcp + CHECKSUM, first, u16(packet, word));
        if (word != valueAt) changed(packet, tcp + CHECKSUM, second, u16(packet, word + 2));
    }
}
