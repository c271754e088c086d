package gatehouse.pki.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import gatehouse.bytes.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/// A small web server on the loopback.
final class WebServer implements AutoCloseable {
    final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final HttpServer server;

    /// What is at a path.
    record Page(int status, boolean chunked, Function<Bytes, Bytes> content) {}

    WebServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        Page page = pages.getOrDefault(exchange.getRequestURI().getPath(), new Page(404, false, _ -> Bytes.EMPTY));
        byte[] content = page.content().apply(Bytes.wrap(exchange.getRequestBody().readAllBytes())).toArray();
        if (page.status() / 100 == 3) exchange.getResponseHeaders().add("Location", "/elsewhere");
        exchange.sendResponseHeaders(page.status(), page.chunked() ? 0 : content.length == 0 ? -1 : content.length);
        try (var out = exchange.getResponseBody()) {
            out.write(content);
        }
    }

    void page(String path, Bytes content) {
        pages.put(path, new Page(200, false, _ -> content));
    }

    void page(String path, Page page) {
        pages.put(path, page);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
