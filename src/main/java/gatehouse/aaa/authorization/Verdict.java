package gatehouse.aaa.authorization;

import gatehouse.session.Attempt.Trouble;
import gatehouse.aaa.Authorization;

/// What becomes of all that was granted.
public sealed interface Verdict extends AuthorizationRun.Next {
    /// This holds.
    record Done(Authorization authorization) implements Verdict {}

    /// Nobody gets anything, or nothing is changed: the reason names the value, the place and the remedy.
    ///
    /// @param trouble what helps against it, if a login fails of it
    record Refused(Trouble trouble, String reason) implements Verdict {
        /// Something was granted that cannot be, or nobody knows whom it is about.
        public Refused(String reason) {
            this(Trouble.AUTHORIZATION, reason);
        }
    }
}
