package gatehouse.aaa;

import gatehouse.bytes.Bytes;
import gatehouse.net.Usage;
import gatehouse.session.Session;
import gatehouse.session.TerminateCause;
import java.time.Instant;
import java.util.List;

/// Something that accounting must hear of (RFC 2866). Whoever delivers it keeps the order per session.
public sealed interface AccountingEvent {
    /// The servers to tell, by the name of their group.
    String serverGroup();

    /// When it happened, which is not when it is told.
    Instant at();

    /// What concerns one session.
    sealed interface OfSession extends AccountingEvent {
        Session session();

        /// Class attributes of the Access-Accept, in order.
        List<Bytes> classes();

        Usage usage();
    }

    /// A session began.
    ///
    /// @param required whether it waits for a server to have this
    record Start(
            String serverGroup,
            Instant at,
            Session session,
            List<Bytes> classes,
            boolean required) implements OfSession {
        public Start(String serverGroup, Instant at, Session session, List<Bytes> classes) {
            this(serverGroup, at, session, classes, false);
        }

        public Start {
            classes = List.copyOf(classes);
        }

        @Override
        public Usage usage() {
            return Usage.NONE;
        }
    }

    /// It goes on.
    record Interim(String serverGroup, Instant at, Session session, List<Bytes> classes,
            Usage usage) implements OfSession {
        public Interim {
            classes = List.copyOf(classes);
        }
    }

    /// It ended; nothing follows.
    record Stop(
            String serverGroup,
            Instant at,
            Session session,
            List<Bytes> classes,
            Usage usage,
            TerminateCause cause,
            String reason) implements OfSession {
        public Stop {
            classes = List.copyOf(classes);
        }
    }

    /// The gateway came up: whatever it had open before is gone (Accounting-On).
    record GatewayUp(String serverGroup, Instant at) implements AccountingEvent {}

    /// The gateway goes down (Accounting-Off).
    record GatewayDown(String serverGroup, Instant at) implements AccountingEvent {}
}
