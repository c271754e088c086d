package gatehouse.dhcp;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/// A message (RFC 2131, section 2). `sname` and `file` are used for options alone; `siaddr` names a server to boot from
/// and means nothing here.
///
/// @param op     [#REQUEST] or [#REPLY]
/// @param hops   relay agents that it went through
/// @param xid    chosen by the client, 32 bits
/// @param secs   since the client began
/// @param flags  of 16 bits
/// @param ciaddr the client's address, while it is bound
/// @param yiaddr "your" address, by the server
/// @param giaddr the relay agent
/// @param chaddr the client's hardware address
public record DhcpPacket(
        int op,
        int hops,
        long xid,
        int secs,
        int flags,
        InetAddress ciaddr,
        InetAddress yiaddr,
        InetAddress giaddr,
        Bytes chaddr,
        DhcpOptions options) {
    static final int REQUEST = 1;
    static final int REPLY = 2;
    static final InetAddress NONE = InetAddress.ofLiteral("0.0.0.0");

    private static final int ETHERNET = 1;
    private static final int CHADDR_LENGTH = 16;
    private static final int SNAME_LENGTH = 64;
    private static final int FILE_LENGTH = 128;
    private static final long COOKIE = 0x63825363L;
    /// RFC 1542, section 2.1: "Some implementations … will not accept" what is shorter than a BOOTP message of 300.
    private static final int SHORTEST = 300;

    /// What `overload` says of where else options are.
    private static final int IN_FILE = 1;
    private static final int IN_SNAME = 2;

    public static DhcpPacket read(Bytes octets) throws MalformedException {
        var in = new ByteReader(octets);
        int op = in.u8("op");
        in.skip(1, "htype");
        int hlen = in.u8("hlen");
        if (hlen > CHADDR_LENGTH) throw new MalformedException("hlen: " + hlen);
        int hops = in.u8("hops");
        long xid = in.u32("xid");
        int secs = in.u16("secs");
        int flags = in.u16("flags");
        InetAddress ciaddr = address(in, "ciaddr");
        InetAddress yiaddr = address(in, "yiaddr");
        in.skip(4, "siaddr");
        InetAddress giaddr = address(in, "giaddr");
        Bytes chaddr = in.bytes(CHADDR_LENGTH, "chaddr").slice(0, hlen);
        Bytes sname = in.bytes(SNAME_LENGTH, "sname");
        Bytes file = in.bytes(FILE_LENGTH, "file");
        if (in.u32("magic cookie") != COOKIE) throw new MalformedException("magic cookie: another");
        return new DhcpPacket(
                op, hops, xid, secs, flags, ciaddr, yiaddr, giaddr, chaddr, new DhcpOptions(options(in, file, sname)));
    }

    /// RFC 2131, section 4.1: "The options in the 'options' field MUST be interpreted first … The 'file' field MUST be
    /// interpreted next … followed by the 'sname' field."
    private static Map<Integer, Bytes> options(ByteReader in, Bytes file, Bytes sname) throws MalformedException {
        var values = new LinkedHashMap<Integer, Bytes>();
        DhcpOptions.read(in, values);
        Bytes overload = values.remove(OptionCode.OVERLOAD);
        if (overload == null) return values;
        if (overload.length() != 1) throw new MalformedException("overload: " + overload.length() + " octets");
        int where = overload.u8(0);
        if (where < IN_FILE || where > (IN_FILE | IN_SNAME)) throw new MalformedException("overload: " + where);
        if ((where & IN_FILE) != 0) DhcpOptions.read(new ByteReader(file), values);
        if ((where & IN_SNAME) != 0) DhcpOptions.read(new ByteReader(sname), values);
        // Only the first field says where the others are.
        values.remove(OptionCode.OVERLOAD);
        return values;
    }

    public Bytes write() {
        var out = new ByteWriter(SHORTEST);
        out.u8(op).u8(ETHERNET).u8(chaddr.length()).u8(hops).u32(xid).u16(secs).u16(flags);
        out.bytes(Addresses.bytes(ciaddr)).bytes(Addresses.bytes(yiaddr)).zero(4).bytes(Addresses.bytes(giaddr));
        out.bytes(chaddr).zero(CHADDR_LENGTH - chaddr.length()).zero(SNAME_LENGTH + FILE_LENGTH).u32(COOKIE);
        options.write(out);
        if (out.position() < SHORTEST) out.zero(SHORTEST - out.position());
        return out.toBytes();
    }

    private static InetAddress address(ByteReader in, String field) throws MalformedException {
        return Addresses.of(in.bytes(4, field));
    }
}
