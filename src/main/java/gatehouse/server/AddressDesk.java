package gatehouse.server;

import gatehouse.aaa.Ticket;
import gatehouse.address.AddressQuestion;

/// What the IKE engine of one shard has to say to whoever leases addresses and answers later.
interface AddressDesk {
    /// Asks; the answer comes with the ticket.
    void ask(Ticket ticket, AddressQuestion question);

    /// A session ended, or its login was given up: it needs no address any more. To say so for one that never asked does
    /// nothing.
    void release(String session);
}
