package gatehouse.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// `/metrics` for Prometheus and `/healthz` for load balancers, without authentication and therefore on loopback only.
public final class HttpListener implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private HttpListener(HttpServer server) {
        this.server = server;
    }

    public static HttpListener open(InetSocketAddress address, GatewayView gateway) throws IOException {
        if (!address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(address + " is not a loopback address");
        }
        var listener = new HttpListener(HttpServer.create(address, 0));
        listener.server.setExecutor(listener.threads);
        listener.server.createContext("/", exchange -> answer(exchange, gateway));
        listener.server.start();
        return listener;
    }

    /// Where it listens, with the port that was chosen if none was asked for.
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, GatewayView gateway) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                reply(exchange, 405, "text/plain", "only GET\n");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/metrics" ->
                        reply(exchange, 200, PrometheusText.CONTENT_TYPE, PrometheusText.of(gateway.metrics()));
                case "/healthz" -> {
                    Health health = gateway.health();
                    String text = (health.serving() ? "ok\n" : "not serving\n") + String.join("\n", health.problems());
                    reply(exchange, health.serving() ? 200 : 503, "text/plain; charset=utf-8", text.strip() + "\n");
                }
                default -> reply(exchange, 404, "text/plain", "/metrics or /healthz\n");
            }
        }
    }

    private static void reply(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) exchange.getResponseBody().write(body);
    }
}
