package gatehouse.admin;

import java.util.List;

/// What the running gateway answers.
public sealed interface AdminReply {
    /// Sessions, oldest first.
    record Sessions(List<SessionRow> sessions) implements AdminReply {
        public Sessions {
            sessions = List.copyOf(sessions);
        }
    }

    /// What became of each session that was to end.
    record Disconnected(List<Ended> sessions) implements AdminReply {
        public Disconnected {
            sessions = List.copyOf(sessions);
        }
    }

    /// One session that was to end.
    ///
    /// @param why why it did not; empty if it did
    record Ended(String id, String user, boolean ended, String why) {}

    /// Pools of addresses, in the order of the configuration.
    record Pools(List<PoolRow> pools) implements AdminReply {
        public Pools {
            pools = List.copyOf(pools);
        }
    }

    /// What a DHCP server granted.
    ///
    /// @param server   who granted it
    /// @param address  `10.174.0.10/24`
    /// @param lifetime in seconds
    record DhcpLeased(
            String server,
            String address,
            List<String> dns,
            List<String> nbns,
            String domain,
            List<String> search,
            List<String> routes,
            long lifetime) implements AdminReply {
        public DhcpLeased {
            dns = List.copyOf(dns);
            nbns = List.copyOf(nbns);
            search = List.copyOf(search);
            routes = List.copyOf(routes);
        }
    }

    /// What runs here.
    ///
    /// @param ike          endpoints, `192.0.2.1:500`
    /// @param natTraversal endpoints
    /// @param serving      whether it takes logins
    record Status(
            String version,
            String name,
            String started,
            List<String> ike,
            List<String> natTraversal,
            int sessions,
            boolean serving,
            List<String> problems) implements AdminReply {
        public Status {
            ike = List.copyOf(ike);
            natTraversal = List.copyOf(natTraversal);
            problems = List.copyOf(problems);
        }
    }

    /// Every counter.
    record Statistics(List<MetricFamily> metrics) implements AdminReply {
        public Statistics {
            metrics = List.copyOf(metrics);
        }
    }

    /// It was not done.
    record Failed(String reason) implements AdminReply {}
}
