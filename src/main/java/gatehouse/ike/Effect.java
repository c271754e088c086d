package gatehouse.ike;

import gatehouse.pki.PkiQuestion;
import gatehouse.pki.VerifiedPath;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.Ticket;
import gatehouse.address.AddressQuestion;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.net.Usage;
import gatehouse.session.Attempt;
import gatehouse.session.CommandId;
import gatehouse.session.Session;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;

/// Everything that the engine wants done. The engine does none of it itself.
public sealed interface Effect {
    /// An IKE message to a peer, without the non-ESP marker.
    record Send(Datagram datagram) implements Effect {}

    /// A question for AAA; the answer comes back as an input with the same ticket.
    ///
    /// @param fresh whether an answer that was kept will not do
    record Ask(Ticket ticket, AccessQuestion question, boolean fresh) implements Effect {}

    /// Nobody waits for the answer to this question any more.
    record Forget(Ticket ticket) implements Effect {}

    /// A question for who leases addresses and answers later; the answer comes back as an input with the same ticket.
    record AskAddress(Ticket ticket, AddressQuestion question) implements Effect {}

    /// A question about certificates for who fetches things and answers later; the answer comes back as an input with the same
    /// ticket.
    record AskPki(Ticket ticket, PkiQuestion question) implements Effect {}

    /// This session's client came in by these certificates. Should one be revoked, it must go.
    record Vouched(SessionId session, VerifiedPath path) implements Effect {}

    /// What this session leased of them is not needed any more, or was never taken.
    record GiveBackAddress(SessionId session) implements Effect {}

    /// How a command ended.
    record Done(CommandId id, SessionCommand.Outcome outcome) implements Effect {}

    /// Something that accounting must hear of.
    record Account(AccountingEvent event) implements Effect {}

    /// What a session has carried so far, for the case that a crash takes its stop away.
    record Counted(SessionId session, Usage usage) implements Effect {}

    /// A session came to be.
    record Opened(Session session) implements Effect {}

    /// A session changed.
    record Changed(Session session, String what) implements Effect {}

    /// The client of a session is elsewhere.
    record Moved(Session session, Path before, By by) implements Effect {
        /// How we know.
        public enum By {
            /// It said so.
            MOBIKE,
            /// An IKE message came from there.
            IKE,
            /// An ESP packet came from there.
            ESP
        }
    }

    /// The client of a session wanted to move where it may not, and stays where it was.
    record MoveRefused(Session session, Path path) implements Effect {}

    /// A session ended.
    record Closed(Session session, TerminateCause cause, String reason) implements Effect {}

    /// Something is wanted of a session that may live in another engine. Nobody waits for the outcome.
    record Order(SessionCommand command) implements Effect {}

    /// A mistake of ours cost this SA its life.
    record Stumbled(String sa, RuntimeException cause) implements Effect {}

    /// Somebody speaks another version of IKE, and was told that we do not.
    record OtherVersion(Path path, int majorVersion) implements Effect {}

    /// A login did not succeed. `identity` is what the client called itself, empty if it did not come that far.
    record LoginFailed(Path path, String identity, String reason) implements Effect {}

    /// An attempt to log in is over, well or not: everything about it, for whoever has to say why.
    record Attempted(Attempt attempt) implements Effect {}
}
