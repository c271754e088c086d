package gatehouse.dhcp;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A DHCP server that keeps to RFC 2131: an address for each client identifier, in the order in which they come.
public final class FakeServer {
    private final InetAddress itself;
    private final Map<Bytes, InetAddress> addresses = new HashMap<>();
    /// Options of every answer that grants something.
    public final Map<Integer, Bytes> options = new LinkedHashMap<>();
    private int next = 10;
    public long leaseSeconds = 3600;
    public boolean refuses;
    public int discovers;
    public int requests;
    public int releases;
    public int declines;

    public FakeServer(String itself) {
        this.itself = Addresses.parse(itself);
        options.put(OptionCode.SUBNET_MASK, Bytes.fromHex("ffffff00"));
    }

    public static Bytes seconds(long seconds) {
        return new ByteWriter(4).u32(seconds).toBytes();
    }

    public InetAddress address() {
        return itself;
    }

    /// How many clients it knows.
    public int clients() {
        return addresses.size();
    }

    /// The next new client gets 10.1.0.`next`.
    public void goOnAt(int number) {
        next = number;
    }

    public Optional<Bytes> answer(Bytes octets) {
        try {
            return answer(DhcpPacket.read(octets)).map(DhcpPacket::write);
        } catch (MalformedException e) {
            throw new AssertionError("a server is sent " + octets.hex(), e);
        }
    }

    private Optional<DhcpPacket> answer(DhcpPacket packet) throws MalformedException {
        MessageType type = packet.options().type().orElseThrow();
        Bytes client = packet.options().get(OptionCode.CLIENT_IDENTIFIER).orElseThrow();
        if (type.equals(MessageType.DISCOVER)) {
            discovers++;
            return Optional.of(reply(packet, MessageType.OFFER, addressOf(client), options));
        }
        boolean others = packet.options()
                .address(OptionCode.SERVER_IDENTIFIER)
                .filter(server -> !server.equals(itself))
                .isPresent();
        if (others) return Optional.empty();
        if (type.equals(MessageType.REQUEST)) {
            requests++;
            InetAddress wanted = packet.options().address(OptionCode.REQUESTED_ADDRESS).orElse(packet.ciaddr());
            boolean its = wanted.equals(addresses.get(client)) && !refuses;
            return Optional.of(its
                    ? reply(packet, MessageType.ACK, wanted, options)
                    : reply(packet, MessageType.NAK, DhcpPacket.NONE, Map.of(56, Bytes.ofUtf8("not yours"))));
        }
        if (type.equals(MessageType.RELEASE)) releases++;
        if (type.equals(MessageType.DECLINE)) {
            declines++;
            addresses.remove(client);
        }
        return Optional.empty();
    }

    private InetAddress addressOf(Bytes client) {
        return addresses.computeIfAbsent(client, _ -> {
            int number = next++;
            return Addresses.of(Bytes.copyOf((byte) 10, (byte) 1, (byte) (number >>> 8), (byte) number));
        });
    }

    public DhcpPacket reply(DhcpPacket to, MessageType type, InetAddress yiaddr, Map<Integer, Bytes> granted) {
        var all = new LinkedHashMap<Integer, Bytes>();
        all.put(OptionCode.MESSAGE_TYPE, Bytes.copyOf((byte) type.code()));
        all.put(OptionCode.SERVER_IDENTIFIER, Addresses.bytes(itself));
        if (!type.equals(MessageType.NAK)) all.put(OptionCode.LEASE_TIME, seconds(leaseSeconds));
        all.putAll(granted);
        to.options().get(OptionCode.AGENT_INFORMATION).ifPresent(agent -> all.put(OptionCode.AGENT_INFORMATION, agent));
        return new DhcpPacket(
                DhcpPacket.REPLY, 0, to.xid(), 0, 0, to.ciaddr(), yiaddr, to.giaddr(), to.chaddr(),
                new DhcpOptions(all));
    }
}
