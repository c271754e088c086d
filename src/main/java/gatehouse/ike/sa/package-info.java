/// What an IKE SA is: its phase and what exists in that phase, its keys and windows, its timers, its children and the
/// session that it carries. No exchange is decided here; `ike.exchange` and `ike.request` act on these.
///
/// Start with [gatehouse.ike.sa.IkeSa] and [gatehouse.ike.sa.Phase].
package gatehouse.ike.sa;
