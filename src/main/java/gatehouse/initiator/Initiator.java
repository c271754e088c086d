package gatehouse.initiator;

import gatehouse.wire.CpPayload;
import gatehouse.wire.CfgType;
import gatehouse.wire.CfgAttribute;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.Providers;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.net.Datagram;
import gatehouse.wire.DeletePayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.MessageReader;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadRules;
import gatehouse.wire.Payloads;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.RedirectTarget;
import gatehouse.wire.UnknownPayload;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A client: connects, stays, says goodbye (RFC 7296). An engine: no socket, no clock, no thread.
public final class Initiator {
    private final InitiatorSettings settings;
    private final Algorithms algorithms;
    private final Providers providers;
    private final SecureRandom random;
    private final Talk talk;
    private final InitExchange init;
    private final ClientContact contact;
    private Stage stage = Stage.NEW;
    private AuthExchange auth;
    private InitExchange.Agreed agreed;
    private Optional<Rekeying> rekeying = Optional.empty();
    private ClientSa sa;
    private boolean goodbye;
    private Optional<String> regret = Optional.empty();

    /// A client that tells everything.
    public Initiator(InitiatorSettings settings, Providers providers, SecureRandom random) {
        this(settings, new Algorithms(random, providers), providers, random, true);
    }

    /// One client of many on one thread, which have the algorithms together.
    ///
    /// @param tells whether there is an [InitiatorEffect.Told] for each message
    public Initiator(
            InitiatorSettings settings, Algorithms algorithms, Providers providers, SecureRandom random,
            boolean tells) {
        this.settings = settings;
        this.providers = providers;
        this.random = random;
        this.algorithms = algorithms;
        this.talk = new Talk(settings, tells);
        this.init = new InitExchange(settings, algorithms, talk, new Chance(random));
        this.contact = new ClientContact(settings, algorithms, talk);
    }

    private enum Stage {
        NEW,
        INIT,
        AUTH,
        CONNECTED,
        REKEY,
        LIVENESS,
        ANNOUNCE,
        GOODBYE
    }

    /// Reacts to what happened, now.
    public List<InitiatorEffect> handle(InitiatorInput input, Instant now) {
        var out = new ArrayList<InitiatorEffect>();
        talk.collect(out);
        if (talk.isOver()) return out;
        rekeying.ifPresent(all -> all.forgetOld(now));
        try {
            switch (input) {
                case InitiatorInput.Start() -> start(now);
                case InitiatorInput.Received(var datagram) -> received(datagram, now);
                case InitiatorInput.TimeAdvanced() -> {
                    if (talk.advance(now) && contact.advance(now)) break;
                    if (rekeying.filter(Rekeying::isForgotten).isPresent()) settle(now);
                    else gone("the gateway does not answer");
                }
                case InitiatorInput.RekeyIke() -> {
                    if (moveOn(Stage.REKEY)) rekeying.orElseThrow().startIke(now);
                }
                case InitiatorInput.RekeyChild() -> {
                    if (rekeying.filter(Rekeying::isBeingReplaced).isPresent()) {
                        talk.emit(new InitiatorEffect.Rekeyed(false, "Child SA: the gateway is replacing it"));
                    } else if (moveOn(Stage.REKEY)) {
                        rekeying.orElseThrow().startChild(now);
                    }
                }
                case InitiatorInput.AnotherChild(var resource) -> {
                    if (moveOn(Stage.REKEY)) rekeying.orElseThrow().startAnother(resource, now);
                }
                case InitiatorInput.RefuseRekeys(var error) -> rekeying.ifPresent(all -> all.refuse(error));
                case InitiatorInput.CheckLiveness() -> {
                    if (moveOn(Stage.LIVENESS)) talk.request(sa(), ExchangeType.INFORMATIONAL, List.of(), now);
                }
                case InitiatorInput.Announce(var networks) -> {
                    if (moveOn(Stage.ANNOUNCE)) {
                        List<Payload> set = List.of(ConfigurationWish.announcement(networks));
                        talk.request(sa(), ExchangeType.INFORMATIONAL, set, now);
                    }
                }
                case InitiatorInput.CheckLivenessOften(var times) -> {
                    if (isConnected()) contact.crowd(times);
                }
                case InitiatorInput.Move(var path, var more) -> {
                    if (isConnected()) contact.move(path, more, now);
                }
                case InitiatorInput.TryPath(var path) -> {
                    if (isConnected()) contact.probe(path);
                }
                case InitiatorInput.Disconnect() -> disconnect(now);
            }
            if (isConnected()) contact.follow(sa(), now);
        } catch (MalformedException e) {
            talk.told("dropped: " + e.getMessage());
        }
        return out;
    }

    /// When to call [#handle] with [InitiatorInput.TimeAdvanced], whatever happens.
    public Optional<Instant> nextDeadline() {
        if (talk.isOver()) return Optional.empty();
        return Stream.concat(talk.nextDeadline().stream(), contact.nextDeadline().stream()).min(Instant::compareTo);
    }

