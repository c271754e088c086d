package gatehouse.admin;

import gatehouse.net.Addresses;
import gatehouse.session.NetworkBehind;
import gatehouse.session.Session;
import java.time.Instant;
import java.util.List;

/// A session as the command line and other programs read it; the names of the fields are a promise to them.
///
/// @param networks         behind the client: `192.168.7.0/24 distance 20 tag 77`
/// @param securityGroupTag `000a-00`; empty if it has none
/// @param accessEntries    how many entries of its own it has beside those lists
/// @param ends             empty if nothing limits it
/// @param client           what it is by its own account, such as `Windows`; empty where nothing tells
/// @param vendorIds        by name, unknown ones in hexadecimal
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
        List<String> networks,
        List<String> groups,
        String securityGroupTag,
        List<String> accessLists,
        int accessEntries,
        List<String> qosPolicies,
        String started,
        String ends,
        String algorithms,
        String client,
        List<String> vendorIds) {
    public SessionRow {
        addresses = List.copyOf(addresses);
        networks = List.copyOf(networks);
        groups = List.copyOf(groups);
        accessLists = List.copyOf(accessLists);
        qosPolicies = List.copyOf(qosPolicies);
        vendorIds = List.copyOf(vendorIds);
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
                session.networks().stream().map(NetworkBehind::toString).toList(),
                session.inForce().groups(),
                session.inForce().securityGroupTag(),
                session.inForce().accessLists(),
                session.inForce().accessEntries(),
                session.inForce().qosPolicies(),
                session.startedAt().toString(),
                session.endsAt().equals(Instant.MAX) ? "" : session.endsAt().toString(),
                session.algorithms(),
                session.software().client(),
                session.software().vendorIds());
    }
}
