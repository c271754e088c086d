/// The vocabulary of the IKE engine: what goes in ([gatehouse.ike.Input]), what comes out ([gatehouse.ike.Effect]), and how
/// it says no ([gatehouse.ike.RefusedException]).
///
/// The engine itself is [gatehouse.ike.engine.IkeEngine]; start reading there, at `handle`.
package gatehouse.ike;
