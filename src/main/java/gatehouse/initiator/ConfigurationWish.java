package gatehouse.initiator;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.net.Prefix;
import gatehouse.wire.CfgAttribute;
import gatehouse.wire.CfgAttributeType;
import gatehouse.wire.CfgType;
import gatehouse.wire.CpPayload;
import java.util.List;

/// What an initiator wants of the configuration payload (RFC 7296, section 3.15).
public sealed interface ConfigurationWish {
    /// Addresses and what goes with them, as a person's device does.
    record Address() implements ConfigurationWish {}

    /// Nothing: it has what it needs.
    record Nothing() implements ConfigurationWish {}

    /// That the gateway knows the networks behind it, as a branch office does.
    record Announce(List<Prefix> networks) implements ConfigurationWish {
        public Announce {
            networks = List.copyOf(networks);
        }
    }

    /// A CFG_SET of networks behind us.
    static CpPayload announcement(List<Prefix> networks) {
        return new CpPayload(CfgType.SET, networks.stream().map(ConfigurationWish::subnet).toList());
    }

    private static CfgAttribute subnet(Prefix network) {
        byte[] base = network.base().getAddress();
        if (base.length == 4) {
            int mask = network.length() == 0 ? 0 : -1 << 32 - network.length();
            Bytes value = new ByteWriter(8).bytes(base).u32(mask).toBytes();
            return new CfgAttribute(CfgAttributeType.INTERNAL_IP4_SUBNET, value);
        }
        return new CfgAttribute(
                CfgAttributeType.INTERNAL_IP6_SUBNET,
                new ByteWriter(17).bytes(base).u8(network.length()).toBytes());
    }
}
