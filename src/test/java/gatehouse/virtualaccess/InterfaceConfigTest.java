package gatehouse.virtualaccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterfaceConfigTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true,
            textBlock = """
                    line                                          | place         | shown
                    ip access-group staff in                      | LIST_IN_IPV4  | ip access-group staff in
                    IP ACCESS-GROUP Staff OUT                     | LIST_OUT_IPV4 | ip access-group Staff out
                    ipv6 traffic-filter staff in                  | LIST_IN_IPV6  | ipv6 traffic-filter staff in
                    ipv6 traffic-filter staff out                 | LIST_OUT_IPV6 | ipv6 traffic-filter staff out
                    no ip access-group staff in                   | LIST_IN_IPV4  | no ip access-group staff in
                    no ip access-group in                         | LIST_IN_IPV4  | no ip access-group in
                    no ipv6 traffic-filter staff out              | LIST_OUT_IPV6 | no ipv6 traffic-filter staff out
                    service-policy input gold                     | RATE_IN       | service-policy input gold
                    service-policy output gold                    | RATE_OUT      | service-policy output gold
                    no service-policy output gold                 | RATE_OUT      | no service-policy output gold
                    no service-policy output                      | RATE_OUT      | no service-policy output
                    rate-limit input 8000000                      | RATE_IN       | rate-limit input 8000000 250000 250000 conform-action transmit exceed-action drop
                    rate-limit output 8000 1500                   | RATE_OUT      | rate-limit output 8000 1500 1500 conform-action transmit exceed-action drop
                    rate-limit output 8000 1500 3000 conform-action transmit exceed-action drop | RATE_OUT | rate-limit output 8000 3000 3000 conform-action transmit exceed-action drop
                    no rate-limit output 8000 1500 3000           | RATE_OUT      | no rate-limit output
                    mtu 1400                                      | MTU           | mtu 1400
                    ip mtu 1400                                   | MTU_IPV4      | ip mtu 1400
                    ipv6 mtu 1400                                 | MTU_IPV6      | ipv6 mtu 1400
                    no mtu                                        | MTU           | no mtu
                    no ip mtu 1400                                | MTU_IPV4      | no ip mtu
                    no ipv6 mtu                                   | MTU_IPV6      | no ipv6 mtu
                    ip tcp adjust-mss 1360                        | MSS_IPV4      | ip tcp adjust-mss 1360
                    ipv6 tcp adjust-mss 1340                      | MSS_IPV6      | ipv6 tcp adjust-mss 1340
                    no ip tcp adjust-mss                          | MSS_IPV4      | no ip tcp adjust-mss
                    no ipv6 tcp adjust-mss 1340                   | MSS_IPV6      | no ipv6 tcp adjust-mss
                    vrf forwarding default                        | VRF           | vrf forwarding default
                    ip vrf forwarding global                      | VRF           | ip vrf forwarding global
                    no vrf forwarding blue                        | VRF           | no vrf forwarding
                    no ip vrf forwarding                          | VRF           | no ip vrf forwarding
                    description Staff  of the  office             | DESCRIPTION   | description Staff of the office
                    no description                                | DESCRIPTION   | no description
                    bandwidth 100000                              | BANDWIDTH     | bandwidth 100000
                    no bandwidth                                  | BANDWIDTH     | no bandwidth
                    ip unnumbered Loopback0                       | UNNUMBERED    | ip unnumbered Loopback0
                    no ip unnumbered                              | UNNUMBERED    | no ip unnumbered
                    ip verify unicast source reachable-via rx     | VERIFY_IPV4   | ip verify unicast source reachable-via rx
                    ip verify unicast reverse-path                | VERIFY_IPV4   | ip verify unicast reverse-path
                    ipv6 verify unicast source reachable-via any allow-default | VERIFY_IPV6 | ipv6 verify unicast source reachable-via any allow-default
                    shutdown                                      | SHUTDOWN      | shutdown
                    no shutdown                                   | SHUTDOWN      | no shutdown
                    """)
    void aLineIsUnderstood(String line, Place place, String shown) throws UnenforceableException {
        InterfaceLine parsed = InterfaceConfig.parse(line);
        assertThat(parsed.place()).isEqualTo(place);
        assertThat(parsed.text()).isEqualTo(shown);
        assertThat(InterfaceConfig.parse(shown)).as("as it is shown").isEqualTo(parsed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true,
            textBlock = """
                    line                                  | why
                    ip access-group                       | ends where the name of an access list is expected
                    ip access-group staff                 | ends where in or out is expected
                    ip access-group staff sideways        | 'sideways' (word 4) is neither in nor out
                    no ip access-group staff              | 'staff' (word 4) is neither in nor out
                    ip access-group staff in common       | 'common' (word 5): nothing more is expected here
                    service-policy gold                   | 'gold' (word 2) is neither input nor output
                    service-policy input                  | ends where the name of a QoS policy is expected
                    service-policy type performance-monitor input x | 'type' (word 2) is neither input nor output
                    rate-limit input                      | ends where rate in bit/s is expected
                    rate-limit input 7999                 | '7999' (word 3) is no rate in bit/s: it is from 8000 to 100000000000
                    rate-limit input 8000 1499            | '1499' (word 4) is no burst in octets: it is from 1500 to 1073741824
                    rate-limit input 8000 1500 conform-action drop exceed-action drop | 'drop' (word 6) is not served as conform-action: only transmit is
                    rate-limit input 8000 1500 conform-action transmit exceed-action set-prec-transmit | 'set-prec-transmit' (word 8) is not served as exceed-action: only drop is
                    rate-limit input access-group 101 8000 | 'access-group' (word 3) is no number: rate in bit/s is expected
                    mtu 67                                | '67' (word 2) is no MTU: it is from 68 to 65535
                    ipv6 mtu 1279                         | '1279' (word 3) is no MTU: it is from 1280 to 65535
                    ip mtu big                            | 'big' (word 3) is no number: MTU is expected
                    ip tcp adjust-mss 499                 | '499' (word 4) is no MSS: it is from 500 to 1460
                    vrf forwarding blue                   | 'blue' (word 3) is no VRF here: this gateway has one routing table, default
                    ip vrf forwarding blue                | 'blue' (word 4) is no VRF here: this gateway has one routing table, default
                    description                           | ends where a text is expected
                    no ip verify unicast                  | a session's packets always have to come from its own addresses
                    ip verify unicast source reachable-via rx 101 | '101' (word 7): nothing more is expected here
                    ip verify unicast source reachable-via tx | 'tx' (word 6) is neither rx nor any
                    shutdown now                          | 'now' (word 2): nothing more is expected here
                    ip access-g staff in                  | is no line that this gateway enforces; it has ip access-group, ipv6 traffic-filter, service-policy, rate-limit, mtu, ip mtu, ipv6 mtu, ip tcp adjust-mss, ipv6 tcp adjust-mss, vrf forwarding, ip unnumbered, ip verify unicast, bandwidth, description and shutdown, in full words
                    ip nat inside                         | is no line that this gateway enforces; it has ip access-group, ipv6 traffic-filter, service-policy, rate-limit, mtu, ip mtu, ipv6 mtu, ip tcp adjust-mss, ipv6 tcp adjust-mss, vrf forwarding, ip unnumbered, ip verify unicast, bandwidth, description and shutdown, in full words
                    """)
    void aLineThatCannotBeEnforcedIsRefusedWithItsText(String line, String why) {
        assertThatThrownBy(() -> InterfaceConfig.parse(line))
                .isInstanceOf(UnenforceableException.class)
                .hasMessage("'" + line + "': " + why);
    }
}
