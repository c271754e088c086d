/// The embedded AAA server: RADIUS over loopback for demonstrations, tests and small sites. Users come from a file, EAP runs
/// here (MSCHAPv2, GTC, MD5), accounting goes to a log. It is no substitute for a real AAA server: it knows no groups of
/// users, no tokens, no directory, and the passwords stand in the file.
///
/// Start with [gatehouse.radius.server.AaaServer].
package gatehouse.radius.server;
