package gatehouse.aaa.radius;

import gatehouse.net.Addresses;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.ErrorCause;
import gatehouse.session.Session;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionDirectory;
import gatehouse.session.SessionDirectory.Lookup;
import gatehouse.session.SessionId;
import gatehouse.session.SessionQuery;
import gatehouse.session.SessionQuery.Criterion;
import gatehouse.session.TerminateCause;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Verified requests for dynamic authorization to commands (RFC 5176, section 3), or to the reason why not. A request may
/// name a session by any of its names; all that it names must agree.
public final class ChangeTranslator {
    private static final String AUDIT_SESSION_ID = "audit-session-id=";
    // Present in requests and without effect on them.
    private static final Set<Integer> WITHOUT_EFFECT = Set.of(
            Attributes.EVENT_TIMESTAMP.type(),
            Attributes.MESSAGE_AUTHENTICATOR.type(),
            Attributes.PROXY_STATE.type(),
            Attributes.ACCT_TERMINATE_CAUSE.type(),
            Attributes.NAS_PORT.type(),
            Attributes.NAS_PORT_ID.type(),
            Attributes.NAS_PORT_TYPE.type(),
            Attributes.NAS_IDENTIFIER.type(),
            Attributes.CALLED_STATION_ID.type(),
            Attributes.REPLY_MESSAGE.type());

    private final NasIdentity nas;
    private final boolean severalAllowed;

    /// @param severalAllowed whether a request may mean several sessions; it is refused otherwise
    public ChangeTranslator(NasIdentity nas, boolean severalAllowed) {
        this.nas = nas;
        this.severalAllowed = severalAllowed;
    }

    /// What a request comes to.
    public sealed interface Change {
        /// Commands to carry out, at least one; the request is done when all are.
        record Act(List<SessionCommand> commands) implements Change {
            public Act {
                commands = List.copyOf(commands);
            }
        }

        record Refuse(ErrorCause cause, String reason) implements Change {}
    }

    /// @param client who sent it, for the log
    public Change translate(RadiusPacket request, String client, SessionDirectory directory) {
        Optional<Change.Refuse> foreign = foreignNas(request);
        if (foreign.isPresent()) return foreign.get();
        boolean disconnect = request.code().equals(RadiusCode.DISCONNECT_REQUEST);
        var criteria = new ArrayList<Criterion>(4);
        Optional<Change.Refuse> unfit = criteria(request, disconnect, criteria);
        if (unfit.isPresent()) return unfit.get();
        if (criteria.isEmpty()) {
            return new Change.Refuse(ErrorCause.MISSING_ATTRIBUTE, "no attribute names a session");
        }
        Optional<Long> timeout = request.first(Attributes.SESSION_TIMEOUT);
        if (!disconnect && timeout.isEmpty()) {
            return new Change.Refuse(ErrorCause.MISSING_ATTRIBUTE, "the request changes nothing");
        }
        return switch (directory.find(new SessionQuery(criteria))) {
            case Lookup.None(var attribute, var asked, var why) ->
                    new Change.Refuse(
                            ErrorCause.SESSION_CONTEXT_NOT_FOUND, attribute + " '" + asked + "' did not match: " + why);
            case Lookup.Found(var sessions) -> {
                if (sessions.size() > 1 && !severalAllowed) {
                    yield new Change.Refuse(
                            ErrorCause.MULTIPLE_SESSION_SELECTION_UNSUPPORTED,
                            sessions.size() + " sessions are meant");
                }
                yield new Change.Act(sessions.stream()
                        .map(Session::id)
                        .map(id -> disconnect ? disconnect(id, request, client) : changeTimeout(id, timeout.get()))
                        .toList());
            }
        };
    }

    private static SessionCommand disconnect(SessionId id, RadiusPacket request, String client) {
        // ISE says why in Acct-Terminate-Cause; who does not say means an operator.
        TerminateCause cause = request.first(Attributes.ACCT_TERMINATE_CAUSE)
                .flatMap(code -> List.of(TerminateCause.values()).stream()
                        .filter(known -> known.code() == code)
                        .findFirst())
                .orElse(TerminateCause.ADMIN_RESET);
        return new SessionCommand.Disconnect(id, cause, "Disconnect-Request from " + client);
    }

    private static SessionCommand changeTimeout(SessionId id, long seconds) {
        return new SessionCommand.ChangeTimeout(id, Duration.ofSeconds(seconds));
    }

    // RFC 5176, section 3: a request for another NAS is answered with error 403.
    private Optional<Change.Refuse> foreignNas(RadiusPacket request) {
        for (String identifier : request.all(Attributes.NAS_IDENTIFIER)) {
            if (!identifier.equals(nas.identifier())) return Optional.of(foreign("NAS-Identifier", identifier));
        }
        var addresses = new ArrayList<InetAddress>(request.all(Attributes.NAS_IP_ADDRESS));
        addresses.addAll(request.all(Attributes.NAS_IPV6_ADDRESS));
        for (InetAddress address : addresses) {
            boolean familyKnown = nas.addresses().stream()
                    .anyMatch(own -> own.getAddress().length == address.getAddress().length);
            if (familyKnown && !nas.addresses().contains(address)) {
                boolean ipv4 = address.getAddress().length == 4;
                return Optional.of(
                        foreign(ipv4 ? "NAS-IP-Address" : "NAS-IPv6-Address", Addresses.text(address)));
            }
        }
        return Optional.empty();
    }

