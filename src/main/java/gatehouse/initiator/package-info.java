/// An IKEv2 initiator with EAP (RFC 7296): what `gatehouse client` runs, and the other end of conversation tests. It shares
/// the codec and the algorithms with the responder and nothing else, so that a mistake there is not made here too.
///
/// Start with [gatehouse.initiator.Initiator#handle]. From there it goes to `InitExchange`, `AuthExchange` and
/// `Rekeying`, one for each kind of exchange; `Talk` is what they send and tell with, `ClientSa` and `SkCodec` are the
/// keys and what is done with them.
package gatehouse.initiator;
