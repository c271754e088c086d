package gatehouse.aaa.radius;

import gatehouse.aaa.AuthorizationChange;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.bytes.Bytes;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.ErrorCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a CoA-Request wants changed: all of it is understood, or it is refused with the attribute that is not.
final class ChangeReader {
    private static final String COMMAND = "subscriber:command";
    private static final String SERVICE_NAME = "subscriber:service-name";
    private static final String REAUTHENTICATE_TYPE = "subscriber:reauthenticate-type";
    // A library that others build on has this spelling.
    private static final String REAUTHENTICATE_TYPE_MISSPELT = "subscriber:reathenticate-type";
    // What Cisco-Command-Code begins with.
    private static final int ACTIVATE = 0x0b;
    private static final int DEACTIVATE = 0x0c;

    private final GrantReader grants;
    private final Strictness strictness;
    private final List<Attribute> values = new ArrayList<>();
    private final List<String> services = new ArrayList<>();
    private final List<String> activated = new ArrayList<>();
    private final List<String> deactivated = new ArrayList<>();
    private Optional<String> command = Optional.empty();
    private Optional<String> reauthenticateType = Optional.empty();

    private ChangeReader(Strictness strictness) {
        this.grants = new GrantReader(strictness);
        this.strictness = strictness;
    }

    /// What is wanted.
    sealed interface Wish {
        record Alter(AuthorizationChange change) implements Wish {}

        /// A port shall be shut for a moment, or for good.
        record ShutPort(String command) implements Wish {}
    }

    /// @param attributes that do not name the session
    /// @param client     who sent them
    static Wish read(List<Attribute> attributes, String client, Strictness strictness) throws NakException {
        var reader = new ChangeReader(strictness);
        for (Attribute attribute : attributes) reader.attribute(attribute);
        return reader.wish(client);
    }

    private void attribute(Attribute attribute) throws NakException {
        TypedAttribute typed = TypedAttribute.of(attribute);
        if (Attributes.SERVICE_TYPE.matches(attribute)) {
            // Authorize-Only and whatever else (RFC 5176, section 3.5).
            throw new NakException(ErrorCause.UNSUPPORTED_SERVICE, "Service-Type: no service can be asked for");
        }
        if (typed.isAvPair()) pair(attribute, typed.value());
        else if (typed.is(Attributes.CISCO, CiscoAttributes.ACTIVATE_SERVICE)) activated.add(service(typed));
        else if (typed.is(Attributes.CISCO, CiscoAttributes.DEACTIVATE_SERVICE)) deactivated.add(service(typed));
        else if (typed.is(Attributes.CISCO, CiscoAttributes.COMMAND_CODE)) commandCode(typed);
        else values.add(attribute);
    }

    private void pair(Attribute attribute, Bytes text) throws NakException {
        String name = AvPair.nameOf(text.utf8());
        switch (name) {
            case COMMAND -> {
                String given = value(name, text).toLowerCase(Locale.ROOT);
                if (command.filter(before -> !before.equals(given)).isPresent()) {
                    throw NakException.malformed(name, "'" + given + "' comes after '" + command.get() + "'");
                }
                command = Optional.of(given);
            }
            case SERVICE_NAME -> services.add(value(name, text));
            case REAUTHENTICATE_TYPE, REAUTHENTICATE_TYPE_MISSPELT ->
                    reauthenticateType = Optional.of(value(name, text).toLowerCase(Locale.ROOT));
            default -> values.add(attribute);
        }
    }

    private static String value(String name, Bytes text) throws NakException {
        try {
            return Values.line(AvPair.parse(Values.text(text)).value());
        } catch (UnfitException e) {
            throw NakException.about(name, e.fault(), e.getMessage());
        }
    }

    private static String service(TypedAttribute attribute) throws NakException {
        return service(attribute.name(), attribute.value());
    }

    private static String service(String attribute, Bytes name) throws NakException {
        try {
            return Values.line(Values.text(name));
        } catch (UnfitException e) {
            throw NakException.about(attribute, e.fault(), e.getMessage());
        }
    }

    private void commandCode(TypedAttribute attribute) throws NakException {
        Bytes value = attribute.value();
        if (value.isEmpty()) throw NakException.malformed(attribute.name(), "its value has the wrong length");
        List<String> list = switch (value.u8(0)) {
            case ACTIVATE -> activated;
            case DEACTIVATE -> deactivated;
            default -> throw new NakException(
                    ErrorCause.UNSUPPORTED_EXTENSION,
                    attribute.name() + ": command " + value.u8(0) + " is not supported");
        };
        list.add(service(attribute.name(), value.from(1)));
    }

