package gatehouse.config;

import gatehouse.pki.TrustPoints;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AaaList.Method;
import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessPolicy.AddressConflict;
import gatehouse.aaa.AccessPolicy.AddressKind;
import gatehouse.aaa.Direction;
import gatehouse.aaa.DnssecTrustAnchor;
import gatehouse.aaa.EncryptedDnsServer;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin.Source;
import gatehouse.aaa.Origin;
import gatehouse.aaa.PeerIdentity.Kind;
import gatehouse.aaa.PeerIdentity;
import gatehouse.aaa.authorization.AttributeCache;
import gatehouse.aaa.authorization.AuthorizationPlan.Request;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.aaa.authorization.NameMangler.DnPart;
import gatehouse.aaa.authorization.NameMangler.EapPart;
import gatehouse.aaa.authorization.NameMangler.EmailPart;
import gatehouse.aaa.authorization.NameMangler.FqdnPart;
import gatehouse.aaa.authorization.NameMangler;
import gatehouse.aaa.authorization.NameRule;
import gatehouse.aaa.radius.ChangeTranslator.PortCommands;
import gatehouse.aaa.radius.NasIdentity;
import gatehouse.aaa.radius.Strictness.Reaction;
import gatehouse.aaa.radius.Strictness;
import gatehouse.bytes.Secret;
import gatehouse.bytes.Bytes;
import gatehouse.config.Configuration.Overrides;
import gatehouse.dataplane.Policer;
import gatehouse.ike.policy.IdentityPattern;
import gatehouse.eap.EapType;
import gatehouse.ike.policy.KeySource;
import gatehouse.ike.policy.Keyring;
import gatehouse.ike.policy.RekeyPolicy;
import gatehouse.ike.policy.SessionRules;
import gatehouse.ike.policy.SessionRules.InitialContact;
import gatehouse.ike.policy.Profile.LocalMethod;
import gatehouse.ike.policy.Contact;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import gatehouse.pki.CertificateMap.Condition;
import gatehouse.pki.CertificateMap.Field;
import gatehouse.pki.CertificateMap.Operator;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.PemFiles;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Profiles, and what they name, become what the engine works with.
class ProfilesTest {
    private static final Secret SECRET = Secret.ofUtf8("a secret that is long enough");
    private static final Secret OTHER = Secret.ofUtf8("another one that is long enough");
    private static final String OFFICE =
            "radius: {groups: {office: {servers: [{address: 192.0.2.9, secret-env: SECRET}]}}}\n";

    @TempDir
    private Path directory;

    @Test
    void withoutAnyWordThereIsOneForEverybodyWhoComesByEap() throws Exception {
        ProfileSettings profile = profile("");
        assertThat(profile.name()).isEqualTo("default");
        assertThat(profile.match().identities()).isEmpty();
        assertThat(profile.local()).isEqualTo(LocalMethod.CERTIFICATE);
        assertThat(profile.remote()).isEqualTo(Map.of(RemoteMethod.EAP, AuthorizationPlan.IMPLICIT));
        assertThat(profile.keys()).isEqualTo(new KeySource.None());
        assertThat(profile.access().authentication()).isEqualTo(AaaList.ofServers("embedded"));
        assertThat(profile.access().accountingGroup()).isEqualTo("embedded");
        assertThat(profile.access().addressOrder()).isEqualTo(AddressKind.USUAL_ORDER);
        assertThat(profile.access().defaults().values()).containsExactly(
                new Granted.Pool("clients"),
                new Granted.Ipv6Pool("clients-ipv6"),
                new Granted.SessionTimeout(Duration.ZERO),
                new Granted.IdleTimeout(Duration.ZERO),
                new Granted.InterimInterval(Duration.ofMinutes(10)));
        assertThat(profile.template()).isEmpty();
        assertThat(profile.sessionRules().initialContact()).isEqualTo(InitialContact.NORMAL);
    }

