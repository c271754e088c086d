package gatehouse.initiator;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.Providers;
import gatehouse.net.Datagram;
import gatehouse.wire.DeletePayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.MessageReader;
import gatehouse.wire.Payload;
import gatehouse.wire.Payloads;
import gatehouse.wire.ProtocolId;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A client: connects, stays, says goodbye (RFC 7296). An engine: no socket, no clock, no thread.
public final class Initiator {
    private final InitiatorSettings settings;
    private final Algorithms algorithms;
    private final Providers providers;
    private final SecureRandom random;
    private final Talk talk;
    private final InitExchange init;
    private Stage stage = Stage.NEW;
    private AuthExchange auth;
    private Rekeying rekeying;
    private ClientSa sa;
    private boolean goodbye;

    public Initiator(InitiatorSettings settings, Providers providers, SecureRandom random) {
        this.settings = settings;
        this.providers = providers;
        this.random = random;
        this.algorithms = new Algorithms(random, providers);
        this.talk = new Talk(settings);
        this.init = new InitExchange(settings, algorithms, talk, new Chance(random));
    }

    private enum Stage {
        NEW,
        INIT,
        AUTH,
        CONNECTED,
        REKEY_IKE,
        REKEY_CHILD,
        DELETE_OLD,
        LIVENESS,
        GOODBYE
    }

    /// Reacts to what happened, now.
    public List<InitiatorEffect> handle(InitiatorInput input, Instant now) {
        var out = new ArrayList<InitiatorEffect>();
        talk.collect(out);
        if (talk.isOver()) return out;
        try {
            switch (input) {
                case InitiatorInput.Start() -> start(now);
                case InitiatorInput.Received(var datagram) -> received(datagram, now);
                case InitiatorInput.TimeAdvanced() -> {
                    if (!talk.advance(now)) talk.over(stage == Stage.GOODBYE, "the gateway does not answer");
                }
                case InitiatorInput.RekeyIke() -> {
                    if (moveOn(Stage.REKEY_IKE)) rekeying.startIke(sa, now);
                }
                case InitiatorInput.RekeyChild() -> {
                    if (moveOn(Stage.REKEY_CHILD)) rekeying.startChild(sa, now);
                }
                case InitiatorInput.CheckLiveness() -> {
                    if (moveOn(Stage.LIVENESS)) talk.request(sa, ExchangeType.INFORMATIONAL, List.of(), now);
                }
                case InitiatorInput.Disconnect() -> disconnect(now);
            }
        } catch (MalformedException e) {
            talk.told("dropped: " + e.getMessage());
        }
        return out;
    }

    /// When to call [#handle] with [InitiatorInput.TimeAdvanced], whatever happens.
    public Optional<Instant> nextDeadline() {
        return talk.nextDeadline();
    }

    public boolean isConnected() {
        return !talk.isOver() && stage.compareTo(Stage.CONNECTED) >= 0 && stage != Stage.GOODBYE;
    }

    private void start(Instant now) {
        if (stage != Stage.NEW) return;
        stage = Stage.INIT;
        init.start(now);
    }

    // One thing at a time: from being connected, and nowhere else.
    private boolean moveOn(Stage next) {
        if (stage != Stage.CONNECTED) return false;
        stage = next;
        return true;
    }

    private void received(Datagram datagram, Instant now) throws MalformedException {
        Bytes octets = datagram.payload();
        IkeHeader header = MessageReader.readHeader(octets);
        if (!header.response()) gatewayAsks(header, octets);
        else if (!talk.awaits(header)) return;
        else if (stage == Stage.INIT) initAnswered(header, octets, now);
        else if (sa.owns(header)) answered(header, octets, now);
    }

    private void initAnswered(IkeHeader header, Bytes octets, Instant now) throws MalformedException {
        if (header.initiatorSpi() != init.spi()) return;
        IkeMessage message = MessageReader.read(octets);
        talk.settled();
        init.answered(message, octets, now).ifPresent(agreed -> {
            stage = Stage.AUTH;
            sa = agreed.sa();
            talk.changePorts();
            auth = new AuthExchange(settings, algorithms, providers, random, talk, agreed);
            rekeying = new Rekeying(settings, algorithms, talk, new Chance(random), agreed, auth.childSpi());
            auth.start(now);
        });
    }

    private void answered(IkeHeader header, Bytes octets, Instant now) throws MalformedException {
        Optional<List<Payload>> opened = sa.codec().open(octets);
        if (opened.isEmpty()) return;
        List<Payload> payloads = opened.get();
        talk.settled();
        talk.show("<-", header.exchangeType(), header.messageId(), payloads);
        switch (stage) {
            case AUTH -> {
                auth.answered(payloads, now);
                if (auth.done()) stage = Stage.CONNECTED;
            }
            case REKEY_IKE ->
                    stage = rekeying.ikeAnswered(sa, payloads, now) ? Stage.DELETE_OLD : Stage.CONNECTED;
            case REKEY_CHILD ->
                    stage = rekeying.childAnswered(sa, payloads, now) ? Stage.DELETE_OLD : Stage.CONNECTED;
            case DELETE_OLD -> {
                sa = rekeying.finished(sa);
                stage = Stage.CONNECTED;
            }
            case LIVENESS -> {
                stage = Stage.CONNECTED;
                talk.emit(new InitiatorEffect.Alive());
            }
            case GOODBYE -> talk.over(true, "disconnected");
            case NEW, INIT, CONNECTED -> {}
        }
        if (goodbye && stage == Stage.CONNECTED) disconnect(now);
    }

    private void gatewayAsks(IkeHeader header, Bytes octets) throws MalformedException {
        if (sa == null || !sa.owns(header)) return;
        Optional<List<Bytes>> repeated = sa.repeated(header.messageId());
        if (repeated.isPresent()) {
            repeated.get().forEach(talk::put);
            return;
        }
        if (!sa.isNext(header.messageId())) return;
        Optional<List<Payload>> opened = sa.codec().open(octets);
        if (opened.isEmpty()) return;
        talk.show("<-", header.exchangeType(), header.messageId(), opened.get());
        List<DeletePayload> deletes = Payloads.all(opened.get(), DeletePayload.class);
        boolean all = deletes.stream().anyMatch(delete -> delete.protocol().equals(ProtocolId.IKE));
        boolean child = deletes.stream().anyMatch(delete -> delete.protocol().equals(ProtocolId.ESP));
        List<Payload> reply = !all && child
                ? List.of(new DeletePayload(ProtocolId.ESP, List.of(rekeying.childSpi())))
                : List.of();
        sa.reply(header.exchangeType(), reply).forEach(talk::put);
        if (all) talk.over(false, "the gateway ended the session");
    }

    private void disconnect(Instant now) {
        goodbye = true;
        switch (stage) {
            case CONNECTED -> {
                stage = Stage.GOODBYE;
                talk.request(sa, ExchangeType.INFORMATIONAL, List.of(DeletePayload.ofIkeSa()), now);
            }
            case NEW, INIT, AUTH -> talk.over(true, "given up");
            case REKEY_IKE, REKEY_CHILD, DELETE_OLD, LIVENESS, GOODBYE -> {}
        }
    }
}
