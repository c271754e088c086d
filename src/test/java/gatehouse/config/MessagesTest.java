package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.ike.policy.FragmentSizes;
import gatehouse.ike.policy.MessageRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What becomes of `messages`, and of the sizes of fragments in profiles.
class MessagesTest {
    @Test
    void byDefaultFragmentsFitEveryPath() throws Exception {
        GatewayConfig gateway = read("");
        assertThat(gateway.messages()).isEqualTo(MessageRules.DEFAULT);
        assertThat(sizes(gateway)).containsExactly(new FragmentSizes(576, 1280));
    }

    @Test
    void everyKeyIsHeeded() throws Exception {
        GatewayConfig gateway = read("""
                messages:
                  vendor-id: true
                  childless: false
                  cisco-fragmentation: false
                  fragment-size: {ipv4: 1400, ipv6: 1500}
                  reassembly: {octets-per-sa: 32K, octets: 1M, messages: 7}
                profiles:
                  a: {match: {identities: [fqdn a.example.org]}}
                  b: {fragment-size: {ipv4: 900}}
                """);
        assertThat(gateway.messages()).isEqualTo(
                new MessageRules(true, false, false, new MessageRules.Reassembly(32 << 10, 1 << 20, 7)));
        assertThat(sizes(gateway)).containsExactly(new FragmentSizes(1400, 1500), new FragmentSizes(900, 1500));
    }

    private static List<FragmentSizes> sizes(GatewayConfig gateway) {
        return gateway.profiles().stream().map(ProfileSettings::fragmentSizes).toList();
    }

    private static GatewayConfig read(String text) throws ConfigurationException {
        Machine machine = Machines.plain(Map.of());
        var document = new Document(Path.of("/conf/g.yaml"), machine.environment());
        return Configuration.parse(text, document, machine, Configuration.Overrides.NONE).gateway();
    }
}
