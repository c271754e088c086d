/// What an operator may see and do while the gateway runs.
///
/// The running gateway shows itself as a [gatehouse.admin.GatewayView]; `server` implements it. Two doors lead to it:
/// the [gatehouse.admin.ControlSocket], a Unix domain socket that the command line talks to (one JSON object per line,
/// [gatehouse.admin.AdminRequest] in, [gatehouse.admin.AdminReply] out), and the [gatehouse.admin.HttpListener] on
/// loopback with `/metrics` and `/healthz`. Everything here is ordinary blocking code on virtual threads. JSON is known
/// to [gatehouse.admin.AdminJson] alone.
package gatehouse.admin;
