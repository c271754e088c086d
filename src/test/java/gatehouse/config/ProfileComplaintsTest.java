package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import gatehouse.config.Configuration.Overrides;
import gatehouse.pki.Credential;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.PemFiles;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What an operator reads when profiles, and what they name, are wrong.
class ProfileComplaintsTest {
    private static final String NARROWER = "make one narrower by identities, certificate-maps or local-addresses";
    private static final String IDENTITY = "write 'address PREFIX', 'fqdn NAME', 'domain NAME', 'email NAME',"
            + " 'email-domain NAME', 'dn NAME', 'dn-with PARTS', 'key-id TEXT' or 'any KIND'";
    /// Something of every kind to name. The file begins with the text of the test, so that its lines are as they seem.
    private static final String NAMED = """

            aaa-lists: {staff: {methods: [radius office, local]}, here: {methods: local}}
            name-manglers: {short: {fqdn: hostname}}
            keyrings: {spokes: {peers: {one: {identities: any fqdn, secret-env: SECRET}}}}
            certificate-maps: {issued: {any-of: [{all-of: issuer contains O=Example}]}}
            authorization-policies: {guests: {dns: 192.0.2.53}}
            access-lists: {web: [permit tcp any any eq 443]}
            qos-policies: {gold: {rate: 8M}}
            interface-templates: {usual: [ip mtu 1300]}
            trust-points: {office: {certificates: ca.pem}}
            radius: {groups: {office: {servers: [{address: 192.0.2.9, secret-env: SECRET}]}}}
            """;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void authorities() throws Exception {
        LaboratoryCa ca = LaboratoryCa.create("Authority", KeyKind.ECDSA_P256, new SecureRandom(), Instant.now());
        Credential leaf = ca.issueGateway(List.of("gate"), KeyKind.ECDSA_P256, Instant.now());
        PemFiles.writeCertificates(directory.resolve("ca.pem"), List.of(ca.certificate()));
        PemFiles.writeCertificates(directory.resolve("leaf.pem"), List.of(leaf.certificate()));
    }

