package gatehouse.aaa.authorization;

import gatehouse.aaa.Authorization;

/// What becomes of all that was granted.
public sealed interface Verdict extends AuthorizationRun.Next {
    /// This holds.
    record Done(Authorization authorization) implements Verdict {}

    /// Nobody gets anything, or nothing is changed: the reason names the value, the place and the remedy.
    record Refused(String reason) implements Verdict {}
}
