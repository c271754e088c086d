package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.config.DataPlaneSettings;
import gatehouse.config.DataPlaneSettings.DontFragment;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the gateway changes on its machine, and that nothing of it stays.
class HostNetworkTest {
    @TempDir
    private Path root;

    @TempDir
    private Path state;

    private final LogLines lines = new LogLines(HostNetwork.class);
    private FakeHost machine;

    @BeforeEach
    void prepare() {
        machine = new FakeHost(root);
    }

    @AfterEach
    void closeLog() {
        lines.close();
    }

    private static DataPlaneSettings settings(String masquerade) {
        return new DataPlaneSettings(
                true,
                "gatehouse0",
                1390,
                2,
                Stream.of("10.9.0.1", "fd00:9::1").map(Addresses::parse).toList(),
                Stream.of("10.9.0.0/24", "fd00:9::/64").map(Prefix::parse).toList(),
                masquerade,
                DontFragment.COPY,
                true);
    }

    private HostNetwork applied(String masquerade) throws IOException {
        HostNetwork network = HostNetwork.open(state, machine.host());
        network.apply(settings(masquerade));
        return network;
    }

    private void killedAtWork() throws IOException {
        HostRecord record = HostRecord.open(state, machine.host().place());
        HostNetwork.over(record, machine.host()).apply(settings(""));
        record.close();
    }

    private void nothingIsLeft() {
        assertThat(machine.addresses).isEmpty();
        assertThat(machine.routes).isEmpty();
        assertThat(machine.tables).isEmpty();
        assertThat(machine.setting("ipv4/ip_forward")).isEqualTo("0");
        assertThat(machine.setting("ipv6/conf/all/forwarding")).isEqualTo("0");
        assertThat(machine.setting("ipv6/conf/eth0/accept_ra")).isEqualTo("1");
        assertThat(state.resolve("host-network")).isEmptyFile();
    }

    @Test
    void theMachineRoutesBetweenTheDeviceAndTheRest() throws Exception {
        try (HostNetwork _ = applied("")) {
            assertThat(machine.up).containsExactly("gatehouse0 mtu 1390 up");
            assertThat(machine.addresses).containsExactly("10.9.0.1/32 dev gatehouse0", "fd00:9::1/128 dev gatehouse0");
            assertThat(machine.routes).containsExactly("10.9.0.0/24 dev gatehouse0", "fd00:9::/64 dev gatehouse0");
            assertThat(machine.setting("ipv4/ip_forward")).isEqualTo("1");
            assertThat(machine.setting("ipv6/conf/all/forwarding")).isEqualTo("1");
            assertThat(machine.tables).isEmpty();
        }
        nothingIsLeft();
        assertThat(lines.all()).isEmpty();
    }

    @Test
    void onDemandClientsAppearUnderTheAddressOfAnInterface() throws Exception {
        try (HostNetwork _ = applied("eth0")) {
            assertThat(machine.rules).containsExactly("iifname \"gatehouse0\" oifname \"eth0\" masquerade");
        }
        nothingIsLeft();
    }

    @Test
    void whatWasSetBeforeIsNotOursToTakeBack() throws Exception {
        machine.file("proc/sys/net/ipv4/ip_forward", "1\n");
        machine.file("proc/sys/net/ipv6/conf/all/forwarding", "1\n");
        applied("").close();
        assertThat(machine.setting("ipv4/ip_forward")).isEqualTo("1");
        assertThat(machine.setting("ipv6/conf/all/forwarding")).isEqualTo("1");
        assertThat(machine.setting("ipv6/conf/eth0/accept_ra")).isEqualTo("1");
    }

    @Test
    void interfacesStillHearTheirRouters() throws Exception {
        try (HostNetwork _ = applied("")) {
            assertThat(machine.setting("ipv6/conf/eth0/accept_ra")).isEqualTo("2");
            assertThat(machine.setting("ipv6/conf/gatehouse0/accept_ra")).isEqualTo("1");
        }
        nothingIsLeft();
    }

    @Test
    void whatSomebodyChangedSinceIsTheirs() throws Exception {
        HostNetwork network = applied("");
        machine.file("proc/sys/net/ipv6/conf/eth0/accept_ra", "0\n");
        network.close();
        assertThat(machine.setting("ipv6/conf/eth0/accept_ra")).isEqualTo("0");
    }

    @Test
    void whereTheMachineDoesWithoutIpv6SoDoWe() throws Exception {
        Files.delete(root.resolve("proc/sys/net/ipv6/conf/gatehouse0/disable_ipv6"));
        try (HostNetwork _ = applied("")) {
            assertThat(machine.addresses).containsExactly("10.9.0.1/32 dev gatehouse0");
            assertThat(machine.routes).containsExactly("10.9.0.0/24 dev gatehouse0");
            assertThat(machine.setting("ipv6/conf/all/forwarding")).isEqualTo("0");
        }
        assertThat(lines.all()).singleElement().asString().contains("event=no-ipv6 device=gatehouse0");
    }

    @Test
    void aDeviceThatTookItsRoutesAlongIsNoTrouble() throws Exception {
        HostNetwork network = applied("eth0");
        machine.devices.remove("gatehouse0");
        machine.addresses.clear();
        machine.routes.clear();
        network.close();
        nothingIsLeft();
        assertThat(lines.all()).isEmpty();
    }

