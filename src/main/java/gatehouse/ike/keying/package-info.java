/// From what was agreed on to SAs in use, whoever asked for them: algorithms, key exchange, keys, a pair of ESP SAs installed,
/// an IKE SA in the place of another, and how long each of them lasts.
package gatehouse.ike.keying;
