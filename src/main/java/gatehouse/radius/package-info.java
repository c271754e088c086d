/// RADIUS packets as octets and as values (RFC 2865, 2866, 3579, 5176): attributes, authenticators, hidden attributes.
///
/// Start with [gatehouse.radius.RadiusPacket]; what attributes mean is in [gatehouse.radius.Attributes].
package gatehouse.radius;
