package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.config.Configuration.Overrides;
import gatehouse.pki.Credential;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `conf/gatehouse.yaml` promises to show every key with its default.
class ReferenceConfigurationTest {
    private static final Path REFERENCE = Path.of("conf/gatehouse.yaml");

    /// Keys that exclude each other are shown where they can stand, and keys that stand in several places in one of them.
    private static final Map<String, String> SHOWN_ELSEWHERE = Map.of(
            "profiles\\.\\*\\.authorization\\.(eap|psk|certificate)\\b", "profiles.*.authorization",
            "profiles\\.\\*\\.authorization\\.(group|user)\\b", "profiles.*.authorization.question",
            "profiles\\.\\*\\.authentication\\.aaa-keyring\\.", "profiles.*.authorization.question.",
            "keyrings\\.\\*\\.peers\\.\\*\\.(local\\.|remote\\.)", "keyrings.*.peers.*.",
            "attribute-lists\\.\\*", "authorization-policies.*");
    private static final List<String> NAMED = List.of(
            "profiles", "aaa-lists", "name-manglers", "keyrings", "keyrings\\.\\*\\.peers", "trust-points",
            "certificate-maps",
            "authorization-policies", "attribute-lists", "access-lists", "qos-policies", "interface-templates", "pools",
            "radius\\.groups", "radius\\.attribute-strictness");

    @TempDir
    private Path directory;

    @Test
    void asItStandsItIsTheDefault() throws Exception {
        Machine machine = Machines.plain(Map.of());
        Configuration written = Configuration.read(REFERENCE, machine, Overrides.NONE);
        Configuration empty = Configuration.empty(machine, Overrides.NONE);
        assertThat(written.gateway()).isEqualTo(empty.gateway());
        assertThat(written.warnings()).isEmpty();
    }

    @Test
    void itShowsEveryKey() throws Exception {
        String text = Files.readString(REFERENCE).replaceAll("(?m)^( *)#(?=[^ ]|    )", "$1");
        text = text.replace("/etc/gatehouse", directory.toString());
        certify("gateway.example.org");
        Files.copy(directory.resolve("gateway.pem"), directory.resolve("radius-ca.pem"));
        Path file = directory.resolve("gatehouse.yaml");
        Path secret = Files.createDirectory(directory.resolve("secrets")).resolve("radius-1");
        Files.writeString(secret, "a secret that is long enough\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        text = text.replace("/usr/share/gatehouse", Path.of("").toAbsolutePath().toString());
        Machine machine = Machines.plain(Map.of("RADIUS_2_SECRET", "another one that is long enough"));
        var document = new Document(file, machine.environment());
        Configuration all = Configuration.parse(text, document, machine, Overrides.NONE);
        var complaints = new Complaints("reference");
        Set<String> shown = new TreeSet<>();
        collect(YamlTree.read(text, complaints), shown);
        assertThat(document.asked().stream().map(ReferenceConfigurationTest::general).collect(Collectors.toSet()))
                .isSubsetOf(shown)
                .hasSizeGreaterThan(180);
        assertThat(all.warnings()).isEmpty();
    }

    @Test
    void theExampleForAnEnterpriseIsSound() throws Exception {
        Machine machine = Machines.plain(Map.of(
                "RED_1", "a secret that is long enough", "RED_2", "another one that is long enough",
                "BLUE_1", "a third one that is long enough"));
        Configuration example = Configuration.read(Path.of("conf/enterprise.yaml"), machine, Overrides.NONE);
        assertThat(example.warnings()).isEmpty();
        GatewayConfig gateway = example.gateway();
        assertThat(gateway.profiles()).extracting(ProfileSettings::name)
                .containsExactly("red-staff", "red-windows", "blue-branches", "blue-oldest");
        assertThat(gateway.localPolicies().byName()).hasSize(4);
        assertThat(gateway.radius().nas("red").identifier()).isEqualTo("vpn-red");
        assertThat(gateway.radius().nas("blue").identifier()).isEqualTo("vpn-blue");
    }

    static Stream<Path> labs() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("scripts/lab"))) {
            return files.filter(file -> file.toString().endsWith(".yaml") && !file.endsWith("users.yaml")).toList()
                    .stream();
        }
    }

    /// Their secrets and certificates are made when they run.
    @ParameterizedTest
    @MethodSource("labs")
    void aLabLacksNothingButItsFiles(Path lab) throws Exception {
        try {
            Configuration.read(lab, Machines.plain(Map.of()), Overrides.NONE);
        } catch (ConfigurationException e) {
            assertThat(e.complaints())
                    .filteredOn(complaint -> complaint.severity() == Complaint.Severity.ERROR)
                    .extracting(Complaint::what).allMatch(what -> what.endsWith(" does not exist"));
        }
    }

    private void certify(String name) throws Exception {
        LaboratoryCa ca = LaboratoryCa.create("Authority", KeyKind.ECDSA_P256, new SecureRandom(), Instant.now());
        Credential credential = ca.issueGateway(List.of(name), KeyKind.ECDSA_P256, Instant.now());
        PemFiles.writeCertificates(directory.resolve("gateway.pem"), List.of(credential.certificate()));
        PemFiles.writeCertificates(directory.resolve("authorities.pem"), List.of(ca.certificate()));
        PemFiles.writePrivateKey(directory.resolve("gateway.key"), credential.privateKey());
        PemFiles.writeCertificates(directory.resolve("responder.pem"), List.of(credential.certificate()));
        Files.write(directory.resolve("authorities.crl"),
                ca.revocationList(List.of(), Instant.now(), Duration.ofDays(1)));
    }

    private static void collect(YamlTree tree, Set<String> paths) {
        paths.add(general(tree.place().path()));
        switch (tree) {
            case YamlTree.Mapping(var _, var entries) -> entries.values().forEach(entry -> collect(entry, paths));
            case YamlTree.Sequence(var _, var elements) -> elements.forEach(element -> collect(element, paths));
            case YamlTree.Scalar _,YamlTree.Empty _ -> {}
        }
    }

    /// The path of a key without what operators call their things.
    private static String general(String path) {
        String general = path.replaceAll("\\[\\d+]", "");
        for (String parent : NAMED) {
            general = general.replaceAll("^(" + parent + ")\\.[A-Za-z0-9_:-]+", "$1.*");
        }
        for (int i = 0; i < 2; i++) {
            for (Map.Entry<String, String> elsewhere : SHOWN_ELSEWHERE.entrySet()) {
                general = general.replaceAll("^" + elsewhere.getKey(), elsewhere.getValue());
            }
        }
        return general;
    }
}
