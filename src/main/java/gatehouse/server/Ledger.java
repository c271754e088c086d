package gatehouse.server;

import gatehouse.aaa.AccountingEvent;
import gatehouse.net.Usage;
import gatehouse.session.SessionId;

/// Takes what accounting must hear of. From any thread.
interface Ledger {
    void account(AccountingEvent event);

    /// What a session has carried so far, for the case that a crash takes its stop away.
    void counted(SessionId session, Usage usage);
}
