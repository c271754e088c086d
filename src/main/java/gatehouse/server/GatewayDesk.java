package gatehouse.server;

import gatehouse.admin.CertificateRow;
import gatehouse.pki.SubjectNames;
import java.time.Instant;
import gatehouse.address.AddressAnswer;
import gatehouse.address.AddressQuestion;
import gatehouse.address.DhcpLease;
import gatehouse.address.Pools;
import gatehouse.admin.AdminReply;
import gatehouse.admin.AuthorizationView;
import gatehouse.admin.GatewayFacts;
import gatehouse.admin.GatewayView;
import gatehouse.admin.Health;
import gatehouse.admin.MetricFamily;
import gatehouse.admin.PoolRow;
import gatehouse.admin.RadiusView;
import gatehouse.net.AddressRange;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import gatehouse.radius.client.RadiusServer;
import gatehouse.radius.client.ServerGroup;
import gatehouse.session.Session;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionDirectory;
import java.util.ArrayList;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What operators see. Numbers are asked of each shard on its own thread, so nothing here may run on one of them.
final class GatewayDesk implements GatewayView {
    private static final int PATIENCE_SECONDS = 2;

    private volatile GatewayFacts facts;
    private final SessionDirectory directory;
    private final Shards shards;
    private final List<ShardStats> stats;
    private final AccountingDesk accounting;
    private final List<ChangeRequests> dynamicAuthorization;
    private final DhcpDesk dhcp;
    private final PkiDesk pki;
    private final Pools pools;
    private final Collection<ServerGroup> groups;
    private final Optional<Traffic> traffic;
    private final AuthorizationView authorization;
    private final CacheView cache;
    private final RadiusView radius;
    private final RedirectDesk redirects;
    private final Supplier<AdminReply> reload;
    private final AtomicLong tests = new AtomicLong();
    private volatile boolean stopping;

    GatewayDesk(
            GatewayFacts facts,
            SessionDirectory directory,
            Shards shards,
            List<ShardStats> stats,
            AccountingDesk accounting,
            List<ChangeRequests> dynamicAuthorization,
            DhcpDesk dhcp,
            PkiDesk pki,
            Pools pools,
            Collection<ServerGroup> groups,
            Optional<Traffic> traffic,
            AuthorizationView authorization,
            CacheView cache,
            RadiusView radius,
            RedirectDesk redirects,
            Supplier<AdminReply> reload) {
        this.facts = facts;
        this.directory = directory;
        this.shards = shards;
        this.stats = List.copyOf(stats);
        this.accounting = accounting;
        this.dynamicAuthorization = List.copyOf(dynamicAuthorization);
        this.dhcp = dhcp;
        this.pki = pki;
        this.pools = pools;
        this.groups = List.copyOf(groups);
        this.traffic = traffic;
        this.authorization = authorization;
        this.cache = cache;
        this.radius = radius;
        this.redirects = redirects;
        this.reload = reload;
    }

    void stopping() {
        stopping = true;
    }

    /// Who the gateway is, from now on.
    void name(String name) {
        GatewayFacts before = facts;
        facts = new GatewayFacts(
                before.version(), name, before.startedAt(), before.ike(), before.natTraversal());
    }

    @Override
    public AdminReply reload() {
        return reload.get();
    }

    @Override
    public GatewayFacts facts() {
        return facts;
    }

    @Override
    public SessionDirectory directory() {
        return directory;
    }

    @Override
    public CompletableFuture<Outcome> perform(SessionCommand command) {
        return shards.perform(command);
    }

    @Override
    public AuthorizationView authorization() {
        return authorization;
    }

    @Override
    public AdminReply drain(List<String> to, Duration over) {
        return redirects.drain(to, over);
    }

    @Override
    public AdminReply drainProgress() {
        return redirects.progress();
    }

    @Override
    public AdminReply cancelDrain() {
        return redirects.cancel();
    }

    @Override
    public RadiusView radius() {
        return radius;
    }

    @Override
    public List<PoolRow> pools() {
        return pools.utilisation().stream()
                .map(pool -> new PoolRow(
                        pool.pool(),
                        pool.ranges().stream().map(AddressRange::toString).toList(),
                        pool.size(),
                        pool.inUse(),
                        pool.free(),
                        pool.sticky(),
                        pool.refused()))
                .toList();
    }

    @Override
    public List<CertificateRow> certificates() {
        Instant now = Instant.now();
        return pki.loaded().stream()
                .map(one -> new CertificateRow(
                        one.role(),
                        one.subject(),
                        SubjectNames.list(one.certificate()),
                        one.certificate().getIssuerX500Principal().getName(),
                        one.certificate().getSerialNumber().toString(16),
                        one.certificate().getNotAfter().toInstant().toString(),
                        one.left(now).toDays()))
                .toList();
    }

