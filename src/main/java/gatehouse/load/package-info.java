/// `gatehouse load`: many clients in one process, which log in at any IKEv2 gateway, stay, rekey, send, and say goodbye, and
/// what that took.
///
/// Start with [gatehouse.load.LoadRun], which has the sockets and the threads. On each thread there is a
/// [gatehouse.load.Crowd]: it has no socket and no clock and keeps [gatehouse.load.Figures], which
/// [gatehouse.load.LoadReport] makes readable.
package gatehouse.load;
