package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.Granted;
import gatehouse.config.Configuration.Overrides;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which DHCP servers clients of a profile get addresses from where AAA names none.
class DhcpServersTest {
    @TempDir
    private Path directory;

    @Test
    void theConfiguredServersServeEveryProfileThatTakesAddressesThere() throws Exception {
        assertThat(servers("{}")).containsExactly("192.0.2.20", "192.0.2.21");
        assertThat(servers("{addresses: {order: [dhcp]}}")).containsExactly("192.0.2.20", "192.0.2.21");
    }

    @Test
    void aProfileThatTakesNoneThereHasNoServer() throws Exception {
        assertThat(servers("{addresses: {order: [framed, pool]}}")).isEmpty();
    }

    @Test
    void thePolicyOfAProfileNamesOthers() throws Exception {
        assertThat(servers("{policy: branch}")).containsExactly("192.0.2.99");
    }

    private List<String> servers(String profile) throws Exception {
        Path file = directory.resolve("gatehouse.yaml");
        Files.writeString(file, """
                dhcp: {servers: [192.0.2.20, 192.0.2.21], giaddr: 192.0.2.1}
                authorization-policies:
                  branch: {dhcp-servers: [192.0.2.99]}
                profiles:
                  default: %s
                """.formatted(profile));
        GatewayConfig config = Configuration.read(file, Machines.plain(Map.of()), Overrides.NONE).gateway();
        return config.profiles().getFirst().access().defaults()
                .all(Granted.DhcpServer.class)
                .stream()
                .map(Granted.DhcpServer::text)
                .toList();
    }
}
