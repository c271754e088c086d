package gatehouse.virtualaccess;

import static gatehouse.virtualaccess.Granting.line;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.Direction;
import gatehouse.aaa.Granted.AccessEntry;
import gatehouse.aaa.Granted.FilterRule;
import gatehouse.aaa.Granted.NamedAccessList;
import gatehouse.aaa.Granted.SecurityGroupTag;
import org.junit.jupiter.api.Test;

class DerivedConfigTest {
    @Test
    void itReadsAsIosPrintsItWithWhereEachLineCameFrom() throws UnenforceableException {
        VirtualAccess access = new Granting()
                .group(line("ip unnumbered Loopback0"), new NamedAccessList(Direction.OUT, "staff"))
                .user(
                        new AccessEntry(Direction.IN, true, 20, "deny ip any any"),
                        new AccessEntry(Direction.IN, true, 10, "permit tcp any any eq www"),
                        new SecurityGroupTag(16, 0))
                .change(line("ip mtu 1200"))
                .access("base");
        assertThat(DerivedConfig.lines(access, "Virtual-Access1", true)).containsExactly("""
                interface Virtual-Access1
                 description base ! template 'base'
                 ip unnumbered Loopback0 ! group 'staff' from radius-1
                 ip mtu 1200 ! change from radius-1
                 ip access-group Virtual-Access1#in in ! the session's own
                 ip access-group staff out ! group 'staff' from radius-1
                 ipv6 traffic-filter staff out ! group 'staff' from radius-1
                 service-policy input gold ! template 'base'
                 cts role-based sgt 16 ! user 'alice' from radius-1
                 ! IPv6 in: denied, because there is a list for IPv4 alone
                !
                ip access-list extended Virtual-Access1#in
                 10 permit tcp any any eq www ! user 'alice' from radius-1
                 20 deny ip any any ! user 'alice' from radius-1
                !
                ip access-list extended staff
                 10 permit ip any 10.1.0.0 0.0.255.255 ! group 'staff' from radius-1
                !
                ipv6 access-list staff
                 10 permit ipv6 any 2001:db8::/32 ! group 'staff' from radius-1
                !
                policy-map gold
                 class class-default
                  police 8000000 250000
                !
                end""".split("\n"));
    }

    @Test
    void withoutOriginsItIsConfigurationAlone() throws UnenforceableException {
        VirtualAccess access = new Granting()
                .user(new FilterRule("deny in ip from any to 10.0.0.0/8"), line("shutdown"))
                .access();
        assertThat(DerivedConfig.lines(access, "Virtual-Access7", false)).containsExactly("""
                interface Virtual-Access7
                 ip access-group Virtual-Access7#in in
                 ipv6 traffic-filter Virtual-Access7#in in
                 shutdown
                !
                ip access-list extended Virtual-Access7#in
                 10 deny in ip from any to 10.0.0.0/8
                 20 permit ip any any
                !
                ipv6 access-list Virtual-Access7#in
                 10 deny in ip from any to 10.0.0.0/8
                 20 permit ipv6 any any
                !
                end""".split("\n"));
    }
}
