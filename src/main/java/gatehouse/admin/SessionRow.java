package gatehouse.admin;

import gatehouse.net.Addresses;
import gatehouse.session.Session;
import java.time.Instant;
import java.util.List;

/// A session as the command line and other programs read it; the names of the fields are a promise to them.
///
/// @param ends empty if nothing limits it
public record SessionRow(
        String id,
        String auditSessionId,
        String connection,
        String user,
        String ikeIdentity,
        String eapIdentity,
        String peer,
        String local,
        List<String> addresses,
        List<String> filterIds,
        List<String> avPairs,
        String started,
        String ends,
        String algorithms) {
    public SessionRow {
        addresses = List.copyOf(addresses);
        filterIds = List.copyOf(filterIds);
        avPairs = List.copyOf(avPairs);
    }

    static SessionRow of(Session session) {
        return new SessionRow(
                session.id().text(),
                session.auditSessionId(),
                session.connection(),
                session.user(),
                session.ikeIdentity(),
                session.eapIdentity(),
                Addresses.text(session.path().remote()),
                Addresses.text(session.path().local()),
                session.addresses().stream().map(Addresses::text).toList(),
                session.filterIds(),
                session.avPairs(),
                session.startedAt().toString(),
                session.endsAt().equals(Instant.MAX) ? "" : session.endsAt().toString(),
                session.algorithms());
    }
}
