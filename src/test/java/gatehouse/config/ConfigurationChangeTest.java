package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.config.Configuration.Overrides;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationChangeTest {
    /// Everything that has a name.
    private static final String OFFICE =
            """
                    radius: {groups: {office: {servers: [{address: 192.0.2.10, secret-file: secret}]}}}
                    aaa-lists: {staff: {methods: [radius office, local]}}
                    name-manglers: {short: {fqdn: hostname, eap: prefix @}}
                    keyrings: {spokes: {peers: {a: {identities: [domain example.org], secret-file: secret}}}}
                    certificate-maps: {ours: {any-of: [{all-of: [issuer contains O=Example]}]}}
                    access-lists: {web: [permit tcp any any eq 443]}
                    qos-policies: {gold: {rate: 8M}}
                    interface-templates: {usual: [ip tcp adjust-mss 1360]}
                    authorization-policies: {staff: {pool: clients, access-list: {in: web}, qos-policy: {out: gold}}}
                    profiles:
                      people:
                        authorization: {group: {list: staff, mangler: short}}
                        template: usual
                      spokes:
                        match: {identities: [domain example.org]}
                        authentication: {local: psk, remote: [psk], keyring: spokes}
                    """;

    @TempDir
    private Path directory;

    @BeforeEach
    void secret() throws Exception {
        write("a secret of some length");
    }

    private void write(String secret) throws Exception {
        Files.writeString(directory.resolve("secret"), secret);
        Files.setPosixFilePermissions(directory.resolve("secret"), PosixFilePermissions.fromString("rw-------"));
    }

    private GatewayConfig read(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("gatehouse.yaml"), text);
        return Configuration.read(file, Machines.plain(Map.of()), Overrides.NONE).gateway();
    }

    private ConfigurationChange after(String replaced, String by) throws Exception {
        assertThat(OFFICE).contains(replaced);
        return ConfigurationChange.between(read(OFFICE), read(OFFICE.replace(replaced, by)));
    }

    @Test
    void theSameConfigurationChangesNothing() throws Exception {
        ConfigurationChange change = ConfigurationChange.between(read(OFFICE), read(OFFICE));
        assertThat(change.changed()).isEmpty();
        assertThat(change.needsRestart()).isEmpty();
        assertThat(change.missing()).isEmpty();
        assertThat(change.effective()).isEqualTo(read(OFFICE));
    }

    @Test
    void whatAProfileRefersToChangesTheProfile() throws Exception {
        assertThat(after("[radius office, local]", "[local]").changed()).containsExactly("profiles.people");
        assertThat(after("fqdn: hostname", "fqdn: all").changed()).containsExactly("profiles.people");
        assertThat(
                after("identities: [domain example.org], secret", "identities: [domain example.net], secret").changed())
                .containsExactly("profiles.spokes");
    }

    @Test
    void aNewSecretInTheSameFileIsAChange() throws Exception {
        GatewayConfig before = read(OFFICE);
        write("another secret of some length");
        ConfigurationChange change = ConfigurationChange.between(before, read(OFFICE));
        assertThat(change.changed()).containsExactly("profiles.spokes");
        assertThat(change.needsRestart()).containsExactly("radius");
    }

    @Test
    void namedThingsAreToldByName() throws Exception {
        assertThat(after("eq 443", "eq 80").changed()).containsExactly("access-lists.web");
        assertThat(after("8M", "9M").changed()).containsExactly("qos-policies.gold");
        assertThat(after("1360", "1350").changed()).containsExactly("interface-templates.usual");
        assertThat(after("staff: {pool: clients, ", "staff: {").changed())
                .containsExactly("authorization-policies.staff");
        assertThat(after("gold: {rate: 8M}", "gold: {rate: 8M}, iron: {rate: 1M}").changed())
                .containsExactly("qos-policies.iron (new)");
        assertThat(ConfigurationChange.between(read(OFFICE), read(OFFICE + "limits: {sessions: 5}")).changed())
                .containsExactly("limits");
        assertThat(
                ConfigurationChange.between(read(OFFICE), read(OFFICE + "messages: {vendor-id: true}")).changed())
                .containsExactly("messages");
        assertThat(
                ConfigurationChange.between(read(OFFICE), read(OFFICE + "identity: {name: a.example.org}")).changed())
                .containsExactly("identity");
        assertThat(ConfigurationChange.between(read(OFFICE), read(OFFICE + "log: {level: debug}")).changed())
                .containsExactly("log");
    }

    @Test
    void whatNeedsARestartStaysAsItWas() throws Exception {
        String more = OFFICE.replace("192.0.2.10", "192.0.2.11")
                + """
                        state-directory: elsewhere
                        listen: {ike-port: 1500}
                        pools: {clients: {range: 192.0.2.0/24}, clients-ipv6: {range: 'fd00::/64'}}
                        dhcp: {timeout: 3s}
                        data-plane: {mtu: 1300}
                        accounting: {in-flight: 3}
                        authorization-cache: {time-to-live: 1m}
                        dynamic-authorization: {event-timestamp-window: 1m}
                        embedded-aaa: {enabled: true}
                        admin: {metrics: []}
                        """;
        ConfigurationChange change = ConfigurationChange.between(read(OFFICE), read(more));
        assertThat(change.needsRestart()).containsExactly(
                "state-directory", "listen", "authorization-cache", "pools", "dhcp", "data-plane", "radius",
                "accounting",
                "dynamic-authorization", "embedded-aaa", "admin");
        assertThat(change.changed()).isEmpty();
        assertThat(change.effective()).isEqualTo(read(OFFICE));
        // It is told again at each reload until the restart.
        assertThat(ConfigurationChange.between(change.effective(), read(more)).needsRestart()).hasSize(11);
    }

    @Test
    void aProfileOrPolicyMustNotNeedWhatIsNotThereBeforeARestart() throws Exception {
        String more = OFFICE.replace("groups: {office", "groups: {lab: {servers: [{address: 192.0.2.9, "
                + "secret-file: secret}]}, office")
                .replace("staff: {pool: clients", "staff: {pool: offices")
                .replace("people:\n", "people:\n    aaa: {authentication: lab, accounting: office}\n")
                + "pools: {clients: {range: 192.0.2.0/24}, offices: {range: 192.0.3.0/24}, "
                + "clients-ipv6: {range: 'fd00::/64'}}\n";
        assertThat(ConfigurationChange.between(read(OFFICE), read(more)).missing()).containsExactly(
                "authorization-policies.staff: the pool 'offices' is not there before a restart; restart, or leave it out "
                        + "until then",
                "profiles.people: the group of servers 'lab' is not there before a restart; restart, or leave it out "
                        + "until then",
                "profiles.spokes: the group of servers 'lab' is not there before a restart; restart, or leave it out "
                        + "until then");
    }
}
