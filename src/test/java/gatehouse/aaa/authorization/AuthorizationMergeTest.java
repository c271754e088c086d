package gatehouse.aaa.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.AccessPolicy.AddressConflict;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.Authorization.AddressSource;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AuthorizationMergeTest {
    private static final InetAddress FIXED = Addresses.parse("10.9.8.7");
    private static final InetAddress FIXED_IPV6 = Addresses.parse("2001:db8::7");
    private static final InetAddress OUR_DNS = Addresses.parse("10.0.0.53");
    private static final InetAddress THEIR_DNS = Addresses.parse("10.1.0.53");
    private static final AccessPolicy POLICY = policy("pool", "pool6");

    @Test
    void whereAaaIsSilentThePolicySpeaks() {
        assertThat(merge(Grant.NOTHING, POLICY)).isEqualTo(new Authorization(
                "asked",
                List.of(new AddressSource.FromPool("pool"), new AddressSource.FromIpv6Pool("pool6")),
                List.of(),
                List.of(OUR_DNS),
                List.of(),
                Duration.ofHours(8),
                Duration.ofMinutes(30),
                Duration.ofMinutes(10),
                List.of(),
                List.of(),
                List.of()));
    }

    @Test
    void whatAaaGrantsPrevails() {
        InetAddress mask = Addresses.parse("255.255.255.0");
        InetAddress nbns = Addresses.parse("10.1.0.54");
        var grant = new Grant(List.of(
                new Granted.UserName("alice@example.org"),
                new Granted.FramedAddress(FIXED),
                new Granted.FramedAddress(FIXED_IPV6),
                new Granted.Netmask(mask),
                new Granted.Dns(THEIR_DNS),
                new Granted.Nbns(nbns),
                new Granted.SessionTimeout(Duration.ofHours(1)),
                new Granted.IdleTimeout(Duration.ZERO),
                new Granted.InterimInterval(Duration.ofMinutes(5)),
                new Granted.ClassValue(Bytes.ofUtf8("b")),
                new Granted.ClassValue(Bytes.ofUtf8("a")),
                new Granted.FilterId("strict"),
                new Granted.AvPair("ip:dns=1"),
                new Granted.Ignored("attribute 22", "nothing here acts on it")));
        assertThat(merge(grant, POLICY)).isEqualTo(new Authorization(
                "alice@example.org",
                List.of(new AddressSource.Fixed(FIXED), new AddressSource.Fixed(FIXED_IPV6)),
                List.of(mask),
                List.of(THEIR_DNS),
                List.of(nbns),
                Duration.ofHours(1),
                Duration.ZERO,
                Duration.ofMinutes(5),
                List.of(Bytes.ofUtf8("b"), Bytes.ofUtf8("a")),
                List.of("strict"),
                List.of("ip:dns=1")));
    }

    @Test
    void ofWhatCanBeOnlyOneTheFirstCounts() {
        var grant = new Grant(List.of(
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
        assertThat(merge(new Grant(granted), policy).addresses()).isEqualTo(sources);
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
                arguments(ipv4, List.of(fixed), List.of(new AddressSource.Fixed(FIXED))),
                arguments(ipv6, List.of(fixed), List.of(new AddressSource.Fixed(FIXED), pool6)),
                arguments(ipv4, List.of(fixedIpv6), List.of(pool, new AddressSource.Fixed(FIXED_IPV6))),
                arguments(ipv4, List.of(gateway), List.of(pool)),
                arguments(none, List.of(gateway), List.of()),
                arguments(ipv4, List.of(client), List.of(new AddressSource.ClientChoice("pool"))),
                arguments(none, List.of(client), List.of()),
                arguments(POLICY, List.of(client), List.of(new AddressSource.ClientChoice("pool"), pool6)),
                arguments(ipv4, List.of(client, fixed), List.of(new AddressSource.Fixed(FIXED))),
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
        assertThat(merge(new Grant(List.of(new Granted.InterimInterval(granted))), POLICY).interimInterval())
                .isEqualTo(merged);
    }

    private static Authorization merge(Grant grant, AccessPolicy policy) {
        return AuthorizationMerge.merge(grant, policy, "asked");
    }

    private static AccessPolicy policy(String pool, String ipv6Pool) {
        return new AccessPolicy(
                "servers",
                "servers",
                pool,
                ipv6Pool,
                List.of(OUR_DNS),
                Duration.ofHours(8),
                Duration.ofMinutes(30),
                Duration.ofMinutes(10),
                AddressConflict.REFUSE);
    }
}