    @Override
    public DhcpTest testDhcp(String identity) {
        String session = "dhcp-test-" + tests.incrementAndGet();
        var reply = new CompletableFuture<AdminReply>();
        dhcp.ask(AddressQuestion.of(session, identity), answer -> reply.complete(switch (answer) {
            case AddressAnswer.Leased(var lease) -> leased(lease);
            case AddressAnswer.Refused(var reason) -> new AdminReply.Failed(reason);
        }));
        return new DhcpTest() {
            @Override
            public CompletableFuture<AdminReply> reply() {
                return reply;
            }

            @Override
            public void close() {
                dhcp.release(session);
            }
        };
    }

    private static AdminReply leased(DhcpLease lease) {
        return new AdminReply.DhcpLeased(
                Addresses.text(lease.server()),
                Addresses.text(lease.address()) + "/" + lease.prefixLength(),
                lease.dns().stream().map(Addresses::text).toList(),
                lease.nbns().stream().map(Addresses::text).toList(),
                lease.domain(),
                lease.search(),
                lease.routes().stream().map(Prefix::toString).toList(),
                lease.lifetime().toSeconds());
    }

    @Override
    public List<MetricFamily> metrics() {
        var sum = new Tally();
        sum.gauge("gatehouse_sessions", "Live sessions.", Map.of(), directory.size());
        sum.gauge("gatehouse_start_time_seconds", "When the gateway started, as Unix time.", Map.of(),
                facts.startedAt().getEpochSecond());
        bySecurityGroupTag(sum);
        sum.add(cache.tally());
        sum.add(pki.tally());
        for (Pools.Utilisation pool : pools.utilisation()) {
            Map<String, String> label = Map.of("pool", pool.pool());
            sum.gauge("gatehouse_pool_leased", "Addresses of the pool that somebody holds.", label, pool.inUse());
            sum.gauge("gatehouse_pool_size", "Addresses of the pool.", label, pool.size());
            sum.gauge("gatehouse_pool_sticky", "Users who get the address of last time again.", label, pool.sticky());
            sum.counter(
                    "gatehouse_pool_refused_total",
                    "Times that the pool had no address for somebody.",
                    label,
                    pool.refused());
        }
        answers(ShardStats::tally, new ArrayList<>()).forEach(sum::add);
        if (!dynamicAuthorization.isEmpty()) {
            var first = stats.getFirst().shard().loop();
            answer(first.ask(() -> {
                var tally = new Tally();
                dynamicAuthorization.forEach(port -> tally.add(port.tally()));
                return tally;
            })).ifPresent(sum::add);
        }
        answer(stats.getFirst().shard().loop().ask(accounting::tally)).ifPresent(sum::add);
        answer(dhcp.loop().ask(dhcp::tally)).ifPresent(sum::add);
        traffic.map(Traffic::tally).ifPresent(sum::add);
        return sum.metrics();
    }

    private void bySecurityGroupTag(Tally sum) {
        for (Session session : directory.all()) {
            String tag = session.inForce().securityGroupTag();
            if (tag.isEmpty()) continue;
            sum.gauge("gatehouse_sessions_by_sgt", "Live sessions that have a security group tag.",
                    Map.of("sgt", tag), 1);
        }
    }

    @Override
    public Health health() {
        var problems = new ArrayList<String>();
        Set<String> servers = groups.stream()
                .flatMap(group -> group.servers().stream())
                .map(RadiusServer::name)
                .collect(Collectors.toSet());
        List<List<String>> dead = answers(
                shard -> shard.dead(servers, shard.shard().loop().now()), problems);
        boolean answering = problems.isEmpty();
        Set<String> silent = dead.stream().flatMap(List::stream).collect(Collectors.toCollection(HashSet::new));
        for (ServerGroup group : groups) {
            Stream<String> names = group.servers().stream().map(RadiusServer::name);
            if (names.allMatch(silent::contains))
                problems.add("no RADIUS server of group '" + group.name() + "' answers");
        }
        for (Pools.Utilisation pool : pools.utilisation()) {
            if (pool.isExhausted()) problems.add("pool '" + pool.pool() + "' is exhausted");
        }
        List<String> failures = traffic.map(Traffic::failures).orElse(List.of());
        problems.addAll(failures);
        answer(stats.getFirst().shard().loop().ask(accounting::problems)).ifPresent(problems::addAll);
        Optional<String> drain = redirects.problem();
        drain.ifPresent(problems::add);
        if (stopping) problems.add("the gateway stops");
        return new Health(answering && failures.isEmpty() && drain.isEmpty() && !stopping, problems);
    }

    /// What each shard answers; those that do not are a problem.
    private <T> List<T> answers(Function<ShardStats, T> question, List<String> problems) {
        List<CompletableFuture<T>> asked = stats.stream()
                .map(shard -> shard.shard().loop().ask(() -> question.apply(shard)))
                .toList();
        var answers = new ArrayList<T>();
        for (int i = 0; i < asked.size(); i++) {
            var got = answer(asked.get(i));
            if (got.isPresent()) answers.add(got.get());
            else problems.add("shard " + i + " does not answer");
        }
        return answers;
    }

    private static <T> Optional<T> answer(CompletableFuture<T> asked) {
        try {
            return Optional.of(asked.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException | ExecutionException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
