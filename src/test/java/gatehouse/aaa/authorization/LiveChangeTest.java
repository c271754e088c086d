package gatehouse.aaa.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.AccessPolicy.AddressConflict;
import gatehouse.aaa.AccessPolicy.AddressKind;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.Authorization.Entry;
import gatehouse.aaa.Direction;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Origin.Source;
import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// An entry is written `name text source`, and behind `<` what it overrode.
class LiveChangeTest {
    private static final Origin USER = new Origin(Source.USER, "radius-1", "office", "alice");
    private static final Origin GROUP = new Origin(Source.GROUP, "radius-1", "office", "staff");
    private static final Origin CHANGE = new Origin(Source.CHANGE, "ise", "", "");

    @Test
    void aValueReplacesWhatHeldAndShowsIt() {
        Authorization now = login(
                grant(GROUP, timeout(8), wins(1), wins(2), split("a")), grant(USER, timeout(4), split("b")));
        assertThat(lines(changed(now, timeout(1), wins(3), split("c"))))
                .containsExactly(
                        "session-timeout 3600s change < session-timeout 14400s user, session-timeout 28800s group",
                        "wins 10.0.0.3 change < wins 10.0.0.1 group, wins 10.0.0.2 group",
                        "split-dns c change < split-dns a group, split-dns b user");
    }

    @Test
    void whatIsNotNamedStays() {
        Authorization now = login(grant(USER, timeout(4), split("b"), new Granted.ClassValue(Bytes.ofUtf8("c"))));
        assertThat(lines(changed(now, new Granted.IdleTimeout(Duration.ofSeconds(60)))))
                .containsExactly(
                        "session-timeout 14400s user",
                        "split-dns b user",
                        "class 63 user",
                        "idle-timeout 60s change");
    }

    @Test
    void aSessionThatIsChangedOftenDoesNotGrow() {
        Authorization now = login(grant(USER, timeout(4), split("b")));
        Authorization once = now;
        for (int i = 0; i < 50; i++) {
            now = changed(
                    now,
                    timeout(i),
                    split("s" + i),
                    new Granted.Ignored("odd", "number " + i),
                    line(i % 2 == 0 ? "mtu 1400" : "mtu 1300"));
            if (i == 1) once = now;
        }
        assertThat(now.entries()).hasSameSizeAs(once.entries());
        assertThat(lines(now))
                .containsExactly(
                        "interface-config mtu 1400 change",
                        "session-timeout 176400s change < session-timeout 14400s user",
                        "split-dns s49 change < split-dns b user",
                        "odd number 49 change",
                        "interface-config mtu 1300 change");
    }

    @Test
    void linesOfTheInterfaceFollowEachOther() {
        Authorization now = login(grant(USER, line("mtu 1400"), line("description alice")));
        assertThat(lines(changed(changed(now, line("mtu 1300")), line("mtu 1400"))))
                .containsExactly(
                        "interface-config mtu 1400 user",
                        "interface-config description alice user",
                        "interface-config mtu 1300 change",
                        "interface-config mtu 1400 change");
    }

    static Stream<Granted> whateverSaysWhichPacketsPass() {
        return Stream.of(
                new Granted.AccessEntry(Direction.IN, true, 1, "deny ip any any"),
                new Granted.AccessEntry(Direction.IN, false, 1, "deny ipv6 any any"),
                new Granted.NamedAccessList(Direction.IN, "QUARANTINE"),
                new Granted.FilterRule("deny in ip from any to any"),
                new Granted.DownloadableAccessList("#ACSACL#-IP-DENY-1"));
    }

    @ParameterizedTest
    @MethodSource("whateverSaysWhichPacketsPass")
    void whateverSaysWhichPacketsPassReplacesAllThatDidInItsDirection(Granted value) {
        Authorization now = login(grant(
                USER,
                entry(Direction.IN, "permit ip any any"),
                entry(Direction.OUT, "permit ip any any"),
                new Granted.NamedAccessList(Direction.IN, "STAFF"),
                new Granted.NamedAccessList(Direction.OUT, "STAFF"),
                new Granted.FilterRule("permit in ip from any to any"),
                new Granted.FilterRule("permit out ip from any to any"),
                new Granted.QosPolicy(Direction.IN, "GOLD")));
        Authorization after = changed(now, value, split("c"));
        assertThat(lines(after))
                .containsExactly(
                        "outacl permit ip any any user",
                        "access-list-out STAFF user",
                        "filter-rule permit out ip from any to any user",
                        "qos-policy-in GOLD user",
                        value.name() + " " + value.text() + " change < inacl permit ip any any user,"
                                + " access-list-in STAFF user, filter-rule permit in ip from any to any user",
                        "split-dns c change");
    }

