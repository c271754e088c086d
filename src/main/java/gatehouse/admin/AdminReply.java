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

    /// Who waits for an answer of AAA, longest first.
    record Pending(List<PendingRow> logins) implements AdminReply {
        public Pending {
            logins = List.copyOf(logins);
        }
    }

    /// How the RADIUS servers fare, in the order of the configuration.
    record RadiusServers(List<RadiusServerRow> servers) implements AdminReply {
        public RadiusServers {
            servers = List.copyOf(servers);
        }
    }

    /// What came of asking.
    ///
    /// @param outcome in a few words
    record RadiusTested(boolean succeeded, String outcome, List<Round> rounds) implements AdminReply {
        public RadiusTested {
            rounds = List.copyOf(rounds);
        }

        /// One answer of a server.
        ///
        /// @param attempt    how often it was asked
        /// @param attributes of the answer, one line for each, without secrets
        public record Round(
                String server, String answer, long milliseconds, int attempt, List<String> attributes) {
            public Round {
                attributes = List.copyOf(attributes);
            }
        }
    }

    /// Packets, oldest first.
    ///
    /// @param trace to ask for the next ones
    /// @param lost  how many more there were, for which there was no room
    record RadiusTraced(String trace, List<Packet> packets, long lost) implements AdminReply {
        public RadiusTraced {
            packets = List.copyOf(packets);
        }

        /// One packet, or what became of a request without one.
        ///
        /// @param what  `Access-Request to radius-1, attempt 2`
        /// @param lines attributes, one for each, without secrets
        public record Packet(String at, String what, List<String> lines) {
            public Packet {
                lines = List.copyOf(lines);
            }
        }
    }

    /// How far a drain is.
    ///
    /// @param before       sessions when it began
    /// @param redirected   clients that were told where to go
    /// @param disconnected sessions that were ended
    record Draining(
            boolean underWay, List<String> to, int before, int left, int redirected, int disconnected,
            long secondsLeft) implements AdminReply {
        public Draining {
            to = List.copyOf(to);
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

    /// What a session may do, and why.
    record Explained(String session, String user, String profile, Explanation explanation) implements AdminReply {}

    /// The virtual-access interface of a session.
    record DerivedConfig(String session, List<String> lines) implements AdminReply {
        public DerivedConfig {
            lines = List.copyOf(lines);
        }
    }

    /// What somebody would get.
    ///
    /// @param method        how he would prove who he is
    /// @param questions     that were asked
    /// @param refusal       why he would be refused; empty if he would not
    /// @param derivedConfig the virtual-access interface that he would get
    record Authorized(
            String profile,
            String method,
            List<Question> questions,
            String refusal,
            Explanation explanation,
            List<String> derivedConfig) implements AdminReply {
        public Authorized {
            questions = List.copyOf(questions);
            derivedConfig = List.copyOf(derivedConfig);
        }

        /// A question and what was answered.
        ///
        /// @param about  `group 'staff'`
        /// @param server who answered; empty if nobody did
        /// @param answer in a few words
        public record Question(String about, String list, String server, long milliseconds, String answer) {}
    }

    /// Attempts to log in, oldest first.
    record Attempts(List<AttemptRow> attempts) implements AdminReply {
        public Attempts {
            attempts = List.copyOf(attempts);
        }
    }

    /// What is kept of AAA's answers, and how much that spares AAA.
    ///
    /// @param coalesced questions that waited for an answer that was on its way
    /// @param hitRatio  the part of all questions that AAA did not hear
    record Cache(
            List<Kept> answers,
            long hits,
            long misses,
            long coalesced,
            double hitRatio,
            long meanMilliseconds) implements AdminReply {
        public Cache {
            answers = List.copyOf(answers);
        }

        /// One answer.
        ///
        /// @param topic `group`, `user`, `access-list`
        public record Kept(
                String list, String topic, String name, String answer, long ageSeconds, long secondsLeft, long hits) {}
    }

    /// The certificates that the gateway runs with.
    record Certificates(List<CertificateRow> certificates) implements AdminReply {
        public Certificates {
            certificates = List.copyOf(certificates);
        }
    }

    /// How many answers were forgotten.
    record CacheCleared(int answers) implements AdminReply {}

    /// The configuration was read anew and is in force.
    ///
    /// @param changed        what changed
    /// @param needsRestart   keys that differ and stay as they were
    /// @param warnings       what is unwise in it
    /// @param answersDropped how many answers of AAA are kept no longer
    record Reloaded(
            List<String> changed, List<String> needsRestart, List<String> warnings,
            int answersDropped) implements AdminReply {
        public Reloaded {
            changed = List.copyOf(changed);
            needsRestart = List.copyOf(needsRestart);
            warnings = List.copyOf(warnings);
        }
    }

    /// It was not done.
    record Failed(String reason) implements AdminReply {}
}
