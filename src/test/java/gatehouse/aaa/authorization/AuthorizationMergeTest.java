package gatehouse.aaa.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.AccessPolicy.AddressConflict;
import gatehouse.aaa.AccessPolicy.AddressKind;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.Authorization.AddressSource;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Origin.Source;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AuthorizationMergeTest {
    private static final Origin IMPLICIT = new Origin(Source.IMPLICIT, "radius-1", "servers", "asked");
    private static final InetAddress FIXED = Addresses.parse("10.9.8.7");
    private static final InetAddress FIXED_IPV6 = Addresses.parse("2001:db8::7");
    private static final InetAddress OUR_DNS = Addresses.parse("10.0.0.53");
    private static final InetAddress THEIR_DNS = Addresses.parse("10.1.0.53");
    private static final AccessPolicy POLICY = policy("pool", "pool6");

    @Test
    void whereAaaIsSilentThePolicySpeaks() {
        Authorization merged = merge(new Grant(IMPLICIT, List.of()), POLICY);
        assertThat(merged.user()).isEqualTo("asked");
        assertThat(merged.addresses())
                .containsExactly(new AddressSource.FromPool("pool"), new AddressSource.FromIpv6Pool("pool6"));
        assertThat(merged.dns()).containsExactly(OUR_DNS);
        assertThat(merged.sessionTimeout()).isEqualTo(Duration.ofHours(8));
        assertThat(merged.idleTimeout()).isEqualTo(Duration.ofMinutes(30));
        assertThat(merged.interimInterval()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void ofWhatCanBeOnlyOneTheFirstCounts() {
        var grant = new Grant(IMPLICIT, List.of(
                new Granted.UserName("first"),
                new Granted.UserName("second"),
                new Granted.FramedAddress(FIXED),
                new Granted.FramedAddress(Addresses.parse("10.9.8.8")),
                new Granted.SessionTimeout(Duration.ofHours(1)),
                new Granted.SessionTimeout(Duration.ofHours(2))));
        Authorization merged = merge(grant, policy("", ""));
        assertThat(merged.user()).isEqualTo("first");
        assertThat(merged.addresses()).containsExactly(new AddressSource.Fixed(FIXED));
        assertThat(merged.sessionTimeout()).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @MethodSource
    void addressesComeFrom(AccessPolicy policy, List<Granted> granted, List<AddressSource> sources) {
        assertThat(merge(new Grant(IMPLICIT, granted), policy).addresses()).isEqualTo(sources);
    }

    static Stream<Arguments> addressesComeFrom() {
        AccessPolicy none = policy("", "");
        AccessPolicy ipv4 = policy("pool", "");
        AccessPolicy ipv6 = policy("", "pool6");
        Granted fixed = new Granted.FramedAddress(FIXED);
        Granted fixedIpv6 = new Granted.FramedAddress(FIXED_IPV6);
        Granted client = new Granted.ClientChoosesAddress();
        Granted gateway = new Granted.GatewayChoosesAddress();
        AddressSource pool = new AddressSource.FromPool("pool");
        AddressSource pool6 = new AddressSource.FromIpv6Pool("pool6");
        return Stream.of(
                arguments(none, List.of(), List.of()),
                arguments(ipv4, List.of(), List.of(pool)),
                arguments(ipv6, List.of(), List.of(pool6)),
                arguments(none, List.of(fixed), List.of(new AddressSource.Fixed(FIXED))),
                arguments(ipv4, List.of(fixed), List.of(new AddressSource.Fixed(FIXED), pool)),
                arguments(ipv6, List.of(fixed), List.of(new AddressSource.Fixed(FIXED), pool6)),
                arguments(ipv4, List.of(fixedIpv6), List.of(new AddressSource.Fixed(FIXED_IPV6), pool)),
                arguments(ipv4, List.of(gateway), List.of(pool)),
                arguments(none, List.of(gateway), List.of()),
                arguments(ipv4, List.of(client), List.of(new AddressSource.ClientChoice("pool"))),
                arguments(none, List.of(client), List.of()),
                arguments(POLICY, List.of(client), List.of(new AddressSource.ClientChoice("pool"), pool6)),
                arguments(ipv4, List.of(client, fixed), List.of(new AddressSource.ClientChoice("pool"))),
                arguments(
                        ipv4,
                        List.of(new Granted.Pool("guests")),
                        List.of(new AddressSource.FromPool("guests"))),
                arguments(
                        none,
                        List.of(new Granted.Pool("guests"), client),
                        List.of(new AddressSource.ClientChoice("guests"))),
                arguments(
                        ipv6,
                        List.of(new Granted.Ipv6Pool("guests6")),
                        List.of(new AddressSource.FromIpv6Pool("guests6"))));
    }

    @Test
    void aValueThatIsRepeatedIsIgnoredAndNamed() {
        Authorization merged = merge(
                new Grant(IMPLICIT, List.of(
                        new Granted.Pool("first"), new Granted.Pool("second"), new Granted.SplitDns("a"))),
                POLICY);
        assertThat(merged.ignored())
                .containsExactly(
                        new Granted.Ignored("pool", "second: there can be one only, and first came first"));
        assertThat(merged.entries())
                .filteredOn(entry -> entry.value() instanceof Granted.Ignored)
                .extracting(Authorization.Entry::origin)
                .containsExactly(IMPLICIT);
    }

    @Test
    void onlyTheProofOfIdentitySaysWhoSomebodyIs() {
        var group = new Origin(Source.GROUP, "radius-1", "servers", "staff");
        var user = new Origin(Source.USER, "radius-1", "servers", "alice");
        Authorization merged = merge(
                new AuthorizationPlan(false, Optional.empty(), Optional.empty(), true),
                new Grant(group, List.of(new Granted.UserName("staff"))),
                new Grant(user, List.of(new Granted.UserName("root"))),
                new Grant(IMPLICIT, List.of(new Granted.UserName("alice"))));
        assertThat(merged.user()).isEqualTo("alice");
        assertThat(merged.ignored())
                .containsExactly(
                        new Granted.Ignored("user-name", "staff: only the proof of identity says who somebody is"),
                        new Granted.Ignored("user-name", "root: only the proof of identity says who somebody is"));
    }

    @Test
    void userNameAndClassOfTheProofCountWithoutCached() {
        var implicit = new Grant(IMPLICIT, List.of(
                new Granted.UserName("alice"),
                new Granted.ClassValue(Bytes.ofUtf8("c1")),
                new Granted.SessionTimeout(Duration.ofHours(1)),
                new Granted.Ignored("odd", "of no use here")));
        Authorization merged =
                merge(new AuthorizationPlan(false, Optional.empty(), Optional.empty(), false), implicit);
        assertThat(merged.user()).isEqualTo("alice");
        assertThat(merged.classes()).containsExactly(Bytes.ofUtf8("c1"));
        assertThat(merged.sessionTimeout()).isEqualTo(Duration.ofHours(8));
        assertThat(merged.ignored())
                .containsExactly(
                        new Granted.Ignored(
                                "session-timeout",
                                "3600s: not cached: the plan does not use implicit authorization"),
                        new Granted.Ignored("odd", "of no use here"));
    }

    @ParameterizedTest
    @EnumSource(value = Source.class, names = {"PROFILE", "IMPLICIT", "GROUP", "USER", "SERVICE"})
    void aRestrictionThatIsNotUnderstoodRefusesTheLogin(Source source) {
        var origin = new Origin(source, "radius-1", "servers", "x");
        var grant = new Grant(origin, List.of(new Granted.NotUnderstood("ip:inacl#1", "'permti' is no action")));
        var policy = new AccessPolicy(
                AaaList.NONE,
                "",
                source == Source.PROFILE ? grant : Grant.NOTHING,
                AddressKind.USUAL_ORDER,
                AddressConflict.REFUSE);
        List<Grant> received = source == Source.PROFILE ? List.of() : List.of(grant);
        for (boolean cached : new boolean[] {true, false}) {
            var plan = new AuthorizationPlan(cached, Optional.empty(), Optional.empty(), false);
            assertThat(AuthorizationMerge.merge(plan, received, policy, "asked"))
                    .isEqualTo(new Verdict.Refused("'ip:inacl#1' of " + source + " 'x' from radius-1 (list servers)"
                            + " is a restriction that is not understood: 'permti' is no action"));
        }
    }

    @Test
    void keysNeverGetIntoAnAuthorization() {
        for (Source source : List.of(Source.IMPLICIT, Source.GROUP, Source.USER)) {
            var grant = new Grant(new Origin(source, "radius-1", "servers", "x"), List.of(
                    new Granted.LocalKey(Secret.ofUtf8("ours")), new Granted.RemoteKey(Secret.ofUtf8("theirs"))));
            assertThat(merge(grant, policy("", "")).entries())
                    .extracting(entry -> entry.value().name())
                    .doesNotContain("ikev2-password-local", "ikev2-password-remote");
        }
    }

    @Test
    void aServiceIsOnTopOfAllAndTheLastOneNamedOnTopOfOthers() {
        for (boolean override : new boolean[] {false, true}) {
            Authorization merged = merge(
                    new AuthorizationPlan(true, Optional.empty(), Optional.empty(), override),
                    new Grant(new Origin(Source.SERVICE, "local", "", "slow"), List.of(
                            new Granted.Pool("slow"), new Granted.SplitDns("slow"), new Granted.Service("more"))),
                    new Grant(new Origin(Source.SERVICE, "local", "", "guest"), List.of(
                            new Granted.Pool("guest"), new Granted.SplitDns("guest"))),
                    new Grant(new Origin(Source.USER, "radius-1", "servers", "alice"), List.of(
                            new Granted.Pool("user"), new Granted.SplitDns("user"))),
                    new Grant(new Origin(Source.GROUP, "radius-1", "servers", "staff"), List.of(
                            new Granted.Pool("group"), new Granted.SplitDns("group"))));
            assertThat(merged.first(Granted.Pool.class)).contains(new Granted.Pool("guest"));
            assertThat(merged.entries().stream()
                    .filter(entry -> entry.value() instanceof Granted.Pool)
                    .flatMap(entry -> entry.overrode().stream())
                    .map(other -> other.value().text()))
                    .containsExactlyElementsOf(
                            override ? List.of("slow", "group", "user", "pool")
                                    : List.of("slow", "user", "group", "pool"));
            assertThat(merged.splitDns()).containsExactly("group", "user", "slow", "guest");
            assertThat(merged.ignored())
                    .containsExactly(
                            new Granted.Ignored("service", "more: a service puts no other services on top"));
        }
    }

    @Test
    void valuesOfOneSlotAreOfEitherFamilyByThemselves() {
        Authorization merged = merge(
                AuthorizationPlan.IMPLICIT,
                new Grant(IMPLICIT, List.of(new Granted.Dns(Addresses.parse("2001:db8::53")))),
                new Grant(new Origin(Source.USER, "radius-1", "servers", "alice"), List.of(
                        new Granted.Dns(THEIR_DNS))));
        assertThat(merged.dns()).containsExactly(Addresses.parse("2001:db8::53"), THEIR_DNS);
    }

    // RFC 2869, section 5.16.
    @ParameterizedTest
    @CsvSource({"PT0S, PT0S", "PT1S, PT60S", "PT59S, PT60S", "PT60S, PT60S", "PT61S, PT61S", "PT24H, PT24H"})
    void anInterimIntervalIsNotShorterThanAMinute(Duration granted, Duration merged) {
        assertThat(merge(new Grant(IMPLICIT, List.of(new Granted.InterimInterval(granted))), POLICY).interimInterval())
                .isEqualTo(merged);
    }

    private static Authorization merge(Grant grant, AccessPolicy policy) {
        return done(AuthorizationMerge.merge(AuthorizationPlan.IMPLICIT, List.of(grant), policy, "asked"));
    }

    private static Authorization merge(AuthorizationPlan plan, Grant... received) {
        return done(AuthorizationMerge.merge(plan, List.of(received), POLICY, "asked"));
    }

    private static Authorization done(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Done.class);
        return ((Verdict.Done) verdict).authorization();
    }

    private static AccessPolicy policy(String pool, String ipv6Pool) {
        var defaults = new ArrayList<Granted>(List.of(
                new Granted.Dns(OUR_DNS),
                new Granted.SessionTimeout(Duration.ofHours(8)),
                new Granted.IdleTimeout(Duration.ofMinutes(30)),
                new Granted.InterimInterval(Duration.ofMinutes(10))));
        if (!pool.isEmpty()) defaults.add(new Granted.Pool(pool));
        if (!ipv6Pool.isEmpty()) defaults.add(new Granted.Ipv6Pool(ipv6Pool));
        return new AccessPolicy(
                AaaList.ofServers("servers"),
                "servers",
                new Grant(new Origin(Source.PROFILE, "", "", "default"), defaults),
                AddressKind.USUAL_ORDER,
                AddressConflict.REFUSE);
    }
}
