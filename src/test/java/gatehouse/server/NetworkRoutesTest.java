package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.config.DataPlaneSettings;
import gatehouse.config.DataPlaneSettings.DontFragment;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import gatehouse.session.NetworkBehind;
import gatehouse.session.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The machine routes networks behind clients to the tunnel as long as their sessions live.
class NetworkRoutesTest {
    private static final NetworkBehind BRANCH = behind("192.168.7.0/24", 1);

    @TempDir
    private Path root;

    @TempDir
    private Path state;

    private final LogLines lines = new LogLines(NetworkRoutes.class);
    private FakeHost machine;

    @BeforeEach
    void prepare() {
        machine = new FakeHost(root);
    }

    @AfterEach
    void closeLog() {
        lines.close();
    }

    private static NetworkBehind behind(String network, int distance) {
        return new NetworkBehind(Prefix.parse(network), distance, 0);
    }

    private static Session session(String id, NetworkBehind... networks) {
        return SomeSession.of(id, "alice", 1).with(List.of(networks));
    }

    /// A gateway without pools: only what is behind clients is routed.
    private HostNetwork network() throws IOException {
        HostNetwork network = HostNetwork.open(state, machine.host());
        network.apply(new DataPlaneSettings(
                true, "gatehouse0", 1390, 2, List.of(Addresses.parse("10.9.0.1")), List.of(), "", DontFragment.COPY,
                true));
        return network;
    }

    private interface Events {
        void tell(NetworkRoutes routes);
    }

    /// What is routed when all of these events have been seen to.
    private List<String> after(Events events) throws IOException {
        HostNetwork network = network();
        var routes = new NetworkRoutes(network, "gatehouse0");
        events.tell(routes);
        routes.close();
        List<String> now = List.copyOf(machine.routes);
        network.close();
        assertThat(machine.routes).isEmpty();
        return now;
    }

    @Test
    void aNetworkIsRoutedWithItsDistanceAsMetric() throws IOException {
        assertThat(after(routes -> {
            routes.are(session("A", BRANCH, behind("2001:db8:77::/56", 20)));
            routes.are(session("B", behind("192.168.9.0/24", 5)));
        })).containsExactly(
                "192.168.7.0/24 dev gatehouse0 metric 1 proto 71",
                "192.168.9.0/24 dev gatehouse0 metric 5 proto 71",
                "2001:db8:77::/56 dev gatehouse0 metric 20 proto 71");
        assertThat(lines.all()).isEmpty();
    }

    @Test
    void theMachineForwardsOnceThereIsANetwork() throws IOException {
        HostNetwork network = network();
        assertThat(machine.setting("ipv4/ip_forward")).isEqualTo("0");
        try (var routes = new NetworkRoutes(network, "gatehouse0")) {
            routes.are(session("A", BRANCH, behind("2001:db8:77::/56", 1)));
        }
        assertThat(machine.setting("ipv4/ip_forward")).isEqualTo("1");
        assertThat(machine.setting("ipv6/conf/all/forwarding")).isEqualTo("1");
        network.close();
        assertThat(machine.setting("ipv4/ip_forward")).isEqualTo("0");
        assertThat(machine.setting("ipv6/conf/all/forwarding")).isEqualTo("0");
    }

    @Test
    void aNetworkGoesWithItsSession() throws IOException {
        assertThat(after(routes -> {
            routes.are(session("A", BRANCH, behind("192.168.8.0/24", 1)));
            routes.are(session("A", behind("192.168.8.0/24", 1), behind("192.168.9.0/24", 1)));
            routes.are(session("B", behind("192.168.10.0/24", 1)));
            routes.gone(session("B").id());
            routes.gone(session("unknown").id());
        })).containsExactly(
                "192.168.8.0/24 dev gatehouse0 metric 1 proto 71", "192.168.9.0/24 dev gatehouse0 metric 1 proto 71");
        assertThat(lines.all()).isEmpty();
    }

    @Test
    void whoTakesANetworkOverKeepsItWhenTheOtherGoes() throws IOException {
        assertThat(after(routes -> {
            routes.are(session("old", BRANCH));
            routes.are(session("new", BRANCH));
            routes.gone(session("old").id());
        })).containsExactly("192.168.7.0/24 dev gatehouse0 metric 1 proto 71");
        assertThat(lines.all()).isEmpty();
    }

    @Test
    void whatCannotBeRoutedIsToldAndNotTakenBack() throws IOException {
        assertThat(after(routes -> {
            machine.failingWord = "192.168.7.0/24";
            machine.failure = "RTNETLINK answers: File exists";
            routes.are(session("A", BRANCH, behind("192.168.8.0/24", 1)));
            routes.gone(session("A").id());
        })).isEmpty();
        assertThat(lines.all()).singleElement().asString()
                .contains("event=network-not-routed network=192.168.7.0/24 session=A")
                .contains("another device has this route");
    }

    @Test
    void whatACrashLeftGoesWithTheNextStart() throws IOException {
        HostRecord record = HostRecord.open(state, machine.host().place());
        HostNetwork killed = HostNetwork.over(record, machine.host());
        try (var routes = new NetworkRoutes(killed, "gatehouse0")) {
            Stream.of("A", "B", "C")
                    .forEach(id -> routes.are(session(id, behind("192.168.7." + (int) id.charAt(0) + "/32", 1))));
            routes.are(session("D", behind("2001:db8:77::/56", 1)));
        }
        record.close();
        assertThat(machine.routes).hasSize(4);
        machine.routes.add("192.168.99.0/24 dev gatehouse0 metric 1 proto 4");
        HostNetwork.open(state, machine.host()).close();
        // What is not ours stays.
        assertThat(machine.routes).containsExactly("192.168.99.0/24 dev gatehouse0 metric 1 proto 4");
        assertThat(state.resolve("host-network")).isEmptyFile();
    }
}
