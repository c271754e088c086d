package gatehouse.server;

import gatehouse.ike.Effect;
import gatehouse.ike.engine.EngineStats;
import gatehouse.ike.engine.IkeEngine;
import gatehouse.ike.sa.Reassembly;
import gatehouse.radius.client.LatencyHistogram;
import gatehouse.radius.client.ConnectionState;
import gatehouse.radius.client.RadiusClient;
import gatehouse.radius.client.RadiusStats;
import gatehouse.radius.client.ServerState;
import gatehouse.transport.PortStats;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How one shard fares. Asked on the thread of the shard.
record ShardStats(
        IkeEngine engine,
        RadiusClient radius,
        RadiusSockets sockets,
        Ports ports,
        Shard shard,
        Bugs bugs) {
    private static final Map<String, String> ALONE = Map.of();

    /// Whether nothing is left to be said to clients.
    boolean quiet() {
        return engine.quiet();
    }

    /// Servers that are passed over now.
    List<String> dead(Collection<String> servers, Instant now) {
        return servers.stream().filter(server -> radius.isDead(server, now)).toList();
    }

    Tally tally() {
        var tally = new Tally();
        ike(tally);
        datagrams(tally);
        radius(tally);
        tally.counter("gatehouse_bugs_total", "Mistakes of Gatehouse; see the log.", ALONE,
                bugs.count());
        return tally;
    }

    private void ike(Tally tally) {
        EngineStats stats = engine.stats();
        tally.gauge("gatehouse_ike_sas", "IKE SAs of any phase.", ALONE, engine.size());
        tally.gauge("gatehouse_ike_half_open", "Clients that have not begun to authenticate.", ALONE,
                engine.halfOpen());
        tally.gauge("gatehouse_ike_negotiating", "Logins under way that do not wait for AAA.", ALONE,
                engine.negotiating());
        tally.gauge("gatehouse_ike_rekeying", "Rekeys that the gateway has begun and that are not answered.", ALONE,
                engine.rekeying());
        tally.gauge("gatehouse_ike_awaiting_aaa", "Logins that wait for AAA.", ALONE, engine.questions());
        String logins = "Logins that ended, well or not.";
        tally.counter("gatehouse_logins_total", logins, Map.of("result", "succeeded"), stats.loginsSucceeded());
        tally.counter("gatehouse_logins_total", logins, Map.of("result", "failed"), stats.loginsFailed());
        stats.requests().forEach((exchange, count) -> tally.counter(
                "gatehouse_ike_requests_total",
                "New requests of clients; within an IKE SA only authentic ones.",
                Map.of("exchange", exchange.toString()),
                count));
        stats.refusals().forEach((notify, count) -> tally.counter(
                "gatehouse_ike_refusals_total",
                "Error notifications sent to clients.",
                Map.of("notify", notify.toString()),
                count));
        tally.counter("gatehouse_ike_redirects_total", "Clients sent to another gateway.", ALONE, stats.redirects());
        tally.counter("gatehouse_ike_cookies_sent_total", "Cookies demanded.", ALONE, stats.cookiesSent());
        tally.counter(
                "gatehouse_ike_repeats_answered_total",
                "Repeated requests that got their reply once more.",
                ALONE,
                stats.repeatsAnswered());
        for (Effect.Moved.By by : Effect.Moved.By.values()) {
            tally.counter("gatehouse_moves_total", "Clients whose address changed, by how that was known.",
                    Map.of("by", word(by)), stats.moves(by));
        }
        tally.counter("gatehouse_moves_refused_total", "Clients that wanted to move where they may not.", ALONE,
                stats.movesRefused());
        Reassembly reassembly = engine.reassembly();
        Reassembly cisco = engine.ciscoReassembly();
        tally.gauge("gatehouse_ike_reassembly_octets", "What messages take of which fragments are missing.", ALONE,
                reassembly.octets() + cisco.octets());
        tally.gauge("gatehouse_ike_reassembly_messages", "Messages of which fragments are missing.", ALONE,
                reassembly.messages() + cisco.messages());
        String gaveWay = "Messages whose fragments were dropped for lack of room: of the SA, or of all.";
        tally.counter("gatehouse_ike_reassembly_dropped_total", gaveWay, Map.of("room", "sa"),
                reassembly.droppedForSa() + cisco.droppedForSa());
        tally.counter("gatehouse_ike_reassembly_dropped_total", gaveWay, Map.of("room", "all"),
                reassembly.droppedForAll() + cisco.droppedForAll());
        for (EngineStats.Drop reason : EngineStats.Drop.values()) {
            tally.counter("gatehouse_ike_dropped_total", "IKE messages dropped.", Map.of("reason", word(reason)),
                    stats.drops(reason));
        }
        tally.counter("gatehouse_ike_dropped_total", "IKE messages dropped.", Map.of("reason", "shard_overloaded"),
                shard.overloaded() + ports.stats().overrun());
    }

    private void datagrams(Tally tally) {
        PortStats stats = ports.stats();
        String in = "Datagrams that came in on the IKE and NAT traversal ports.";
        tally.counter("gatehouse_datagrams_received_total", in, Map.of("kind", "ike"),
                stats.received() - stats.esp() - stats.keepalives() - stats.runts());
        tally.counter("gatehouse_datagrams_received_total", in, Map.of("kind", "esp"), stats.esp());
        tally.counter("gatehouse_datagrams_received_total", in, Map.of("kind", "keepalive"), stats.keepalives());
        tally.counter("gatehouse_datagrams_received_total", in, Map.of("kind", "runt"), stats.runts());
        tally.counter("gatehouse_datagrams_sent_total", "Datagrams handed to the system.", ALONE, stats.sent());
        String unsent = "Datagrams that could not be sent.";
        tally.counter("gatehouse_datagrams_unsent_total", unsent, Map.of("reason", "refused"), stats.unsent());
        tally.counter("gatehouse_datagrams_unsent_total", unsent, Map.of("reason", "no_such_port"), ports.homeless());
        tally.counter("gatehouse_esp_dropped_total", "ESP packets dropped.", Map.of("reason", "no_data_plane"),
                shard.espWithoutPlane());
    }

    private void radius(Tally tally) {
        radius.stats().servers().forEach((name, server) -> {
            Map<String, String> label = Map.of("server", name);
            tally.counter("gatehouse_radius_requests_total", "Requests, repeats not counted.", label,
                    server.requests());
            tally.counter(
                    "gatehouse_radius_retransmissions_total", "Repeated requests.", label, server.retransmissions());
            tally.counter(
                    "gatehouse_radius_timeouts_total",
                    "Requests that were repeated to the end without an answer.",
                    label,
                    server.timeouts());
            tally.gauge("gatehouse_radius_in_flight", "Requests that wait for their answer.", label, server.inFlight());
            tally.counter("gatehouse_radius_probes_total", "Status-Server requests.", label, server.probes());
            tally.counter("gatehouse_radius_probes_answered_total", "Answered Status-Server requests.", label,
                    server.probesAnswered());
            tally.gauge("gatehouse_radius_dead", "Shards that pass the server over.", label,
                    radius.isDead(name, shard.loop().now()) ? 1 : 0);
            for (boolean accounting : new boolean[] {false, true}) {
                LatencyHistogram latency = server.latency(accounting);
                tally.histogram(
                        "gatehouse_radius_response_seconds",
                        "Time from the first sending of a request to its answer.",
                        Map.of("server", name, "port", port(accounting)),
                        LatencyHistogram.bounds(),
                        latency.counts(),
                        latency.sum());
                ServerState state = radius.state(name, accounting);
                for (ServerState possible : ServerState.values()) {
                    tally.gauge(
                            "gatehouse_radius_state",
                            "Shards that think so of the server.",
                            Map.of("server", name, "port", port(accounting), "state", word(possible)),
                            state == possible ? 1 : 0);
                }
            }
            server.responses().forEach((code, count) -> tally.counter(
                    "gatehouse_radius_responses_total",
                    "Genuine answers.",
                    Map.of("server", name, "code", code.toString()),
                    count));
        });
        for (ConnectionState connection : radius.connections()) {
            tally.gauge(
                    "gatehouse_radius_connections",
                    "Connections to servers that are asked over some, by how it stands with them.",
                    Map.of("server", connection.server(), "status", word(connection.status())),
                    1);
        }
        tally.counter(
                "gatehouse_radius_refused_total",
                "Requests that failed because every server had as many in flight as it may.",
                ALONE,
                radius.stats().refusals());
        for (RadiusStats.Drop reason : RadiusStats.Drop.values()) {
            tally.counter(
                    "gatehouse_radius_dropped_total",
                    "Datagrams that were not taken for an answer.",
                    Map.of("reason", word(reason)),
                    radius.stats().drops(reason));
        }
        tally.counter("gatehouse_radius_socket_failures_total", "Source ports that could not be opened.", ALONE,
                sockets.failures());
    }

    /// Which of a server's two ports.
    static String port(boolean accounting) {
        return accounting ? "accounting" : "authentication";
    }

    static String word(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