    public boolean isConnected() {
        return !talk.isOver() && stage.compareTo(Stage.CONNECTED) >= 0 && stage != Stage.GOODBYE;
    }

    /// Our SPIs of all IKE SAs in which the gateway may speak: whoever has many clients at one port knows by them whose a
    /// message is.
    public List<Long> ourSpis() {
        if (rekeying.isPresent()) return rekeying.get().ourSpis();
        return List.of(sa == null ? init.spi() : sa.ourSpi());
    }

    /// The Child SA in use, for a data plane to send by.
    public Optional<ChildSaSpec> child() {
        return rekeying.map(Rekeying::child);
    }

    /// All Child SAs that there are: the one in use, and others by which the gateway may send, during a rekey.
    public List<ChildSaSpec> children() {
        return rekeying.map(Rekeying::children).orElse(List.of());
    }

    /// The SPIs of the IKE SA in use.
    public String spis() {
        return "%016x_%016x".formatted(sa().spiI, sa().spiR);
    }

    /// How many IKE SAs wait for their Delete.
    public int leftovers() {
        return rekeying.map(all -> all.leftovers().size()).orElse(0);
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
        if (!header.response()) {
            gatewayAsks(header, datagram, now);
            return;
        }
        if (isConnected() && sa().owns(header) && ClientContact.isCrash(sa(), octets)) {
            gone("the gateway has lost the session");
            return;
        }
        if (contact.answered(header, octets) || !talk.awaits(header)) return;
        if (stage == Stage.INIT) initAnswered(header, octets, now);
        else if (talk.asked().filter(asked -> asked.owns(header)).isPresent()) answered(header, octets, now);
    }

    private void initAnswered(IkeHeader header, Bytes octets, Instant now) throws MalformedException {
        if (header.initiatorSpi() != init.spi()) return;
        IkeMessage message = MessageReader.read(octets);
        // It is no answer: the gateway's may still come.
        if (init.isForgedRedirection(message)) return;
        talk.settled(now);
        init.answered(message, octets, now).ifPresent(a -> {
            stage = Stage.AUTH;
            agreed = a;
            sa = agreed.sa();
            talk.changePorts();
            auth = new AuthExchange(settings, algorithms, providers, random, talk, agreed, contact);
            auth.start(now);
        });
    }

    private void answered(IkeHeader header, Bytes octets, Instant now) throws MalformedException {
        Optional<List<Payload>> opened = talk.asked().orElseThrow().codec().open(octets);
        if (opened.isEmpty()) return;
        List<Payload> payloads = opened.get();
        PayloadRules.check(header, payloads);
        talk.settled(now);
        talk.show("<-", header.exchangeType(), header.messageId(), payloads);
        switch (stage) {
            case AUTH -> authAnswered(payloads, now);
            case REKEY -> stage = rekeying.orElseThrow().answered(payloads, now) ? Stage.REKEY : Stage.CONNECTED;
            case LIVENESS -> {
                stage = Stage.CONNECTED;
                talk.emit(new InitiatorEffect.Alive());
            }
            case ANNOUNCE -> {
                stage = Stage.CONNECTED;
                List<CfgAttribute> accepted = Payloads.first(payloads, CpPayload.class)
                        .filter(cp -> cp.cfgType().equals(CfgType.ACK))
                        .map(CpPayload::attributes)
                        .orElse(List.of());
                talk.emit(new InitiatorEffect.Acknowledged(accepted));
            }
            case GOODBYE -> gone("disconnected");
            case NEW, INIT, CONNECTED -> {}
        }
        if (stage == Stage.CONNECTED) settle(now);
    }

    private void authAnswered(List<Payload> payloads, Instant now) {
        boolean before = auth.isAccepted();
        auth.answered(payloads, now);
        if (!before && auth.isAccepted()) {
            contact.accepted(payloads);
            sa.heard(payloads);
        }
        if (auth.noSession().isPresent()) {
            // RFC 7296, section 1.2: the IKE SA is there although the Child SA is not.
            regret = auth.noSession();
            stage = Stage.CONNECTED;
            goodbye = true;
        } else if (auth.child().isPresent()) {
            rekeying = Optional.of(new Rekeying(
                    settings, algorithms, talk, new Chance(random), agreed, auth.child().get()));
            sa.window(settings.contact().window());
            stage = Stage.CONNECTED;
        }
    }

    /// The IKE SA in use.
    private ClientSa sa() {
        return rekeying.map(Rekeying::sa).orElse(sa);
    }

    private Optional<ClientSa> owner(IkeHeader header) {
        if (rekeying.isPresent()) return rekeying.get().owner(header);
        return Optional.ofNullable(sa).filter(one -> one.owns(header));
    }