    static Stream<Arguments> profiles() {
        return Stream.of(
                mistake("lifetimes: {liveness: 30s}",
                        "lifetimes.liveness: is a section of the profile now; "
                                + "write 'liveness: {interval: 30s}' beside lifetimes"),
                mistake("liveness: {mode: sometimes}",
                        "liveness.mode: unknown word 'sometimes'; one of none, on-demand, periodic"),
                mistake("liveness: {interval: 100ms}", "liveness.interval: '100ms' is not within 1s to 1h"),
                mistake("window: 0", "window: 0 is not within 1 to 20"),
                mistake("quick-crash-detection: perhaps",
                        "quick-crash-detection: 'perhaps' is neither true nor false"),
                mistake("roaming: {allowed-addresses: []}",
                        "roaming.allowed-addresses: is empty; list networks, or '0.0.0.0/0' and '::/0' for all"),
                mistake("roaming: {address-proof: later}",
                        "roaming.address-proof: unknown word 'later'; one of after, before, none"),
                mistake("roaming: {other-addresses: gate}",
                        "roaming.other-addresses: 'gate' is not an IP address; "
                                + "names are not resolved; write the address"),
                mistake("roaming: {mobike: false, address-proof: before}",
                        "roaming.address-proof: is for MOBIKE, which is off; remove it, or set mobike to true"),
                mistake("rekey: {initiate: sometimes}",
                        "rekey.initiate: unknown word 'sometimes'; one of auto, never"),
                mistake("rekey: {pfs: maybe}", "rekey.pfs: unknown word 'maybe'; one of always, auto, never"),
                mistake("rekey: {margin-percent: 50, jitter-percent: 45}",
                        "rekey.jitter-percent: and margin-percent are 95 together; "
                                + "leave at least a tenth of the lifetime: 90 at most"),
                mistake("rekey: {child-octets: 5 GB}",
                        "rekey.child-octets: '5 GB' is not an amount; "
                                + "write a number, with K, M, G or T behind it, or none"),
                mistake("rekey: {child-packets: 9999999999999T}",
                        "rekey.child-packets: '9999999999999T' is not an amount; "
                                + "write a number, with K, M, G or T behind it, or none"),
                mistake("end-with-certificate: false",
                        "end-with-certificate: is for nobody: authentication.remote has no 'certificate'; "
                                + "add it there, or remove this"),
                mistake("match: {identities: staff.example.org}",
                        "match.identities: 'staff.example.org' is no identity; " + IDENTITY),
                mistake("match: {identities: [host staff.example.org]}",
                        "match.identities[1]: unknown kind of identity 'host'; " + IDENTITY),
                mistake("match: {identities: [address 10.0.0.0/33]}",
                        "match.identities[1]: '10.0.0.0/33' is not a prefix; "
                                + "write it like 192.0.2.0/24 or 2001:db8::/64"),
                mistake("match: {identities: [domain .]}",
                        "match.identities[1]: '' is not a domain; write it like corp.example.org"),
                mistake("match: {identities: [fqdn a b]}",
                        "match.identities[1]: 'a b' is not a domain; write it like corp.example.org"),
                mistake("match: {identities: [email example.org]}",
                        "match.identities[1]: 'example.org' is no mail address; write it like alice@example.org"),
                mistake("match: {identities: [dn staff]}",
                        "match.identities[1]: 'staff' is no distinguished name; "
                                + "write it like CN=alice,OU=staff,O=Example"),
                mistake("match: {identities: [any dns]}",
                        "match.identities[1]: unknown word 'dns'; did you mean 'dn'? "
                                + "one of address, dn, email, fqdn, key-id"),
                mistake("{match: {certificate-maps: isued}, authentication: {remote: certificate, trust-points: office}}",
                        "match.certificate-maps: unknown certificate map 'isued'; did you mean 'issued'? known: issued"),
                mistake("match: {certificate-maps: issued}",
                        "match.certificate-maps: is for nobody: authentication.remote has no 'certificate'; "
                                + "add it there, or remove this"),
                mistake("match: {local-addresses: gate}",
                        "match.local-addresses: 'gate' is not an IP address; "
                                + "names are not resolved; write the address"),
                mistake("authentication: {remote: [eap, certificate], trust-points: office, then: eap}",
                        "authentication.then: is eap, and so may be the first proof; "
                                + "take eap out of remote: who begins with it could leave the other proof out"),
                mistake("authentication: {local: psk, remote: psk, keyring: spokes, then: eap}",
                        "authentication.local: is psk, but EAP needs our certificate; write certificate"),
                mistake("{authentication: {remote: psk, keyring: spokes, then: eap}, eap: {only: tls}}",
                        "eap.only: is for nobody: the first of two proofs is not by EAP; remove it"),
                mistake("eap: {only: [md5]}",
                        "eap.only[1]: unknown word 'md5'; one of aka, aka-prime, eke, fast, gpsk,"
                                + " mschapv2, pax, peap, pwd, sake, sim, teap, tls, ttls"),
                mistake("duplicates: drop", "duplicates: unknown word 'drop'; one of keep, refuse, replace"),
                mistake("authentication: {remote: []}", "authentication.remote: is empty; nobody could log in"),
                mistake("authentication: {remote: [eap, passwords]}",
                        "authentication.remote[2]: unknown word 'passwords'; one of certificate, eap, psk"),
                mistake("authentication: {remote: psk}",
                        "authentication.remote: has psk, but there is no keyring; name a keyring or an aaa-keyring"),
                mistake("authentication: {remote: [eap, certificate]}",
                        "authentication.remote: has certificate, but there are no trust-points; name whose to trust"),
                mistake("authentication: {remote: certificate, trust-points: [offices]}",
                        "authentication.trust-points[1]: unknown trust point 'offices'; did you mean 'office'? "
                                + "known: office"),
                mistake("authentication: {local: psk, remote: [eap, psk], keyring: spokes}",
                        "authentication.local: is psk, but EAP needs our certificate; write certificate"),
                mistake("authentication: {local: psk, remote: certificate, trust-points: office, "
                        + "aaa-keyring: {list: office, name: us}}",
                        "authentication.local: is psk, but peers with a certificate need our key in a keyring of the "
                                + "configuration; name it in keyring, or write certificate"),
                mistake("authentication: {remote: psk, keyring: spoke}",
                        "authentication.keyring: unknown keyring 'spoke'; did you mean 'spokes'? known: spokes"),
                mistake("authentication: {remote: psk, keyring: spokes, aaa-keyring: {list: office, mangler: short}}",
                        "authentication.aaa-keyring: stands beside keyring; keep one of them"),
                mistake("authentication: {remote: psk, aaa-keyring: {}}",
                        "authentication.aaa-keyring: 'list' is missing; name the AAA list that has the keys",
                        "authentication.aaa-keyring: does not say which name to ask about; "
                                + "give it one of name, mangler and identity"),
                mistake("authentication: {keyring: spokes}",
                        "authentication.keyring: is for nobody: authentication.remote has no 'psk'; "
                                + "add it there, or remove this"),
                mistake("authentication: {trust-points: office}",
                        "authentication.trust-points: is for nobody: authentication.remote has no 'certificate'; "
                                + "add it there, or remove this"),
                mistake("{authentication: {remote: psk, keyring: spokes}, eap: {query-identity: false}, "
                        + "aaa: {authentication: office}}",
                        "eap: is for nobody: authentication.remote has no 'eap'; add it there, or remove this",
                        "aaa.authentication: is for nobody: authentication.remote has no 'eap'; "
                                + "add it there, or remove this"),
                mistake("aaa: {authentication: stuff}",
                        "aaa.authentication: unknown AAA list or group of servers 'stuff'; did you mean 'staff'? "
                                + "known: here, office, staff"),
                mistake("aaa: {authentication: here}",
                        "aaa.authentication: list 'here' has the method 'local', and the embedded AAA server is off; "
                                + "set embedded-aaa.enabled to true, or name another list"),
                mistake("aaa: {accounting: staff}",
                        "aaa.accounting: list 'staff' is more than one group of servers; "
                                + "accounting goes to one group, whose servers stand in for each other"),
                mistake("authorization: {group: {}}",
                        "authorization.group: 'list' is missing; name the AAA list to ask",
                        "authorization.group: does not say which name to ask about; "
                                + "give it one of name, mangler and identity"),
                mistake("authorization: {user: {list: staff, name: a, mangler: short}}",
                        "authorization.user: says in 2 ways which name to ask about; "
                                + "give it one of name, mangler and identity"),
                mistake("authorization: {user: {list: staff, mangler: long}}",
                        "authorization.user.mangler: unknown name mangler 'long'; known: short"),
                mistake("authorization: {user: {list: staff, identity: eap}}",
                        "authorization.user.identity: unknown word 'eap'; one of ike, user-name"),
                mistake("authorization: {group: {list: here, name: guest}}",
                        "authorization.group.name: unknown authorization policy 'guest'; did you mean 'guests'? "
                                + "known: guests"),
                mistake("authorization: {psk: {implicit: false}}",
                        "authorization.psk: stands for a way that authentication.remote does not allow; "
                                + "add 'psk' there, or remove this"),
                mistake("{authentication: {remote: [eap, psk], keyring: spokes}, authorization: "
                        + "{override: true, eap: {implicit: false}, psk: {implicit: false}}}",
                        "authorization.override: is for nobody: every way to prove oneself has its own section; "
                                + "remove it"),
                mistake("addresses: {order: []}", "addresses.order: is empty; nobody could get an address"),
                mistake("addresses: {order: [pool, framed, pool]}", "addresses.order: has a word twice"),
                mistake("addresses: {order: [framed, pools]}",
                        "addresses.order[2]: unknown word 'pools'; did you mean 'pool'? one of dhcp, framed, pool"),
                mistake("addresses: {pool: clients, pool-mangler: shrt}",
                        "addresses.pool: stands beside pool-mangler; keep one of them",
                        "addresses.pool-mangler: unknown name mangler 'shrt'; did you mean 'short'? known: short"),
                mistake("addresses: {order: [framed], pool-mangler: shrt}",
                        "addresses.order: has no 'pool', so the pools are never used; add it, or leave the pools out",
                        "addresses.pool-mangler: unknown name mangler 'shrt'; did you mean 'short'? known: short"),
                mistake("addresses: {order: [framed, dhcp], pool: clients}",
                        "addresses.order: has no 'pool', so the pools are never used; add it, or leave the pools out"),
                mistake("wins: '2001:db8::1'", "wins: '2001:db8::1' is not an IPv4 address"),
                mistake("encrypted-dns: ['1 dns.example.org addresses=192.0.2.53 alpn=udp']",
                        "encrypted-dns[1]: 'udp' is none of dot, doq, h2, h3; "
                                + "write it like '1 dns.example.org addresses=10.0.0.53,fd00::53 alpn=dot'"),
                mistake("dnssec-trust-anchors: [corp.example.org 20326 8 2 abcd]",
                        "dnssec-trust-anchors[1]: a digest of type 2 has 64 hexadecimal digits; "
                                + "write a domain and what a DS record has: 'corp.example.org 20326 8 2 E06D…'"),
                mistake("split-dns: [corp.example.org, '*.example.org']",
                        "split-dns[2]: '*.example.org' is not a domain; write it like corp.example.org"),
                mistake("policy: guest",
                        "policy: unknown authorization policy 'guest'; did you mean 'guests'? known: guests"),
                mistake("template: usal",
                        "template: unknown interface template 'usal'; did you mean 'usual'? known: usual"),
                mistake("initial-contact: always", "initial-contact: unknown word 'always'; one of force, normal"));
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aMistakeInAProfileIsToldWithItsRemedy(String profile, List<String> expected) {
        String text = profile.startsWith("{")
                ? "profiles: {office: " + profile + "}"
                : "profiles: {office: {" + profile + "}}";
        assertThat(complaintsOf(text + NAMED))
                .containsExactlyInAnyOrderElementsOf(
                        expected.stream().map(complaint -> "1 profiles.office." + complaint).toList());
    }

    static Stream<Arguments> definitions() {
        return Stream.of(
                mistake("connections: {default: {}}",
                        "1 connections: are called profiles; rename the key; what is below it stays as it is"),
                mistake("""
                        profiles:
                          a: {match: {identities: [domain a.org, domain EXAMPLE.org]}}
                          b: {match: {identities: [domain example.org]}}
                        """,
                        "3 profiles.b.match: fits 'domain example.org' as closely as that of profile 'a'; " + NARROWER),
                mistake("""
                        profiles:
                          a: {match: {local-addresses: [192.0.2.1, 192.0.2.2]}}
                          b: {match: {local-addresses: 192.0.2.2}}
                        """,
                        "3 profiles.b.match: fits everybody at 192.0.2.2 as closely as that of profile 'a'; "
                                + NARROWER),
                mistake("""
                        listen: {addresses: [192.0.2.1]}
                        profiles: {a: {match: {local-addresses: [192.0.2.1, 192.0.2.2]}}}
                        """,
                        "2 profiles.a.match.local-addresses[2]: nobody comes to 192.0.2.2; "
                                + "it is not in listen.addresses"),
                mistake("aaa-lists: {a: {methods: local, realms: {example.com: {}, 'a b': {methods: local}}}}",
                        "1 aaa-lists.a.realms.example.com.methods: names nobody to ask; write [radius GROUP, local]",
                        "1 aaa-lists.a.realms.a b: 'a b' is not a domain; write it like corp.example.org"),
                mistake("aaa-lists: {a: {}}",
                        "1 aaa-lists.a.methods: names nobody to ask; write [radius GROUP, local]"),
                mistake("aaa-lists: {a: {methods: [tacacs, radius offices, local, local]}}",
                        "1 aaa-lists.a.methods[1]: unknown method 'tacacs'; write 'radius GROUP' or 'local'",
                        "1 aaa-lists.a.methods[2]: unknown group of servers 'offices'; known: embedded",
                        "1 aaa-lists.a.methods: has a method twice"),
                mistake("aaa-lists: {embedded: {methods: local}, none: {methods: local}}",
                        "1 aaa-lists.embedded: has the name of a group of servers, and does not ask it; "
                                + "choose another name",
                        "1 aaa-lists.none: 'none' is a name of ours; choose another"),
                mistake("aaa-lists: {a: {methods: local, secret-env: NO_SUCH}}",
                        "1 aaa-lists.a.secret-env: the environment has no NO_SUCH"),
                mistake("name-manglers: {a: {lower-case: true}}",
                        "1 name-manglers.a: fits no identity; give it a part for fqdn, email, dn or eap"),
                mistake("name-manglers: {a: {fqdn: host, email: user, dn: ou}}",
                        "1 name-manglers.a.fqdn: unknown word 'host'; one of all, domain, hostname",
                        "1 name-manglers.a.email: unknown word 'user'; one of all, domain, username",
                        "1 name-manglers.a.dn: unknown word 'ou'; one of common-name, country, domain, locality, "
                                + "organization, organization-unit, state"),
                mistake("name-manglers: {a: {eap: prefix /}}",
                        "1 name-manglers.a.eap: 'prefix /' is no part of an EAP identity; "
                                + "write 'all', 'dn common-name', 'prefix @' or 'suffix \\'; delimiters are . @ \\"),
                mistake("keyrings: {a: {}}", "1 keyrings.a.peers: has nobody; name a peer"),
                mistake("keyrings: {a: {peers: {p: {secret-env: SECRET}}}}",
                        "1 keyrings.a.peers.p: can never be found; give it identities or addresses"),
                mistake("keyrings: {a: {peers: {p: {addresses: 192.0.2.1}}}}",
                        "1 keyrings.a.peers.p: has no secret; "
                                + "name a file in secret-file or a variable in secret-env"),
                mistake("keyrings: {a: {peers: {p: {addresses: 192.0.2.1, local: {secret-env: SECRET}}}}}",
                        "1 keyrings.a.peers.p.remote: has no secret; "
                                + "name a file in secret-file or a variable in secret-env"),
                mistake("keyrings: {a: {peers: {p: {addresses: 192.0.2.1, secret-env: SECRET, "
                        + "local: {secret-env: SECRET}, remote: {secret-env: SECRET}}}}}",
                        "1 keyrings.a.peers.p: has one key for both sides, and one for each; "
                                + "keep secret-*, or both local and remote"),
                mistake("""
                        keyrings:
                          a:
                            peers:
                              p: {identities: fqdn a.org, addresses: 192.0.2.0/24, secret-env: SECRET}
                              q: {identities: fqdn A.org, addresses: 192.0.2.9/24, secret-env: SECRET}
                        """,
                        "5 keyrings.a.peers.q.identities: 'fqdn a.org' is peer 'p' already; make one narrower",
                        "5 keyrings.a.peers.q.addresses: 192.0.2.0/24 is peer 'p' already; make one narrower"),
                mistake("certificate-maps: {a: {}}",
                        "1 certificate-maps.a.any-of: is empty; it would fit no certificate"),
                mistake("certificate-maps: {a: {any-of: [{all-of: []}, {}]}}",
                        "1 certificate-maps.a.any-of[1].all-of: is empty; it would fit every certificate",
                        "1 certificate-maps.a.any-of[2]: 'all-of' is missing; write conditions that must all hold"),
                mistake("certificate-maps: {a: {any-of: [{all-of: [issuer Example, subject is x, name equal x]}]}}",
                        "1 certificate-maps.a.any-of[1].all-of[1]: 'issuer Example' is no condition; "
                                + "write 'FIELD OPERATOR VALUE': issuer contains O=Example",
                        "1 certificate-maps.a.any-of[1].all-of[2]: unknown word 'is'; "
                                + "one of contains, contains-not, equal, not-equal",
                        "1 certificate-maps.a.any-of[1].all-of[3]: unknown word 'name'; "
                                + "one of alt-subject, extended-key-usage, issuer, serial, subject"),
                mistake("trust-points: {a: {}}",
                        "1 trust-points.a: 'certificates' is missing; name PEM files with the authorities"),
                mistake("trust-points: {a: {certificates: [leaf.pem]}}",
                        "1 trust-points.a.certificates[1]: 'CN=gate' in DIRECTORY/leaf.pem is no authority; "
                                + "only authorities go here"),
                mistake("authorization-policies: {a: {pool: clients-ipv6, ipv6-pool: none, netmask: 255.0.255.0}}",
                        "1 authorization-policies.a.pool: pool 'clients-ipv6' is of IPv6 addresses; known: clients",
                        "1 authorization-policies.a.ipv6-pool: there is no pool 'none'; leave the key out",
                        "1 authorization-policies.a.netmask: '255.0.255.0' is not a netmask; "
                                + "write it like 255.255.255.0"),
                mistake("authorization-policies: {a: {route-accept: {tag: 7}, session-limit: 0, "
                        + "access-list: {in: web}, qos-policy: {both: gold}, attribute-lists: small}}",
                        "1 authorization-policies.a.route-accept: accepts nothing, so it needs no tag and no distance; "
                                + "write any: true, or remove it",
                        "1 authorization-policies.a.session-limit: 0 is not within 1 to 1000000",
                        "1 authorization-policies.a.access-list.in: unknown access list 'web'; known: none",
                        "1 authorization-policies.a.qos-policy.both: unknown key; known here: in, out",
                        "1 authorization-policies.a.attribute-lists: unknown attribute list 'small'; known: none"),
                mistake("attribute-lists: {a: {interface-conf: ip mtu 1300, flow-limit: 0}}",
                        "1 attribute-lists.a.interface-conf: unknown key; did you mean 'interface-config'?",
                        "1 attribute-lists.a.flow-limit: 0 is not within 1 to 256"),
                mistake("access-lists:\n  a:\n    - permit tcp any any eq 443\n    - permit tpc any any\n    - deny",
                        "4 access-lists.a[2]: 'permit tpc any any': 'tpc' (word 2) is no protocol; "
                                + "ip, ipv6, tcp, udp, icmp, icmpv6, esp, gre, ahp, sctp and numbers are known",
                        "5 access-lists.a[3]: 'deny': ends where a protocol is expected"),
                mistake("access-lists: {a: [remark nothing]}",
                        "1 access-lists.a: access list 'a' has no entries: write 'deny ip any any' or "
                                + "'permit ip any any', whichever is meant"),
                mistake("access-lists: {a: [10 permit ip any any, 10 deny ip any any]}",
                        "1 access-lists.a: '10 deny ip any any': there is another line 10"),
                mistake("access-lists: {'a b': [permit ip any any]}",
                        "1 access-lists.a b: 'a b' is not a name; use up to 128 characters without blanks"),
                mistake("qos-policies: {a: {}, b: {rate: 8MB}, c: {rate: 0}, d: {rate: 1M, burst: 10}}",
                        "1 qos-policies.a: 'rate' is missing",
                        "1 qos-policies.b.rate: '8MB' is no rate; write bits per second: 500k, 8M, 1G",
                        "1 qos-policies.c.rate: '0' is not within 1 and 1000G; leave the policy out for no limit",
                        "1 qos-policies.d.burst: 10 is not within 1500 to 1073741824"),
                mistake("interface-templates: {a: [ip access-group web in, service-policy input gold]}",
                        "1 interface-templates.a[1]: unknown access list 'web'; known: none",
                        "1 interface-templates.a[2]: unknown QoS policy 'gold'; known: none"),
                mistake("authorization-cache: {time-to-live: 2d, most-values: 1}",
                        "1 authorization-cache.time-to-live: '2d' is not within 1s to 1d",
                        "1 authorization-cache.most-values: 1 is not within 1000 to 100000000"),
                mistake("radius: {attribute-strictness: {Filter-Id: accept}}",
                        "1 radius.attribute-strictness.Filter-Id: unknown word 'accept'; one of ignore, refuse"),
                mistake("radius: {attribute-strictness: {Filter-Ids: ignore, 'ip:unheard-of': ignore, "
                        + "attribute 250 of vendor 9: ignore}}",
                        "1 radius.attribute-strictness.Filter-Ids: unknown attribute 'Filter-Ids'; names are those of "
                                + "the files in dictionaries/; of a Cisco-AVPair it is what stands before '='"),
                mistake("profiles: {a: {authentication: {remote: psk, aaa-keyring: {list: here, name: x}}}}\n"
                        + "aaa-lists: {here: {methods: local}}\n"
                        + "radius: {groups: {office: {servers: [{address: 192.0.2.9, secret-env: SECRET}]}}}",
                        "1 profiles.a.authentication.aaa-keyring.list: list 'here' has the method 'local', and the "
                                + "embedded AAA server is off; set embedded-aaa.enabled to true, or name another list"),
                mistake("radius: {groups: {a: {source-address: [192.0.2.1, 192.0.2.2], "
                        + "servers: [{address: 192.0.2.9, secret-env: SECRET}]}}}",
                        "1 radius.groups.a.source-address: has two addresses of one family"),
                mistake("dynamic-authorization: {listen: [0.0.0.0:1700, 0.0.0.0:1700], port-commands: bounce}",
                        "1 dynamic-authorization.listen: has an address and port twice",
                        "1 dynamic-authorization.port-commands: unknown word 'bounce'; one of disconnect, refuse"),
                mistake("dynamic-authorization: {listen: []}",
                        "1 dynamic-authorization.listen: is empty; without clients nothing listens anyway"));
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void aMistakeInWhatProfilesNameIsToldWithItsRemedy(String text, List<String> expected) {
        assertThat(complaintsOf(text)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aShortKeyIsWarnedAbout() throws Exception {
        Configuration configuration =
                parse("keyrings: {a: {peers: {p: {addresses: 192.0.2.1, secret-env: SHORT}}}}");
        assertThat(configuration.warnings()).hasToString("[" + directory.resolve("g.yaml")
                + ":1 keyrings.a.peers.p: a key is short; "
                + "who guesses it, is let in: take at least 16 octets that nobody can guess]");
    }

    private static Configuration parse(String text) throws ConfigurationException {
        Machine machine = Machines.plain(Map.of("SECRET", "a secret that is long enough", "SHORT", "hunter2"));
        var document = new Document(directory.resolve("g.yaml"), machine.environment());
        return Configuration.parse(text, document, machine, Overrides.NONE);
    }

    private static List<String> complaintsOf(String text) {
        var thrown = catchThrowableOfType(ConfigurationException.class, () -> parse(text));
        assertThat(thrown).as("complaints").isNotNull();
        return thrown.complaints().stream()
                .map(complaint -> complaint.toString()
                        .substring(directory.resolve("g.yaml").toString().length() + 1)
                        .replace(directory.toString(), "DIRECTORY"))
                .toList();
    }

    private static Arguments mistake(String text, String... complaints) {
        return Arguments.of(text, List.of(complaints));
    }
}
