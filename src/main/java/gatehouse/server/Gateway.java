package gatehouse.server;

import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.authorization.AttributeCache;
import gatehouse.aaa.radius.AccessTranslator;
import gatehouse.aaa.radius.AccountingSpool;
import gatehouse.aaa.radius.AccountingTranslator;
import gatehouse.address.JournalLeaseStore;
import gatehouse.address.Pools;
import gatehouse.admin.ControlSocket;
import gatehouse.admin.GatewayFacts;
import gatehouse.admin.HttpListener;
import gatehouse.bytes.Secret;
import gatehouse.config.AccountingSettings;
import gatehouse.config.ConfigurationException;
import gatehouse.config.GatewayConfig;
import gatehouse.config.Machine;
import gatehouse.crypto.Providers;
import gatehouse.dataplane.DataPlane;
import gatehouse.dhcp.DhcpClient;
import gatehouse.ike.Input;
import gatehouse.ike.engine.IkeEngine;
import gatehouse.ike.policy.Policies;
import gatehouse.journal.Journal;
import gatehouse.net.Addresses;
import gatehouse.radius.client.RadiusClient;
import gatehouse.radius.client.RadiusServer;
import gatehouse.radius.client.ServerGroup;
import gatehouse.radius.dictionary.RadiusDictionary;
import gatehouse.session.SessionDirectory;
import gatehouse.session.TerminateCause;
import gatehouse.transport.EventLoops;
import gatehouse.transport.PortException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole gateway: built from the bottom room to the top by plain constructors, started, and stopped.
public final class Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    /// Source ports of each shard's RADIUS client: 256 requests per server can be in flight in each.
    private static final int RADIUS_SOCKETS = 64;
    /// A million users' addresses, about.
    private static final long LEASES_OCTETS = 128L << 20;
    /// What the journal's file may be larger than the accounting records in it.
    private static final long ROOM_FOR_OTHERS = 1L << 29;
    private static final Duration FAREWELL_TO_ACCOUNTING = Duration.ofSeconds(3);

    /// Another one after a reload; read on any thread.
    private volatile GatewayConfig config;
    private final Machine machine;
    private final Map<String, ServerGroup> groups = new LinkedHashMap<>();
    private final SteadyClock clock = new SteadyClock();
    private final Instant started = clock.instant();
    private final SecureRandom random = new SecureRandom();
    private final SessionDirectory directory;
    private final Shards shards;
    private final VersionLog versions = new VersionLog();
    private Pools pools;
    private final AttributeCache cache;
    private final List<ShardStats> stats = new ArrayList<>();
    private final List<RadiusDesk> aaa = new ArrayList<>();
    private final List<RadiusConnections> connections = new ArrayList<>();
    private final List<AuthorizationDesk.Place> places = new ArrayList<>();
    private final List<RadiusInsight.Place> radiusPlaces = new ArrayList<>();
    private final RadiusTracer tracer = new RadiusTracer(clock);
    private PacketText packetText;
    private final Deque<Part> parts = new ArrayDeque<>();
    private Plane plane;
    private EventLoops loops;
    private ListeningPorts listening;
    private DynamicAuthorizationPorts dynamicAuthorization;
    private DhcpDesk dhcp;
    private PkiDesk pki;
    private RedirectDesk redirects;
    private Journal journal;
    private Secret crashSecret;
    private AccountingDesk accounting;
    private GatewayDesk desk;
    private AuthorizationDesk authorization;
    private Reload reload;

    /// Something that was started and has to be closed.
    private interface Part {
        void close() throws IOException;
    }

    private Gateway(GatewayConfig config, Machine machine) {
        this.config = config;
        this.machine = machine;
        this.directory = new SessionDirectory(config.accounting().reconnectWithin());
        this.shards = new Shards(directory, random.nextLong());
        this.cache = new AttributeCache(config.cache(), System::nanoTime);
    }

    /// Starts a gateway. When this returns, clients can come in.
    ///
    /// @param machine    whose addresses are listened on where the configuration names none
    /// @param policies   for the engines
    /// @param source     where the configuration is read anew
    /// @throws IOException            if something cannot be opened; the message says what, why, and what can be done
    /// @throws ConfigurationException if the users of the embedded AAA server cannot be read
    public static Gateway start(GatewayConfig config, Machine machine, Policies policies, String version,
            ConfigurationSource source)
            throws IOException, ConfigurationException {
        var gateway = new Gateway(config, machine);
        gateway.reload = new Reload(config, source, machine, gateway.clock, gateway::take);
        try {
            gateway.open(policies, version);
            return gateway;
        } catch (IOException | ConfigurationException | RuntimeException e) {
            gateway.close();
            throw e;
        }
    }

    private void open(Policies policies, String version) throws IOException, ConfigurationException {
        config.radius().groups().forEach(group -> groups.put(group.name(), group));
        if (config.embeddedAaa().enabled()) {
            var embedded = EmbeddedAaa.start(config, machine, random);
            parts.push(embedded::close);
            groups.put(GatewayConfig.EMBEDDED_GROUP, embedded.group());
        }
        tellWeaknesses();
        packetText = new PacketText(RadiusDictionary.load(config.radius().dictionaries()));
        openJournal();
        crashSecret = CrashSecret.in(config.stateDirectory(), random);
        openShards(policies);
        accounting.open(aaa.getFirst(), groups.keySet());
        tellFindings();
        // Before anybody can log in.
        accountingGroup(group -> new AccountingEvent.GatewayUp(group, clock.instant()));
        openDhcp();
        pki.open();
        parts.push(listening::close);
        listening.open(config.listening(), machine);
        plane.carry(listening.natTraversalPorts());
        parts.push(plane::halt);
        openDynamicAuthorization();
        aaa.forEach(RadiusDesk::reach);
        openAdmin(policies, version);
        LOG.atInfo()
                .addKeyValue("event", "gateway-started")
                .addKeyValue("version", version)
                .addKeyValue("name", config.identity().name())
                .addKeyValue("ike", texts(listening.ike()))
                .addKeyValue("nat-traversal", texts(listening.natTraversal()))
                .addKeyValue("shards", stats.size())
                .log("gateway started");
        if (plane.traffic().isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("event", "no-data-plane")
                    .log("clients can log in, but nothing carries their traffic");
        }
    }

    private void tellWeaknesses() {
        config.radius().groups().stream()
                .flatMap(group -> group.servers().stream())
                .filter(server -> !server.requireMessageAuthenticator())
                .map(RadiusServer::name)
                .distinct()
                .forEach(server -> LOG.atWarn()
                        .addKeyValue("event", "message-authenticator-not-required")
                        .addKeyValue("server", server)
                        .log("answers of this RADIUS server without EAP count without Message-Authenticator; "
                                + "somebody on the way can forge them (CVE-2024-3596)"));
    }

    /// What survives the end of the process.
    private void openJournal() throws IOException {
        long room = 2 * config.accounting().journalOctets() + ROOM_FOR_OTHERS;
        journal = Journal.open(config.stateDirectory().resolve("journal.db"), room);
        parts.push(journal::close);
        var leases = new JournalLeaseStore(journal.topic("leases", LEASES_OCTETS));
        pools = new Pools(config.pools(), config.dataPlane().reserved(), leases);
    }

    /// After everybody has read what is theirs.
    private void tellFindings() {
        for (String finding : journal.findings()) {
            LOG.atWarn().addKeyValue("event", "journal-repaired").log(finding);
        }
    }

    private void openShards(Policies policies) throws IOException {
        redirects = new RedirectDesk(
                directory, shards::perform, () -> config.redirect(), () -> config.limits().sessions(), clock);
        pki = new PkiDesk(config.pki(), policies, clock, shards);
        parts.push(pki::close);
        Providers providers = Providers.load();
        plane = Plane.open(config, Host.here(machine.environment()), providers, clock, shards);
        parts.push(plane::close);
        loops = EventLoops.start(config.listening().shards());
        parts.push(loops::close);
        for (int i = 0; i < loops.count(); i++) stats.add(shard(i, policies, plane.dataPlane(), providers));
        listening = new ListeningPorts(loops, stats, random);
        shards.are(stats.stream().map(ShardStats::shard).toList(), listening.shared());
    }

    private ShardStats shard(int number, Policies policies, DataPlane dataPlane, Providers providers) {
        var bugs = new Bugs();
        var loop = new EngineLoop(loops.loop(number), clock, bugs);
        var client = new RadiusClient(new SecureRandom(), RADIUS_SOCKETS);
        var engine = new IkeEngine(
                number, policies, pools, dataPlane, directory, pki, providers, new SecureRandom(), crashSecret, started,
                new LoginRoom(client, clock, groups, () -> config), redirects);
        if (number == 0) {
            AccountingSettings settings = config.accounting();
            accounting = new AccountingDesk(
                    loop,
                    journal,
                    new AccountingSpool.Limits(settings.journalOctets(), settings.inFlight(), settings.inMemory()),
                    group -> new AccountingTranslator(config.radius().nas(group)),
                    shards::startAccounted);
        }
        var sockets = new RadiusSockets(loops, number);
        connections.add(new RadiusConnections(loops, number));
        var ports = new Ports();
        var commands = new CommandDesk();
        var radius = new RadiusDesk(
                number, loop, client, sockets, connections.get(number), groups, translators(), tracer, packetText);
        radiusPlaces.add(new RadiusInsight.Place(loop, client, radius));
        var lists = new ListDesk(radius, () -> engine.policies().localPolicies(), GatewayConfig.EMBEDDED_GROUP);
        var desk = new CachedDesk(loop, cache, lists, accounting, (ticket, answer) -> shards.all()
                .get(number)
                .submit(new Input.Answered(ticket, answer)));
        var attempts = new AttemptLog();
        var effects = new Effects(ports, desk, () -> addresses(number), certificates(number), commands, directory,
                plane.routes(),
                new SessionLog(clock),
                attempts, versions, shards, bugs);
        var shard = new Shard(
                loop,
                new Engine<>(engine::handle, engine::nextDeadline, new Input.TimeAdvanced()),
                commands,
                effects,
                new ChangeJudge(engine::session, engine::policies),
                shards);
        aaa.add(radius);
        places.add(new AuthorizationDesk.Place(
                loop, engine::session, lists, attempts));
        parts.push(() -> loop.run(sockets::close));
        parts.push(() -> loop.run(connections.get(number)::close));
        return new ShardStats(engine, client, sockets, ports, shard, bugs);
    }

    /// For one shard.
    private Map<String, AccessTranslator> translators() {
        var translators = new HashMap<String, AccessTranslator>();
        for (String group : groups.keySet()) {
            translators.put(group, new AccessTranslator(config.radius().nas(group), config.radius().strictness()));
        }
        return translators;
    }

    private PkiPort certificates(int number) {
        return pki.of((ticket, answer) -> shards.all().get(number).submit(new Input.PkiAnswered(ticket, answer)));
    }

    private AddressDesk addresses(int number) {
        return dhcp.of((ticket, answer) -> shards.all().get(number).submit(new Input.AddressAnswered(ticket, answer)));
    }

    private void openDhcp() throws IOException {
        var client = new DhcpClient(config.dhcp(), pools, new SecureRandom());
        dhcp = new DhcpDesk(loops, 0, stats.getFirst().shard().loop(), config.dhcp(), client, shards);
        parts.push(dhcp::close);
        try {
            dhcp.open();
        } catch (PortException e) {
            throw new IOException(e.getMessage() + "; see 'dhcp.giaddr'", e);
        }
    }

    private void openDynamicAuthorization() throws PortException {
        dynamicAuthorization = new DynamicAuthorizationPorts(loops, stats.getFirst().shard().loop(), machine);
        parts.push(dynamicAuthorization::close);
        dynamicAuthorization.open(
                config, directory, new ChangeDesk(shards, directory, new CacheView(cache)::forget),
                this::serveOverConnections);
    }

    private void serveOverConnections(ConnectedChanges changes) {
        for (int i = 0; i < connections.size(); i++) {
            RadiusConnections ours = connections.get(i);
            stats.get(i).shard().loop().run(() -> ours.serve(changes));
        }
    }

    private void openAdmin(Policies policies, String version) throws IOException {
        var facts =
                new GatewayFacts(version, config.identity().name(), started, listening.ike(), listening.natTraversal());
        var cached = new CacheView(cache);
        authorization = new AuthorizationDesk(
                places, policies, cached,
                new FileAnswers(config.radius().dictionaries(), config.radius().strictness()));
        desk = new GatewayDesk(facts, directory, shards, stats, accounting, dynamicAuthorization.requests(), dhcp,
                pki, pools, groups.values(), plane.traffic(), authorization, cached,
                new RadiusInsight(radiusPlaces, groups, tracer, packetText), redirects, reload::now);
        Path socket = config.admin().socket().toAbsolutePath();
        Files.createDirectories(socket.getParent());
        parts.push(ControlSocket.open(socket, desk)::close);
        for (InetSocketAddress address : config.admin().metrics()) {
            try {
                parts.push(HttpListener.open(address, desk)::close);
            } catch (IOException e) {
                throw new IOException(
                        "cannot serve metrics on " + Addresses.text(address) + ": " + e.getMessage()
                                + "; see 'admin.metrics'",
                        e);
            }
        }
    }

    /// Reads the configuration anew. What came of it is in the log.
    public void reload() {
        var _ = reload.now();
    }

    private int take(GatewayConfig next, Policies policies) {
        Set<String> told = accountingGroups();
        var asked = stats.stream()
                .map(shard -> shard.shard().loop().ask(() -> {
                    shard.engine().replacePolicies(policies);
                    return true;
                }))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(asked).join();
        authorization.replace(policies);
        pki.replace(policies);
        config = next;
        desk.name(next.identity().name());
        accountingGroups().stream()
                .filter(group -> !told.contains(group))
                .forEach(group -> accounting.account(new AccountingEvent.GatewayUp(group, clock.instant())));
        return cache.clear();
    }

    DataPlane dataPlane() {
        return plane.dataPlane();
    }

    /// Where exchanges begin.
    public List<InetSocketAddress> ike() {
        return listening.ike();
    }

    /// Where they go on behind a NAT.
    public List<InetSocketAddress> natTraversal() {
        return listening.natTraversal();
    }

    /// Where RADIUS servers change and end sessions.
    public List<InetSocketAddress> dynamicAuthorization() {
        return dynamicAuthorization.datagrams();
    }

    /// How many sessions there are.
    public int sessions() {
        return directory().size();
    }

    /// Who is connected.
    SessionDirectory directory() {
        return directory;
    }

    /// Says goodbye to every client, tells accounting, and closes everything. Takes no longer than `patience` and a
    /// little: who does not answer by then is left without.
    public void stop(TerminateCause cause, Duration patience) {
        desk.stopping();
        LOG.atInfo()
                .addKeyValue("event", "gateway-stopping")
                .addKeyValue("sessions", directory.size())
                .log("gateway stops");
        Instant deadline = clock.instant().plus(patience);
        shards.all().forEach(shard -> shard.submit(new Input.ShutDown(cause)));
        var patient = new Patience(stats, clock);
        patient.await(ShardStats::quiet, deadline);
        accountingGroup(group -> new AccountingEvent.GatewayDown(group, clock.instant()));
        // Not even a request that is made now overtakes this question on the thread of the first shard.
        ShardStats first = stats.getFirst();
        patient.await(
                shard -> shard != first || accounting.waiting() == 0, clock.instant().plus(FAREWELL_TO_ACCOUNTING));
        int left = Patience.ask(first, _ -> accounting.waiting(), 0);
        close();
        if (left > 0) {
            LOG.atWarn()
                    .addKeyValue("event", "accounting-left")
                    .addKeyValue("records", left)
                    .log("no server took these accounting records yet; the next start sends them");
        }
        LOG.atInfo().addKeyValue("event", "gateway-stopped").log("gateway stopped");
    }

    private interface Notice {
        AccountingEvent to(String group);
    }

    private void accountingGroup(Notice notice) {
        accountingGroups().stream().map(notice::to).forEach(accounting::account);
    }

    private Set<String> accountingGroups() {
        return config.profiles().stream()
                .map(profile -> profile.access().accountingGroup())
                .filter(group -> !group.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// In the reverse order of opening.
    private void close() {
        for (Part part = parts.poll(); part != null; part = parts.poll()) {
            try {
                part.close();
            } catch (IOException e) {
                LOG.debug("while closing", e);
            }
        }
    }

    private static String texts(List<InetSocketAddress> addresses) {
        return String.join(",", addresses.stream().map(Addresses::text).toList());
    }
}
