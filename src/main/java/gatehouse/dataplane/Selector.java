package gatehouse.dataplane;

import gatehouse.net.AddressRange;

/// Which packets an SA may carry on one side (RFC 7296, section 3.13.1).
///
/// @param protocol  IP protocol number; 0 for any
/// @param startPort first port, or for ICMP type and code
/// @param endPort   last port
public record Selector(int protocol, int startPort, int endPort, AddressRange range) {}
