package gatehouse.ike.negotiation;

import gatehouse.aaa.Authorization;
import gatehouse.address.Lease;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.wire.CfgAttribute;
import gatehouse.wire.CfgAttributeType;
import gatehouse.wire.CfgType;
import gatehouse.wire.CpPayload;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Answers a configuration request (RFC 7296, section 3.15): addresses that were leased, and name servers and the like
/// of the families that were leased, each only if the client asked for its kind.
public final class ConfigurationReply {
    private static final CfgAttributeType[] ADDRESSES = {
        CfgAttributeType.INTERNAL_IP4_ADDRESS, CfgAttributeType.INTERNAL_IP6_ADDRESS
    };

    private ConfigurationReply() {}

    /// The address that the client would like, if it names one: of a session it had before (section 2.19).
    public static Optional<InetAddress> wish(CpPayload request, boolean ipv4) {
        int length = ipv4 ? 4 : 16;
        return request.attributes().stream()
                .filter(a -> a.type().equals(ADDRESSES[ipv4 ? 0 : 1]) && a.value().length() >= length)
                .map(a -> Addresses.of(a.value().slice(0, length)))
                .filter(address -> !address.isAnyLocalAddress())
                .findFirst();
    }

    public static boolean asksForAddress(CpPayload request, boolean ipv4) {
        return asks(request, ADDRESSES[ipv4 ? 0 : 1]);
    }

    public static CpPayload answer(CpPayload request, Authorization authorization, List<Lease> leases) {
        var attributes = new ArrayList<CfgAttribute>();
        boolean ipv4 = false;
        boolean ipv6 = false;
        for (Lease lease : leases) {
            byte[] address = lease.address().getAddress();
            if (address.length == 4) {
                ipv4 = true;
                attributes.add(new CfgAttribute(CfgAttributeType.INTERNAL_IP4_ADDRESS, Bytes.wrap(address)));
            } else {
                ipv6 = true;
                Bytes value = new ByteWriter(17).bytes(address).u8(lease.prefixLength()).toBytes();
                attributes.add(new CfgAttribute(CfgAttributeType.INTERNAL_IP6_ADDRESS, value));
            }
        }
        if (ipv4 && asks(request, CfgAttributeType.INTERNAL_IP4_NETMASK)) {
            add(attributes, CfgAttributeType.INTERNAL_IP4_NETMASK, authorization.netmasks());
        }
        boolean dns4 = ipv4 && asks(request, CfgAttributeType.INTERNAL_IP4_DNS);
        boolean dns6 = ipv6 && asks(request, CfgAttributeType.INTERNAL_IP6_DNS);
        for (InetAddress server : authorization.dns()) {
            boolean isIpv4 = server.getAddress().length == 4;
            if (isIpv4 ? dns4 : dns6) {
                add(
                        attributes,
                        isIpv4 ? CfgAttributeType.INTERNAL_IP4_DNS : CfgAttributeType.INTERNAL_IP6_DNS,
                        List.of(server));
            }
        }
        if (ipv4 && asks(request, CfgAttributeType.INTERNAL_IP4_NBNS)) {
            add(attributes, CfgAttributeType.INTERNAL_IP4_NBNS, authorization.nbns());
        }
        return new CpPayload(CfgType.REPLY, attributes);
    }

    private static boolean asks(CpPayload request, CfgAttributeType type) {
        return request.attributes().stream().anyMatch(a -> a.type().equals(type));
    }

    private static void add(List<CfgAttribute> attributes, CfgAttributeType type, List<InetAddress> values) {
        values.forEach(value -> attributes.add(new CfgAttribute(type, Addresses.bytes(value))));
    }
}
