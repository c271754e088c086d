package gatehouse.server;

import gatehouse.aaa.AuthorizationChange;
import gatehouse.bytes.Bytes;
import gatehouse.ike.Effect;
import gatehouse.ike.Input;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.session.CommandId;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionId;
import gatehouse.transport.UdpPort;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// One event loop and what it owns: an IKE engine, its way to AAA, its ports. An SA lives in one shard for life.
final class Shard implements UdpPort.Receiver {
    private static final CommandId NOBODY_WAITS = new CommandId(0);

    private final EngineLoop loop;
    private final CommandDesk commands;
    private final ChangeJudge judge;
    private final EngineLoop.Driver<Input, Effect> ike;
    private final Shards shards;
    private long overloaded;
    private long espWithoutPlane;

    private enum Alarm {
        RINGS
    }

    Shard(
            EngineLoop loop,
            Engine<Input, Effect> engine,
            CommandDesk commands,
            Consumer<Effect> effects,
            ChangeJudge judge,
            Shards shards) {
        this.loop = loop;
        this.commands = commands;
        this.judge = judge;
        this.ike = loop.drive(engine, effects);
        loop.drive(
                new Engine<>((_, now) -> commands.overdue(now), commands::nextDeadline, Alarm.RINGS), commands::giveUp);
        this.shards = shards;
    }

    EngineLoop loop() {
        return loop;
    }

    /// The only door. From any thread.
    void submit(Input input) {
        ike.submit(input);
    }

    /// Carries out a command; the future completes with what came of it.
    CompletableFuture<Outcome> perform(SessionCommand command) {
        var outcome = new CompletableFuture<Outcome>();
        loop.run(() -> {
            CommandId id = commands.register(outcome);
            submit(new Input.Commanded(id, command));
            loop.run(() -> commands.settle(id));
        });
        return outcome;
    }

    /// Changes what a session may do. AAA may have to be asked for it, so the outcome can be long in coming.
    CompletableFuture<Outcome> change(SessionId session, AuthorizationChange change) {
        var outcome = new CompletableFuture<Outcome>();
        loop.run(() -> {
            CommandId id = commands.register(outcome, loop.now());
            submit(new Input.Changed(id, session, change));
        });
        return outcome;
    }

    /// What would come of a change; nothing is changed.
    CompletableFuture<Outcome> judge(SessionId session, AuthorizationChange change) {
        return loop.ask(() -> judge.judge(session, change));
    }

    /// Carries out a command whose outcome nobody waits for.
    void order(SessionCommand command) {
        submit(new Input.Commanded(NOBODY_WAITS, command));
    }

    /// An IKE message came in on a port of ours; it may be another's.
    @Override
    public void received(Path path, Bytes message) {
        Shard owner = shards.ownerOf(message, path.remote(), this);
        var input = new Input.Received(new Datagram(path, message));
        if (owner == this) submit(input);
        else if (!owner.ike.offer(input)) overloaded++;
    }

    /// The data plane reads sockets itself; what comes here came before it began, or there is none.
    @Override
    public void receivedEsp(Path path, ByteBuffer packet) {
        espWithoutPlane++;
    }

    /// Messages for other shards that were dropped because those did not keep up.
    long overloaded() {
        return overloaded;
    }

    long espWithoutPlane() {
        return espWithoutPlane;
    }
}
