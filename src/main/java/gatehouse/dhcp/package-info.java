/// Addresses from DHCPv4 servers (RFC 2131) for clients that never speak DHCP themselves: client and relay agent in one.
/// Every message goes by unicast to the servers and names us in `giaddr`, so answers come to our relay port, renewals too.
///
/// Start with [gatehouse.dhcp.DhcpClient], an engine like the others: no socket, no clock, no thread.
/// [gatehouse.dhcp.DhcpPacket] and [gatehouse.dhcp.DhcpOptions] are the format (RFC 2131, 2132, 3396, 3397, 3442);
/// [gatehouse.dhcp.LeaseReader] says what an answer grants.
package gatehouse.dhcp;
