package gatehouse.server;

import gatehouse.aaa.Ticket;
import gatehouse.pki.PkiQuestion;
import gatehouse.pki.VerifiedPath;
import gatehouse.session.SessionId;

/// Who finds out about certificates, as one shard sees it. Nothing here waits.
interface PkiPort {
    /// The answer comes to the shard as an input.
    void ask(Ticket ticket, PkiQuestion question);

    /// From now on this session lives by these certificates.
    void vouched(SessionId session, VerifiedPath path);

    /// It is over.
    void ended(SessionId session);
}
