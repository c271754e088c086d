package gatehouse.session;

import gatehouse.bytes.Bytes;
import gatehouse.net.Path;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;

/// A login that succeeded, as others may know it. It is a value: the engine that owns the session publishes a new one
/// when something changes.
///
/// @param id             the Acct-Session-Id
/// @param auditSessionId Cisco's `audit-session-id`: 24 hexadecimal digits
/// @param multiSessionId the Acct-Multi-Session-Id: the same for all sessions of one login
/// @param connection     the name of the connection policy it came in by
/// @param user           who RADIUS says it is: User-Name of the Access-Accept, else the name that was asked with
/// @param ikeIdentity    what the client called itself in IDi
/// @param eapIdentity    what it called itself in EAP; the IKE identity where it was not asked, empty where EAP did not run
/// @param path           between which addresses it talks IKE now
/// @param addresses      inner addresses it was given; none where it has its own
/// @param networks       what lies behind it
/// @param inForce        what AAA gave it
/// @param startedAt      when it was authorized
/// @param endsAt         when its Session-Timeout ends it; [Instant#MAX] if never
/// @param algorithms     the IKE and ESP suites in use, for display
/// @param software       what the client is, as it says
/// @param ownerSpi       our SPI of its IKE SA, which names the shard that owns it
public record Session(
        SessionId id,
        String auditSessionId,
        String multiSessionId,
        String connection,
        String user,
        String ikeIdentity,
        String eapIdentity,
        Path path,
        List<InetAddress> addresses,
        List<NetworkBehind> networks,
        InForce inForce,
        Instant startedAt,
        Instant endsAt,
        String algorithms,
        Software software,
        long ownerSpi) {
    public Session {
        addresses = List.copyOf(addresses);
        networks = List.copyOf(networks);
    }

    /// With nothing behind it, of unknown software, and the first of its login.
    public Session(
            SessionId id,
            String auditSessionId,
            String connection,
            String user,
            String ikeIdentity,
            String eapIdentity,
            Path path,
            List<InetAddress> addresses,
            InForce inForce,
            Instant startedAt,
            Instant endsAt,
            String algorithms,
            long ownerSpi) {
        this(id, auditSessionId, auditSessionId, connection, user, ikeIdentity, eapIdentity, path, addresses, List.of(),
                inForce,
                startedAt, endsAt, algorithms, Software.UNKNOWN, ownerSpi);
    }

    /// What a client is by its own account, which proves nothing.
    ///
    /// @param client    for people, such as `Windows`; empty where nothing tells
    /// @param vendorIds by name, or in hexadecimal
    public record Software(String client, List<String> vendorIds) {
        public static final Software UNKNOWN = new Software("", List.of());

        public Software {
            vendorIds = List.copyOf(vendorIds);
        }
    }

    /// What AAA gave a session, by its names.
    ///
    /// @param groups           groups that the person belongs to
    /// @param securityGroupTag in Cisco's spelling, `000a-00`; empty if it has none
    /// @param accessLists      named and downloaded lists, `staff.in`
    /// @param accessEntries    entries of the session's own, beside those lists
    /// @param qosPolicies      `gold.out`
    /// @param classes          values of Class
    /// @param chargeableIdentities at most one Chargeable-User-Identity
    public record InForce(
            List<String> groups,
            String securityGroupTag,
            List<String> accessLists,
            int accessEntries,
            List<String> qosPolicies,
            List<Bytes> classes,
            List<Bytes> chargeableIdentities) {
        public static final InForce NOTHING = new InForce(List.of(), "", List.of(), 0, List.of());

        /// Without what RADIUS gave to be repeated.
        public InForce(
                List<String> groups,
                String securityGroupTag,
                List<String> accessLists,
                int accessEntries,
                List<String> qosPolicies) {
            this(groups, securityGroupTag, accessLists, accessEntries, qosPolicies, List.of(), List.of());
        }

        public InForce {
            groups = List.copyOf(groups);
            accessLists = List.copyOf(accessLists);
            qosPolicies = List.copyOf(qosPolicies);
            classes = List.copyOf(classes);
            chargeableIdentities = List.copyOf(chargeableIdentities);
        }
    }

    /// Something about it changed.
    public Session with(Path newPath, InForce nowInForce, Instant nowEndsAt, long nowOwnerSpi) {
        return new Session(
                id, auditSessionId, multiSessionId, connection, user, ikeIdentity, eapIdentity, newPath, addresses,
                networks,
                nowInForce,
                startedAt, nowEndsAt, algorithms, software, nowOwnerSpi);
    }

    /// Other algorithms protect it now.
    public Session with(String nowAlgorithms) {
        return new Session(
                id, auditSessionId, multiSessionId, connection, user, ikeIdentity, eapIdentity, path, addresses,
                networks, inForce,
                startedAt, endsAt, nowAlgorithms, software, ownerSpi);
    }

    /// Other networks lie behind it now.
    public Session with(List<NetworkBehind> nowNetworks) {
        return new Session(
                id, auditSessionId, multiSessionId, connection, user, ikeIdentity, eapIdentity, path, addresses,
                nowNetworks, inForce,
                startedAt, endsAt, algorithms, software, ownerSpi);
    }
}
