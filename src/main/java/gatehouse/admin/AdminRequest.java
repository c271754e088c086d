package gatehouse.admin;

/// What the command line asks of the running gateway.
public sealed interface AdminRequest {
    /// Every session; those of one user alone unless `user` is empty.
    record ListSessions(String user) implements AdminRequest {}

    /// One session.
    record ShowSession(String session) implements AdminRequest {}

    /// Ends one session.
    record DisconnectSession(String session) implements AdminRequest {}

    /// Ends all sessions of a user.
    record DisconnectUser(String user) implements AdminRequest {}

    /// What runs here, since when, and how it fares.
    record ShowStatus() implements AdminRequest {}

    /// How full the pools of addresses are.
    record ListPools() implements AdminRequest {}

    /// Asks the DHCP servers for an address as for a client of this identity, keeps it for a while and gives it back.
    record TestDhcp(String identity, int holdSeconds) implements AdminRequest {}

    /// Every counter.
    record ShowStatistics() implements AdminRequest {}
}
