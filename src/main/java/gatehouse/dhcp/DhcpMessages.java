package gatehouse.dhcp;

import gatehouse.address.DhcpLease;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// What we say to servers for one session (RFC 2131, table 5). Each message comes from a client through a relay agent.
final class DhcpMessages {
    /// Through one relay agent, which is us.
    private static final int HOPS = 1;
    /// What we can take in one piece (RFC 2132, section 9.10); without it servers keep to 576.
    private static final int MAXIMUM_SIZE = 1472;
    private static final int MOST_SECONDS = 0xffff;
    private static final int LONGEST_SUBOPTION = 64;
    /// RFC 3046, section 2; RFC 3527, section 3.
    private static final int CIRCUIT_ID = 1;
    private static final int REMOTE_ID = 2;
    private static final int LINK_SELECTION = 5;

    private final DhcpPolicy policy;
    private final Binding binding;
    private final Instant now;

    DhcpMessages(DhcpPolicy policy, Binding binding, Instant now) {
        this.policy = policy;
        this.binding = binding;
        this.now = now;
    }

    DhcpPacket discover() {
        return packet(MessageType.DISCOVER, DhcpPacket.NONE, asking(Map.of()));
    }

    DhcpPacket request(DhcpLease offer) {
        var own = new LinkedHashMap<Integer, Bytes>();
        own.put(OptionCode.REQUESTED_ADDRESS, Addresses.bytes(offer.address()));
        own.put(OptionCode.SERVER_IDENTIFIER, Addresses.bytes(offer.server()));
        return packet(MessageType.REQUEST, DhcpPacket.NONE, asking(own));
    }

    /// "'server identifier' MUST NOT be filled in, 'requested IP address' option MUST NOT be filled in, 'ciaddr' MUST be
    /// filled in" (section 4.3.2). The answer still comes to giaddr.
    DhcpPacket renew(DhcpLease lease) {
        return packet(MessageType.REQUEST, lease.address(), asking(Map.of()));
    }

    DhcpPacket release(DhcpLease lease) {
        return packet(
                MessageType.RELEASE,
                lease.address(),
                Map.of(OptionCode.SERVER_IDENTIFIER, Addresses.bytes(lease.server())));
    }

    DhcpPacket decline(DhcpLease lease) {
        var own = new LinkedHashMap<Integer, Bytes>();
        own.put(OptionCode.REQUESTED_ADDRESS, Addresses.bytes(lease.address()));
        own.put(OptionCode.SERVER_IDENTIFIER, Addresses.bytes(lease.server()));
        return packet(MessageType.DECLINE, DhcpPacket.NONE, own);
    }

    private static Map<Integer, Bytes> asking(Map<Integer, Bytes> own) {
        var options = new LinkedHashMap<>(own);
        options.put(OptionCode.MAXIMUM_SIZE, new ByteWriter(2).u16(MAXIMUM_SIZE).toBytes());
        var wanted = new ByteWriter(LeaseReader.REQUESTED.size());
        LeaseReader.REQUESTED.forEach(wanted::u8);
        options.put(OptionCode.PARAMETER_REQUEST, wanted.toBytes());
        return options;
    }

    private DhcpPacket packet(MessageType type, InetAddress ciaddr, Map<Integer, Bytes> own) {
        var options = new LinkedHashMap<Integer, Bytes>();
        options.put(OptionCode.MESSAGE_TYPE, Bytes.copyOf((byte) type.code()));
        options.put(OptionCode.CLIENT_IDENTIFIER, binding.client.identifier());
        options.putAll(own);
        Bytes agent = agentInformation();
        // RFC 3046, section 2.1: "SHOULD be the last option".
        if (!agent.isEmpty()) options.put(OptionCode.AGENT_INFORMATION, agent);
        long secs = Math.min(Duration.between(binding.begun, now).toSeconds(), MOST_SECONDS);
        return new DhcpPacket(
                DhcpPacket.REQUEST,
                HOPS,
                binding.xid,
                (int) secs,
                0,
                ciaddr,
                DhcpPacket.NONE,
                binding.giaddr,
                binding.client.chaddr(),
                new DhcpOptions(options));
    }

    private Bytes agentInformation() {
        var out = new ByteWriter();
        if (policy.agentInformation()) {
            suboption(out, CIRCUIT_ID, Bytes.ofUtf8(binding.session));
            suboption(out, REMOTE_ID, binding.client.identifier().from(1));
        }
        // Whoever names another giaddr for a session, chooses its network by that.
        if (binding.giaddr.equals(policy.giaddr())) {
            policy.link().forEach(link -> suboption(out, LINK_SELECTION, Addresses.bytes(link)));
        }
        return out.toBytes();
    }

    private static void suboption(ByteWriter out, int code, Bytes value) {
        Bytes cut = value.slice(0, Math.min(value.length(), LONGEST_SUBOPTION));
        out.u8(code).u8(cut.length()).bytes(cut);
    }
}