    private static Change.Refuse foreign(String attribute, String value) {
        return new Change.Refuse(ErrorCause.NAS_IDENTIFICATION_MISMATCH, attribute + " '" + value + "' is not ours");
    }

    /// Collects what names a session; the answer is what stands against the request.
    private static Optional<Change.Refuse> criteria(
            RadiusPacket request, boolean disconnect, List<Criterion> criteria) {
        for (Attribute received : request.attributes()) {
            for (Attribute attribute : received.single()) {
                var alone = new RadiusPacket(request.code(), 0, request.authenticator(), List.of(attribute));
                Optional<Change.Refuse> unfit = criterion(alone, attribute, disconnect, criteria);
                if (unfit.isPresent()) return unfit;
            }
        }
        return Optional.empty();
    }

    private static Optional<Change.Refuse> criterion(
            RadiusPacket alone, Attribute attribute, boolean disconnect, List<Criterion> criteria) {
        if (Attributes.ACCT_SESSION_ID.matches(attribute)) {
            Optional<String> id = alone.first(Attributes.ACCT_SESSION_ID);
            if (id.isEmpty()) return malformed("Acct-Session-Id", "is empty");
            criteria.add(new SessionQuery.ById(new SessionId(id.get())));
        } else if (Attributes.USER_NAME.matches(attribute)) {
            Optional<String> user = alone.first(Attributes.USER_NAME);
            if (user.isEmpty()) return malformed("User-Name", "is empty");
            criteria.add(new SessionQuery.ByUser(user.get()));
        } else if (Attributes.FRAMED_IP_ADDRESS.matches(attribute)) {
            Optional<InetAddress> address = alone.first(Attributes.FRAMED_IP_ADDRESS);
            if (address.isEmpty()) return malformed("Framed-IP-Address", "is no address");
            criteria.add(new SessionQuery.ByInnerAddress("Framed-IP-Address", address.get()));
        } else if (Attributes.FRAMED_IPV6_ADDRESS.matches(attribute)) {
            Optional<InetAddress> address = alone.first(Attributes.FRAMED_IPV6_ADDRESS);
            if (address.isEmpty()) return malformed("Framed-IPv6-Address", "is no address");
            criteria.add(new SessionQuery.ByInnerAddress("Framed-IPv6-Address", address.get()));
        } else if (Attributes.CALLING_STATION_ID.matches(attribute)) {
            Optional<InetAddress> address = alone.first(Attributes.CALLING_STATION_ID).flatMap(ChangeTranslator::peer);
            if (address.isEmpty()) {
                return refuse(ErrorCause.INVALID_ATTRIBUTE_VALUE, "Calling-Station-Id is no address");
            }
            criteria.add(new SessionQuery.ByPeerAddress(address.get()));
        } else if (Attributes.CISCO_AVPAIR.matches(attribute)) {
            for (String pair : alone.all(Attributes.CISCO_AVPAIR)) {
                if (!pair.toLowerCase(Locale.ROOT).startsWith(AUDIT_SESSION_ID)) {
                    return unsupported("Cisco-AVPair '" + pair + "'");
                }
                criteria.add(new SessionQuery.ByAuditSessionId(pair.substring(AUDIT_SESSION_ID.length())));
            }
        } else if (Attributes.SESSION_TIMEOUT.matches(attribute)) {
            if (alone.first(Attributes.SESSION_TIMEOUT).isEmpty()) return malformed("Session-Timeout", "is no number");
            if (disconnect) return unsupported("Session-Timeout in a Disconnect-Request");
        } else if (Attributes.SERVICE_TYPE.matches(attribute) && !disconnect) {
            // Authorize-Only and whatever else; "cannot be sent in response to a Disconnect-Request" (section 3.5).
            return refuse(ErrorCause.UNSUPPORTED_SERVICE, "Service-Type is not supported");
        } else if (Attributes.NAS_IP_ADDRESS.matches(attribute)) {
            if (alone.first(Attributes.NAS_IP_ADDRESS).isEmpty()) return malformed("NAS-IP-Address", "is no address");
        } else if (Attributes.NAS_IPV6_ADDRESS.matches(attribute)) {
            if (alone.first(Attributes.NAS_IPV6_ADDRESS).isEmpty()) {
                return malformed("NAS-IPv6-Address", "is no address");
            }
        } else if (!WITHOUT_EFFECT.contains(attribute.type())) {
            return unsupported("attribute " + attribute.type());
        }
        return Optional.empty();
    }

    // An address, perhaps with a port in strongSwan's spelling: 192.0.2.1[4500].
    private static Optional<InetAddress> peer(String text) {
        int bracket = text.indexOf('[');
        try {
            return Optional.of(Addresses.parse(bracket > 0 ? text.substring(0, bracket) : text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    // RFC 5176, section 3.5: 404 is for attributes that "are not formatted properly", 407 for values of no use.
    private static Optional<Change.Refuse> malformed(String attribute, String why) {
        return refuse(ErrorCause.INVALID_REQUEST, attribute + " " + why);
    }

    private static Optional<Change.Refuse> unsupported(String what) {
        return refuse(ErrorCause.UNSUPPORTED_ATTRIBUTE, what + " is not supported");
    }

    private static Optional<Change.Refuse> refuse(ErrorCause cause, String reason) {
        return Optional.of(new Change.Refuse(cause, reason));
    }
}
