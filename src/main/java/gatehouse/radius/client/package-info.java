/// RADIUS requests, from question to answer: identifiers, retransmission, the choice of a server and its health (RFC 2865,
/// RFC 5080). An engine without sockets.
///
/// Start with [gatehouse.radius.client.RadiusClient#handle].
package gatehouse.radius.client;
