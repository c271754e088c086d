package gatehouse.session;

import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.util.List;

/// Which session is meant: every criterion must agree.
public record SessionQuery(List<Criterion> criteria) {
    public SessionQuery {
        criteria = List.copyOf(criteria);
        if (criteria.isEmpty()) throw new IllegalArgumentException("a query needs a criterion");
    }

    /// One thing that a session must be.
    public sealed interface Criterion {
        /// The RADIUS attribute that asked for it, for messages.
        String attribute();

        /// What was asked for, for messages.
        String asked();

        boolean matches(Session session);
    }

    public record ById(SessionId id) implements Criterion {
        @Override
        public String attribute() {
            return "Acct-Session-Id";
        }

        @Override
        public String asked() {
            return id.text();
        }

        @Override
        public boolean matches(Session session) {
            return session.id().equals(id);
        }
    }

    public record ByAuditSessionId(String auditSessionId) implements Criterion {
        @Override
        public String attribute() {
            return "audit-session-id";
        }

        @Override
        public String asked() {
            return auditSessionId;
        }

        @Override
        public boolean matches(Session session) {
            return session.auditSessionId().equalsIgnoreCase(auditSessionId);
        }
    }

    public record ByUser(String user) implements Criterion {
        @Override
        public String attribute() {
            return "User-Name";
        }

        @Override
        public String asked() {
            return user;
        }

        @Override
        public boolean matches(Session session) {
            return session.user().equals(user);
        }
    }

    /// An inner address, from Framed-IP-Address or Framed-IPv6-Address.
    public record ByInnerAddress(String attribute, InetAddress address) implements Criterion {
        @Override
        public String asked() {
            return Addresses.text(address);
        }

        @Override
        public boolean matches(Session session) {
            return session.addresses().contains(address);
        }
    }

    /// The outer address of the client, as Calling-Station-Id names it.
    public record ByPeerAddress(InetAddress address) implements Criterion {
        @Override
        public String attribute() {
            return "Calling-Station-Id";
        }

        @Override
        public String asked() {
            return Addresses.text(address);
        }

        @Override
        public boolean matches(Session session) {
            return session.path().remote().getAddress().equals(address);
        }
    }
}