    @Test
    void whatIsAboutPacketsOutReplacesNothingAboutPacketsIn() {
        Authorization now = login(grant(
                USER, entry(Direction.IN, "permit ip any any"),
                new Granted.FilterRule("permit out ip from any to any")));
        assertThat(lines(changed(now, new Granted.FilterRule("deny OUT ip from any to any"))))
                .containsExactly(
                        "inacl permit ip any any user",
                        "filter-rule deny OUT ip from any to any change < filter-rule permit out ip from any to any"
                                + " user");
        assertThat(lines(
                changed(now, entry(Direction.OUT, "deny ip any any"), entry(Direction.OUT, "permit tcp any any"))))
                .containsExactly(
                        "inacl permit ip any any user",
                        "outacl deny ip any any change < filter-rule permit out ip from any to any user",
                        "outacl permit tcp any any change");
    }

    @Test
    void downloadedEntriesGoWithTheListThatNamedThem() {
        var downloaded = new Origin(Source.USER, "radius-1", "office", "#ACSACL#-IP-A-1");
        Authorization now = new Authorization(
                List.of(
                        new Entry(new Granted.DownloadableAccessList("#ACSACL#-IP-A-1"), USER, List.of()),
                        new Entry(entry(Direction.IN, "permit ip any any"), downloaded, List.of()),
                        new Entry(entry(Direction.OUT, "permit ip any any"), downloaded, List.of()),
                        new Entry(entry(Direction.OUT, "permit tcp any any"), USER, List.of())),
                AddressKind.USUAL_ORDER);
        assertThat(lines(changed(now, new Granted.NamedAccessList(Direction.IN, "Q"))))
                .containsExactly(
                        "outacl permit tcp any any user",
                        "access-list-in Q change < downloadable-access-list #ACSACL#-IP-A-1 user,"
                                + " inacl permit ip any any user");
    }

    @Test
    void aChangeNamesNobodyElseAndHasNoServicesInIt() {
        Authorization now = login(grant(USER, timeout(4)));
        assertThat(lines(changed(now, new Granted.UserName("root"), new Granted.Service("guest"))))
                .containsExactly(
                        "session-timeout 14400s user",
                        "user-name root: only the proof of identity says who somebody is change",
                        "service guest: a change puts no other services on top change");
    }

    @Test
    void aRestrictionThatIsNotUnderstoodRefusesAllOfTheChange() {
        Authorization now = login(grant(USER, timeout(4)));
        var change = grant(CHANGE, timeout(1), new Granted.NotUnderstood("ip:inacl#1", "'permti' is no action"));
        assertThat(LiveChange.change(now, change))
                .isEqualTo(
                        new Verdict.Refused("'ip:inacl#1' of change from ise is a restriction that is not understood:"
                                + " 'permti' is no action"));
        assertThat(LiveChange.activate(now, change.from(service("guest", timeout(1)).origin())))
                .isEqualTo(new Verdict.Refused("'ip:inacl#1' of service 'guest' from local is a restriction that is not"
                        + " understood: 'permti' is no action"));
    }

    @Test
    void aServiceComesOnTopAndGoesAsIfItHadNotBeen() {
        Authorization now = login(
                grant(GROUP, timeout(8), wins(1), wins(2), split("a")), grant(USER, timeout(4), line("mtu 1400")));
        Authorization active = activated(
                now, service("guest", timeout(1), wins(3), wins(4), split("g"), line("mtu 1300")));
        assertThat(lines(active))
                .containsExactly(
                        "split-dns a group",
                        "interface-config mtu 1400 user",
                        "service guest service",
                        "session-timeout 3600s service < session-timeout 14400s user, session-timeout 28800s group",
                        "wins 10.0.0.3 service < wins 10.0.0.1 group, wins 10.0.0.2 group",
                        "wins 10.0.0.4 service",
                        "split-dns g service",
                        "interface-config mtu 1300 service");
        assertThat(lines(LiveChange.deactivate(active, "guest"))).containsExactlyInAnyOrderElementsOf(lines(now));
    }

