package gatehouse.aaa.radius;

import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// Who we are to RADIUS.
///
/// @param identifier NAS-Identifier
/// @param addresses  NAS-IP-Address and NAS-IPv6-Address: at most one per family
public record NasIdentity(String identifier, List<InetAddress> addresses) {
    public NasIdentity {
        addresses = List.copyOf(addresses);
    }

    List<Attribute> attributes() {
        var attributes = new ArrayList<Attribute>(3);
        for (InetAddress address : addresses) {
            attributes.add(
                    address.getAddress().length == 4
                            ? Attributes.NAS_IP_ADDRESS.of(address)
                            : Attributes.NAS_IPV6_ADDRESS.of(address));
        }
        attributes.add(Attributes.NAS_IDENTIFIER.of(identifier));
        return attributes;
    }
}
