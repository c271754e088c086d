package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a machine needs to carry traffic, and what is said where it is missing.
class HostTest {
    private static final String ALL = "000001ffffffffff";
    private static final String NONE = "0000000000000000";
    private static final String NET_ADMIN = "0000000000001000";

    @TempDir
    private Path root;

    private FakeHost machine;

    @BeforeEach
    void prepare() {
        machine = new FakeHost(root);
    }

    private void process(int user, String effective, String ambient) {
        machine.file("proc/self/status", "Name:\tjava\nUid:\t%1$d\t%1$d\t%1$d\t%1$d\nCapEff:\t%2$s\nCapAmb:\t%3$s\n"
                .formatted(user, effective, ambient));
    }

    @Test
    void rootLacksNothing() {
        assertThat(machine.host().missing(true)).isEmpty();
        assertThatCode(() -> machine.host().demand(true, "")).doesNotThrowAnyException();
    }

    @Test
    void anOrdinaryUserLacksTheCapability() {
        process(1000, NONE, NONE);
        assertThat(machine.host().missing(true)).singleElement().asString()
                .startsWith("the capability CAP_NET_ADMIN: run as root");
        process(0, "0000000000000fff", NONE);
        assertThat(machine.host().missing(true)).hasSize(1);
    }

    @Test
    void anOrdinaryUserMayHaveItIfItReachesTheProgramsToo() {
        process(1000, NET_ADMIN, NET_ADMIN);
        assertThat(machine.host().missing(true)).isEmpty();
        process(1000, NET_ADMIN, NONE);
        assertThat(machine.host().missing(true)).singleElement().asString().contains("it must be ambient");
        process(0, NET_ADMIN, NONE);
        assertThat(machine.host().missing(true)).isEmpty();
    }

    @Test
    void everythingThatIsMissingIsToldAtOnce() throws Exception {
        process(1000, NONE, NONE);
        Files.delete(root.resolve("dev/net/tun"));
        machine.installed.clear();
        assertThatIOException()
                .isThrownBy(() -> machine.host().demand(true, "or do without"))
                .withMessage("""
                        cannot carry traffic; missing:
                          the capability CAP_NET_ADMIN: run as root, or in a systemd unit with \
                        AmbientCapabilities=CAP_NET_ADMIN, or in a container with --cap-add NET_ADMIN
                          the device /dev/net/tun: modprobe tun, or run the container with --device /dev/net/tun
                          the program 'ip': install the package iproute2
                          the program 'nft', for data-plane.masquerade: install the package nftables
                        or do without""");
    }

    @Test
    void nftIsNeededOnlyToTranslateAddresses() {
        process(0, ALL, NONE);
        machine.installed.remove("nft");
        assertThat(machine.host().missing(false)).isEmpty();
        assertThat(machine.host().missing(true)).hasSize(1);
    }

    @Test
    void programsAreFoundAndHeard() throws Exception {
        Path directory = Files.createDirectory(root.resolve("bin"));
        Path program = directory.resolve("say");
        Files.writeString(program, "#!/bin/sh\ncat\necho \"$LC_ALL $1\" >&2\nexit 3\n");
        var programs = new HostPrograms.OfThisMachine(List.of(root, directory));
        assertThat(programs.has("say")).isFalse();
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(programs.has("say")).isTrue();
        assertThat(programs.run(List.of("say", "$(id) two words"), "heard\n"))
                .isEqualTo(new HostPrograms.Outcome(3, "heard\nC $(id) two words"));
        assertThatIOException().isThrownBy(() -> programs.run(List.of("none"), "")).withMessageContaining("'none'");
    }
}