    @Test
    void whereverItIsKilledTheNextStartRemovesWhatItLeft() throws Exception {
        for (String moment : List.of("10.9.0.1/32", "fd00:9::1/128", "10.9.0.0/24", "fd00:9::/64", "-f")) {
            machine.killedAt = moment;
            HostRecord record = HostRecord.open(state, machine.host().place());
            HostNetwork network = HostNetwork.over(record, machine.host());
            assertThatThrownBy(() -> network.apply(settings("eth0"))).isInstanceOf(FakeHost.Killed.class);
            machine.killedAt = "";
            assertThat(Files.readString(state.resolve("host-network"))).isNotEmpty();
            // The kernel takes a lock from the dead.
            record.close();
            HostNetwork.open(state, machine.host()).close();
            nothingIsLeft();
        }
        assertThat(lines.all()).hasSize(5).allMatch(line -> line.contains("event=host-network-cleaned"));
    }

    @Test
    void afterARestartOfTheMachineOrElsewhereARecordMeansNothing() throws Exception {
        killedAtWork();
        machine.file("proc/sys/kernel/random/boot_id", "the-second-start\n");
        HostNetwork.open(state, machine.host()).close();
        // Whoever set it now is not us.
        assertThat(machine.setting("ipv4/ip_forward")).isEqualTo("1");
        assertThat(lines.all()).singleElement().asString().contains("event=host-network-forgotten");

        machine.file("proc/sys/net/ipv4/ip_forward", "0\n");
        machine.addresses.clear();
        machine.routes.clear();
        killedAtWork();
        machine.namespace("net:[4026532999]");
        HostNetwork.open(state, machine.host()).close();
        assertThat(machine.setting("ipv4/ip_forward")).isEqualTo("1");
        assertThat(machine.routes).hasSize(2);
    }

    @Test
    void whatCannotBeRemovedIsToldAndTriedAgain() throws Exception {
        HostNetwork network = applied("");
        machine.failingWord = "delete";
        machine.failure = "RTNETLINK answers: Operation not permitted";
        network.close();
        assertThat(lines.all()).hasSize(4).allMatch(line -> line.contains("event=host-network-left"));
        machine.failingWord = "";
        HostNetwork.open(state, machine.host()).close();
        nothingIsLeft();
    }

    @Test
    void aRouteOfSomebodyElseIsNotTakenAway() throws Exception {
        machine.failingWord = "10.9.0.0/24";
        machine.failure = "RTNETLINK answers: File exists";
        HostNetwork network = HostNetwork.open(state, machine.host());
        assertThatIOException()
                .isThrownBy(() -> network.apply(settings("")))
                .withMessage(
                        "cannot route 10.9.0.0/24 to gatehouse0: 'ip -4 route add 10.9.0.0/24 dev gatehouse0' says: "
                                + "RTNETLINK answers: File exists; another device has this route: see 'ip route', and choose "
                                + "another range in 'pools' or 'data-plane.routes'");
        machine.failingWord = "";
        machine.routes.add("10.9.0.0/24 dev gatehouse0");
        network.close();
        assertThat(machine.routes).containsExactly("10.9.0.0/24 dev gatehouse0");
        assertThat(machine.addresses).isEmpty();
    }

    @Test
    void aTableOfSomebodyElseIsNotTakenAway() throws Exception {
        machine.tables.add("gatehouse");
        HostNetwork network = HostNetwork.open(state, machine.host());
        assertThatIOException()
                .isThrownBy(() -> network.apply(settings("eth0")))
                .withMessageContaining("nft delete table inet gatehouse");
        network.close();
        assertThat(machine.tables).containsExactly("gatehouse");
        assertThat(machine.setting("ipv4/ip_forward")).isEqualTo("0");
    }

    @Test
    void whatTheSystemForbidsIsToldWithItsRemedy() throws Exception {
        machine.failingWord = "address";
        machine.failure = "RTNETLINK answers: Operation not permitted";
        try (HostNetwork network = HostNetwork.open(state, machine.host())) {
            assertThatIOException()
                    .isThrownBy(() -> network.apply(settings("")))
                    .withMessageStartingWith("cannot give gatehouse0 the address 10.9.0.1: ")
                    .withMessageEndingWith("; it needs CAP_NET_ADMIN");
            machine.failingWord = "";
            Files.delete(root.resolve("proc/sys/net/ipv4/ip_forward"));
            Files.createDirectory(root.resolve("proc/sys/net/ipv4/ip_forward.d"));
            Files.createSymbolicLink(root.resolve("proc/sys/net/ipv4/ip_forward"), root.resolve("nowhere/at/all"));
            assertThatIOException()
                    .isThrownBy(() -> network.apply(settings("")))
                    .withMessageContaining("cannot set net.ipv4.ip_forward to 1")
                    .withMessageContaining("sysctl -w net.ipv4.ip_forward=1");
        }
    }

    @Test
    void twoGatewaysDoNotShareAStateDirectory() throws Exception {
        try (HostNetwork _ = applied("")) {
            assertThatIOException()
                    .isThrownBy(() -> HostNetwork.open(state, machine.host()))
                    .withMessageContaining("another gateway is running");
            assertThat(machine.routes).hasSize(2);
        }
    }

    @Test
    void linesThatNobodyWroteAreNotHeeded() throws Exception {
        Files.writeString(state.resolve("host-network"), """
                the-first-start net:[4026531840]
                route gatehouse0 nonsense
                setting net/../../../etc/passwd mine yours
                table gatehouse; reboot
                gibberish
                """);
        machine.file("etc/passwd", "yours");
        HostNetwork.open(state, machine.host()).close();
        assertThat(root.resolve("etc/passwd")).hasContent("yours");
        nothingIsLeft();
    }
}