    @Test
    void aServiceThatIsActivatedTwiceIsThereOnce() {
        Authorization now = login(grant(USER, timeout(4)));
        Grant guest = service("guest", timeout(1), split("g"));
        assertThat(lines(activated(activated(now, guest), guest))).isEqualTo(lines(activated(now, guest)));
    }

    @Test
    void ofTwoServicesEitherCanGo() {
        Authorization both = activated(
                activated(login(grant(USER, timeout(4))), service("a", timeout(1))), service("b", timeout(2)));
        assertThat(lines(both))
                .contains("session-timeout 7200s service < session-timeout 3600s service, session-timeout 14400s user");
        assertThat(lines(LiveChange.deactivate(both, "a")))
                .containsExactly("service b service", "session-timeout 7200s service < session-timeout 14400s user");
        assertThat(lines(LiveChange.deactivate(both, "b")))
                .containsExactly("service a service", "session-timeout 3600s service < session-timeout 14400s user");
    }

    @Test
    void aServiceIsBelowChanges() {
        Authorization now = changed(
                login(grant(USER, timeout(4), entry(Direction.IN, "permit ip any any"))),
                timeout(1),
                new Granted.NamedAccessList(Direction.IN, "Q"),
                split("c"),
                line("mtu 1300"));
        Authorization active = activated(
                now,
                service(
                        "guest",
                        timeout(2),
                        entry(Direction.IN, "permit udp any any"),
                        entry(Direction.IN, "permit tcp any any"),
                        entry(Direction.OUT, "permit icmp any any"),
                        split("g"),
                        line("mtu 1200")));
        assertThat(lines(active))
                .containsExactly(
                        "service guest service",
                        "outacl permit icmp any any service",
                        "interface-config mtu 1200 service",
                        "session-timeout 3600s change < session-timeout 7200s service, session-timeout 14400s user",
                        "access-list-in Q change < inacl permit udp any any service, inacl permit tcp any any service,"
                                + " inacl permit ip any any user",
                        "split-dns c change < split-dns g service",
                        "interface-config mtu 1300 change");
        assertThat(lines(LiveChange.deactivate(active, "guest"))).isEqualTo(lines(now));
    }

    private static Authorization login(Grant... received) {
        var policy = new AccessPolicy(
                AaaList.NONE, "", Grant.NOTHING, AddressKind.USUAL_ORDER, AddressConflict.REFUSE);
        Authorization merged = done(AuthorizationMerge.merge(
                AuthorizationPlan.IMPLICIT, List.of(received), policy, "alice"));
        // Who it is does not change, so the name is left out.
        return new Authorization(
                merged.entries().stream()
                        .filter(entry -> !(entry.value() instanceof Granted.UserName))
                        .toList(),
                merged.addressOrder());
    }

    private static Authorization changed(Authorization now, Granted... values) {
        return done(LiveChange.change(now, grant(CHANGE, values)));
    }

    private static Authorization activated(Authorization now, Grant service) {
        return done(LiveChange.activate(now, service));
    }

    private static Authorization done(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Done.class);
        return ((Verdict.Done) verdict).authorization();
    }

    private static Grant grant(Origin origin, Granted... values) {
        return new Grant(origin, List.of(values));
    }

    private static Grant service(String name, Granted... values) {
        return grant(new Origin(Source.SERVICE, "local", "", name), values);
    }

    private static Granted timeout(int hours) {
        return new Granted.SessionTimeout(Duration.ofHours(hours));
    }

    private static Granted wins(int last) {
        return new Granted.Nbns(Addresses.parse("10.0.0." + last));
    }

    private static Granted split(String domain) {
        return new Granted.SplitDns(domain);
    }

    private static Granted line(String text) {
        return new Granted.InterfaceConfig(text);
    }

    private static Granted entry(Direction direction, String text) {
        return new Granted.AccessEntry(direction, true, 1, text);
    }

    private static List<String> lines(Authorization authorization) {
        return authorization.entries().stream()
                .map(entry -> text(entry.value(), entry.origin())
                        + (entry.overrode().isEmpty() ? "" : " < ")
                        + entry.overrode().stream()
                                .map(other -> text(other.value(), other.origin()))
                                .collect(Collectors.joining(", ")))
                .toList();
    }

    private static String text(Granted value, Origin origin) {
        return value.name() + " " + value.text() + " " + origin.source();
    }
}
