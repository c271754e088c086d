package gatehouse.aaa.radius;

import gatehouse.aaa.AuthorizationChange;
import gatehouse.net.Addresses;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.ErrorCause;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.session.Session;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionDirectory;
import gatehouse.session.SessionDirectory.Lookup;
import gatehouse.session.SessionId;
import gatehouse.session.SessionQuery;
import gatehouse.session.TerminateCause;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// Verified requests for dynamic authorization to commands and changes (RFC 5176, section 3), or to the reason why not. A
/// request may name a session by any of its names; all that it names must agree. All of a change is understood, or none of it
/// is done.
public final class ChangeTranslator {
    private final List<NasIdentity> ourselves;
    private final boolean severalAllowed;
    private final PortCommands portCommands;
    private final Strictness strictness;
    private final OperatorIdentity operator;

    /// What `bounce-host-port` and `disable-host-port` come to, which are for switches.
    public enum PortCommands {
        /// They are refused.
        REFUSE,
        /// The session ends.
        DISCONNECT
    }

    /// @param severalAllowed whether a request may mean several sessions; it is refused otherwise
    public ChangeTranslator(NasIdentity nas, boolean severalAllowed) {
        this(List.of(nas), OperatorIdentity.NONE, severalAllowed, PortCommands.REFUSE, Strictness.USUAL);
    }

    /// @param ourselves      who we are: somebody else to each group of servers, perhaps
    /// @param operator       who we are to those whose requests come through proxies
    /// @param severalAllowed whether a request may mean several sessions; it is refused otherwise
    /// @param strictness     of which only what is ignored by name counts: a request with anything else that is not understood
    ///                       is refused
    public ChangeTranslator(
            List<NasIdentity> ourselves,
            OperatorIdentity operator,
            boolean severalAllowed,
            PortCommands portCommands,
            Strictness strictness) {
        this.ourselves = List.copyOf(ourselves);
        this.operator = operator;
        this.severalAllowed = severalAllowed;
        this.portCommands = portCommands;
        this.strictness = strictness;
    }

    /// What a request comes to.
    public sealed interface Change {
        /// Commands to carry out, at least one; the request is done when all are.
        record Act(List<SessionCommand> commands) implements Change {
            public Act {
                commands = List.copyOf(commands);
            }
        }

        /// A change of the authorization of each of these sessions, at least one; the request is done when all are changed.
        record Alter(List<SessionId> sessions, AuthorizationChange change) implements Change {
            public Alter {
                sessions = List.copyOf(sessions);
            }
        }

        record Refuse(ErrorCause cause, String reason) implements Change {}
    }

    /// @param client who sent it, for the log
    public Change translate(RadiusPacket request, String client, SessionDirectory directory) {
        try {
            demandOurs(request);
            return request.code().equals(RadiusCode.DISCONNECT_REQUEST)
                    ? disconnect(request, client, directory)
                    : change(request, client, directory);
        } catch (NakException e) {
            return new Change.Refuse(e.error(), e.getMessage());
        }
    }

    private Change disconnect(RadiusPacket request, String client, SessionDirectory directory) throws NakException {
        SessionNames names = SessionNames.read(request.attributes(), true);
        for (Attribute attribute : names.rest()) {
            TypedAttribute typed = TypedAttribute.of(attribute);
            String name = typed.isAvPair() ? AvPair.nameOf(typed.value().utf8()) : typed.name();
            if (!strictness.waives(name)) {
                throw NakException.unsupported(name, "it means nothing in a Disconnect-Request");
            }
        }
        List<SessionId> sessions = find(names, directory);
        return ending(sessions, cause(request), "Disconnect-Request from " + client);
    }

    private Change change(RadiusPacket request, String client, SessionDirectory directory) throws NakException {
        SessionNames names = SessionNames.read(request.attributes(), false);
        // Whether anybody is meant does not matter where what is asked for cannot be.
        ChangeReader.Wish wish = ChangeReader.read(names.rest(), client, strictness);
        if (wish instanceof ChangeReader.Wish.ShutPort(var command) && portCommands == PortCommands.REFUSE) {
            throw new NakException(
                    ErrorCause.UNSUPPORTED_EXTENSION, "subscriber:command: '" + command + "' is for ports of switches");
        }
        List<SessionId> sessions = find(names, directory);
        return switch (wish) {
            case ChangeReader.Wish.Alter(var change) -> new Change.Alter(sessions, change);
            case ChangeReader.Wish.ShutPort(var command) ->
                    ending(sessions, TerminateCause.ADMIN_RESET, command + " from " + client);
        };
    }

    private static Change ending(List<SessionId> sessions, TerminateCause cause, String reason) {
        return new Change.Act(sessions.stream()
                .<SessionCommand>map(id -> new SessionCommand.Disconnect(id, cause, reason))
                .toList());
    }

    private List<SessionId> find(SessionNames names, SessionDirectory directory) throws NakException {
        return switch (directory.find(new SessionQuery(names.criteria()))) {
            case Lookup.None(var attribute, var asked, var why) ->
                    throw new NakException(
                            ErrorCause.SESSION_CONTEXT_NOT_FOUND, attribute + " '" + asked + "' did not match: " + why);
            case Lookup.Found(var sessions) -> {
                if (sessions.size() > 1 && !severalAllowed) {
                    throw new NakException(
                            ErrorCause.MULTIPLE_SESSION_SELECTION_UNSUPPORTED,
                            sessions.size() + " sessions are meant");
                }
                yield sessions.size() == 1
                        ? List.of(sessions.getFirst().id())
                        : sessions.stream().map(Session::id).toList();
            }
        };
    }

    // ISE says why in Acct-Terminate-Cause; who does not say means an operator.
    private static TerminateCause cause(RadiusPacket request) {
        return request.first(Attributes.ACCT_TERMINATE_CAUSE)
                .flatMap(code -> List.of(TerminateCause.values()).stream()
                        .filter(known -> known.code() == code)
                        .findFirst())
                .orElse(TerminateCause.ADMIN_RESET);
    }

    // RFC 5176, section 3: a request for another NAS is answered with error 403.
    private void demandOurs(RadiusPacket request) throws NakException {
        operator.demandOurs(request);
        for (String identifier : request.all(Attributes.NAS_IDENTIFIER)) {
            if (ourselves.stream().noneMatch(nas -> nas.identifier().equals(identifier))) {
                throw foreign("NAS-Identifier", identifier);
            }
        }
        var addresses = new ArrayList<InetAddress>(request.all(Attributes.NAS_IP_ADDRESS));
        addresses.addAll(request.all(Attributes.NAS_IPV6_ADDRESS));
        for (InetAddress address : addresses) {
            if (ourselves.stream().noneMatch(nas -> mayBe(nas, address))) {
                boolean ipv4 = address.getAddress().length == 4;
                throw foreign(ipv4 ? "NAS-IP-Address" : "NAS-IPv6-Address", Addresses.text(address));
            }
        }
    }

    /// Where we have no address of a family for RADIUS, it is told that which the client came to.
    private static boolean mayBe(NasIdentity nas, InetAddress address) {
        boolean familyKnown = nas.addresses().stream()
                .anyMatch(own -> own.getAddress().length == address.getAddress().length);
        return !familyKnown || nas.addresses().contains(address);
    }

    private static NakException foreign(String attribute, String value) {
        return new NakException(
                ErrorCause.NAS_IDENTIFICATION_MISMATCH, attribute + " '" + value + "' is not ours");
    }
}