    private void gatewayAsks(IkeHeader header, Datagram datagram, Instant now) throws MalformedException {
        Bytes octets = datagram.payload();
        Optional<ClientSa> owner = owner(header);
        if (owner.isEmpty()) return;
        ClientSa in = owner.get();
        Optional<List<Bytes>> repeated = in.repeated(header.messageId());
        if (repeated.isPresent()) {
            repeated.get().forEach(reply -> talk.put(datagram.path(), reply));
            return;
        }
        if (!in.isNext(header.messageId()) || rekeying.filter(all -> all.isBuried(in)).isPresent()) return;
        Optional<List<Payload>> opened = in.codec().open(octets);
        if (opened.isEmpty()) return;
        PayloadRules.check(header, opened.get());
        talk.show("<-", header.exchangeType(), header.messageId(), opened.get());
        in.heard(opened.get());
        boolean over = deletes(opened.get(), ProtocolId.IKE);
        if (!over) rekeying.ifPresent(all -> all.used(in, now));
        List<Payload> reply = replyTo(in, header, opened.get(), now);
        talk.show("->", header.exchangeType(), header.messageId(), reply);
        // To where it came from, which may be a path that is only tried.
        in.reply(header.exchangeType(), header.messageId(), reply)
                .forEach(message -> talk.put(datagram.path(), message));
        Payloads.all(opened.get(), CpPayload.class).stream()
                .filter(cp -> cp.cfgType().equals(CfgType.SET))
                .forEach(cp -> talk.emit(new InitiatorEffect.Configured(cp.attributes())));
        Optional<RedirectTarget> redirect = Talk.target(opened.get());
        if (redirect.isPresent() && stage == Stage.CONNECTED) {
            talk.emit(new InitiatorEffect.Redirected(redirect.get()));
            regret = Optional.of("the gateway sends us to " + redirect.get());
            disconnect(now);
        }
        if (!over) return;
        if (rekeying.isEmpty() || rekeying.get().ikeDeleted(in, now)) gone("the gateway ended the session");
        else if (stage == Stage.REKEY && !rekeying.get().isBusy()) settle(now);
    }

    // What we were doing is done, or was done by the gateway.
    private void settle(Instant now) {
        stage = Stage.CONNECTED;
        if (goodbye && !talk.isOver()) disconnect(now);
    }

    private List<Payload> replyTo(
            ClientSa in, IkeHeader header, List<Payload> payloads, Instant now) {
        for (Payload payload : payloads) {
            if (payload instanceof UnknownPayload && payload.critical()) {
                Bytes type = Bytes.copyOf((byte) payload.type().code());
                return List.of(NotifyPayload.of(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, type));
            }
        }
        // RFC 7296, section 3.15: what was set is acknowledged by its kind, without its value.
        Optional<CpPayload> set =
                Payloads.first(payloads, CpPayload.class).filter(cp -> cp.cfgType().equals(CfgType.SET));
        if (set.isPresent()) {
            return List.of(new CpPayload(CfgType.ACK, set.get().attributes().stream()
                    .map(attribute -> CfgAttribute.request(attribute.type()))
                    .toList()));
        }
        // RFC 4555, section 3.7: it is copied as it is.
        Optional<NotifyPayload> cookie = Payloads.notify(payloads, NotifyType.COOKIE2);
        if (cookie.isPresent()) return List.of(cookie.get());
        if (header.exchangeType().equals(ExchangeType.CREATE_CHILD_SA)) {
            return rekeying.isPresent()
                    ? rekeying.get().asked(in, payloads, now)
                    : List.of(NotifyPayload.of(NotifyType.TEMPORARY_FAILURE));
        }
        if (deletes(payloads, ProtocolId.IKE) || rekeying.isEmpty()) return List.of();
        return rekeying.get().childrenDeleted(Payloads.all(payloads, DeletePayload.class).stream()
                .filter(delete -> delete.protocol().equals(ProtocolId.ESP))
                .flatMap(delete -> delete.spis().stream())
                .toList());
    }

    private static boolean deletes(List<Payload> payloads, ProtocolId protocol) {
        return Payloads.all(payloads, DeletePayload.class).stream()
                .anyMatch(delete -> delete.protocol().equals(protocol));
    }

    // What was wanted, or why it was not.
    private void gone(String reason) {
        talk.over(goodbye && regret.isEmpty(), regret.orElse(reason));
    }

    private void disconnect(Instant now) {
        goodbye = true;
        switch (stage) {
            case CONNECTED -> {
                stage = Stage.GOODBYE;
                talk.request(sa(), ExchangeType.INFORMATIONAL, List.of(DeletePayload.ofIkeSa()), now);
            }
            case NEW, INIT, AUTH -> talk.over(true, "given up");
            case REKEY, LIVENESS, ANNOUNCE, GOODBYE -> {}
        }
    }
}
