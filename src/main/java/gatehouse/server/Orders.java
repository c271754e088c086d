package gatehouse.server;

import gatehouse.session.SessionCommand;

/// Takes a command to the shard that owns the session. Nobody waits for the outcome.
interface Orders {
    void order(SessionCommand command);
}
