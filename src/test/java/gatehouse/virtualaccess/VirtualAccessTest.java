package gatehouse.virtualaccess;

import static gatehouse.virtualaccess.Granting.line;
import static gatehouse.virtualaccess.Granting.origin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.aaa.Authorization;
import gatehouse.aaa.Direction;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Granted.AccessEntry;
import gatehouse.aaa.Granted.DownloadableAccessList;
import gatehouse.aaa.Granted.FilterRule;
import gatehouse.aaa.Granted.NamedAccessList;
import gatehouse.aaa.Granted.QosPolicy;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Origin.Source;
import gatehouse.dataplane.AccessList;
import gatehouse.dataplane.Policer;
import gatehouse.dataplane.SessionProgram;
import gatehouse.dataplane.SessionProgram.Sizes;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualAccessTest {
    private static final String TO_STAFF = "tcp 10.9.0.1 9 > 10.1.0.1 443";
    private static final String TO_STAFF_IPV6 = "tcp 2001:db8:9::1 9 > 2001:db8::1 443";
    private static final String TO_GUESTS = "tcp 10.9.0.1 9 > 10.2.0.1 80";
    private static final String TO_OTHERS = "tcp 10.9.0.1 9 > 8.8.8.8 443";
    private static final String TO_SIX = "tcp 2001:db8:9::1 9 > 2001:db8::6 443";
    private static final String TO_OTHERS_IPV6 = "tcp 2001:db8:9::1 9 > 2001:db9::1 443";

    private static AccessEntry entry(int order, String text) {
        return new AccessEntry(Direction.IN, true, order, text);
    }

    private static AccessList in(Granting granting) throws UnenforceableException {
        return granting.access().program().in();
    }

    @Test
    void nothingGrantedIsNothingEnforced() throws UnenforceableException {
        assertThat(new Granting().access().program()).isEqualTo(SessionProgram.OPEN);
    }

    @Test
    void linesAreAppliedInTheOrderOfIosWhateverTheOrderReceived() throws UnenforceableException {
        Granted mtu1100 = line("ip mtu 1100");
        Granted mtu1200 = line("ip mtu 1200");
        Granted mtu1250 = line("ip mtu 1250");
        assertThat(mtu(new Granting())).isEqualTo(1300);
        assertThat(mtu(new Granting().group(mtu1100))).isEqualTo(1100);
        assertThat(mtu(new Granting().implicit(mtu1200).group(mtu1100))).isEqualTo(1200);
        assertThat(mtu(new Granting().user(mtu1250).implicit(mtu1200).group(mtu1100))).isEqualTo(1250);
        assertThat(mtu(new Granting().change(mtu1100).user(mtu1250).implicit(mtu1200))).isEqualTo(1100);
        assertThat(mtu(new Granting().user(mtu1250).group(line("no ip mtu")))).isEqualTo(1250);
        assertThat(mtu(new Granting().user(line("no ip mtu")).group(mtu1100))).isZero();
        assertThat(mtu(new Granting().user(mtu1250, mtu1200))).isEqualTo(1200);
    }

    private static int mtu(Granting granting) throws UnenforceableException {
        return granting.access("base").program().ipv4().mtu();
    }

    @Test
    void theProgramHasRatesSizesAndQuarantine() throws UnenforceableException {
        SessionProgram program = new Granting()
                .user(
                        line("rate-limit output 16000000 500000"),
                        line("mtu 1200"),
                        line("ip tcp adjust-mss 1000"),
                        line("ipv6 tcp adjust-mss 1100"))
                .access("base")
                .program();
        assertThat(program.rateIn()).isEqualTo(new Policer(8_000_000, 250_000));
        assertThat(program.rateOut()).isEqualTo(new Policer(16_000_000, 500_000));
        // IPv6 never gets less than 1280.
        assertThat(program.ipv4()).isEqualTo(new Sizes(1300, 1000));
        assertThat(program.ipv6()).isEqualTo(new Sizes(1280, 1100));
        assertThat(program.dropAll()).isFalse();
        Granting quarantined = new Granting().change(line("shutdown"));
        assertThat(quarantined.access().program()).isEqualTo(SessionProgram.QUARANTINE);
        assertThat(quarantined.change(line("no shutdown")).access().program()).isEqualTo(SessionProgram.OPEN);
    }

    @Test
    void aRateTakesThePlaceOfAPolicyAndTheOtherWayRound() throws UnenforceableException {
        Granting granting = new Granting().user(line("rate-limit input 16000000 500000"));
        assertThat(granting.access("base").rate(Direction.IN)).isEqualTo(new Policer(16_000_000, 500_000));
        granting.user(new QosPolicy(Direction.IN, "free"));
        assertThat(granting.access("base").rate(Direction.IN)).isEqualTo(Policer.NONE);
        granting.change(new QosPolicy(Direction.IN, "gold"));
        assertThat(granting.access("base").rate(Direction.IN)).isEqualTo(new Policer(8_000_000, 250_000));
    }

    @Test
    void aNamedListIsForTheFamiliesThatItIsAboutAndTheOtherFamilyIsDenied() throws UnenforceableException {
        AccessList staff = in(new Granting().user(new NamedAccessList(Direction.IN, "staff")));
        assertThat(Judge.permits(staff, TO_STAFF)).isTrue();
        assertThat(Judge.permits(staff, TO_STAFF_IPV6)).isTrue();
        assertThat(Judge.permits(staff, TO_OTHERS)).isFalse();
        assertThat(Judge.permits(staff, TO_OTHERS_IPV6)).isFalse();
        AccessList guests = in(new Granting().user(new NamedAccessList(Direction.IN, "guests")));
        assertThat(Judge.permits(guests, TO_GUESTS)).isTrue();
        assertThat(Judge.permits(guests, TO_STAFF_IPV6)).isFalse();
        AccessList ipv4Only = in(new Granting().user(line("ip access-group staff in")));
        assertThat(Judge.permits(ipv4Only, TO_STAFF)).isTrue();
        assertThat(Judge.permits(ipv4Only, TO_STAFF_IPV6)).isFalse();
        SessionProgram out = new Granting().user(new NamedAccessList(Direction.OUT, "staff")).access().program();
        assertThat(out.in()).isEqualTo(AccessList.OPEN);
        assertThat(out.out().isOpen()).isFalse();
    }

    @Test
    void eachFamilyMayHaveAListOfItsName() throws UnenforceableException {
        AccessList list =
                in(new Granting().user(line("ipv6 traffic-filter six in"), line("ip access-group staff in")));
        assertThat(Judge.permits(list, TO_STAFF)).isTrue();
        assertThat(Judge.permits(list, TO_SIX)).isTrue();
        assertThat(Judge.permits(list, TO_STAFF_IPV6)).isFalse();
    }

    @Test
    void filterIdTakesThePlaceOfAnAccessGroup() throws UnenforceableException {
        AccessList list = in(new Granting()
                .user(new NamedAccessList(Direction.IN, "staff"), line("ip access-group guests in")));
        assertThat(Judge.permits(list, TO_STAFF)).isTrue();
        assertThat(Judge.permits(list, TO_GUESTS)).isFalse();
    }

    @Test
    void entriesOfTheSessionsOwnReplaceTheNamedListOfTheirFamily() throws UnenforceableException {
        AccessList list = in(new Granting()
                .user(new NamedAccessList(Direction.IN, "staff"), entry(1, "permit ip any host 8.8.8.8")));
        assertThat(Judge.permits(list, TO_OTHERS)).isTrue();
        assertThat(Judge.permits(list, TO_STAFF)).isFalse();
        assertThat(Judge.permits(list, TO_STAFF_IPV6)).isTrue();
    }

    @Test
    void entriesAreJudgedByTheirNumbersThenFilterRulesThenTheDownloadedList() throws UnenforceableException {
        var downloaded = new Origin(Source.USER, "radius-1", "", "#ACSACL#-IP-x");
        var access = new Granting()
                .user(new DownloadableAccessList("#ACSACL#-IP-x"))
                .from(downloaded, entry(2, "permit ip any host 10.0.0.5"), entry(1, "permit ip any host 10.0.0.4"))
                .user(new FilterRule("permit in ip from any to 10.0.0.3"))
                .user(entry(20, "permit ip any host 10.0.0.2"))
                .group(entry(10, "permit ip any host 10.0.0.1"))
                .access();
        assertThat(access.lists().get(Place.LIST_IN_IPV4).lines().stream().map(VirtualAccess.ListLine::text))
                .containsExactly(
                        "permit ip any host 10.0.0.1",
                        "permit ip any host 10.0.0.2",
                        "permit in ip from any to 10.0.0.3",
                        "permit ip any host 10.0.0.4",
                        "permit ip any host 10.0.0.5");
        assertThat(Judge.permits(access.program().in(), "47 10.9.0.1 > 10.0.0.6")).isFalse();
    }

    @Test
    void whatNoFilterRuleFitsPassesIfTheLastDenies() throws UnenforceableException {
        AccessList denies = in(new Granting().user(new FilterRule("deny in ip from any to 10.1.0.0/16")));
        assertThat(Judge.permits(denies, TO_STAFF)).isFalse();
        assertThat(Judge.permits(denies, TO_OTHERS)).isTrue();
        assertThat(Judge.permits(denies, TO_OTHERS_IPV6)).isTrue();
        AccessList permits = in(new Granting()
                .user(
                        new FilterRule("deny in ip from any to 10.1.0.0/16"),
                        new FilterRule("permit in ip from any to 10.0.0.0/8")));
        assertThat(Judge.permits(permits, TO_STAFF)).isFalse();
        assertThat(Judge.permits(permits, TO_GUESTS)).isTrue();
        assertThat(Judge.permits(permits, TO_OTHERS)).isFalse();
        assertThat(Judge.permits(permits, TO_OTHERS_IPV6)).isFalse();
    }

    @Test
    void remarksAloneLetNothingPass() throws UnenforceableException {
        AccessList list = in(new Granting().user(entry(1, "remark nothing yet")));
        assertThat(Judge.permits(list, TO_OTHERS)).isFalse();
        assertThat(Judge.permits(list, TO_OTHERS_IPV6)).isFalse();
    }

    @Test
    void aListThatAChangeNamesPrevailsOverEntriesOfTheLoginUntilAnotherChange() throws UnenforceableException {
        Granting granting = new Granting().user(entry(1, "permit ip any host 8.8.8.8"));
        granting.change(line("ip access-group guests in"));
        assertThat(Judge.permits(in(granting), TO_GUESTS)).isTrue();
        assertThat(Judge.permits(in(granting), TO_OTHERS)).isFalse();
        granting.change(line("no ip access-group guests in"));
        assertThat(Judge.permits(in(granting), TO_GUESTS)).isFalse();
        assertThat(Judge.permits(in(granting), TO_OTHERS)).isTrue();
        granting.change(line("ip access-group guests in"));
        granting.change(entry(1, "permit ip any 10.1.0.0 0.0.255.255"));
        assertThat(Judge.permits(in(granting), TO_STAFF)).isTrue();
        assertThat(Judge.permits(in(granting), TO_GUESTS)).isFalse();
    }

    @Test
    void aServiceComesAfterTheLogin() throws UnenforceableException {
        Granting granting = new Granting()
                .user(new NamedAccessList(Direction.IN, "staff"))
                .from(origin(Source.SERVICE, "walled-garden"), line("ip access-group guests in"));
        assertThat(Judge.permits(in(granting), TO_GUESTS)).isTrue();
        assertThat(Judge.permits(in(granting), TO_STAFF)).isFalse();
    }

    @Test
    void whatIsNotDefinedIsRefusedWithItsNameAndWhoSaidIt() {
        assertRefused(
                new Granting().user(new NamedAccessList(Direction.IN, "x")),
                "access list 'x' is not defined; the configuration has guests, six, staff (access-list-in of user 'alice'"
                        + " from radius-1)");
        assertRefused(
                new Granting().user(line("ipv6 traffic-filter guests in")),
                "interface-config 'ipv6 traffic-filter guests in': access list 'guests' has no entries for IPv6 (user 'alice'"
                        + " from radius-1)");
        assertRefused(
                new Granting().group(new QosPolicy(Direction.OUT, "silver")),
                "QoS policy 'silver' is not defined; the configuration has free, gold (qos-policy-out of group 'staff' from"
                        + " radius-1)");
        assertRefused(
                new Granting().group(line("ip access-group x in")),
                "interface-config 'ip access-group x in': access list 'x' is not defined; the configuration has guests, six,"
                        + " staff (group 'staff' from radius-1)");
        assertRefused(
                new Granting().group(line("ip access-group six in")),
                "interface-config 'ip access-group six in': access list 'six' has no entries for IPv4 (group 'staff' from"
                        + " radius-1)");
        assertRefused(
                new Granting().user(new DownloadableAccessList("#ACSACL#-IP-x")),
                "downloadable access list '#ACSACL#-IP-x' has no entries: it was not downloaded, or is empty (user 'alice'"
                        + " from radius-1)");
        assertThatThrownBy(() -> new Granting().access("broken"))
                .hasMessage(
                        "'ip access-group nobody in': access list 'nobody' is not defined; the configuration has guests,"
                                + " six, staff (template 'broken')");
        assertThatThrownBy(() -> new Granting().access("nowhere"))
                .hasMessage("interface template 'nowhere' is not defined; the configuration has base, broken");
        assertThatThrownBy(() -> VirtualAccess.of("x", new Granting().authorization(), Catalog.EMPTY))
                .hasMessage("interface template 'x' is not defined; the configuration has none");
    }

    @Test
    void whatIsMisspelledIsRefusedWithItsTextAndWhoSaidIt() {
        assertRefused(
                new Granting().user(entry(10, "permit tpc any any")),
                "ip:inacl#10 'permit tpc any any': 'tpc' (word 2) is no protocol; ip, ipv6, tcp, udp, icmp, icmpv6, esp, gre,"
                        + " ahp, sctp and numbers are known (user 'alice' from radius-1)");
        assertRefused(
                new Granting().user(new AccessEntry(Direction.OUT, false, 5, "permit ip any any")),
                "ipv6:outacl#5 'permit ip any any': 'ip' (word 2) is IPv4, and the rest is IPv6 (user 'alice' from"
                        + " radius-1)");
        assertRefused(
                new Granting().implicit(new FilterRule("permit in ip any to any")),
                "filter-rule 'permit in ip any to any': 'any' (word 4): 'from' is expected (implicit from radius-1)");
        assertRefused(
                new Granting().change(line("ip mtu 1")),
                "interface-config 'ip mtu 1': '1' (word 3) is no MTU: it is from 68 to 65535 (change from radius-1)");
    }

    @Test
    void onlyWhatIsThereCanBeTakenAway() {
        assertThatThrownBy(() -> new Granting().user(line("no ip access-group staff in")).access("base"))
                .hasMessage("interface-config 'no ip access-group staff in': in force is 'ip access-group guests in',"
                        + " template 'base' (user 'alice' from radius-1)");
        assertThatThrownBy(() -> new Granting().user(line("no rate-limit input")).access("base"))
                .hasMessage(
                        "interface-config 'no rate-limit input': in force is 'service-policy input gold', template 'base'"
                                + " (user 'alice' from radius-1)");
    }

    private static void assertRefused(Granting granting, String message) {
        assertThatThrownBy(granting::access)
                .isInstanceOf(UnenforceableException.class)
                .hasMessage(message)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    @Test
    void sessionsWithTheSameEntriesShareOneList() throws UnenforceableException {
        var compiled = new CompiledLists(2);
        AccessList first = program(1, compiled).in();
        assertThat(program(1, compiled).in()).isSameAs(first);
        assertThat(program(2, compiled).in()).isNotSameAs(first);
        assertThat(program(1, compiled).in()).as("the one asked for lately stays").isSameAs(first);
        program(3, compiled);
        assertThat(program(1, compiled).in()).isSameAs(first);
        program(2, compiled);
        program(3, compiled);
        assertThat(program(1, compiled).in()).as("the one not asked for goes").isNotSameAs(first).isEqualTo(first);
        assertThat(compiled.size()).isEqualTo(2);
    }

    private static SessionProgram program(int host, CompiledLists compiled) throws UnenforceableException {
        return new Granting().user(entry(1, "permit ip any host 10.0.0." + host)).access().program(compiled);
    }

    @Test
    void aTemplateCanBeTriedWithoutAnybody() throws UnenforceableException {
        var nobody = new Authorization(List.of(), List.of());
        assertThat(VirtualAccess.of("base", nobody, Granting.CATALOG).program().ipv4().mtu()).isEqualTo(1300);
    }
}
