package gatehouse.virtualaccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.aaa.Direction;
import gatehouse.dataplane.AccessList;
import gatehouse.dataplane.AccessList.Entry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterRuleTextTest {
    /// Packets that fit stand before the `;`, those that do not behind it.
    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true,
            textBlock = """
                    rule                                                          | direction | packets
                    permit in ip from any to any                                  | IN  | 47 10.9.0.1 > 10.1.1.1 & 47 ::1 > ::2 ; -
                    permit in tcp from any to 10.0.0.0/8 80,443,8000-8099         | IN  | tcp 10.9.0.1 1 > 10.1.1.1 80 & tcp 10.9.0.1 1 > 10.1.1.1 443 & tcp 10.9.0.1 1 > 10.1.1.1 8099 ; tcp 10.9.0.1 1 > 10.1.1.1 81 & tcp 10.9.0.1 1 > 11.1.1.1 80 & udp 10.9.0.1 1 > 10.1.1.1 80
                    permit in 6 from assigned to 10.1.1.1                         | IN  | tcp 10.9.0.1 1 > 10.1.1.1 80 ; tcp 10.9.0.1 1 > 10.1.1.2 80
                    permit out udp from any 53 to assigned                        | OUT | udp 8.8.8.8 53 > 10.9.0.1 9 ; udp 8.8.8.8 54 > 10.9.0.1 9
                    permit in ip from any to !10.0.0.0/8                          | IN  | 47 10.9.0.1 > 9.255.255.255 & 47 10.9.0.1 > 11.0.0.0 & 47 ::1 > ::2 ; 47 10.9.0.1 > 10.0.0.0 & 47 10.9.0.1 > 10.255.255.255
                    permit in ip from any to ! 0.0.0.0/1                          | IN  | 47 10.9.0.1 > 128.0.0.0 & 47 ::1 > ::2 ; 47 10.9.0.1 > 127.255.255.255
                    permit in ip from 10.9.0.0/16 to !0.0.0.0/0                   | IN  | - ; 47 10.9.0.1 > 10.1.1.1 & 47 ::1 > ::2
                    permit in ip from !2001:db8::/32 to any                       | IN  | 47 2001:db7::1 > ::2 & 47 2001:db9::1 > ::2 & 47 10.9.0.1 > 10.1.1.1 ; 47 2001:db8::1 > ::2
                    permit in tcp from any to any established                     | IN  | tcp 10.9.0.1 1 > 10.1.1.1 2 ack ; tcp 10.9.0.1 1 > 10.1.1.1 2
                    permit in icmp from any to any icmptypes 0,8-9                | IN  | icmp 10.9.0.1 > 10.1.1.1 0/0 & icmp 10.9.0.1 > 10.1.1.1 8/0 & icmp 10.9.0.1 > 10.1.1.1 9/255 ; icmp 10.9.0.1 > 10.1.1.1 3/0
                    permit in 58 from any to 2001:db8::/32 icmptypes 128          | IN  | icmpv6 ::1 > 2001:db8::2 128/0 ; icmpv6 ::1 > 2001:db8::2 129/0
                    permit in tcp from any 1024-65535 to 2001:db8::5 443          | IN  | tcp ::1 1024 > 2001:db8::5 443 ; tcp ::1 1023 > 2001:db8::5 443
                    """)
    void aRuleFitsThesePacketsAndNotThose(String rule, Direction direction, String packets)
            throws UnenforceableException {
        FilterRuleText.Rule parsed = FilterRuleText.parse(rule);
        assertThat(parsed.direction()).isEqualTo(direction);
        assertThat(parsed.permit()).isTrue();
        String[] halves = packets.split(";");
        for (String packet : halves[0].strip().equals("-") ? new String[0] : halves[0].split("&")) {
            assertThat(fits(parsed, packet)).as(packet).isTrue();
        }
        for (String packet : halves[1].strip().equals("-") ? new String[0] : halves[1].split("&")) {
            assertThat(fits(parsed, packet)).as(packet).isFalse();
        }
    }

    private static boolean fits(FilterRuleText.Rule rule, String packet) {
        List<Entry> entries = new ArrayList<>(rule.ipv4());
        entries.addAll(rule.ipv6());
        entries.add(Entry.deny(0, AccessList.Endpoint.ANY, AccessList.Endpoint.ANY));
        return Judge.permits(AccessList.of(entries), packet);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true,
            textBlock = """
                    rule                                               | why
                    pass in ip from any to any                         | 'pass' (word 1) is neither permit nor deny
                    permit to ip from any to any                       | 'to' (word 2) is neither in nor out
                    permit in tpc from any to any                      | 'tpc' (word 3) is no protocol: ip, a name or a number is expected
                    permit in ip any to any                            | 'any' (word 4): 'from' is expected
                    permit in ip from any                              | ends where 'to' is expected
                    permit in ip from any 80 to any                    | '80' (word 6) compares ports, and the protocol has none
                    permit in tcp from any to any 80,                  | '80,' (word 8) is no list of ports such as 80,443,8000-8099
                    permit in tcp from any to any 90-80                | '90-80' (word 8) is no list of ports such as 80,443,8000-8099
                    permit in ip from any to assigned                  | 'assigned' (word 7) is the client, who is at the other end
                    permit out ip from assigned to any                 | 'assigned' (word 5) is the client, who is at the other end
                    permit in ip from !any to any                      | '!any' (word 5) leaves no address
                    permit in ip from any to intranet                  | 'intranet' (word 7) is no address: any, assigned, ADDRESS and ADDRESS/LENGTH are known
                    permit in ip from any to 10.0.0.0/40               | '10.0.0.0/40' (word 7) is no prefix of the form ADDRESS/LENGTH
                    permit in ip from any to any frag                  | 'frag' (word 8): is not served; established and icmptypes are
                    permit in tcp from any to any setup                | 'setup' (word 8): is not served; established and icmptypes are
                    permit in tcp from any to any tcpflags syn         | 'tcpflags' (word 8): is not served; established and icmptypes are
                    permit in udp from any to any established          | 'established' (word 8) is about TCP
                    permit in ip from any to any icmptypes 8           | 'icmptypes' (word 8) is about ICMP
                    permit in icmp from any to any icmptypes 8-        | '8-' (word 9) is no list of ICMP types such as 0,3,8-11
                    permit in icmp from any to any icmptypes 256       | '256' (word 9) is no list of ICMP types such as 0,3,8-11
                    deny in 51 from any to 2001:db8::/32               | protocol 51 is a header that IPv6 has before the protocol, and cannot be judged
                    """)
    void aRuleThatIsWrongOrNotServedIsTold(String rule, String why) {
        assertThatThrownBy(() -> FilterRuleText.parse(rule))
                .isInstanceOf(UnenforceableException.class)
                .hasMessage("'" + rule + "': " + why);
    }
}
