package gatehouse.conversation;

import java.util.stream.Stream;
import java.net.InetAddress;
import gatehouse.virtualaccess.Catalog;
import gatehouse.aaa.authorization.LocalPolicies;
import gatehouse.aaa.AccessPolicy.AddressKind;
import gatehouse.address.AddressQuestion;
import gatehouse.address.AddressAnswer;
import gatehouse.aaa.AuthorizationChange;
import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.AccountingRules;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.address.PoolDefinition;
import gatehouse.address.Pools;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Providers;
import gatehouse.eap.EapType;
import gatehouse.ike.AaaRoom;
import gatehouse.ike.Effect;
import gatehouse.ike.Input;
import gatehouse.ike.Redirects;
import gatehouse.ike.engine.IkeEngine;
import gatehouse.ike.policy.Contact;
import gatehouse.ike.policy.Profile;
import gatehouse.ike.policy.Profile.LocalMethod;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.ike.policy.Profiles;
import gatehouse.ike.policy.EapPolicy;
import gatehouse.ike.policy.FragmentSizes;
import gatehouse.ike.policy.KeySource;
import gatehouse.ike.policy.Lifetimes;
import gatehouse.ike.policy.Limits;
import gatehouse.ike.policy.MessageRules;
import gatehouse.ike.policy.PeerMatch;
import gatehouse.ike.policy.Policies;
import gatehouse.ike.policy.ProfileLimits;
import gatehouse.ike.policy.ProposalPolicy;
import gatehouse.ike.policy.SessionRules;
import gatehouse.initiator.Initiator;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import gatehouse.net.AddressRange;
import gatehouse.net.Addresses;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.net.Prefix;
import gatehouse.pki.Credential;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.TrustPoints;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.session.CommandId;
import gatehouse.session.Session;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionDirectory;
import gatehouse.session.SessionId;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IdType;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.TrafficSelector;
import gatehouse.wire.RedirectTarget;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformId;
import gatehouse.wire.TransformType;
import java.net.InetSocketAddress;
import gatehouse.pki.PkiAnswer;
import gatehouse.pki.PkiQuestion;
import java.security.cert.X509Certificate;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// An engine, clients, AAA and a network, without a socket and without sleeping: time goes from one event to the next.
final class World {
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    static final List<InetAddress> OWN_ADDRESSES = List.of(Addresses.parse("10.0.0.254"));
    private static final Providers PROVIDERS = Providers.load();
    private static final Map<KeyKind, Credential> GATEWAYS = new EnumMap<>(KeyKind.class);

    final EapScript aaa = new EapScript();
    final Link link = new Link();
    final SessionDirectory directory = new SessionDirectory();
    final List<Effect> effects = new ArrayList<>();
    final List<AccountingEvent> accounting = new ArrayList<>();
    final List<Datagram> fromGateway = new ArrayList<>();
    final List<Datagram> toGateway = new ArrayList<>();
    final Pools pools;
    final KeptDataPlane dataPlane;
    private final Policies policies;
    IkeEngine engine;

    /// How many more logins AAA takes.
    AaaRoom.Level room = AaaRoom.Level.AMPLE;

    /// How long AAA thinks about a question.
    Function<AccessQuestion, Optional<Duration>> thinks = _ -> Optional.of(Duration.ofMillis(5));

    /// Where newcomers are sent.
    Optional<RedirectTarget> elsewhere = Optional.empty();
    boolean draining;
    private final Redirects redirects = new Redirects() {
        @Override
        public Optional<RedirectTarget> elsewhere(Optional<RedirectTarget> from) {
            return elsewhere.filter(target -> !from.equals(Optional.of(target)));
        }

        @Override
        public boolean isDraining() {
            return draining;
        }
    };
    private final SecureRandom random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Map<InetSocketAddress, Client> clients = new HashMap<>();
    /// What a DHCP server answers.
    Function<AddressQuestion, AddressAnswer> dhcp = _ -> new AddressAnswer.Refused("no server");

    /// What is found out about certificates.
    Function<PkiQuestion, PkiAnswer> pki = _ -> new PkiAnswer.NotRevoked();
    /// Who keeps questions about certificates instead of having them answered.
    Consumer<Effect.AskPki> holdPki;
    final List<PkiQuestion> pkiQuestions = new ArrayList<>();
    /// What a responder says about ours.
    Function<X509Certificate, Optional<Bytes>> ownStatus = _ -> Optional.empty();

    private final Map<CommandId, SessionCommand.Outcome> outcomes = new HashMap<>();
    private Instant now = BEGIN;
    private Instant alarm;
    private long sequence;
    private long commands;

