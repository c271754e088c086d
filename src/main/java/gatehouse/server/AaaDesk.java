package gatehouse.server;

import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.Ticket;
import gatehouse.net.Usage;
import gatehouse.session.SessionId;

/// Where an engine's questions and reports to AAA go. Belongs to the thread of its shard; an answer comes back as an
/// input of the engine.
interface AaaDesk {
    /// @param fresh whether an answer that was kept will not do
    void ask(Ticket ticket, AccessQuestion question, boolean fresh);

    /// Nobody waits for this answer any more.
    void forget(Ticket ticket);

    void account(AccountingEvent event);

    /// What a session has carried so far.
    void counted(SessionId session, Usage usage);
}
