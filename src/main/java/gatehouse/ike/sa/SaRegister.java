package gatehouse.ike.sa;

import gatehouse.aaa.Ticket;
import gatehouse.session.SessionId;
import java.util.Optional;

/// Where the IKE SAs of an engine are entered, under every name by which something may look for one. The engine's table
/// implements it.
public interface SaRegister {
    /// An SPI that no SA of this engine has, with the engine's shard in its low octet.
    long newSpi();

    /// A client begins to log in by this one.
    void begin(IkeSa sa, Step step);

    /// This one takes the place of another.
    void enter(IkeSa sa);

    /// How many other logins of this profile are under way; `sa` is one more from now on.
    int logsInBy(IkeSa sa, String profile);

    /// Rekeys that we have begun and that are not answered.
    int rekeying();

    /// Takes notice of new deadlines of an SA that is not the one being served.
    void settle(IkeSa sa);

    /// From now on the SA may go: it is removed when the engine is done with it.
    void remove(IkeSa sa);

    /// The SA with this SPI of ours.
    Optional<IkeSa> find(long spi);

    /// A ticket under which `sa` awaits an answer.
    Ticket newTicket(IkeSa sa);

    void forget(Ticket ticket);

    /// `sa` carries this session now.
    void carries(IkeSa sa, SessionId session);

    void sessionEnded(SessionId session);

    /// `sa` has this pair of ESP SAs now.
    void childOf(IkeSa sa, int inboundSpi);

    void childEnded(int inboundSpi);
}
