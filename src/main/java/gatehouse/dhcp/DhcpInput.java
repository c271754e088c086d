package gatehouse.dhcp;

import gatehouse.address.AddressQuestion;
import gatehouse.bytes.Bytes;
import java.net.InetSocketAddress;

/// Everything that can happen to the DHCP client.
public sealed interface DhcpInput {
    /// A session needs an address.
    record Ask(AddressQuestion question) implements DhcpInput {}

    /// A session ended, or needs its address no more; it may not have one yet.
    record Release(String session) implements DhcpInput {}

    /// A datagram came in on our relay port.
    record Received(InetSocketAddress from, Bytes octets) implements DhcpInput {}

    /// The deadline that the client asked for has come.
    record TimeAdvanced() implements DhcpInput {}
}
