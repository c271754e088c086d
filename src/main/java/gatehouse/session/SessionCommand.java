package gatehouse.session;

/// What ends a live session: an operator, a RADIUS server, another session. What changes one is `aaa.AuthorizationChange`.
public sealed interface SessionCommand {
    /// The session to act on.
    SessionId session();

    /// Ends the session: its SAs are deleted here, the client is told, accounting stops with `cause`.
    record Disconnect(SessionId session, TerminateCause cause, String reason) implements SessionCommand {}

    /// Ends the session without a word to the client, which has another one in its place.
    record Supersede(SessionId session, TerminateCause cause, String reason) implements SessionCommand {}

    /// Sends the client to another gateway; it takes leave by itself.
    ///
    /// @param gateway its name or address
    record Redirect(SessionId session, String gateway) implements SessionCommand {}

    /// How a command ended.
    sealed interface Outcome {
        /// It is done: truly, here, now.
        record Done() implements Outcome {}

        /// No such session lives any more.
        record NotFound() implements Outcome {}

        /// It was understood and not done, and nothing changed.
        record Refused(Kind kind, String reason) implements Outcome {
            /// Whose fault it is.
            public enum Kind {
                /// Something was asked for that does not exist or cannot be.
                INVALID_VALUE,
                /// Not with this session, or not now.
                NOT_POSSIBLE,
                /// Another change of the session is under way.
                BUSY,
                /// Ours.
                INTERNAL
            }

            public static Refused invalidValue(String reason) {
                return new Refused(Kind.INVALID_VALUE, reason);
            }

            public static Refused notPossible(String reason) {
                return new Refused(Kind.NOT_POSSIBLE, reason);
            }

            public static Refused busy(String reason) {
                return new Refused(Kind.BUSY, reason);
            }

            public static Refused internal(String reason) {
                return new Refused(Kind.INTERNAL, reason);
            }
        }
    }
}
