package gatehouse.pki.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTest {
    private final Http http = new Http(Duration.ofSeconds(10));
    private WebServer server;

    @BeforeEach
    void start() throws IOException {
        server = new WebServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatIsThereIsFetched() throws Exception {
        server.page("/a", Bytes.ofUtf8("hello"));
        assertThat(get("/a?b=c", 5).utf8()).isEqualTo("hello");
        assertThat(server.asked).containsExactly("GET /a?b=c");
    }

    @Test
    void inChunksToo() throws Exception {
        Bytes large = Bytes.wrap(new byte[100_000]);
        server.page("/a", new WebServer.Page(200, true, _ -> large));
        assertThat(get("/a", 100_000)).isEqualTo(large);
        assertThatThrownBy(() -> get("/a", 99_999)).isInstanceOf(FetchException.class)
                .hasMessage(server.uri("/a") + ": the answer is longer than 99999 octets");
    }

    @Test
    void whatIsPostedArrives() throws Exception {
        server.page("/a", new WebServer.Page(200, false, body -> Bytes.concat(body, body)));
        Bytes answer = http.post(server.uri("/a"), Targets.ANYWHERE, 10, "text/plain", Bytes.ofUtf8("ab"));
        assertThat(answer.utf8()).isEqualTo("abab");
    }

    @Test
    void tooLongAnAnswerIsNotRead() {
        server.page("/a", Bytes.ofUtf8("hello"));
        assertThatThrownBy(() -> get("/a", 4)).hasMessage(server.uri("/a") + ": the answer is longer than 4 octets");
    }

    @Test
    void redirectionsAreNotFollowed() {
        server.page("/a", new WebServer.Page(302, false, _ -> Bytes.EMPTY));
        assertThatThrownBy(() -> get("/a", 10)).hasMessageStartingWith(server.uri("/a") + ": answers 302 ");
        assertThat(server.asked).containsExactly("GET /a");
    }

    @Test
    void whatIsNotThereIsAFailure() {
        assertThatThrownBy(() -> get("/b", 10)).hasMessage(server.uri("/b") + ": answers 404 Not Found");
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            assertThatThrownBy(() -> new Http(Duration.ofMillis(50)).get(uri, Targets.ANYWHERE, 10))
                    .isInstanceOf(FetchException.class)
                    .hasMessage(uri + " does not answer within 50 ms");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.org/", "file:///etc/passwd", "ftp://example.org/", "http:///x",
        "http://user@example.org/", "gopher://127.0.0.1:25/"})
    void onlyHttpIsSpoken(String uri) {
        assertThatThrownBy(() -> http.get(URI.create(uri), Targets.ANYWHERE, 10))
                .hasMessage(uri + " is no http URL");
    }

    @Test
    void aStrangersUrlDoesNotLeadHome() {
        assertThatThrownBy(() -> http.get(server.uri("/a"), Targets.publicAnd(List.of()), 10))
                .isInstanceOf(FetchException.class)
                .hasMessage(server.uri("/a") + " is not gone to: 127.0.0.1 is no public address (127.0.0.0/8)");
        assertThat(server.asked).isEmpty();
    }

    @Test
    void unlessTheNetworkIsAllowed() throws Exception {
        server.page("/a", Bytes.ofUtf8("hello"));
        Targets targets = Targets.publicAnd(List.of(Prefix.parse("127.0.0.0/8")));
        assertThat(http.get(server.uri("/a"), targets, 10).utf8()).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.2", "169.254.169.254", "172.31.0.1",
        "192.168.1.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00::1",
        "ff02::1", "64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1", "2001::1", "::ffff:127.0.0.1"})
    void anAddressThatIsNotPublicIsRefused(String address) {
        assertThat(Targets.publicAnd(List.of()).objection(Addresses.parse(address))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "192.169.0.1", "223.255.255.255", "2600::1", "2a00:1450::1"})
    void aPublicOneIsNot(String address) {
        assertThat(Targets.publicAnd(List.of()).objection(Addresses.parse(address))).isEmpty();
    }

    private Bytes get(String path, int most) throws FetchException {
        return http.get(server.uri(path), Targets.ANYWHERE, most);
    }
}
