package gatehouse.radius.secure;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.radius.RadiusPacket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Finds packets in a stream (RFC 6613, section 2.6.1): each says in its header how long it is. After a length that no packet
/// can have, nobody knows where the next one begins, and the connection must be closed. Belongs to one thread.
public final class PacketStream {
    private byte[] waiting = new byte[RadiusPacket.LONGEST];
    private int length;

    /// The packets that are whole now.
    ///
    /// @throws MalformedException if the stream makes no sense any more
    public List<Bytes> add(byte[] octets) throws MalformedException {
        if (length + octets.length > waiting.length) {
            waiting = Arrays.copyOf(waiting, Math.max(2 * waiting.length, length + octets.length));
        }
        System.arraycopy(octets, 0, waiting, length, octets.length);
        length += octets.length;
        var packets = new ArrayList<Bytes>(2);
        int at = 0;
        while (length - at >= 4) {
            int packet = (waiting[at + 2] & 0xff) << 8 | waiting[at + 3] & 0xff;
            if (packet < RadiusPacket.HEADER || packet > RadiusPacket.LONGEST) {
                throw new MalformedException("packet of " + packet + " octets in a stream");
            }
            if (length - at < packet) break;
            packets.add(Bytes.copyOf(waiting, at, packet));
            at += packet;
        }
        System.arraycopy(waiting, at, waiting, 0, length - at);
        length -= at;
        return packets;
    }
}
