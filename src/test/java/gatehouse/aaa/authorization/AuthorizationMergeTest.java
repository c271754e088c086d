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
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
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

    // RFC 2869, section 5.16.
    @ParameterizedTest
    @CsvSource({"PT0S, PT0S", "PT1S, PT60S", "PT59S, PT60S", "PT60S, PT60S", "PT61S, PT61S", "PT24H, PT24H"})
    void anInterimIntervalIsNotShorterThanAMinute(Duration granted, Duration merged) {
        assertThat(merge(new Grant(IMPLICIT, List.of(new Granted.InterimInterval(granted))), POLICY).interimInterval())
                .isEqualTo(merged);
    }

    private static Authorization merge(Grant grant, AccessPolicy policy) {
        Verdict verdict = AuthorizationMerge.merge(AuthorizationPlan.IMPLICIT, List.of(grant), policy, "asked");
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
