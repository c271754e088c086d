package gatehouse.server;

import gatehouse.ike.Effect;
import gatehouse.session.NetworkBehind;
import gatehouse.session.Session;
import gatehouse.session.SessionDirectory;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Does what the IKE engine of one shard wants done.
final class Effects implements Consumer<Effect> {
    private final Ports ports;
    private final AaaDesk aaa;
    private final Supplier<AddressDesk> addresses;
    private final PkiPort pki;
    private final CommandDesk commands;
    private final SessionDirectory directory;
    private final Optional<NetworkRoutes> routes;
    private final SessionLog log;
    private final AttemptLog attempts;
    private final VersionLog versions;
    private final Orders orders;
    private final Bugs bugs;

    /// @param addresses there once the gateway has started
    /// @param routes    where traffic is carried
    Effects(
            Ports ports,
            AaaDesk aaa,
            Supplier<AddressDesk> addresses,
            PkiPort pki,
            CommandDesk commands,
            SessionDirectory directory,
            Optional<NetworkRoutes> routes,
            SessionLog log,
            AttemptLog attempts,
            VersionLog versions,
            Orders orders,
            Bugs bugs) {
        this.ports = ports;
        this.aaa = aaa;
        this.addresses = addresses;
        this.pki = pki;
        this.commands = commands;
        this.directory = directory;
        this.routes = routes;
        this.log = log;
        this.attempts = attempts;
        this.versions = versions;
        this.orders = orders;
        this.bugs = bugs;
    }

    @Override
    public void accept(Effect effect) {
        switch (effect) {
            case Effect.Send(var datagram) -> ports.send(datagram);
            case Effect.Ask(var ticket, var question, var fresh) -> aaa.ask(ticket, question, fresh);
            case Effect.AskAddress(var ticket, var question) -> addresses.get().ask(ticket, question);
            case Effect.GiveBackAddress(var session) -> addresses.get().release(session.text());
            case Effect.AskPki(var ticket, var question) -> pki.ask(ticket, question);
            case Effect.Vouched(var session, var path) -> pki.vouched(session, path);
            case Effect.Forget(var ticket) -> aaa.forget(ticket);
            case Effect.Done(var id, var outcome) -> commands.done(id, outcome);
            case Effect.Account(var event) -> aaa.account(event);
            case Effect.Counted(var session, var usage) -> aaa.counted(session, usage);
            case Effect.Opened(var session) -> {
                directory.put(session);
                if (!session.networks().isEmpty()) routes.ifPresent(machine -> machine.are(session));
                log.opened(session);
            }
            case Effect.Changed(var session, var what) -> {
                List<NetworkBehind> before =
                        directory.find(session.id()).map(Session::networks).orElse(List.of());
                directory.put(session);
                if (!session.networks().equals(before)) routes.ifPresent(machine -> machine.are(session));
                log.changed(session, what);
            }
            case Effect.Moved(var session, var before, var by) -> {
                directory.put(session);
                log.moved(session, before, by);
            }
            case Effect.MoveRefused(var session, var path) -> log.moveRefused(session, path);
            case Effect.Closed(var session, var cause, var reason) -> {
                directory.remove(session.id());
                pki.ended(session.id());
                if (!session.networks().isEmpty()) routes.ifPresent(machine -> machine.gone(session.id()));
                log.closed(session, cause, reason);
            }
            case Effect.Order(var command) -> orders.order(command);
            case Effect.Stumbled(var _, var cause) -> bugs.report(cause);
            case Effect.Attempted(var attempt) -> attempts.add(attempt);
            case Effect.OtherVersion(var path, var version) -> versions.refused(path, version);
            case Effect.LoginFailed(var path, var identity, var reason) -> log.loginFailed(path, identity, reason);
        }
    }
}
