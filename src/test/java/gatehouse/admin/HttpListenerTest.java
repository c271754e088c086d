package gatehouse.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpListenerTest {
    private final FakeGateway gateway = new FakeGateway();

    @Test
    void metricsAreInTheTextFormat() throws Exception {
        var drops = new LinkedHashMap<String, Long>();
        drops.put("unknown SPI", 3L);
        drops.put("a \"quoted\\ one\"\n", 1L);
        gateway.metrics.add(MetricFamily.gauge("gatehouse_sessions", "Live sessions.", 2));
        gateway.metrics.add(MetricFamily.counters("gatehouse_drops_total", "Datagrams dropped.", "reason", drops));
        gateway.metrics.add(MetricFamily.histogram(
                "gatehouse_step_seconds", "Time of a step.", new double[] {0.001, 0.01}, new long[] {5, 2, 1}, 0.125));
        var response = get("/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains(
                "text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body()).isEqualTo("""
                # HELP gatehouse_sessions Live sessions.
                # TYPE gatehouse_sessions gauge
                gatehouse_sessions 2
                # HELP gatehouse_drops_total Datagrams dropped.
                # TYPE gatehouse_drops_total counter
                gatehouse_drops_total{reason="unknown SPI"} 3
                gatehouse_drops_total{reason="a \\"quoted\\\\ one\\"\\n"} 1
                # HELP gatehouse_step_seconds Time of a step.
                # TYPE gatehouse_step_seconds histogram
                gatehouse_step_seconds_bucket{le="0.001"} 5
                gatehouse_step_seconds_bucket{le="0.01"} 7
                gatehouse_step_seconds_bucket{le="+Inf"} 8
                gatehouse_step_seconds_sum 0.125
                gatehouse_step_seconds_count 8
                """);
    }

    @Test
    void healthIsOkWhileServing() throws Exception {
        gateway.health = new Health(true, List.of("pool 'staff' is 95 % full"));
        var response = get("/healthz");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("ok\npool 'staff' is 95 % full\n");
    }

    @Test
    void healthIsAnErrorWhenNotServing() throws Exception {
        gateway.health = new Health(false, List.of("no server of 'office' answers"));
        var response = get("/healthz");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("not serving\nno server of 'office' answers\n");
    }

    @Test
    void otherPathsAreNotFound() throws Exception {
        assertThat(get("/metrics/").statusCode()).isEqualTo(404);
    }

    @Test
    void aCounterIsNamedAsOne() {
        assertThatThrownBy(() -> MetricFamily.counters("drops", "Dropped.", "reason", Map.of()))
                .hasMessage("counter 'drops' does not end in _total");
    }

    @Test
    void itListensOnLoopbackOnly() {
        assertThatThrownBy(() -> HttpListener.open(new InetSocketAddress("192.0.2.1", 0), gateway))
                .hasMessageContaining("not a loopback address");
    }

    private HttpResponse<String> get(String path) throws Exception {
        try (var listener = HttpListener.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), gateway);
                var client = HttpClient.newHttpClient()) {
            var uri = URI.create("http://127.0.0.1:" + listener.address().getPort() + path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
