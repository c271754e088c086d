package gatehouse.virtualaccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.dataplane.AccessList;
import gatehouse.dataplane.AccessList.Entry;
import gatehouse.virtualaccess.AccessEntryText.Family;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessEntryTextTest {
    /// Packets that fit stand before the `!`, those that do not behind it; commas between them.
    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true,
            textBlock = """
                    line                                             | packets
                    permit ip any any                                | 50 10.9.0.1 > 10.1.1.1 , udp 10.9.0.1 1 > 8.8.8.8 53 ! udp 2001:db8::1 1 > 2001:db8::2 53
                    permit ipv6 any any                              | udp 2001:db8::1 1 > 2001:db8::2 53 ! udp 10.9.0.1 1 > 8.8.8.8 53
                    permit tcp any any eq 443                        | tcp 10.9.0.1 1 > 10.1.1.1 443 , tcp 2001:db8::1 1 > 2001:db8::2 443 ! udp 10.9.0.1 1 > 10.1.1.1 443 , tcp 10.9.0.1 443 > 10.1.1.1 1
                    permit tcp any eq www any                        | tcp 10.9.0.1 80 > 10.1.1.1 9 ! tcp 10.9.0.1 9 > 10.1.1.1 80
                    permit tcp any any eq 80 443 smtp                | tcp 10.9.0.1 1 > 10.1.1.1 80 , tcp 10.9.0.1 1 > 10.1.1.1 443 , tcp 10.9.0.1 1 > 10.1.1.1 25 ! tcp 10.9.0.1 1 > 10.1.1.1 81
                    permit udp any any neq domain                    | udp 10.9.0.1 1 > 10.1.1.1 52 , udp 10.9.0.1 1 > 10.1.1.1 54 , udp 10.9.0.1 1 > 10.1.1.1 0 , udp 10.9.0.1 1 > 10.1.1.1 65535 ! udp 10.9.0.1 1 > 10.1.1.1 53
                    permit udp any any neq 0 65535                   | udp 10.9.0.1 1 > 10.1.1.1 1 , udp 10.9.0.1 1 > 10.1.1.1 65534 ! udp 10.9.0.1 1 > 10.1.1.1 0 , udp 10.9.0.1 1 > 10.1.1.1 65535
                    permit tcp any lt 1024 any gt 1023               | tcp 10.9.0.1 1023 > 10.1.1.1 1024 ! tcp 10.9.0.1 1024 > 10.1.1.1 1024 , tcp 10.9.0.1 1023 > 10.1.1.1 1023
                    permit tcp any any range ftp-data ftp            | tcp 10.9.0.1 1 > 10.1.1.1 20 , tcp 10.9.0.1 1 > 10.1.1.1 21 ! tcp 10.9.0.1 1 > 10.1.1.1 22
                    permit udp any any eq ntp                        | udp 10.9.0.1 1 > 10.1.1.1 123 ! udp 10.9.0.1 1 > 10.1.1.1 53
                    permit ip any host 10.1.1.1                      | 47 10.9.0.1 > 10.1.1.1 ! 47 10.9.0.1 > 10.1.1.2
                    permit ip any 10.1.0.0 0.0.255.255               | 47 10.9.0.1 > 10.1.255.255 , 47 10.9.0.1 > 10.1.0.0 ! 47 10.9.0.1 > 10.2.0.0
                    permit ip any 10.1.2.3 0.0.255.255               | 47 10.9.0.1 > 10.1.0.0 ! 47 10.9.0.1 > 10.0.2.3
                    permit ip any 10.0.0.0/8                         | 47 10.9.0.1 > 10.255.0.1 ! 47 10.9.0.1 > 11.0.0.0
                    permit ip 0.0.0.0 255.255.255.255 any            | 47 10.9.0.1 > 11.0.0.0 ! 47 ::1 > ::2
                    permit ip any 10.1.1.1 0.0.0.0                   | 47 10.9.0.1 > 10.1.1.1 ! 47 10.9.0.1 > 10.1.1.0
                    permit ip any 10.0.0.1 0.0.3.0                   | 47 10.9.0.1 > 10.0.0.1 , 47 10.9.0.1 > 10.0.3.1 ! 47 10.9.0.1 > 10.0.4.1 , 47 10.9.0.1 > 10.0.1.2
                    permit ip any 10.0.0.0 0.5.0.255                 | 47 10.9.0.1 > 10.0.0.7 , 47 10.9.0.1 > 10.1.0.0 , 47 10.9.0.1 > 10.4.0.255 , 47 10.9.0.1 > 10.5.0.1 ! 47 10.9.0.1 > 10.2.0.1 , 47 10.9.0.1 > 10.5.1.1
                    permit tcp 2001:db8::/32 host 2001:db8::5 eq 22  | tcp 2001:db8:9::1 1 > 2001:db8::5 22 ! tcp 2001:db9::1 1 > 2001:db8::5 22 , tcp 2001:db8:9::1 1 > 2001:db8::6 22
                    permit tcp any any established                   | tcp 10.9.0.1 1 > 10.1.1.1 2 ack ! tcp 10.9.0.1 1 > 10.1.1.1 2
                    permit icmp any any                              | icmp 10.9.0.1 > 10.1.1.1 8/0 ! icmpv6 ::1 > ::2 128/0
                    permit icmpv6 any any                            | icmpv6 ::1 > ::2 128/0 ! icmp 10.9.0.1 > 10.1.1.1 8/0
                    permit icmp 2001:db8::/32 any                    | icmpv6 2001:db8::1 > ::2 128/0 ! icmpv6 ::1 > ::2 128/0
                    permit icmp any any echo                         | icmp 10.9.0.1 > 10.1.1.1 8/0 , icmp 10.9.0.1 > 10.1.1.1 8/7 ! icmp 10.9.0.1 > 10.1.1.1 0/0
                    permit icmp any any port-unreachable             | icmp 10.9.0.1 > 10.1.1.1 3/3 ! icmp 10.9.0.1 > 10.1.1.1 3/1
                    permit icmp any any 3                            | icmp 10.9.0.1 > 10.1.1.1 3/0 , icmp 10.9.0.1 > 10.1.1.1 3/255 ! icmp 10.9.0.1 > 10.1.1.1 4/0
                    permit icmp any any 3 4 log                      | icmp 10.9.0.1 > 10.1.1.1 3/4 ! icmp 10.9.0.1 > 10.1.1.1 3/3
                    permit icmpv6 any any nd-ns                      | icmpv6 ::1 > ::2 135/0 ! icmpv6 ::1 > ::2 136/0
                    permit esp any any                               | 50 10.9.0.1 > 10.1.1.1 , 50 ::1 > ::2 ! 51 10.9.0.1 > 10.1.1.1
                    permit ahp any any                               | 51 10.9.0.1 > 10.1.1.1 ! 50 10.9.0.1 > 10.1.1.1
                    permit 47 any any                                | 47 10.9.0.1 > 10.1.1.1 ! 50 10.9.0.1 > 10.1.1.1
                    PERMIT TCP ANY HOST 10.1.1.1 EQ WWW              | tcp 10.9.0.1 1 > 10.1.1.1 80 ! tcp 10.9.0.1 1 > 10.1.1.1 81
                    30 permit ip any any log                         | 47 10.9.0.1 > 10.1.1.1 ! 47 ::1 > ::2
                    permit ipv6 any any sequence 30                  | 47 ::1 > ::2 ! 47 10.9.0.1 > 10.1.1.1
                    permit ip any any remark for everybody           | 47 10.9.0.1 > 10.1.1.1 ! 47 ::1 > ::2
                    permit 10.9.0.0 0.0.255.255                      | 47 10.9.0.1 > 8.8.8.8 ! 47 10.8.0.1 > 10.9.0.1
                    permit host 10.9.0.1 log                         | udp 10.9.0.1 1 > 8.8.8.8 53 ! udp 10.9.0.2 1 > 8.8.8.8 53
                    permit 10.9.0.1                                  | udp 10.9.0.1 1 > 8.8.8.8 53 ! udp 10.9.0.2 1 > 8.8.8.8 53
                    permit 2001:db8::/32                             | 47 2001:db8::1 > ::2 ! 47 2001:db9::1 > ::2
                    """)
    void aLineFitsThesePacketsAndNotThose(String line, String packets) throws UnenforceableException {
        AccessLine parsed = AccessEntryText.parse(line, Family.BOTH);
        String[] halves = packets.split("!");
        for (String packet : halves[0].split(",")) assertThat(permits(parsed, packet)).as(packet).isTrue();
        for (String packet : halves[1].split(",")) assertThat(permits(parsed, packet)).as(packet).isFalse();
    }

    /// By the line, and then by its opposite: the same packets have to be denied.
    private static boolean permits(AccessLine line, String packet) throws UnenforceableException {
        boolean permitted = Judge.permits(list(line), packet);
        AccessLine opposite = AccessEntryText.parse(line.text().replaceFirst("(?i)permit", "deny"), Family.BOTH);
        var others = new ArrayList<>(opposite.entries().toList());
        others.add(Entry.permit(0, AccessList.Endpoint.ANY, AccessList.Endpoint.ANY));
        assertThat(Judge.permits(AccessList.of(others), packet)).isEqualTo(!permitted);
        return permitted;
    }

    private static AccessList list(AccessLine line) {
        return AccessList.of(line.entries().toList());
    }

    @Test
    void aListOfOneFamilyIsAboutThatFamily() throws UnenforceableException {
        AccessLine ipv4 = AccessEntryText.parse("permit tcp any any eq 443", Family.IPV4);
        assertThat(ipv4.ipv4()).hasSize(1);
        assertThat(ipv4.ipv6()).isEmpty();
        AccessLine ipv6 = AccessEntryText.parse("permit icmp any any nd-na", Family.IPV6);
        assertThat(ipv6.ipv4()).isEmpty();
        assertThat(Judge.permits(list(ipv6), "icmpv6 ::1 > ::2 136/0")).isTrue();
    }

    @Test
    void aRemarkSaysNothingAboutPackets() throws UnenforceableException {
        AccessLine remark = AccessEntryText.parse("20 remark permit ip any any", Family.BOTH);
        assertThat(remark.entries()).isEmpty();
        assertThat(remark.number()).isEqualTo(20);
        assertThat(remark.text()).isEqualTo("remark permit ip any any");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true,
            textBlock = """
                    line                                       | family | why
                    permit tpc any any                         | BOTH | 'permit tpc any any': 'tpc' (word 2) is no protocol; ip, ipv6, tcp, udp, icmp, icmpv6, esp, gre, ahp, sctp and numbers are known
                    allow ip any any                           | BOTH | 'allow ip any any': 'allow' (word 1) is neither permit nor deny
                    permit                                     | BOTH | 'permit': ends where a protocol is expected
                    permit ip                                  | BOTH | 'permit ip': ends where source is expected
                    permit ip any                              | BOTH | 'permit ip any': ends where destination is expected
                    permit any any                             | BOTH | 'permit any any': 'any' (word 3): is not known here, or not enforced
                    permit 0 any any                           | BOTH | 'permit 0 any any': '0' (word 2) is no protocol; ip, ipv6, tcp, udp, icmp, icmpv6, esp, gre, ahp, sctp and numbers are known
                    permit 256 any any                         | BOTH | 'permit 256 any any': '256' (word 2) is no protocol; ip, ipv6, tcp, udp, icmp, icmpv6, esp, gre, ahp, sctp and numbers are known
                    permit tcp any any eq                      | BOTH | 'permit tcp any any eq': ends where a port is expected
                    permit tcp any any eq htttp                | BOTH | 'permit tcp any any eq htttp': 'htttp' (word 6) is no port: a number to 65535 or a name is expected
                    permit tcp any any eq 65536                | BOTH | 'permit tcp any any eq 65536': '65536' (word 6) is no port: a number to 65535 or a name is expected
                    permit udp any any eq www                  | BOTH | 'permit udp any any eq www': 'www' (word 6) is no port: a number to 65535 or a name is expected
                    permit tcp any any range 9 8               | BOTH | 'permit tcp any any range 9 8': '8' (word 7) is less than the port before it
                    permit tcp any any lt 0                    | BOTH | 'permit tcp any any lt 0': '0' (word 6) is the least port: none is less
                    permit tcp any any gt 65535                | BOTH | 'permit tcp any any gt 65535': '65535' (word 6) is the last port: none is greater
                    permit tcp any any eq 1 2 3 4 5 6 7 8 9 10 11 | BOTH | 'permit tcp any any eq 1 2 3 4 5 6 7 8 9 10 11': '11' (word 16) is one port too many: a line has 10
                    permit ip any any eq 80                    | BOTH | 'permit ip any any eq 80': 'eq' (word 5) compares ports, and the protocol has none
                    permit ip any any fragments                | BOTH | 'permit ip any any fragments': 'fragments' (word 5): is not known here, or not enforced
                    permit ip any any time-range office        | BOTH | 'permit ip any any time-range office': 'time-range' (word 5): is not known here, or not enforced
                    permit udp any any established             | BOTH | 'permit udp any any established': 'established' (word 5) is about TCP
                    permit icmp any any 256                    | BOTH | 'permit icmp any any 256': '256' (word 5) is no ICMP type: it is from 0 to 255
                    permit icmp any any ping                   | BOTH | 'permit icmp any any ping': 'ping' (word 5): is not known here, or not enforced
                    permit ip any host example.org             | BOTH | 'permit ip any host example.org': 'example.org' (word 5) is no address; names are not asked of a name server
                    permit ip any 10.1 0.0.0.255               | BOTH | 'permit ip any 10.1 0.0.0.255': '10.1' (word 4) is no address; names are not asked of a name server
                    permit ip any 10.0.0.0/33                  | BOTH | 'permit ip any 10.0.0.0/33': '10.0.0.0/33' (word 4) is no prefix of the form ADDRESS/LENGTH
                    permit ip any 10.0.0.0                     | BOTH | 'permit ip any 10.0.0.0': ends where a wildcard mask after 10.0.0.0 is expected
                    permit ip any 10.0.0.0 255.0.0.0           | BOTH | 'permit ip any 10.0.0.0 255.0.0.0': '255.0.0.0' (word 5) is a netmask; a wildcard mask has ones where any address fits: 0.255.255.255
                    permit ip any 10.0.0.0 0.31.0.255          | BOTH | 'permit ip any 10.0.0.0 0.31.0.255': '0.31.0.255' (word 5) makes more than 16 ranges of addresses: write them as several lines
                    permit ip any everywhere                   | BOTH | 'permit ip any everywhere': 'everywhere' (word 4) is no destination: any, host ADDRESS, ADDRESS/LENGTH and ADDRESS WILDCARD are known
                    permit tcp any 2001:db8::1                 | BOTH | 'permit tcp any 2001:db8::1': '2001:db8::1' (word 4) has no prefix length: write 2001:db8::1/LENGTH or host 2001:db8::1
                    permit ip any 2001:db8::/32                | BOTH | 'permit ip any 2001:db8::/32': '2001:db8::/32' (word 4) is IPv6, and the rest is IPv4
                    permit tcp 10.0.0.0/8 2001:db8::/32        | BOTH | 'permit tcp 10.0.0.0/8 2001:db8::/32': '2001:db8::/32' (word 4) is IPv6, and the rest is IPv4
                    permit ipv6 any any                        | IPV4 | 'permit ipv6 any any': 'ipv6' (word 2) is IPv6, and the rest is IPv4
                    permit ip any any                          | IPV6 | 'permit ip any any': 'ip' (word 2) is IPv4, and the rest is IPv6
                    permit ahp any any                         | IPV6 | 'permit ahp any any': 'ahp' (word 2) is a header that IPv6 has before the protocol, and cannot be judged
                    deny ahp 2001:db8::/32 any                 | BOTH | 'deny ahp 2001:db8::/32 any': '2001:db8::/32' (word 3) is IPv6, and the rest is IPv4
                    sequence x permit ip any any               | BOTH | 'sequence x permit ip any any': 'x' (word 2) is no number: sequence number is expected
                    0 permit ip any any                        | BOTH | '0 permit ip any any': '0' (word 1) is no sequence number: it is from 1 to 2147483647
                    ''                                         | BOTH | '': ends where permit or deny is expected
                    """)
    void aLineThatIsWrongIsToldWithTheWordAndItsPlace(String line, Family family, String why) {
        assertThatThrownBy(() -> AccessEntryText.parse(line, family))
                .isInstanceOf(UnenforceableException.class)
                .hasMessage(why)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    @Test
    void linesOfANamedListAreJudgedByTheirNumbersAndOthersFollow() throws UnenforceableException {
        AccessLines list = AccessLines.parse(
                "staff",
                List.of("20 permit tcp any any eq 80", "deny ip any any", "10 permit udp any any eq 53", "remark end"));
        assertThat(list.lines().stream().map(line -> line.number() + " " + line.text()))
                .containsExactly(
                        "10 permit udp any any eq 53", "20 permit tcp any any eq 80", "30 deny ip any any",
                        "40 remark end");
        assertThatThrownBy(() -> AccessLines.parse("x", List.of("permit ip any any", "10 deny ip any any")))
                .hasMessage("'10 deny ip any any': there is another line 10");
        assertThatThrownBy(() -> AccessLines.parse("x", List.of("remark nothing")))
                .hasMessage(
                        "access list 'x' has no entries: write 'deny ip any any' or 'permit ip any any', whichever is"
                                + " meant");
    }
}
