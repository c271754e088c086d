package gatehouse.virtualaccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.aaa.Granted.RouteSetAccessList;
import gatehouse.aaa.Granted.RouteSetInterface;
import gatehouse.aaa.Granted.RouteSetPrefix;
import gatehouse.aaa.Granted.SplitExclude;
import gatehouse.aaa.Granted.SplitExcludeAccessList;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteSetsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            lines                                              | networks
            permit 10.0.0.0 0.255.255.255                      | 10.0.0.0/8
            permit host 10.1.1.1; permit 2001:db8::/32         | 10.1.1.1/32 2001:db8::/32
            permit any                                         | 0.0.0.0/0 ::/0
            permit ip 10.0.0.0 0.255.255.255 any               | 10.0.0.0/8
            permit ip any 10.0.0.0 0.255.255.255               | 10.0.0.0/8
            permit ip any any                                  | 0.0.0.0/0
            permit ipv6 2001:db8::/32 any                      | 2001:db8::/32
            permit 10.0.0.0/8; permit 10.1.0.0/16; deny any    | 10.0.0.0/8
            deny 10.64.0.0/10; permit 10.0.0.0/8               | 10.0.0.0/10 10.128.0.0/9
            deny 10.0.0.0/8; permit 10.1.0.0/16                |
            deny 10.0.0.1/32; permit 10.0.0.0/30               | 10.0.0.0/32 10.0.0.2/31
            permit 10.0.0.0 0.0.1.255; permit 10.4.0.0 0.0.2.0 | 10.0.0.0/23 10.4.0.0/32 10.4.2.0/32
            """)
    void theNetworksOfAListAreWhatItPermits(String lines, String networks) throws UnenforceableException {
        List<Prefix> permitted = RouteSets.permitted(AccessLines.parse("x", List.of(lines.split("; "))));
        assertThat(permitted.stream().map(Prefix::toString))
                .containsExactly(networks == null ? new String[0] : networks.split(" "));
    }

    @Test
    void networksBehindUsStandInTheOrderReceivedAndOnce() throws UnenforceableException {
        var authorization = new Granting()
                .group(
                        new RouteSetPrefix(Prefix.parse("192.0.2.0/24")),
                        new RouteSetInterface(),
                        new RouteSetAccessList("staff"))
                .user(new RouteSetPrefix(Prefix.parse("10.1.0.0/16")), new SplitExclude(Prefix.parse("10.3.0.0/16")))
                .authorization();
        var ours = List.of(Addresses.parse("10.9.255.1"), Addresses.parse("2001:db8:9::ff"));
        assertThat(RouteSets.behindUs(authorization, Granting.CATALOG, ours).stream().map(Prefix::toString))
                .containsExactly(
                        "192.0.2.0/24", "10.9.255.1/32", "2001:db8:9::ff/128", "10.1.0.0/16", "2001:db8::/32");
    }

    @Test
    void whatIsExcludedIsSaidByPrefixesAndLists() throws UnenforceableException {
        var authorization = new Granting()
                .user(new SplitExclude(Prefix.parse("10.3.0.0/16")), new SplitExcludeAccessList("six"))
                .authorization();
        assertThat(RouteSets.excluded(authorization, Granting.CATALOG).stream().map(Prefix::toString))
                .containsExactly("10.3.0.0/16", "2001:db8::6/128");
    }

    @Test
    void aListThatIsNoSetOfNetworksIsRefused() {
        assertRefused(
                "guests",
                "access list 'guests', 'permit tcp any host 10.2.0.1 eq 80': a route is for every protocol"
                        + " (route-set-access-list of user 'alice' from radius-1)");
        assertRefused(
                "none",
                "access list 'none' is not defined; the configuration has guests, six, staff (route-set-access-list of user"
                        + " 'alice' from radius-1)");
        assertThatThrownBy(() -> RouteSets.permitted(
                AccessLines.parse("x", List.of("permit ip 10.0.0.0/8 10.1.0.0/16"))))
                .hasMessage(
                        "access list 'x', 'permit ip 10.0.0.0/8 10.1.0.0/16': one end has to be any, or nobody knows"
                                + " which is the network");
    }

    private static void assertRefused(String name, String message) {
        var authorization = new Granting().user(new RouteSetAccessList(name)).authorization();
        assertThatThrownBy(() -> RouteSets.behindUs(authorization, Granting.CATALOG, List.of()))
                .isInstanceOf(UnenforceableException.class)
                .hasMessage(message);
    }
}