    private record Event(Instant at, long sequence, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    /// What can be told apart of gateways.
    static final class Shape {
        boolean queryIdentity = true;
        Set<EapType> keyless = Set.of();
        AccessPolicy.AddressConflict conflict = AccessPolicy.AddressConflict.REFUSE;
        Limits limits = Limits.DEFAULT;
        ProfileLimits profileLimits = ProfileLimits.NONE;
        Lifetimes lifetimes = Lifetimes.DEFAULT;
        Contact contact = Contact.DEFAULT;
        Duration sessionTimeout = Duration.ZERO;
        AccountingRules accounting = AccountingRules.NONE;
        Duration interim = Duration.ZERO;
        String pool = "office";
        int poolSize = 100;
        String ipv6Pool = "";
        int group = 0;
        KeyKind gatewayKey = KeyKind.ECDSA_P256;
        String name = "default";
        PeerMatch match = PeerMatch.ANY;
        LocalMethod local = LocalMethod.CERTIFICATE;
        Map<RemoteMethod, AuthorizationPlan> remote = Map.of(RemoteMethod.EAP, AuthorizationPlan.IMPLICIT);
        KeySource keys = new KeySource.None();
        TrustPoints trustPoints = TrustPoints.of(List.of());
        boolean certificateLookup;
        MessageRules messages = MessageRules.DEFAULT;
        /// Ours; empty for one of the usual kind.
        List<Credential> credentials = List.of();
        SessionRules sessionRules = SessionRules.DEFAULT;
        FragmentSizes fragmentSizes = FragmentSizes.DEFAULT;
        Set<EapType> eapOnly = Set.of();
        Optional<AuthorizationPlan> second = Optional.empty();
        List<AddressKind> addressOrder = AddressKind.USUAL_ORDER;
        List<Granted> defaults = List.of();
        LocalPolicies localPolicies = LocalPolicies.NONE;
        Catalog catalog = Catalog.EMPTY;
        /// Where chance comes from.
        SecureRandom random = new SecureRandom();
        /// Other profiles beside this one.
        List<Shape> others = List.of();
    }

    World() {
        this(new Shape());
    }

    World(Shape shape) {
        random = shape.random;
        pools = new Pools(List.of(
                new PoolDefinition(
                        "office",
                        new AddressRange(
                                Addresses.parse("10.0.0.1"), Addresses.parse("10.0.0." + shape.poolSize)),
                        24),
                new PoolDefinition("six", Prefix.parse("2001:db8:1::/112").range(), 64)));
        dataPlane = new KeptDataPlane(random);
        policies = new Policies(
                new Profiles(Stream.concat(Stream.of(shape), shape.others.stream())
                        .map(World::profile)
                        .toList()),
                shape.limits,
                shape.localPolicies,
                shape.catalog,
                OWN_ADDRESSES,
                shape.certificateLookup,
                shape.messages);
        engine = engine(BEGIN);
    }

    private IkeEngine engine(Instant started) {
        return new IkeEngine(
                3,
                policies,
                pools,
                dataPlane,
                directory,
                certificate -> ownStatus.apply(certificate),
                PROVIDERS,
                random,
                Secret.ofUtf8("what outlives a crash"),
                started,
                () -> room,
                redirects);
    }

    /// The gateway has crashed, and is there again: it has lost all but what outlives it.
    void crash() {
        alarm = null;
        engine = engine(now);
    }

    private static List<Granted> defaults(Shape shape) {
        var defaults = new ArrayList<Granted>();
        if (!shape.pool.isEmpty()) defaults.add(new Granted.Pool(shape.pool));
        if (!shape.ipv6Pool.isEmpty()) defaults.add(new Granted.Ipv6Pool(shape.ipv6Pool));
        defaults.add(new Granted.Dns(Addresses.parse("10.0.0.53")));
        defaults.add(new Granted.SessionTimeout(shape.sessionTimeout));
        defaults.add(new Granted.InterimInterval(shape.interim));
        defaults.addAll(shape.defaults);
        return defaults;
    }

    private static Profile profile(Shape shape) {
        List<Transform> groups = shape.group != 0
                ? List.of(ke(shape.group))
                : List.of(ke(TransformId.CURVE_25519), ke(TransformId.ECP_256));
        var gcm = new ProposalPolicy(
                List.of(Transform.of(TransformType.ENCR, TransformId.AES_GCM_16, 256)),
                List.of(Transform.of(TransformType.PRF, TransformId.PRF_HMAC_SHA2_256)),
                List.of(),
                groups,
                List.of());
        var cbc = new ProposalPolicy(
                List.of(Transform.of(TransformType.ENCR, TransformId.AES_CBC, 256)),
                gcm.prf(),
                List.of(Transform.of(TransformType.INTEG, TransformId.HMAC_SHA2_256_128)),
                groups,
                List.of());
        List<Transform> noEsn = List.of(Transform.of(TransformType.ESN, TransformId.NO_ESN));
        var access = new AccessPolicy(
                AaaList.ofServers("radius"),
                "radius",
                new Grant(Origin.UNKNOWN, defaults(shape)),
                shape.addressOrder,
                shape.conflict,
                shape.accounting);
        return new Profile(
                shape.name,
                shape.match,
                new IdPayload(PayloadType.IDR, IdType.FQDN, Bytes.ofUtf8("vpn.example.com")),
                shape.credentials.isEmpty()
                        ? List.of(GATEWAYS.computeIfAbsent(shape.gatewayKey, World::gateway))
                        : shape.credentials,
                shape.local,
                shape.remote,
                shape.keys,
                shape.trustPoints,
                List.of(gcm, cbc),
                List.of(
                        new ProposalPolicy(gcm.encryption(), List.of(), List.of(), groups, noEsn),
                        new ProposalPolicy(cbc.encryption(), List.of(), cbc.integrity(), groups, noEsn)),
                new EapPolicy(shape.queryIdentity, shape.keyless, shape.eapOnly, shape.second),
                access,
                "",
                List.of(
                        TrafficSelector.of(Prefix.parse("0.0.0.0/0").range()),
                        TrafficSelector.of(Prefix.parse("::/0").range())),
                shape.sessionRules,
                shape.lifetimes,
                shape.profileLimits,
                shape.contact,
                shape.fragmentSizes);
    }

    private static Credential gateway(KeyKind kind) {
        Instant yesterday = BEGIN.minus(Duration.ofDays(1));
        return LaboratoryCa.create("Test", KeyKind.ECDSA_P256, new SecureRandom(), yesterday)
                .issueGateway(List.of("vpn.example.com"), kind, yesterday);
    }

    private static Transform ke(int group) {
        return Transform.of(TransformType.KE, group);
    }

    Instant now() {
        return now;
    }

    /// A client that begins to connect now.
    Client connect(Client.Shape shape) {
        var settings = shape.settings();
        var client = new Client(new Initiator(settings, PROVIDERS, random), settings.natTraversalPath());
        clients.put(settings.ikePath().local(), client);
        clients.put(settings.natTraversalPath().local(), client);
        tell(client, new InitiatorInput.Start());
        return client;
    }

    /// A client of this user, after its login.
    Client login(String user) {
        Client client = connect(new Client.Shape(user));
        run(Duration.ofSeconds(5));
        return client;
    }

    void tell(Client client, InitiatorInput input) {
        for (InitiatorEffect effect : client.engine.handle(input, now)) {
            client.seen.add(effect);
            client.times.add(now);
            if (effect instanceof InitiatorEffect.Send(var datagram)) {
                toGateway.add(datagram);
                // A NAT translates when the datagram comes by, at once.
                Path seen = new Path(link.outside(datagram.path().local()), datagram.path().remote());
                for (Datagram piece : link.cuts.apply(new Datagram(seen, datagram.payload()))) {
                    travel(piece, () -> deliver(piece));
                }
            }
        }
        client.engine.nextDeadline().ifPresent(at -> at(at, () -> tell(client, new InitiatorInput.TimeAdvanced())));
    }

    /// Puts a datagram of a client's to the gateway, as it is.
    void deliver(Datagram datagram) {
        feed(new Input.Received(reversed(datagram)));
    }

    /// Changes what a session may do, as a RADIUS server's request would.
    SessionCommand.Outcome change(SessionId session, AuthorizationChange change) {
        var id = new CommandId(++commands);
        feed(new Input.Changed(id, session, change));
        return outcomes.get(id);
    }

    SessionCommand.Outcome lastOutcome() {
        return outcomes.get(new CommandId(commands));
    }

    SessionCommand.Outcome change(SessionId session, Granted... granted) {
        var origin = new Origin(Origin.Source.CHANGE, "radius-1", "", "");
        return change(session, AuthorizationChange.of(new Grant(origin, List.of(granted))));
    }

    SessionCommand.Outcome command(SessionCommand command) {
        var id = new CommandId(++commands);
        feed(new Input.Commanded(id, command));
        return outcomes.get(id);
    }

    void feed(Input input) {
        for (Effect effect : engine.handle(input, now)) perform(effect);
        engine.nextDeadline().filter(at -> alarm == null || at.isBefore(alarm)).ifPresent(at -> {
            alarm = at;
            at(at, () -> {
                // An alarm that was set earlier meanwhile has taken this one's place.
                if (!at.equals(alarm)) return;
                alarm = null;
                feed(new Input.TimeAdvanced());
            });
        });
    }

    private void perform(Effect effect) {
        effects.add(effect);
        switch (effect) {
            case Effect.Send(var datagram) -> {
                fromGateway.add(datagram);
                if (at(datagram.path().remote()).isEmpty()) return;
                travel(datagram, () -> at(datagram.path().remote()).ifPresent(client -> {
                    Path path = new Path(
                            link.inside(datagram.path().remote()).orElseThrow(), datagram.path().local());
                    link.joins
                            .apply(new Datagram(path, datagram.payload()))
                            .ifPresent(joined -> tell(client, new InitiatorInput.Received(joined)));
                }));
            }
            case Effect.Ask(var ticket, var question, var _) -> thinks.apply(question).ifPresent(
                    delay -> at(now.plus(delay), () -> feed(new Input.Answered(ticket, aaa.answer(question)))));
            case Effect.AskAddress(var ticket, var question) ->
                    at(now.plus(link.delay), () -> feed(new Input.AddressAnswered(ticket, dhcp.apply(question))));
            case Effect.AskPki(var ticket, var question) -> {
                pkiQuestions.add(question);
                if (holdPki != null) holdPki.accept(new Effect.AskPki(ticket, question));
                else at(now.plus(link.delay), () -> feed(new Input.PkiAnswered(ticket, pki.apply(question))));
            }
            case Effect.Done(var id, var outcome) -> outcomes.put(id, outcome);
            case Effect.Account(var event) -> accounting.add(event);
            case Effect.Counted _ -> {}
            case Effect.Opened(var session) -> directory.put(session);
            case Effect.Changed(var session, var _) -> directory.put(session);
            case Effect.Moved(var session, var _, var _) -> directory.put(session);
            case Effect.Closed(var session, var _, var _) -> directory.remove(session.id());
            case Effect.Order(var command) -> at(now, () -> command(command));
            case Effect.Stumbled(var _, var cause) -> throw cause;
            case Effect.Forget _,Effect.LoginFailed _,Effect.Attempted _,Effect.GiveBackAddress _,Effect.Vouched _,Effect.MoveRefused _,Effect.OtherVersion _ ->
                    {}
        }
    }

    /// Who receives what the gateway sends there.
    Optional<Client> at(InetSocketAddress outside) {
        return link.inside(outside).map(clients::get);
    }

    /// A client loses its address and has another, of which it tells the gateway.
    void move(Client client, InetSocketAddress address, NotifyPayload... more) {
        clients.values().removeIf(client::equals);
        client.local = new Path(address, client.local.remote());
        clients.put(address, client);
        tell(client, new InitiatorInput.Move(client.local, List.of(more)));
    }

    /// What the gateway sent last, as it comes to a client at this address.
    Datagram toClient(InetSocketAddress address) {
        Datagram last = fromGateway.getLast();
        return new Datagram(new Path(address, last.path().local()), last.payload());
    }

    /// A client has another address beside its own.
    void registerBeside(Client client, InetSocketAddress address) {
        clients.put(address, client);
    }

    private static Datagram reversed(Datagram datagram) {
        return new Datagram(datagram.path().reversed(), datagram.payload());
    }

    private void travel(Datagram datagram, Runnable arrival) {
        if (link.loses.test(datagram)) return;
        Duration jitter = link.jitter.apply(datagram);
        at(now.plus(link.delays.test(datagram) ? link.delay.multipliedBy(3) : link.delay).plus(jitter), arrival);
        if (link.doubles.test(datagram)) at(now.plus(link.delay.multipliedBy(2)).plus(jitter), arrival);
    }

    void at(Instant time, Runnable action) {
        events.add(new Event(time, sequence++, action));
    }

    /// Lets time pass.
    void run(Duration duration) {
        Instant end = now.plus(duration);
        while (!events.isEmpty() && !events.peek().at().isAfter(end)) {
            Event event = events.poll();
            if (event.at().isAfter(now)) now = event.at();
            event.action().run();
        }
        now = end;
    }

    <E extends Effect> List<E> all(Class<E> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <E extends AccountingEvent> List<E> accounted(Class<E> kind) {
        return accounting.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    Session session(String user) {
        return directory.ofUser(user).getFirst();
    }

    SessionId id(String user) {
        return session(user).id();
    }
}
