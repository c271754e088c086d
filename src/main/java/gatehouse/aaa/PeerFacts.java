package gatehouse.aaa;

import gatehouse.net.Path;
import gatehouse.session.SessionId;

/// What AAA is told about the client besides its credentials.
///
/// @param session        the Acct-Session-Id that the session will have if it comes to be
/// @param auditSessionId Cisco's `audit-session-id`
/// @param connection     the connection policy it came in by
/// @param path           our address, which it called, and its own
/// @param ikeIdentity    IDi as text
public record PeerFacts(SessionId session, String auditSessionId, String connection, Path path, String ikeIdentity) {}
