package gatehouse.config;

import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import gatehouse.config.Complaint.Severity;
import gatehouse.config.Configuration.Overrides;
import gatehouse.ike.policy.Limits;
import gatehouse.ike.policy.RedirectPolicy;
import gatehouse.wire.RedirectTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What an operator reads when the configuration is wrong.
class ComplaintsTest {
    @TempDir
    private Path directory;

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("listen: {adresses: all}",
                        "1 listen.adresses: unknown key; did you mean 'addresses'?"),
                mistake("lsiten: {}", "1 lsiten: unknown key; did you mean 'listen'?"),
                mistake("log: {xyzzy: 1}", "1 log.xyzzy: unknown key; known here: format, level"),
                mistake("listen: {ike-port: 5000000}", "1 listen.ike-port: 5000000 is not within 1 to 65535"),
                mistake("messages: {fragment-size: {ipv4: 575}}",
                        "1 messages.fragment-size.ipv4: 575 is not within 576 to 9000"),
                mistake("profiles: {default: {fragment-size: {ipv6: 1279}}}",
                        "1 profiles.default.fragment-size.ipv6: 1279 is not within 1280 to 9000"),
                mistake("messages: {reassembly: {octets: 8K}}",
                        "1 messages.reassembly.octets: '8K' is not within 64K to 1024M"),
                mistake("listen: {dscp: af41}",
                        "1 listen.dscp: 'af41' is not a whole number; write cs0 to cs7, ef, 0 to 63, or none"),
                mistake("listen: {dscp: 64}",
                        "1 listen.dscp: 64 is not within 0 to 63; write cs0 to cs7, ef, 0 to 63, or none"),
                mistake("listen: {ike-port: http}", "1 listen.ike-port: 'http' is not a whole number"),
                mistake("listen: {ike-port: 4500}",
                        "1 listen.nat-traversal-port: is the IKE port; the two speak differently; choose another"),
                mistake("listen:\n  addresses: [192.0.2.1, gate.example]",
                        "2 listen.addresses: 'gate.example' is not an IP address; "
                                + "names are not resolved; write the address"),
                mistake("listen: {addresses: 0.0.0.0}",
                        "1 listen.addresses: '0.0.0.0' is not one address; write 'all' for every address"),
                mistake("listen: []", "1 listen: needs keys below it"),
                mistake("listen: {ike-port: [500]}", "1 listen.ike-port: needs a plain value"),
                mistake("log:\n  level: info\n  level: debug",
                        "3 log.level: is there twice; it stands in line 2 already"),
                mistake("log: {level: loud}", "1 log.level: unknown word 'loud'; one of debug, error, info, warn"),
                mistake("log: {level: deburg}",
                        "1 log.level: unknown word 'deburg'; did you mean 'debug'? one of debug, error, info, warn"),
                mistake("a: [", "1: not YAML: expected the node content, but found '<stream end>'"),
                profile("ike:\n      proposals: aes256-sha256-modp768",
                        "4 ike.proposals: unknown group 'modp768'; "
                                + "known: modp1024, modp2048, modp3072, modp4096, ecp256, ecp384, ecp521, x25519, "
                                + "curve25519"),
                profile("ike: {proposals: aes256-sh256-modp2048}",
                        "3 ike.proposals: unknown algorithm 'sh256'; did you mean 'sha256'? "
                                + "known: aes128, aes128gcm16, aes256, aes256gcm16, chacha20poly1305, sha1, sha256, "
                                + "sha384, sha512, prfsha1, prfsha256, prfsha384, prfsha512, noesn, esn"),
                profile("ike: {proposals: aes256-modp2048}",
                        "3 ike.proposals: no integrity algorithm in 'aes256-modp2048'; add one, like sha256"),
                profile("ike: {proposals: aes256gcm16-sha256-modp2048}",
                        "3 ike.proposals: an integrity algorithm beside ciphers that have their own in "
                                + "'aes256gcm16-sha256-modp2048'; leave it out; a PRF is spelled prfsha256"),
                profile("ike: {proposals: aes256gcm16-modp2048}",
                        "3 ike.proposals: no PRF in 'aes256gcm16-modp2048'; add one, like prfsha256"),
                profile("ike: {proposals: aes256-aes128gcm16-sha256-modp2048}",
                        "3 ike.proposals: ciphers with and without their own integrity in "
                                + "'aes256-aes128gcm16-sha256-modp2048'; make two proposals of it"),
                profile("ike: {proposals: sha256-modp2048}",
                        "3 ike.proposals: no cipher in 'sha256-modp2048'; add one, like aes256gcm16"),
                mistake("redirect: {newcomers: always}\n",
                        "1 redirect.newcomers: are always sent away, and 'to' is empty; "
                                + "name the gateways to send them to"),
                mistake("redirect: {to: [gw2 3 4]}\n",
                        "1 redirect.to[1]: 'gw2 3 4' is no gateway; write 'NAME' or 'NAME WEIGHT'"),
                mistake("redirect: {to: [gw2.example.org 0]}\n",
                        "1 redirect.to[1]: 0 is not within 1 to 1000"),
                mistake("limits: {cookie-threshold: sometimes}\n",
                        "1 limits.cookie-threshold: 'sometimes' is not a whole number; "
                                + "write 'always', 'never' or a number of clients"),
                mistake("limits: {new-per-address: 0}\n",
                        "1 limits.new-per-address: 0 is not within 1 to 1000000; write 'none' or a number"),
                profile("ike: {proposals: aes256-sha256}",
                        "3 ike.proposals: no group in 'aes256-sha256'; add one, like x25519 or modp2048"),
                profile("ike: {proposals: aes256-sha256-modp2048-noesn}",
                        "3 ike.proposals: sequence numbers are no matter of IKE in "
                                + "'aes256-sha256-modp2048-noesn'; leave out esn and noesn"),
                profile("ike: {proposals: aes256-sha256-sha256-modp2048}",
                        "3 ike.proposals: 'sha256' comes twice in 'aes256-sha256-sha256-modp2048'"),
                profile("esp: {proposals: aes256gcm16-prfsha256}",
                        "3 esp.proposals: a PRF is no matter of ESP in 'aes256gcm16-prfsha256'; "
                                + "leave it out"),
                profile("esp: {proposals: []}", "3 esp.proposals: is empty"),
                profile("eap: {query-identity: perhaps}",
                        "3 eap.query-identity: 'perhaps' is neither true nor false"),
                profile("eap: {allow-keyless: [md4]}",
                        "3 eap.allow-keyless[1]: unknown word 'md4'; did you mean 'md5'? "
                                + "one of gtc, md5, otp"),
                profile("session-timeout: 8",
                        "3 session-timeout: '8' is not a duration; "
                                + "write a number and ms, s, m, h or d, like 20s or 8h"),
                profile("lifetimes: {half-open: 5h}",
                        "3 lifetimes.half-open: '5h' is not within 1s to 1h"),
                profile("aaa: {authentication: offise}",
                        "3 aaa.authentication: unknown AAA list or group of servers 'offise'; known: embedded"),
                profile("addresses: {pool: client}",
                        "3 addresses.pool: unknown pool 'client'; did you mean 'clients'? known: clients"),
                profile("addresses: {pool: clients-ipv6}",
                        "3 addresses.pool: pool 'clients-ipv6' is of IPv6 addresses; known: clients"),
                profile("reachable: []", "3 reachable: is empty; clients could reach nothing"),
                profile("reachable: 10.0.0.0/33",
                        "3 reachable: '10.0.0.0/33' is not a prefix; "
                                + "write it like 192.0.2.0/24 or 2001:db8::/64"),
                mistake("connections: {a: {}}",
                        "1 connections: are called profiles; rename the key; what is below it stays as it is"),
                mistake("profiles: {a: {}, b: {}}",
                        "1 profiles.b.match: fits everybody as closely as that of profile 'a'; "
                                + "make one narrower by identities, certificate-maps or local-addresses"),
                mistake("dhcp: {servers: 192.0.2.9}",
                        "1 dhcp.giaddr: is missing; servers answer to an address of this machine; name one"),
                mistake("dhcp: {servers: ['2001:db8::9', 0.0.0.0], giaddr: 192.0.2.1, link: 255.255.255.255}",
                        "1 dhcp.servers[1]: '2001:db8::9' is not an IPv4 address",
                        "1 dhcp.servers[2]: '0.0.0.0' is not one address; DHCP goes by unicast here",
                        "1 dhcp.link: '255.255.255.255' is not one address; DHCP goes by unicast here"),
                mistake("dhcp: {timeout: 0s, retransmit-timeout: 5m}",
                        "1 dhcp.timeout: '0s' is not within 1s to 2m",
                        "1 dhcp.retransmit-timeout: '5m' is not within 100ms to 30s"),
                mistake("pools: {staff: {}}", "1 pools.staff: 'range' is missing"),
                mistake("pools: {'my pool': {range: 10.0.0.0/24}}",
                        "1 pools.my pool: 'my pool' is not a name; use letters, digits, '.', '_' and '-'"),
                mistake("pools:\n  a: {range: 10.0.0.0/24}\n  b: {range: 10.0.0.200-10.0.1.9}",
                        "3 pools.b.range: 10.0.0.200-10.0.1.9 overlaps with pool 'a'"),
                mistake("pools: {a: {range: [10.0.0.0/24, 'fd00::/64', 10.0.0.7-10.0.0.9]}}",
                        "1 pools.a.range: fd00::1-fd00::ffff:ffff:ffff:ffff is of another family than 10.0.0.1-10.0.0.254;"
                                + " make two pools of it",
                        "1 pools.a.range: 10.0.0.7-10.0.0.9 is there twice"),
                mistake("pools: {a: {range: []}}", "1 pools.a.range: is empty"),
                mistake("pools: {a: {range: 10.0.0.0/24, exclude: [10.0.0.9, 10.0.1.0/28]}}",
                        "1 pools.a.exclude: 10.0.1.0-10.0.1.15 is not in the pool"),
                mistake("pools: {a: {range: 10.0.0.4-10.0.0.7, exclude: 10.0.0.0/24}}",
                        "1 pools.a.exclude: leaves nothing of the pool"),
                mistake("pools: {a: {range: 10.0.0.9-10.0.0.1}}",
                        "1 pools.a.range: range ends before it begins: 10.0.0.9 to 10.0.0.1"),
                mistake("data-plane: {mtu: 1200}", "1 data-plane.mtu: 1200 is not within 1280 to 9000"),
                mistake("data-plane: {tun: a/b}",
                        "1 data-plane.tun: 'a/b' is no name of an interface; "
                                + "up to 15 letters, digits, '.', '_', '@' and '-', as in `ip link`"),
                mistake("data-plane: {masquerade: a-name-that-is-too-long}",
                        "1 data-plane.masquerade: 'a-name-that-is-too-long' is no name of an interface; "
                                + "up to 15 letters, digits, '.', '_', '@' and '-', as in `ip link`"),
                mistake("data-plane: {tun: inside, masquerade: inside}",
                        "1 data-plane.masquerade: is the device of the tunnels; "
                                + "name the interface that leads outside"),
                mistake("data-plane: {addresses: [10.173.0.1, 10.173.0.1, 127.0.0.1]}",
                        "1 data-plane.addresses: '10.173.0.1' is there twice",
                        "1 data-plane.addresses: '127.0.0.1' is no address that clients could reach; "
                                + "take one of the pools' networks"),
                mistake("pools: {clients: {range: 10.0.0.9-10.0.0.9}}\ndata-plane: {addresses: 10.0.0.9}",
                        "2 data-plane.addresses: takes the only address of pool 'clients'"),
                mistake("data-plane: {routes: 0.0.0.0/0}",
                        "1 data-plane.routes: '0.0.0.0/0' is every address; "
                                + "only what clients have lies behind the tunnels"),
                mistake("data-plane: {df: set}", "1 data-plane.df: unknown word 'set'; one of clear, copy"),
                mistake("data-plane: {nat-keepalive: 20s}", "1 data-plane.nat-keepalive: is a matter of each profile; "
                        + "move it to profiles.NAME.lifetimes.nat-keepalive"),
                mistake("profiles: {default: {lifetimes: {nat-keepalive: 1s}}}",
                        "1 profiles.default.lifetimes.nat-keepalive: '1s' is not within 5s to 1h"),
                mistake("profiles: {default: {limits: {sessions: 0, logins: many}}}",
                        "1 profiles.default.limits.sessions: 0 is not within 1 to 1000000",
                        "1 profiles.default.limits.logins: 'many' is not a whole number"),
                mistake("identity: {certificate: c.pem}",
                        "1 identity: 'private-key' is missing; a certificate needs its key"),
                mistake("embedded-aaa: {enabled: false}",
                        "1 embedded-aaa: is off, and there is no group of RADIUS servers; "
                                + "nobody could log in; add a group"),
                mistake("admin: {metrics: 0.0.0.0:9100}",
                        "1 admin.metrics: '0.0.0.0:9100' is not on loopback; "
                                + "it asks for no password; put a proxy before 127.0.0.1"),
                mistake("admin: {metrics: '::1:9100'}",
                        "1 admin.metrics: '::1:9100' is ambiguous; write an IPv6 address in brackets: [::1]:9100"),
                server("address: 192.0.2.9", "4 radius.groups.office.servers[1]: has no secret; "
                        + "name a file in secret-file or a variable in secret-env"),
                server("address: 192.0.2.9, secret: hunter2hunter2hunter2",
                        "4 radius.groups.office.servers[1].secret: a secret does not stand in the configuration; "
                                + "put it into a file and name that in secret-file, or name a variable in secret-env",
                        "4 radius.groups.office.servers[1]: has no secret; "
                                + "name a file in secret-file or a variable in secret-env"),
                server("address: 192.0.2.9, secret-env: NO_SUCH",
                        "4 radius.groups.office.servers[1].secret-env: the environment has no NO_SUCH"),
                server("address: 192.0.2.9, secret-env: SECRET, secret-file: s",
                        "4 radius.groups.office.servers[1].secret-env: stands beside secret-file; keep one of them",
                        "4 radius.groups.office.servers[1].secret-file: /conf/s does not exist"),
                server("address: 192.0.2.9, secret-env: SECRET}, {address: 192.0.2.9, tries: 1, secret-env: SECRET",
                        "4 radius.groups.office.servers[2].address: there is another server '192.0.2.9'; "
                                + "give each its own name"),
                server("address: 192.0.2.9, secret-env: SECRET}, {address: 192.0.2.9, secret-env: SECRET",
                        "4 radius.groups.office.servers[2].address: the same server stands here twice"),
                server("secret-env: SECRET", "4 radius.groups.office.servers[1]: 'address' is missing"),
                mistake("radius: {groups: {office: {status-server: maybe, servers: [{address: 192.0.2.9, "
                        + "secret-env: SECRET}]}}}",
                        "1 radius.groups.office.status-server: unknown word 'maybe'; one of auto, off, on"),
                mistake("radius: {groups: {office: {probe-interval: 1s, servers: [{address: 192.0.2.9, "
                        + "secret-env: SECRET}]}}}",
                        "1 radius.groups.office.probe-interval: '1s' is not within 6s to 1h"),
                server("address: 192.0.2.9, secret-env: SECRET, weight: 3",
                        "4 radius.groups.office.servers[1].weight: counts only in a group whose order is 'weighted'; "
                                + "write that, or leave it out"),
                server("address: 192.0.2.9, secret-env: SECRET, weight: 0",
                        "4 radius.groups.office.servers[1].weight: 0 is not within 1 to 1000"),
                mistake("radius: {groups: {office: {patience: 20s, servers: [{address: 192.0.2.9, "
                        + "secret-env: SECRET}]}}}",
                        "1 radius.groups.office.patience: '20s' is not within 30s to 3m"),
                mistake("radius: {groups: {office: {patience: 120s, servers: [{address: 192.0.2.9, "
                        + "secret-env: SECRET}]}}}\n"
                        + "profiles: {default: {lifetimes: {aaa-answer: 60s}}}",
                        "2 profiles.default.lifetimes.aaa-answer: is too short for servers that are waited for with a "
                                + "patience of 120s; leave it out, or write at least 125s"),
                mistake("radius: {groups: {office: {order: last, servers: [{address: 192.0.2.9, "
                        + "secret-env: SECRET}]}}}",
                        "1 radius.groups.office.order: unknown word 'last'; one of first, weighted"),
                server("address: 192.0.2.9, secret-env: SECRET, in-flight: 0",
                        "4 radius.groups.office.servers[1].in-flight: 0 is not within 1 to 16384"),
                server("address: 192.0.2.9, secret-env: SECRET, port: 2083",
                        "4 radius.groups.office.servers[1].port: is none of this transport; "
                                + "write 'auth-port' and 'acct-port', or a 'transport'"),
                server("address: 192.0.2.9, secret-env: SECRET, coa-over-connection: yes",
                        "4 radius.groups.office.servers[1].coa-over-connection: is none of UDP's; "
                                + "write 'transport: tls', or leave it out"),
                server("address: 192.0.2.9, transport: tcp",
                        "4 radius.groups.office.servers[1].transport: unknown word 'tcp'; one of dtls, tls, udp",
                        "4 radius.groups.office.servers[1]: has no secret; "
                                + "name a file in secret-file or a variable in secret-env"),
                server("address: 192.0.2.9, transport: tls",
                        "4 radius.groups.office.servers[1].tls: does not say who the peer is; name its certificate's "
                                + "host name in 'server-name' and its authority in 'ca', or its SHA-256 in "
                                + "'fingerprint'"),
                server("address: 192.0.2.9, transport: tls, auth-port: 1812, tls: {server-name: r.example}",
                        "4 radius.groups.office.servers[1].tls: 'ca' is missing; anybody can make a certificate with "
                                + "that name: name the file of its authority",
                        "4 radius.groups.office.servers[1].auth-port: is none of this transport; "
                                + "over a connection both go to 'port'"),
                server("address: 192.0.2.9, transport: tls, tls: {ca: /nowhere.pem, server-name: r.example}",
                        "4 radius.groups.office.servers[1].tls.ca: /nowhere.pem does not exist"),
                server("address: 192.0.2.9, transport: tls, tls: {fingerprint: 00ff}",
                        "4 radius.groups.office.servers[1].tls.fingerprint: '00ff' is not a SHA-256 fingerprint; "
                                + "openssl x509 -in CERTIFICATE -noout -fingerprint -sha256"),
                server("address: 192.0.2.9, transport: tls, tls: {psk-identity: us, psk-env: SHORT}",
                        "4 radius.groups.office.servers[1].tls.psk-env: the key has 5 octets, and 16 are the least; "
                                + "openssl rand -hex 32 makes a good one"),
                server("address: 192.0.2.9, transport: tls, tls: {psk-identity: us, psk-env: NOT_HEX}",
                        "4 radius.groups.office.servers[1].tls.psk-env: the key begins with 0x, but is not "
                                + "hexadecimal; an even number of digits 0 to 9 and a to f"),
                server("address: 192.0.2.9, transport: tls, tls: {psk-identity: us}",
                        "4 radius.groups.office.servers[1].tls: has no psk; name a file in psk-file or a variable in "
                                + "psk-env"),
                server("address: 192.0.2.9, transport: tls, tls: {psk-env: SECRET}",
                        "4 radius.groups.office.servers[1].tls: 'psk-identity' is missing; the server finds the key "
                                + "by it",
                        "4 radius.groups.office.servers[1].tls: does not say who the peer is; name its certificate's "
                                + "host name in 'server-name' and its authority in 'ca', or its SHA-256 in "
                                + "'fingerprint'"),
                server("address: 192.0.2.9, transport: tls, tls: {psk-identity: us, psk-env: SECRET, server-name: x}",
                        "4 radius.groups.office.servers[1].tls.server-name: stands beside a key of both; "
                                + "keep one of them"),
                server("address: 192.0.2.9, transport: dtls, tls: {psk-identity: us, psk-env: SECRET, versions: 1.3, "
                        + "radius-1.1: require}",
                        "4 radius.groups.office.servers[1].tls.versions: there is no DTLS 1.3 here; add 1.2, or use "
                                + "the transport 'tls'",
                        "4 radius.groups.office.servers[1].tls.radius-1.1: RADIUS/1.1 needs TLS 1.3; use the "
                                + "transport 'tls'"),
                server("address: 192.0.2.9, transport: tls, tls: {psk-identity: us, psk-env: SECRET, versions: 1.2, "
                        + "radius-1.1: require}",
                        "4 radius.groups.office.servers[1].tls.radius-1.1: RADIUS/1.1 needs TLS 1.3; add 1.3 to "
                                + "'versions'"),
                server("address: 192.0.2.9, transport: tls, tls: {certificate: x.pem, psk-identity: us, "
                        + "psk-env: SECRET}",
                        "4 radius.groups.office.servers[1].tls: 'private-key' is missing; a certificate needs its key",
                        "4 radius.groups.office.servers[1].tls.certificate: stands beside a key of both; "
                                + "keep one of them"),
                mistake("dynamic-authorization: {clients: [{tls-name: ise.example}]}",
                        "1 dynamic-authorization.clients[1]: 'name' is missing; logs tell of it by its name",
                        "1 dynamic-authorization.clients[1].tls-name: nothing listens for TLS; say where in "
                                + "'dynamic-authorization.tls.listen'",
                        "1 dynamic-authorization.clients[1].tls-name: anybody can make a certificate with that name; "
                                + "name the file of its authority in 'dynamic-authorization.tls.ca'"),
                mistake("dynamic-authorization: {tls: {versions: 1.3}}",
                        "1 dynamic-authorization.tls.versions: nothing listens; say where in 'listen'"),
                mistake("dynamic-authorization: {tls: {listen: 127.0.0.1:2083}}",
                        "1 dynamic-authorization.tls: 'certificate' is missing; clients want to see who we are",
                        "1 dynamic-authorization.tls.listen: no client has a 'tls-name' or a 'fingerprint'; nobody is "
                                + "let in"),
                mistake("radius: {groups: {office: {}}}", "1 radius.groups.office.servers: has no server"),
                mistake("radius: {groups: {office: {servers: {address: 192.0.2.9}}}}",
                        "1 radius.groups.office.servers: needs a list; begin each element with '- '",
                        "1 radius.groups.office.servers: has no server"),
                mistake("radius: {nas-ip-address: [192.0.2.1, 192.0.2.2]}",
                        "1 radius.nas-ip-address: has two addresses of one family"),
                mistake("radius: {dictionaries: /nowhere}", "1 radius.dictionaries: /nowhere has no file 'dictionary'; "
                        + "name the directory that has it"),
                mistake("dynamic-authorization: {clients: [{address: 192.0.2.9, secret-env: SECRET}, "
                        + "{address: 192.0.2.9/32, secret-env: SECRET}]}",
                        "1 dynamic-authorization.clients[2].address: 192.0.2.9/32 is there twice"),
                mistake("accounting: {checkpoint: 10ms, reconnect-within: 8d}",
                        "1 accounting.checkpoint: '10ms' is not within 1s to 1d",
                        "1 accounting.reconnect-within: '8d' is not within 1s to 7d"),
                mistake("profiles: {default: {aaa: {accounting: none, accounting-start-within: 20s}}}",
                        "1 profiles.default.aaa.accounting-start-within: is for nobody: there is no accounting; "
                                + "name a group in 'accounting'"),
                mistake("radius: {calling-station-port: perhaps}",
                        "1 radius.calling-station-port: 'perhaps' is neither true nor false"),
                mistake("dynamic-authorization: {operator-realm: no realm, clients: [{address: 192.0.2.9, "
                        + "secret-env: SECRET, rate-limit: 0, burst: many}]}",
                        "1 dynamic-authorization.clients[1].burst: 'many' is not a whole number",
                        "1 dynamic-authorization.clients[1].rate-limit: 0 is not within 1 to 1000000",
                        "1 dynamic-authorization.operator-realm: 'no realm' is not a domain; write it like "
                                + "corp.example.org"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsToldWithLinePathAndRemedy(String text, List<String> expected) {
        assertThat(complaintsOf(text)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void everyMistakeIsToldAtOnceInTheOrderOfTheFile() {
        String text = """
                log:
                  level: loud
                radius:
                  groups:
                    office:
                      servers:
                        - address: nowhere
                          secret-env: SECRET
                listen:
                  ike-port: 0
                  port: 500
                """;
        assertThat(complaintsOf(text)).containsExactly(
                "2 log.level: unknown word 'loud'; one of debug, error, info, warn",
                "7 radius.groups.office.servers[1].address: 'nowhere' is not an IP address; "
                        + "names are not resolved; write the address",
                "10 listen.ike-port: 0 is not within 1 to 65535",
                "11 listen.port: unknown key; known here: addresses, ike-port, nat-traversal-port, shards, dscp");
    }

    @Test
    void aSecretThatEverybodyMayReadIsWarnedAbout() throws Exception {
        Path secret = directory.resolve("secret");
        Files.writeString(secret, "a secret that is long enough\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        Configuration configuration = office("secret-file: secret");
        assertThat(configuration.warnings()).extracting(Complaint::severity).containsExactly(Severity.WARNING);
        assertThat(configuration.warnings().getFirst().what()).isEqualTo("everybody may read " + secret);
        assertThat(configuration.warnings().getFirst().remedy()).isEqualTo("chmod o= " + secret);
    }

    @Test
    void aShortSecretIsWarnedAbout() throws Exception {
        assertThat(office("secret-env: SHORT").warnings())
                .extracting(Complaint::what)
                .containsExactly("the secret is short");
    }

    @Test
    void aWeakWordIsAllowedByNameAndWarnedAbout() throws Exception {
        Configuration configuration = parse("""
                profiles:
                  office:
                    ike:
                      proposals: aes256-sha1-modp1024
                """);
        assertThat(configuration.warnings()).extracting(Complaint::what).containsExactly(
                "'sha1' is weak", "'modp1024' is weak");
    }

    @Test
    void cookiesMayBeDemandedAlwaysOrNeverAndSourcesHaveLimits() throws Exception {
        assertThat(parse("limits: {cookie-threshold: always}").gateway().limits().cookieThreshold()).isZero();
        Limits limits = parse("""
                limits:
                  cookie-threshold: never
                  half-open-per-prefix: 7
                  new-per-address: 5
                  new-per-prefix: 6
                  prefix: {ipv4: 28, ipv6: 56}
                  negotiating: 9
                  rekeying: 10
                """).gateway().limits();
        assertThat(limits.cookieThreshold()).isEqualTo(Limits.NEVER);
        assertThat(limits.rekeying()).isEqualTo(10);
        assertThat(limits.sources()).isEqualTo(new Limits.Sources(7, 5, 6, 28, 56, 9));
    }

    @Test
    void otherGatewaysHaveNamesAndWeights() throws Exception {
        assertThat(parse("redirect: {to: [gw2.example.org 3, 203.0.113.3], load: {sessions: 70, processor: 80}}")
                .gateway().redirect()).isEqualTo(new RedirectPolicy(
                        List.of(
                                new RedirectPolicy.Member(RedirectTarget.of("gw2.example.org"), 3),
                                new RedirectPolicy.Member(RedirectTarget.of("203.0.113.3"), 1)),
                        70,
                        80,
                        0,
                        false));
    }

    @Test
    void whatIsUnwiseInAProfileIsWarnedAbout() throws Exception {
        assertThat(parse("profiles: {a: {eap: {only: mschapv2}}}").warnings())
                .extracting(Complaint::what, Complaint::remedy)
                .containsExactly(
                        tuple("has mschapv2", "who plays the gateway can guess passwords at leisure (RFC 5998)"));
    }

    @Test
    void aFileThatIsNotThereIsAComplaint() {
        var thrown = catchThrowableOfType(
                ConfigurationException.class,
                () -> Configuration.read(directory.resolve("none.yaml"), Machines.plain(Map.of()), Overrides.NONE));
        assertThat(thrown).hasMessage(directory.resolve("none.yaml") + ": " + directory.resolve("none.yaml")
                + " does not exist");
    }

    private Configuration office(String secret) throws ConfigurationException {
        return parse("radius: {groups: {office: {servers: [{address: 192.0.2.9, " + secret + "}]}}}");
    }

    private Configuration parse(String text) throws ConfigurationException {
        Machine machine = Machines.plain(Map.of("SHORT", "hunter2"));
        var document = new Document(directory.resolve("gatehouse.yaml"), machine.environment());
        return Configuration.parse(text, document, machine, Overrides.NONE);
    }

    private static List<String> complaintsOf(String text) {
        Machine machine = Machines.plain(
                Map.of("SECRET", "a secret that is long enough", "SHORT", "short", "NOT_HEX", "0xfoobar"));
        var thrown = catchThrowableOfType(
                ConfigurationException.class,
                () -> Configuration.parse(
                        text, new Document(Path.of("/conf/g.yaml"), machine.environment()), machine, Overrides.NONE));
        assertThat(thrown).as("complaints").isNotNull();
        return thrown.complaints().stream()
                .map(complaint -> complaint.toString().substring("/conf/g.yaml:".length()))
                .toList();
    }

    private static Arguments mistake(String text, String... complaints) {
        return Arguments.of(text, List.of(complaints));
    }

    private static Arguments profile(String text, String... complaints) {
        String[] withPath = Stream.of(complaints)
                .map(complaint -> complaint.replaceFirst(" ", " profiles.office."))
                .toArray(String[]::new);
        return mistake("profiles:\n  office:\n    " + text, withPath);
    }

    private static Arguments server(String text, String... complaints) {
        return mistake("radius:\n  groups:\n    office:\n      servers: [{" + text + "}]", complaints);
    }
}