    @Test
    void contactIsKeptAsTheProfileSays() throws Exception {
        assertThat(profile("").contact()).isEqualTo(Contact.DEFAULT);
        Contact contact = profile("""
                listen: {addresses: [192.0.2.1, 192.0.2.2, 127.0.0.1]}
                profiles:
                  default:
                    liveness: {mode: on-demand, interval: 10s, retry: 500ms}
                    window: 1
                    quick-crash-detection: false
                    roaming: {allowed-addresses: [198.51.100.0/24], address-proof: before}
                """).contact();
        assertThat(contact).isEqualTo(new Contact(
                new Contact.Liveness(
                        Contact.Liveness.Mode.ON_DEMAND, Duration.ofSeconds(10), Duration.ofMillis(500)),
                1,
                false,
                new Contact.Roaming(
                        true,
                        List.of(Prefix.parse("198.51.100.0/24")),
                        Contact.Roaming.AddressProof.BEFORE,
                        List.of(Addresses.parse("192.0.2.1"), Addresses.parse("192.0.2.2")))));
        assertThat(otherAddresses("[]")).isEmpty();
        assertThat(otherAddresses("192.0.2.2")).containsExactly(Addresses.parse("192.0.2.2"));
    }

    private List<InetAddress> otherAddresses(String text) throws ConfigurationException {
        return profile("listen: {addresses: [192.0.2.1, 192.0.2.2]}\nprofiles: {default: {roaming: {other-addresses: "
                + text + "}}}").contact().roaming().otherAddresses();
    }

    @Test
    void theDeadlineForAaaCoversThePatienceOfWhoIsAskedAlsoByRealm() throws Exception {
        String patient = "radius: {groups: {"
                + "office: {servers: [{address: 192.0.2.9, secret-env: SECRET}]}, "
                + "phone: {patience: 3m, servers: [{address: 192.0.2.10, secret-env: SECRET}]}}}\n"
                + "aaa-lists: {people: {methods: radius office, realms: {example.com: {methods: radius phone}}}}\n";
        assertThat(aaaAnswer(patient, "office")).isEqualTo(Duration.ofSeconds(60));
        assertThat(aaaAnswer(patient, "phone")).isEqualTo(Duration.ofSeconds(185));
        assertThat(aaaAnswer(patient, "people")).isEqualTo(Duration.ofSeconds(185));
    }

    private Duration aaaAnswer(String text, String list) throws ConfigurationException {
        return profile(text + "profiles: {default: {aaa: {authentication: " + list + ", accounting: office}}}")
                .lifetimes()
                .aaaAnswer();
    }

    @Test
    void theFirstGroupOfServersDecidesWhereNothingElseIsSaid() throws Exception {
        ProfileSettings profile = profile(OFFICE);
        assertThat(profile.access().authentication()).isEqualTo(AaaList.ofServers("office"));
        assertThat(profile.access().accountingGroup()).isEqualTo("office");
    }

