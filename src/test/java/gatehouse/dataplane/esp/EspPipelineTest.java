package gatehouse.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.crypto.Providers;
import gatehouse.net.Usage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EspPipelineTest {
    private static Stream<Arguments> everySuite() {
        return Tunnel.SUITES.stream()
                .flatMap(suite -> Stream.of(
                        Arguments.of(suite, false, Tunnel.PROVIDERS),
                        Arguments.of(suite, true, Tunnel.PROVIDERS),
                        Arguments.of(suite, true, Providers.pureJava())));
    }

    @ParameterizedTest
    @MethodSource("everySuite")
    void whatGoesInComesOutAtTheOtherEndAndIsCounted(Tunnel.Suite suite, boolean extended, Providers providers) {
        var tunnel = new Tunnel(suite, extended, Tunnel.SETTINGS, providers);
        long octets = 0;
        int packets = 0;
        for (int payload = 0; payload <= 1352; payload += payload < 40 ? 1 : 97) {
            for (Bytes up : List.of(
                    Packets.udp("10.9.0.1", "192.0.2.53", 5353, 53, payload),
                    Packets.udp("2001:db8:9::1", "2001:db8::53", 5353, 53, payload))) {
                assertThat(tunnel.up(up)).isEqualTo(up);
                octets += up.length();
                packets++;
            }
            for (Bytes down : List.of(
                    Packets.udp("192.0.2.53", "10.9.0.1", 53, 5353, payload),
                    Packets.udp("2001:db8::53", "2001:db8:9::1", 53, 5353, payload))) {
                assertThat(tunnel.down(down)).isEqualTo(down);
            }
        }
        var expected = new Usage(octets, packets, octets, packets);
        assertThat(tunnel.gateway.database.find(0x1001).orElseThrow().usage()).isEqualTo(expected);
        assertThat(tunnel.client.database.find(0x2001).orElseThrow().usage()).isEqualTo(expected);
        assertThat(tunnel.gateway.drops()).isEmpty();
        assertThat(tunnel.client.drops()).isEmpty();
    }
}
