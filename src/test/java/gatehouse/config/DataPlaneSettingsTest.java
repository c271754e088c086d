package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.config.Configuration.Overrides;
import gatehouse.config.DataPlaneSettings.DontFragment;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What becomes of `data-plane` and of the pools beside it.
class DataPlaneSettingsTest {
    @Test
    void byDefaultTheFirstAddressOfEveryPoolIsTheGateways() throws Exception {
        DataPlaneSettings settings = read("", Overrides.NONE);
        assertThat(settings.addresses()).extracting(Addresses::text).containsExactly(
                "10.173.0.1", "fd47:6174:6568:6f75::1");
        assertThat(settings.reserved()).isEqualTo(settings.addresses());
        assertThat(settings.routes()).containsExactly(
                Prefix.parse("10.173.0.0/16"), Prefix.parse("fd47:6174:6568:6f75::/64"));
    }

    @Test
    void everyKeyIsHeeded() throws Exception {
        DataPlaneSettings settings = read("""
                pools: {clients: {range: 10.9.0.0/24}}
                data-plane:
                  tun: inside
                  mtu: 1400
                  queues: 3
                  addresses: [10.9.0.254, 'fd00::1']
                  routes: [10.8.0.0/16, 10.9.0.0/24]
                  masquerade: eth0
                  df: clear
                  clamp-mss: false
                """, Overrides.NONE);
        assertThat(settings.enabled()).isTrue();
        assertThat(settings.tun()).isEqualTo("inside");
        assertThat(settings.mtu()).isEqualTo(1400);
        assertThat(settings.queues()).isEqualTo(3);
        assertThat(settings.addresses()).extracting(Addresses::text).containsExactly("10.9.0.254", "fd00::1");
        assertThat(settings.routes()).containsExactly(Prefix.parse("10.9.0.0/24"), Prefix.parse("10.8.0.0/16"));
        assertThat(settings.masquerade()).isEqualTo("eth0");
        assertThat(settings.dontFragment()).isEqualTo(DontFragment.CLEAR);
        assertThat(settings.clampMss()).isFalse();
    }

    @Test
    void aRangeIsRoutedAsItIsUnlessItIsAWholeNetwork() throws Exception {
        assertThat(read("pools: {clients: {range: 10.9.0.4-10.9.0.9}}", Overrides.NONE).routes())
                .containsExactly(Prefix.parse("10.9.0.4/30"), Prefix.parse("10.9.0.8/31"));
        assertThat(read("pools: {clients: {range: 10.9.0.1-10.9.0.254}}", Overrides.NONE).routes())
                .containsExactly(Prefix.parse("10.9.0.0/24"));
        assertThat(read("pools: {clients: {range: 10.9.0.128/31}}", Overrides.NONE).routes())
                .containsExactly(Prefix.parse("10.9.0.128/31"));
    }

    @Test
    void aPoolOfOneAddressKeepsIt() throws Exception {
        DataPlaneSettings settings = read("pools: {clients: {range: 10.9.0.9-10.9.0.9}}", Overrides.NONE);
        assertThat(settings.addresses()).isEmpty();
        assertThat(settings.routes()).containsExactly(Prefix.parse("10.9.0.9/32"));
    }

    @Test
    void withoutADataPlaneNothingIsReserved() throws Exception {
        assertThat(read("data-plane: {enabled: false}", Overrides.NONE).enabled()).isFalse();
        assertThat(read("data-plane: {enabled: false}", Overrides.NONE).reserved()).isEmpty();
        assertThat(read("data-plane: {enabled: true}", new Overrides("", true)).enabled()).isFalse();
    }

    @Test
    void noAddressAtAllIsAChoice() throws Exception {
        assertThat(read("data-plane: {addresses: []}", Overrides.NONE).addresses()).isEmpty();
    }

    private static DataPlaneSettings read(String text, Overrides overrides) throws ConfigurationException {
        Machine machine = Machines.plain(Map.of());
        var document = new Document(Path.of("/conf/g.yaml"), machine.environment());
        return Configuration.parse(text, document, machine, overrides).gateway().dataPlane();
    }
}
