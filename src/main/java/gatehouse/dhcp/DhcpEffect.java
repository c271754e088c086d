package gatehouse.dhcp;

import gatehouse.address.AddressAnswer;
import gatehouse.bytes.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Everything that the DHCP client wants done.
public sealed interface DhcpEffect {
    /// @param giaddr from the relay port of this address of ours
    record Send(InetAddress giaddr, InetSocketAddress to, Bytes octets) implements DhcpEffect {}

    /// What came of a question; none comes after a release.
    record Answered(String session, AddressAnswer answer) implements DhcpEffect {}

    /// A session may not use its address any more, and has to end. It still has to be released.
    record Lost(String session, String reason) implements DhcpEffect {}
}
