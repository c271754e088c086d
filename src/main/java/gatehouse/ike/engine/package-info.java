/// The engine: what comes in is judged at the door, finds its SA, is served by an exchange, and leaves as effects. No
/// socket, no clock, no thread.
///
/// Start with [gatehouse.ike.engine.IkeEngine#handle].
package gatehouse.ike.engine;
