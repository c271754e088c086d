/// Pseudorandom functions, ciphers, key exchange, signatures and the key schedule of IKEv2 (RFC 7296, sections 2.13 to
/// 2.18; RFC 5282, 7634, 7427, 8031, 5903).
///
/// [gatehouse.crypto.Algorithms] is the only table of algorithms and belongs to one thread, as everything it hands out
/// does; [gatehouse.crypto.Providers] chooses who computes them and is shared.
package gatehouse.crypto;
