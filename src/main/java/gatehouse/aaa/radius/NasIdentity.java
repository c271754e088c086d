package gatehouse.aaa.radius;

import gatehouse.net.Addresses;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// Who we are to RADIUS.
///
/// @param identifier NAS-Identifier
/// @param addresses  NAS-IP-Address and NAS-IPv6-Address: at most one per family; none for the address that the client came
///                   to
/// @param tellsPort  whether Calling-Station-Id has the client's port, as strongSwan writes it
public record NasIdentity(String identifier, List<InetAddress> addresses, boolean tellsPort) {
    public NasIdentity(String identifier, List<InetAddress> addresses) {
        this(identifier, addresses, false);
    }

    public NasIdentity {
        addresses = List.copyOf(addresses);
    }

    /// For what concerns one client, who called us at `local`.
    List<Attribute> attributes(InetAddress local) {
        return attributes(addresses.isEmpty() ? List.of(local) : addresses);
    }

    /// Calling-Station-Id of a client.
    Attribute callingStation(InetSocketAddress client) {
        String address = Addresses.text(client.getAddress());
        return Attributes.CALLING_STATION_ID.of(tellsPort ? address + "[" + client.getPort() + "]" : address);
    }

    /// For what concerns all of us.
    List<Attribute> attributes() {
        return attributes(addresses);
    }

    private List<Attribute> attributes(List<InetAddress> own) {
        var attributes = new ArrayList<Attribute>(3);
        for (InetAddress address : own) {
            attributes.add(
                    address.getAddress().length == 4
                            ? Attributes.NAS_IP_ADDRESS.of(address)
                            : Attributes.NAS_IPV6_ADDRESS.of(address));
        }
        attributes.add(Attributes.NAS_IDENTIFIER.of(identifier));
        return attributes;
    }
}