    static Stream<Arguments> patterns() {
        return Stream.of(
                Arguments.of("address 10.0.0.0/8", new IdentityPattern.OfPrefix(Prefix.parse("10.0.0.0/8"))),
                Arguments.of("address 192.0.2.7", new IdentityPattern.OfPrefix(Prefix.parse("192.0.2.7/32"))),
                Arguments.of("fqdn gate.example.org", exactly(Kind.FQDN, "gate.example.org")),
                Arguments.of("domain .example.org", new IdentityPattern.InDomain(Kind.FQDN, "example.org")),
                Arguments.of("email a@example.org", exactly(Kind.EMAIL, "a@example.org")),
                Arguments.of("email-domain @example.org", new IdentityPattern.InDomain(Kind.EMAIL, "example.org")),
                Arguments.of("dn CN=a,O=Example", exactly(Kind.DN, "CN=a,O=Example")),
                Arguments.of("dn-with OU=staff", new IdentityPattern.DnWith("OU=staff")),
                Arguments.of("key-id branch 7", exactly(Kind.KEY_ID, "branch 7")),
                Arguments.of("any key-id", new IdentityPattern.AnyOf(Kind.KEY_ID)));
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void everyKindOfIdentityCanBeWritten(String text, IdentityPattern expected) throws Exception {
        IdentityPattern pattern = IdentitySpelling.pattern(text);
        assertThat(pattern).isEqualTo(expected);
        assertThat(IdentitySpelling.pattern(IdentitySpelling.text(pattern)))
                .as("written again")
                .satisfies(again -> assertThat(IdentitySpelling.text(again)).isEqualTo(IdentitySpelling.text(pattern)));
    }

    @Test
    void aProfileHasAllThatItIsGiven() throws Exception {
        LaboratoryCa ca = LaboratoryCa.create("Authority", KeyKind.ECDSA_P256, new SecureRandom(), Instant.now());
        LaboratoryCa other = LaboratoryCa.create("Other", KeyKind.ECDSA_P256, new SecureRandom(), Instant.now());
        PemFiles.writeCertificates(directory.resolve("ca.pem"), List.of(ca.certificate()));
        PemFiles.writeCertificates(directory.resolve("other.pem"), List.of(other.certificate()));
        ProfileSettings profile = profile(OFFICE + """
                profiles:
                  branches:
                    match:
                      identities: [domain example.org, any key-id]
                      certificate-maps: issued
                      local-addresses: 192.0.2.1
                    authentication:
                      remote: [eap, psk, certificate]
                      trust-points: [ours, theirs]
                      aaa-keyring: {list: ask, mangler: short}
                    aaa:
                      authentication: ask
                      accounting: none
                    authorization:
                      group: {list: office, name: staff}
                      psk:
                        implicit: false
                        user: {list: ask, identity: user-name}
                        override: true
                    addresses: {order: [pool, framed], pool: none, conflict: replace}
                    template: usual
                    dns: [192.0.2.53, '2001:db8::53']
                    wins: 192.0.2.54
                    default-domain: example.org
                    split-dns: [corp.example.org]
                    banner: Be careful
                    session-timeout: 8h
                    initial-contact: force
                aaa-lists:
                  ask: {methods: [radius office, local], secret-env: OTHER}
                embedded-aaa: {enabled: true}
                name-manglers: {short: {fqdn: hostname}}
                trust-points:
                  ours: {certificates: ca.pem}
                  theirs: {certificates: [ca.pem, other.pem]}
                certificate-maps:
                  issued:
                    any-of:
                      - all-of: [issuer contains O=Example Corp, serial not-equal 0a]
                      - all-of: alt-subject equal gate.example.org
                interface-templates: {usual: [ip mtu 1300]}
                """);
        var ask = new AaaList("ask", List.of(new Method.Radius("office"), new Method.Local()), OTHER);
        NameRule shortName = new NameRule.Mangled(new NameMangler(
                "short", Optional.of(FqdnPart.HOSTNAME), Optional.empty(), Optional.empty(), Optional.empty(), false,
                "", ""));
        assertThat(profile.match().identities()).containsExactly(
                new IdentityPattern.InDomain(Kind.FQDN, "example.org"), new IdentityPattern.AnyOf(Kind.KEY_ID));
        assertThat(profile.match().certificateMaps().getFirst().alternatives()).containsExactly(
                List.of(
                        new Condition(Field.ISSUER, Operator.CONTAINS, "O=Example Corp"),
                        new Condition(Field.SERIAL, Operator.NOT_EQUAL, "0a")),
                List.of(new Condition(Field.ALT_SUBJECT, Operator.EQUAL, "gate.example.org")));
        assertThat(profile.match().localAddresses()).containsExactly(address("192.0.2.1"));
        assertThat(TrustPoints.ofPoints(profile.trustPoints()).authorities())
                .containsExactly(ca.certificate(), other.certificate());
        assertThat(profile.keys()).isEqualTo(new KeySource.Aaa(ask, shortName));
        assertThat(profile.access().authentication()).isEqualTo(ask);
        assertThat(profile.access().accountingGroup()).isEmpty();
        var common = new AuthorizationPlan(
                true, Optional.of(new Request(AaaList.ofServers("office"), new NameRule.Fixed("staff"))),
                Optional.empty(), false);
        assertThat(profile.remote()).isEqualTo(Map.of(
                RemoteMethod.EAP, common,
                RemoteMethod.CERTIFICATE, common,
                RemoteMethod.PRE_SHARED_KEY, new AuthorizationPlan(
                        false, Optional.empty(), Optional.of(new Request(ask, new NameRule.UserName())), true)));
        assertThat(profile.access().addressOrder()).containsExactly(AddressKind.POOL, AddressKind.FRAMED);
        assertThat(profile.access().addressConflict()).isEqualTo(AddressConflict.REPLACE);
        assertThat(profile.access().defaults().origin()).isEqualTo(new Origin(Source.PROFILE, "", "", "branches"));
        assertThat(profile.access().defaults().values()).containsExactly(
                new Granted.Ipv6Pool("clients-ipv6"),
                new Granted.Dns(address("192.0.2.53")),
                new Granted.Dns(address("2001:db8::53")),
                new Granted.Nbns(address("192.0.2.54")),
                new Granted.DefaultDomain("example.org"),
                new Granted.SplitDns("corp.example.org"),
                new Granted.Banner("Be careful"),
                new Granted.SessionTimeout(Duration.ofHours(8)),
                new Granted.IdleTimeout(Duration.ZERO),
                new Granted.InterimInterval(Duration.ofMinutes(10)));
        assertThat(profile.template()).isEqualTo("usual");
        assertThat(profile.sessionRules().initialContact()).isEqualTo(InitialContact.FORCE);
    }

    @Test
    void aMachineAndThenAPersonHaveAPlanEachAndSessionsALimit() throws Exception {
        ProfileSettings profile = profile("""
                profiles:
                  a:
                    authentication: {remote: psk, keyring: ring, then: eap}
                    authorization: {eap: {override: true}}
                    duplicates: replace
                    sessions-per-user: 3
                keyrings: {ring: {peers: {one: {identities: any fqdn, secret-env: SECRET}}}}
                """);
        assertThat(profile.remote()).containsOnlyKeys(RemoteMethod.PRE_SHARED_KEY);
        assertThat(profile.eap().second()).map(AuthorizationPlan::override).contains(true);
        assertThat(profile.sessionRules())
                .isEqualTo(new SessionRules(InitialContact.NORMAL, SessionRules.Duplicates.REPLACE, 3));
        assertThat(profile("profiles: {a: {eap: {only: [tls, pwd]}}}").eap().only())
                .containsExactlyInAnyOrder(EapType.TLS, EapType.PWD);
    }

    @Test
    void whenKeysAreReplacedIsSaidByTheProfile() throws Exception {
        ProfileSettings profile = profile("""
                profiles:
                  a:
                    rekey:
                      initiate: never
                      pfs: always
                      ike-lifetime: 2h
                      child-lifetime: none
                      margin-percent: 20
                      jitter-percent: 0
                      child-octets: 2G
                      child-packets: 1000000
                """);
        assertThat(profile.lifetimes().rekey()).isEqualTo(new RekeyPolicy(
                RekeyPolicy.Who.CLIENT,
                RekeyPolicy.Secrecy.ALWAYS,
                Duration.ofHours(2),
                Duration.ZERO,
                20,
                0,
                2L << 30,
                1_000_000));
        assertThat(profile("profiles: {a: {}}").lifetimes().rekey()).isEqualTo(RekeyPolicy.DEFAULT);
    }

    @Test
    void whatAProfileSaysGoesBeforeItsPolicyAndThatBeforeTheDefault() throws Exception {
        ProfileSettings profile = profile("""
                profiles: {a: {policy: p, dns: 192.0.2.1, session-timeout: none}}
                authorization-policies:
                  p: {pool: small, dns: [192.0.2.2], wins: 192.0.2.3, session-timeout: 1h, idle-timeout: 5m}
                pools: {small: {range: 10.0.0.0/28}, clients: {range: 10.1.0.0/16}}
                """);
        assertThat(profile.access().defaults().values()).containsExactly(
                new Granted.Dns(address("192.0.2.1")),
                new Granted.SessionTimeout(Duration.ZERO),
                new Granted.InterimInterval(Duration.ofMinutes(10)),
                new Granted.Pool("small"),
                new Granted.Nbns(address("192.0.2.3")),
                new Granted.IdleTimeout(Duration.ofMinutes(5)));
    }

    @Test
    void serversOfDhcpAreForProfilesThatTakeAddressesFromThem() throws Exception {
        List<ProfileSettings> profiles = gateway("""
                profiles:
                  a: {match: {identities: any fqdn}, addresses: {order: [dhcp]}}
                  b: {match: {identities: any email}, addresses: {order: [framed]}}
                  c: {match: {identities: any dn}, policy: p}
                authorization-policies: {p: {dhcp-servers: 192.0.2.8}}
                dhcp: {servers: 192.0.2.7, giaddr: 192.0.2.1}
                """).profiles();
        assertThat(profiles).extracting(profile -> profile.access().defaults().all(Granted.DhcpServer.class))
                .containsExactly(
                        List.of(new Granted.DhcpServer(address("192.0.2.7"))),
                        List.of(),
                        List.of(new Granted.DhcpServer(address("192.0.2.8"))));
    }

    @Test
    void aKeyringHasOneKeyForBothSidesOrOneForEach() throws Exception {
        ProfileSettings profile = profile("""
                profiles: {a: {authentication: {local: psk, remote: psk, keyring: spokes}}}
                keyrings:
                  spokes:
                    peers:
                      one: {identities: [domain example.org], addresses: [192.0.2.0/24], secret-env: SECRET}
                      two: {addresses: '2001:db8::1', local: {secret-env: SECRET}, remote: {secret-env: OTHER}}
                """);
        assertThat(profile.local()).isEqualTo(LocalMethod.PRE_SHARED_KEY);
        assertThat(profile.keys()).isEqualTo(new KeySource.Local(new Keyring("spokes", List.of(
                new Keyring.Peer(
                        "one", List.of(new IdentityPattern.InDomain(Kind.FQDN, "example.org")),
                        List.of(Prefix.parse("192.0.2.0/24")), SECRET, SECRET),
                new Keyring.Peer("two", List.of(), List.of(Prefix.parse("2001:db8::1/128")), SECRET, OTHER)))));
    }

    @Test
    void aManglerTakesAnyPart() throws Exception {
        ProfileSettings profile = profile(OFFICE + """
                profiles: {a: {authorization: {group: {list: office, mangler: m}}}}
                name-manglers:
                  m: {fqdn: domain, email: username, dn: organization-unit, eap: 'suffix \\', lower-case: yes,
                      prefix: vpn-, suffix: '@example.org'}
                """);
        assertThat(profile.remote().get(RemoteMethod.EAP).group().orElseThrow().name()).isEqualTo(
                new NameRule.Mangled(new NameMangler(
                        "m", Optional.of(FqdnPart.DOMAIN), Optional.of(EmailPart.USERNAME),
                        Optional.of(DnPart.ORGANIZATION_UNIT), Optional.of(new EapPart.Suffix('\\')), true, "vpn-",
                        "@example.org")));
    }

    @Test
    void aLocalPolicyGrantsWhatItSays() throws Exception {
        GatewayConfig gateway = gateway("""
                authorization-policies:
                  staff:
                    group: people
                    netmask: 255.255.0.0
                    dhcp-giaddr: 192.0.2.1
                    dhcp-timeout: 10s
                    encrypted-dns: '1 dns.example.org addresses=192.0.2.53,2001:db8::53 alpn=h3 dohpath=/q{?dns}'
                    default-domain: example.org
                    split-dns: [a.example.org, b.example.org]
                    dnssec-trust-anchors: [a.example.org 20326 8 1 00112233445566778899aabbccddeeff00112233]
                    banner: Hello
                    route-set: {interface: true, prefixes: 10.2.0.0/16, access-lists: inside}
                    route-accept: {any: true, tag: 7, distance: 9}
                    include-local-lan: true
                    routes: 10.3.0.0/16
                    split-exclude: {prefixes: 10.4.0.0/16, access-lists: inside}
                    backup-gateways: [gw2.example.org]
                    pfs: true
                    flow-limit: 4
                    session-limit: 2
                    termination-action: reauthenticate
                    interim-interval: none
                    access-list: {in: inside}
                    qos-policy: {out: gold}
                    security-group-tag: 16
                    interface-config: [ip mtu 1300]
                    attribute-lists: [more]
                attribute-lists:
                  more: {banner: Nobody sees it, dns: [192.0.2.1, 192.0.2.2], interface-config: [bandwidth 100]}
                access-lists: {inside: [permit 10.1.0.0 0.0.255.255]}
                qos-policies: {gold: {rate: 8M, burst: 250000}, silver: {rate: 500k}}
                """);
        var staff = gateway.localPolicies().byName().get("staff");
        assertThat(staff.origin()).isEqualTo(new Origin(Source.PROFILE, "local", "", "staff"));
        assertThat(staff.values()).containsExactly(
                new Granted.Group("people"),
                new Granted.Netmask(address("255.255.0.0")),
                new Granted.DhcpGiaddr(address("192.0.2.1")),
                new Granted.DhcpTimeout(Duration.ofSeconds(10)),
                new Granted.EncryptedDns(EncryptedDnsServer.parse(
                        "1 dns.example.org addresses=192.0.2.53,2001:db8::53 alpn=h3 dohpath=/q{?dns}")),
                new Granted.DefaultDomain("example.org"),
                new Granted.SplitDns("a.example.org"),
                new Granted.SplitDns("b.example.org"),
                new Granted.TrustAnchor(new DnssecTrustAnchor(
                        "a.example.org", 20326, 8, 1, Bytes.fromHex("00112233445566778899aabbccddeeff00112233"))),
                new Granted.Banner("Hello"),
                new Granted.RouteSetInterface(),
                new Granted.RouteSetPrefix(Prefix.parse("10.2.0.0/16")),
                new Granted.RouteSetAccessList("inside"),
                new Granted.RouteAccept(7, 9),
                new Granted.IncludeLocalLan(true),
                new Granted.FramedRoute(Prefix.parse("10.3.0.0/16")),
                new Granted.SplitExclude(Prefix.parse("10.4.0.0/16")),
                new Granted.SplitExcludeAccessList("inside"),
                new Granted.BackupGateway("gw2.example.org"),
                new Granted.Pfs(true),
                new Granted.TerminationAction(true),
                new Granted.InterimInterval(Duration.ZERO),
                new Granted.FlowLimit(4),
                new Granted.SessionLimit(2),
                new Granted.NamedAccessList(Direction.IN, "inside"),
                new Granted.QosPolicy(Direction.OUT, "gold"),
                new Granted.SecurityGroupTag(16, 0),
                new Granted.InterfaceConfig("ip mtu 1300"),
                new Granted.Dns(address("192.0.2.1")),
                new Granted.Dns(address("192.0.2.2")),
                new Granted.InterfaceConfig("bandwidth 100"));
        assertThat(gateway.catalog().qosPolicies()).isEqualTo(
                Map.of("gold", new Policer(8_000_000, 250_000), "silver", Policer.of(500_000)));
        assertThat(gateway.catalog().accessLists()).containsOnlyKeys("inside");
    }

    @Test
    void toEachGroupOfServersTheGatewayMayBeSomebodyElse() throws Exception {
        RadiusSettings radius = gateway("""
                radius:
                  nas-identifier: gate-1
                  source-address: [10.0.0.1, 'fd00::1']
                  attribute-strictness: {Filter-Id: ignore, 'shell:priv-lvl': refuse}
                  strongswan-groups: true
                  groups:
                    red:
                      servers: [{address: 192.0.2.9, secret-env: SECRET}]
                    blue:
                      nas-identifier: gate-blue
                      nas-ip-address: 192.0.2.2
                      source-address: 10.0.0.2
                      servers: [{address: 192.0.2.10, secret-env: SECRET}]
                """).radius();
        var gate = new NasIdentity("gate-1", List.of());
        var blue = new NasIdentity("gate-blue", List.of(address("192.0.2.2")));
        assertThat(radius.nas("red")).isEqualTo(gate);
        assertThat(radius.nas("blue")).isEqualTo(blue);
        assertThat(radius.nas("embedded")).isEqualTo(gate);
        assertThat(radius.identities()).containsExactly(gate, blue);
        assertThat(radius.groups().getFirst().sources()).containsExactly(address("10.0.0.1"), address("fd00::1"));
        assertThat(radius.groups().getLast().sources()).containsExactly(address("10.0.0.2"));
        assertThat(radius.strictness()).isEqualTo(new Strictness(
                Map.of("filter-id", Reaction.IGNORE, "shell:priv-lvl", Reaction.REFUSE), true));
    }

    @Test
    void theRestHasItsPlace() throws Exception {
        GatewayConfig gateway = gateway("""
                authorization-cache: {time-to-live: 1h, negative-time-to-live: none, most-values: 5000, keep-keys: true}
                dynamic-authorization: {listen: [0.0.0.0:3799, 0.0.0.0:1700], port-commands: disconnect}
                """);
        assertThat(gateway.cache())
                .isEqualTo(new AttributeCache.Settings(Duration.ofHours(1), Duration.ZERO, 5000, true));
        assertThat(gateway.dynamicAuthorization().listen()).extracting(local -> local.getPort())
                .containsExactly(3799, 1700);
        assertThat(gateway.dynamicAuthorization().portCommands()).isEqualTo(PortCommands.DISCONNECT);
    }

    @Test
    void profilesThatDifferInOneConditionAreNoTie() throws Exception {
        assertThat(gateway("""
                profiles:
                  anybody: {}
                  here: {match: {local-addresses: 192.0.2.1}}
                  there: {match: {local-addresses: 192.0.2.2}}
                  domain: {match: {identities: domain example.org}}
                  host: {match: {identities: fqdn a.example.org}}
                """).profiles()).hasSize(5);
    }

    private static IdentityPattern exactly(Kind kind, String text) {
        return new IdentityPattern.Exactly(new PeerIdentity(kind, text));
    }

    private static InetAddress address(String text) {
        return Addresses.parse(text);
    }

    private ProfileSettings profile(String text) throws ConfigurationException {
        assertThat(gateway(text).profiles()).hasSize(1);
        return gateway(text).profiles().getFirst();
    }

    private GatewayConfig gateway(String text) throws ConfigurationException {
        Machine machine = Machines.plain(Map.of(
                "SECRET", "a secret that is long enough", "OTHER", "another one that is long enough"));
        var document = new Document(directory.resolve("g.yaml"), machine.environment());
        return Configuration.parse(text, document, machine, Overrides.NONE).gateway();
    }
}
