package gatehouse.server;

import gatehouse.aaa.PeerFacts;
import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.PendingRow;
import gatehouse.admin.RadiusServerRow;
import gatehouse.admin.RadiusView;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.radius.client.LatencyHistogram;
import gatehouse.radius.client.RadiusClient;
import gatehouse.radius.client.RadiusServer;
import gatehouse.radius.client.RadiusStats;
import gatehouse.radius.client.ServerGroup;
import gatehouse.radius.client.ServerState;
import gatehouse.session.SessionId;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// What operators see of RADIUS. Shards are asked on their own threads.
final class RadiusInsight implements RadiusView {
    private final List<Place> places;
    private final Map<String, ServerGroup> groups;
    private final RadiusTracer tracer;
    private final PacketText text;
    private final AtomicLong trials = new AtomicLong();

    /// The RADIUS of one shard.
    record Place(EngineLoop loop, RadiusClient client, RadiusDesk desk) {}

    RadiusInsight(List<Place> places, Map<String, ServerGroup> groups, RadiusTracer tracer, PacketText text) {
        this.places = List.copyOf(places);
        this.groups = groups;
        this.tracer = tracer;
        this.text = text;
    }

    @Override
    public CompletableFuture<AdminReply> pending(String user) {
        return everywhere(place -> place.desk().pending(), shards -> new AdminReply.Pending(shards.stream()
                .flatMap(Collection::stream)
                .filter(row -> user.isEmpty() || row.user().equals(user) || row.ikeIdentity().equals(user))
                .sorted(Comparator.comparingLong(PendingRow::milliseconds).reversed())
                .toList()));
    }

    /// One server in one shard.
    private record Fares(
            ServerState authentication, ServerState accounting, long inFlight, long requests, long answers,
            long retransmissions, long timeouts, List<Long> latencies) {}

    @Override
    public CompletableFuture<AdminReply> servers() {
        return everywhere(this::fares, shards -> {
            var rows = new ArrayList<RadiusServerRow>();
            for (ServerGroup group : groups.values()) {
                for (RadiusServer server : group.servers()) {
                    rows.add(row(group, server, shards.stream().map(shard -> shard.get(server.name())).toList()));
                }
            }
            return new AdminReply.RadiusServers(rows);
        });
    }

    private Map<String, Fares> fares(Place place) {
        var all = new TreeMap<String, Fares>();
        for (ServerGroup group : groups.values()) {
            for (RadiusServer server : group.servers()) {
                RadiusStats.OfServer stats =
                        place.client().stats().servers().getOrDefault(server.name(), new RadiusStats.OfServer());
                all.put(server.name(), new Fares(
                        place.client().state(server.name(), false),
                        place.client().state(server.name(), true),
                        stats.inFlight(),
                        stats.requests(),
                        stats.responses().values().stream().mapToLong(Long::longValue).sum(),
                        stats.retransmissions(),
                        stats.timeouts(),
                        Arrays.stream(stats.latency(false).counts()).boxed().toList()));
            }
        }
        return all;
    }

    private static RadiusServerRow row(ServerGroup group, RadiusServer server, List<Fares> shards) {
        var latencies = new long[shards.getFirst().latencies().size()];
        for (Fares shard : shards) {
            for (int i = 0; i < latencies.length; i++) latencies[i] += shard.latencies().get(i);
        }
        return new RadiusServerRow(
                group.name(),
                server.name(),
                Addresses.text(new InetSocketAddress(server.address(), server.authenticationPort())),
                states(shards, Fares::authentication),
                states(shards, Fares::accounting),
                shards.stream().mapToLong(Fares::inFlight).sum(),
                server.inFlight() == Integer.MAX_VALUE ? 0 : (long) server.inFlight() * shards.size(),
                shards.stream().mapToLong(Fares::requests).sum(),
                shards.stream().mapToLong(Fares::answers).sum(),
                shards.stream().mapToLong(Fares::retransmissions).sum(),
                shards.stream().mapToLong(Fares::timeouts).sum(),
                milliseconds(latencies, 0.5),
                milliseconds(latencies, 0.99));
    }

    private static double milliseconds(long[] latencies, double part) {
        double seconds = LatencyHistogram.quantile(latencies, part);
        return seconds == 0 || Double.isInfinite(seconds) ? -1 : seconds * 1000;
    }

    private static String states(List<Fares> shards, Function<Fares, ServerState> of) {
        var counts = new TreeMap<ServerState, Integer>();
        for (Fares shard : shards) counts.merge(of.apply(shard), 1, Integer::sum);
        if (counts.size() == 1) return ShardStats.word(counts.firstKey());
        return String.join(
                ", ", counts.entrySet().stream().map(e -> ShardStats.word(e.getKey()) + " " + e.getValue()).toList());
    }

    @Override
    public CompletableFuture<AdminReply> test(AdminRequest.TestRadius request) {
        ServerGroup group = groups.get(request.group());
        if (group == null) {
            return failed("there is no group '" + request.group() + "' of RADIUS servers; there are "
                    + String.join(", ", groups.keySet()));
        }
        if (!request.server().isEmpty() && group.server(request.server()).isEmpty()) {
            return failed("group '" + group.name() + "' has no server '" + request.server() + "'; it has "
                    + String.join(", ", group.servers().stream().map(RadiusServer::name).toList()));
        }
        var reply = new CompletableFuture<AdminReply>();
        Place place = places.getFirst();
        place.loop().run(() -> {
            var trial = new RadiusTrial(place.desk(), group, nobody(group), text, reply::complete);
            Secret password = Secret.ofUtf8(request.password());
            switch (request.method().toLowerCase(Locale.ROOT)) {
                case "pap" -> trial.password(request.server(), request.user(), password);
                case "eap-mschapv2" -> trial.eapMschapv2(request.server(), request.user(), password);
                case "status-server" -> trial.statusServer(
                        request.server().isEmpty() ? group.servers().getFirst().name() : request.server());
                default -> reply.complete(new AdminReply.Failed("unknown method '" + request.method()
                        + "'; one of pap, eap-mschapv2, status-server"));
            }
        });
        return reply;
    }

    /// Nobody comes from anywhere.
    private PeerFacts nobody(ServerGroup group) {
        var here = new InetSocketAddress(group.servers().getFirst().address() instanceof Inet4Address
                ? Addresses.parse("127.0.0.1")
                : Addresses.parse("::1"), 0);
        String id = "radius-test-" + trials.incrementAndGet();
        return new PeerFacts(new SessionId(id), id, "radius-test", new Path(here, here), "");
    }

    @Override
    public AdminReply trace(AdminRequest.TraceRadius request) {
        return tracer.take(request.trace(), request.user(), request.session());
    }

    private static CompletableFuture<AdminReply> failed(String reason) {
        return CompletableFuture.completedFuture(new AdminReply.Failed(reason));
    }

    private <T> CompletableFuture<AdminReply> everywhere(
            Function<Place, T> question, Function<List<T>, AdminReply> reply) {
        List<CompletableFuture<T>> asked =
                places.stream().map(place -> place.loop().ask(() -> question.apply(place))).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(_ -> reply.apply(asked.stream().map(CompletableFuture::join).toList()));
    }
}
