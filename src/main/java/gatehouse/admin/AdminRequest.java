package gatehouse.admin;

import java.util.List;

/// What the command line asks of the running gateway.
public sealed interface AdminRequest {
    /// Every session; those of one user alone unless `user` is empty.
    record ListSessions(String user) implements AdminRequest {}

    /// One session.
    record ShowSession(String session) implements AdminRequest {}

    /// Who waits for an answer of AAA; one user alone unless `user` is empty.
    record ListPending(String user) implements AdminRequest {}

    /// How the RADIUS servers fare.
    record ShowRadius() implements AdminRequest {}

    /// Asks a group of RADIUS servers about somebody, or how it is.
    ///
    /// @param server   of the group, the only one to ask; empty for whoever would be asked
    /// @param method   `pap`, `eap-mschapv2` or `status-server`
    /// @param password empty where nobody logs in
    record TestRadius(
            String group, String server, String method, String user, String password) implements AdminRequest {
        /// Without the password.
        @Override
        public String toString() {
            return "TestRadius[" + group + ", " + server + ", " + method + ", " + user + "]";
        }
    }

    /// Packets of one user, or one session, since this was asked last.
    ///
    /// @param trace   as the reply said; empty to begin
    /// @param user    by any of the names; empty for anybody's
    /// @param session its id; empty for any
    record TraceRadius(String trace, String user, String session) implements AdminRequest {}

    /// Lets nobody in any more, and sends everybody away.
    ///
    /// @param to other gateways; none for those of the configuration
    record Drain(List<String> to, long seconds) implements AdminRequest {
        public Drain {
            to = List.copyOf(to);
        }
    }

    /// How far that is.
    record ShowDrain() implements AdminRequest {}

    /// Newcomers are welcome again.
    record CancelDrain() implements AdminRequest {}

    /// Ends one session.
    record DisconnectSession(String session) implements AdminRequest {}

    /// Ends all sessions of a user.
    record DisconnectUser(String user) implements AdminRequest {}

    /// What a session may do, and why.
    record ExplainSession(String session) implements AdminRequest {}

    /// The virtual-access interface of a session.
    record ShowDerivedConfig(String session) implements AdminRequest {}

    /// What somebody would get who logged in now.
    ///
    /// @param profile     by name; empty for the one that fits the identity
    /// @param identity    in IKE
    /// @param eapIdentity in EAP; empty where EAP would not run
    /// @param peerAddress of the client; empty for anywhere
    /// @param attributes  the text of a file with answers to take for AAA's; empty for AAA's own
    /// @param file        its name, for complaints
    record Authorize(
            String profile, String identity, String eapIdentity, String peerAddress, String attributes,
            String file) implements AdminRequest {}

    /// The last attempts to log in.
    ///
    /// @param failed whether those that succeeded are left out
    /// @param user   whose, by any of the names; empty for everybody's
    /// @param most   how many, the newest of them
    record ListAttempts(boolean failed, String user, int most) implements AdminRequest {}

    /// What is kept of AAA's answers.
    ///
    /// @param list of this AAA list; empty for all
    /// @param name about this name; empty for all
    record ShowCache(String list, String name) implements AdminRequest {}

    /// Forgets it.
    record ClearCache(String list, String name) implements AdminRequest {}

    /// What runs here, since when, and how it fares.
    record ShowStatus() implements AdminRequest {}

    /// How full the pools of addresses are.
    record ListPools() implements AdminRequest {}

    /// The certificates that the gateway runs with.
    record ListCertificates() implements AdminRequest {}

    /// Asks the DHCP servers for an address as for a client of this identity, keeps it for a while and gives it back.
    record TestDhcp(String identity, int holdSeconds) implements AdminRequest {}

    /// Reads the configuration anew.
    record Reload() implements AdminRequest {}

    /// Every counter.
    record ShowStatistics() implements AdminRequest {}
}
