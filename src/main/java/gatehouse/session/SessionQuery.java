package gatehouse.session;

import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.util.List;

/// Which session is meant: every criterion must agree.
public record SessionQuery(List<Criterion> criteria) {
    public SessionQuery {
        criteria = List.copyOf(criteria);
        if (criteria.stream().noneMatch(Criterion::isIndexed)) {
            throw new IllegalArgumentException("a query needs a criterion that sessions are found by");
        }
    }

    /// One thing that a session must be.
    public sealed interface Criterion {
        /// The RADIUS attribute that asked for it, for messages.
        String attribute();

        /// What was asked for, for messages.
        String asked();

        boolean matches(Session session);

        /// Whether sessions are found by it; others only tell those that were found apart.
        default boolean isIndexed() {
            return true;
        }
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

    /// Sessions of one login, as Acct-Multi-Session-Id names it.
    public record ByMultiSessionId(String multiSessionId) implements Criterion {
        @Override
        public String attribute() {
            return "Acct-Multi-Session-Id";
        }

        @Override
        public String asked() {
            return multiSessionId;
        }

        @Override
        public boolean matches(Session session) {
            return session.multiSessionId().equalsIgnoreCase(multiSessionId);
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

    /// A Class that AAA gave.
    public record ByClass(Bytes value) implements Criterion {
        @Override
        public String attribute() {
            return "Class";
        }

        @Override
        public String asked() {
            return value.toString();
        }

        @Override
        public boolean matches(Session session) {
            return session.inForce().classes().contains(value);
        }
    }

    /// Who pays (RFC 4372).
    public record ByChargeableIdentity(Bytes value) implements Criterion {
        @Override
        public String attribute() {
            return "Chargeable-User-Identity";
        }

        @Override
        public String asked() {
            return value.toString();
        }

        @Override
        public boolean matches(Session session) {
            return session.inForce().chargeableIdentities().contains(value);
        }
    }

    /// The connection that it came in by, which is NAS-Port-Id to RADIUS. All of them are too many to mean.
    public record ByConnection(String connection) implements Criterion {
        @Override
        public String attribute() {
            return "NAS-Port-Id";
        }

        @Override
        public String asked() {
            return connection;
        }

        @Override
        public boolean matches(Session session) {
            return session.connection().equals(connection);
        }

        @Override
        public boolean isIndexed() {
            return false;
        }
    }
}
