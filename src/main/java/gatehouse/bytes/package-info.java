/// Octets as values. Everything that came from a wire or goes to one is [gatehouse.bytes.Bytes] outside a codec or a
/// cipher; everything that must stay secret is [gatehouse.bytes.Secret].
///
/// Start with [gatehouse.bytes.ByteReader]: every read names its field, so that a
/// [gatehouse.bytes.MalformedException] says which octets were missing.
package gatehouse.bytes;
