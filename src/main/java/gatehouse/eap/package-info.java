/// EAP packets as octets and as values (RFC 3748). What the methods say to each other stays unread, except for the few
/// contents that a gateway needs: an identity, and what a Nak asks for.
///
/// Start with [gatehouse.eap.EapPacket].
package gatehouse.eap;
