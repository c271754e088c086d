package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// A fragment as Cisco cut messages of IKEv2 before RFC 7383: the header of the message, in the clear, and a Fragment payload
/// of IKEv1 with a piece of the finished message, header and all. Nothing protects a fragment; only the whole does that.
///
/// The format is not published by its makers: it is known from those who speak to their devices.
///
/// @param id     the same in all fragments of a message, 0 to 65535
/// @param number from 1
/// @param last   whether no fragment has a higher number
/// @param data   octets of the message
public record CiscoFragment(int id, int number, boolean last, Bytes data) {
    private static final PayloadType TYPE = new PayloadType(132);
    private static final int LAST = 1;
    private static final int OVERHEAD = IkeHeader.LENGTH + 4 + 4;
    private static final int MOST = 255;

    /// Whether a datagram with this header has one.
    public static boolean follows(IkeHeader header) {
        return header.nextPayload().equals(TYPE);
    }

    /// Reads the one in a datagram of which [#follows] is true.
    public static CiscoFragment read(Bytes datagram) throws MalformedException {
        var in = new ByteReader(datagram.from(IkeHeader.LENGTH));
        int next = in.u8("next payload");
        in.u8("reserved");
        int length = in.u16("payload length");
        if (next != 0 || length != datagram.length() - IkeHeader.LENGTH) {
            throw new MalformedException("Fragment payload: not alone in its message");
        }
        int id = in.u16("fragment ID");
        int number = in.u8("fragment number");
        int flags = in.u8("flags");
        if (number == 0) throw new MalformedException("fragment number: 0");
        return new CiscoFragment(id, number, (flags & LAST) != 0, in.rest());
    }

    /// A message in datagrams that are no longer than `largest` octets each.
    ///
    /// @throws IllegalArgumentException if that are more than can be numbered
    public static List<Bytes> cut(IkeHeader header, Bytes message, int id, int largest) {
        int piece = largest - OVERHEAD;
        int total = (message.length() + piece - 1) / piece;
        if (total > MOST) throw new IllegalArgumentException(total + " fragments");
        var datagrams = new ArrayList<Bytes>(total);
        for (int number = 1; number <= total; number++) {
            Bytes data = message.slice((number - 1) * piece, Math.min(number * piece, message.length()));
            var out = new ByteWriter(OVERHEAD + data.length());
            header.with(TYPE, OVERHEAD + data.length()).write(out);
            out.u8(0).u8(0).u16(OVERHEAD - IkeHeader.LENGTH + data.length());
            out.u16(id).u8(number).u8(number == total ? LAST : 0).bytes(data);
            datagrams.add(out.toBytes());
        }
        return datagrams;
    }
}
