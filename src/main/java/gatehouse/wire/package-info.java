/// IKEv2 messages as octets and as values (RFC 7296 section 3; RFC 7383 and 7427 formats). No keys and no state: whatever
/// arrives becomes a value or a [gatehouse.bytes.MalformedException], nothing else.
///
/// Start with [gatehouse.wire.MessageReader] and [gatehouse.wire.Payload]. Each payload is one record whose reading and
/// writing stand side by side; numbers of open registries are value types, so that what is not known here survives too.
/// [gatehouse.wire.PayloadRules] says which payloads an exchange must and may have. Reading copies nothing: what is read
/// shares the octets of the datagram.
package gatehouse.wire;
