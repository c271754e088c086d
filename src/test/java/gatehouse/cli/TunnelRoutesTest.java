package gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.net.Addresses;
import gatehouse.net.AddressRange;
import gatehouse.net.Prefix;
import gatehouse.wire.TrafficSelector;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What goes through a client's tunnel.
class TunnelRoutesTest {
    private static final InetAddress GATEWAY = Addresses.parse("192.0.2.1");

    private static TunnelRoutes routes(boolean everything, String... ranges) {
        List<TrafficSelector> selectors = Stream.of(ranges)
                .map(range -> range.split("-", -1))
                .map(ends -> ends.length == 1
                        ? Prefix.parse(ends[0]).range()
                        : new AddressRange(Addresses.parse(ends[0]), Addresses.parse(ends[1])))
                .map(TrafficSelector::of)
                .toList();
        return TunnelRoutes.of(selectors, GATEWAY, everything);
    }

    @Test
    void whatIsReachableIsRoutedOnce() {
        assertThat(routes(false, "10.0.0.0/8", "10.0.0.0/8", "172.16.0.1-172.16.0.2", "2001:db8::/32").inside())
                .extracting(Prefix::toString)
                .containsExactly("10.0.0.0/8", "172.16.0.1/32", "172.16.0.2/32", "2001:db8::/32");
    }

    @Test
    void everythingStaysOutsideUnlessAskedFor() {
        TunnelRoutes routes = routes(false, "0.0.0.0/0", "::/0", "10.0.0.0/8");
        assertThat(routes.inside()).containsExactly(Prefix.parse("10.0.0.0/8"));
        assertThat(routes.outside()).containsExactly(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0"));
        assertThat(routes(false, "0.0.0.0/1", "128.0.0.0/1").inside()).isEmpty();
    }

    @Test
    void everythingIsRoutedInHalvesSoThatTheDefaultRouteStays() {
        TunnelRoutes routes = routes(true, "0.0.0.0/0", "::/0");
        assertThat(routes.outside()).isEmpty();
        assertThat(routes.inside())
                .contains(Prefix.parse("0.0.0.0/1"), Prefix.parse("::/1"), Prefix.parse("8000::/1"))
                .noneMatch(prefix -> prefix.length() == 0);
        assertThat(goesInside(routes, "192.0.2.2")).isTrue();
        assertThat(goesInside(routes, "203.0.113.9")).isTrue();
        assertThat(goesInside(routes, "9.9.9.9")).isTrue();
    }

    @Test
    void theGatewayItselfIsNeverReachedThroughTheTunnel() {
        assertThat(goesInside(routes(true, "0.0.0.0/0"), "192.0.2.1")).isFalse();
        TunnelRoutes routes = routes(false, "192.0.2.0/24");
        assertThat(goesInside(routes, "192.0.2.1")).isFalse();
        assertThat(goesInside(routes, "192.0.2.0")).isTrue();
        assertThat(goesInside(routes, "192.0.2.255")).isTrue();
        assertThat(routes(false, "192.0.2.1/32").inside()).isEmpty();
    }

    private static boolean goesInside(TunnelRoutes routes, String address) {
        return routes.inside().stream().anyMatch(prefix -> prefix.contains(Addresses.parse(address)));
    }
}