    private Wish wish(String client) throws NakException {
        var granted = new ArrayList<Granted>();
        boolean rerun = false;
        for (Finding finding : grants.findings(values, Hidden.STAYS)) {
            switch (finding) {
                case Finding.Value(var value) -> {
                    demandChangeable(value);
                    granted.add(value);
                    // Who is of another group gets what that group gets.
                    rerun |= value instanceof Granted.Group;
                }
                case Finding.Unused unused -> {
                    if (!strictness.waives(unused.attribute())) {
                        throw NakException.about(unused.attribute(), unused.fault(), unused.reason());
                    }
                }
            }
        }
        boolean reauthenticate = false;
        switch (command.orElse("")) {
            case "" -> activated.addAll(services);
            case "reauthenticate" -> {
                reauthenticate = true;
                rerun |= rerunsAll();
                activated.addAll(services);
            }
            case "activate-service" -> activated.addAll(demandServices());
            case "deactivate-service" -> deactivated.addAll(demandServices());
            case "bounce-host-port", "disable-host-port" -> {
                if (!granted.isEmpty() || !services.isEmpty() || !activated.isEmpty() || !deactivated.isEmpty()) {
                    throw NakException.malformed(COMMAND, "'" + command.get() + "' goes with no other change");
                }
                return new Wish.ShutPort(command.get());
            }
            default -> throw new NakException(
                    ErrorCause.UNSUPPORTED_EXTENSION, COMMAND + ": '" + command.get() + "' is not supported");
        }
        if (reauthenticateType.isPresent() && !reauthenticate) {
            throw NakException.missing(REAUTHENTICATE_TYPE + " is without " + COMMAND + "=reauthenticate");
        }
        if (granted.isEmpty() && !rerun && !reauthenticate && activated.isEmpty() && deactivated.isEmpty()) {
            throw NakException.missing("the request changes nothing");
        }
        var origin = new Origin(Origin.Source.CHANGE, client, "", "");
        return new Wish.Alter(new AuthorizationChange(
                new Grant(origin, granted), rerun, reauthenticate, activated, deactivated));
    }

    private List<String> demandServices() throws NakException {
        if (services.isEmpty())
            throw NakException.missing(COMMAND + "=" + command.get() + " is without " + SERVICE_NAME);
        return services;
    }

    // `last`: the client proves itself as it did last. `rerun`: everything is done anew, the authorization too.
    private boolean rerunsAll() throws NakException {
        return switch (reauthenticateType.orElse("last")) {
            case "last" -> false;
            case "rerun" -> true;
            default -> throw NakException.invalid(
                    REAUTHENTICATE_TYPE, "'" + reauthenticateType.get() + "' is neither 'last' nor 'rerun'");
        };
    }

    /// What a session is made with stays as long as it lives.
    private static void demandChangeable(Granted value) throws NakException {
        switch (value) {
            case Granted.SessionTimeout _,Granted.IdleTimeout _,Granted.InterimInterval _,Granted.TerminationAction _,Granted.ClassValue _,Granted.Group _,Granted.Service _ ->
                    {}
            case Granted.NamedAccessList _,Granted.AccessEntry _,Granted.FilterRule _,Granted.DownloadableAccessList _,Granted.QosPolicy _,Granted.InterfaceConfig _,Granted.SecurityGroupTag _ ->
                    {}
            case Granted.RouteSetInterface _,Granted.RouteSetPrefix _,Granted.RouteSetAccessList _,Granted.RouteAccept _,Granted.FramedRoute _,Granted.SplitExclude _,Granted.SplitExcludeAccessList _,Granted.IncludeLocalLan _ ->
                    {}
            case Granted.Dns _,Granted.EncryptedDns _,Granted.Nbns _,Granted.DefaultDomain _,Granted.SplitDns _,Granted.TrustAnchor _,Granted.Banner _,Granted.BackupGateway _ ->
                    {}
            case Granted.FlowLimit _,Granted.Pfs _,Granted.Message _ -> {}
            case Granted.FramedAddress _,Granted.GatewayChoosesAddress _,Granted.ClientChoosesAddress _,Granted.Netmask _,Granted.Pool _,Granted.Ipv6Pool _,Granted.DhcpServer _,Granted.DhcpGiaddr _,Granted.DhcpTimeout _ ->
                    throw fixed(value, "a session keeps its address");
            case Granted.UserName _,Granted.ChargeableIdentity _ -> throw fixed(value, "a session keeps its owner");
            case Granted.SessionLimit _ -> throw fixed(value, "it is looked at when a session begins");
            case Granted.LocalKey _,Granted.RemoteKey _ -> throw fixed(value, "keys are for logins");
            case Granted.Ignored(var attribute, var reason) -> throw NakException.unsupported(attribute, reason);
            case Granted.NotUnderstood(var attribute, var reason) -> throw NakException.unsupported(attribute, reason);
        }
    }

    private static NakException fixed(Granted value, String why) {
        return NakException.unsupported(value.name(), "it cannot change while the session lives: " + why);
    }
}
