package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.config.Configuration.Overrides;
import gatehouse.pki.Credential;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.PemFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `conf/gatehouse.yaml` promises to show every key with its default.
class ReferenceConfigurationTest {
    private static final Path REFERENCE = Path.of("conf/gatehouse.yaml");

    /// Said in words there, because they cannot stand beside what is shown.
    private static final Set<String> EXCLUDED_BY_OTHERS =
            Set.of(
                    "name", "mangler", "identity", "list", "secret-file", "secret-env", "group", "user", "implicit",
                    "override",
                    "psk", "certificate");

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
        assertThat(document.asked().stream().map(ReferenceConfigurationTest::withoutIndex).collect(Collectors.toSet()))
                .filteredOn(key -> !EXCLUDED_BY_OTHERS.contains(key.substring(key.lastIndexOf('.') + 1))
                        && !key.contains("aaa-keyring"))
                .isSubsetOf(shown)
                .hasSizeGreaterThan(70);
        assertThat(all.warnings()).isEmpty();
    }

    private void certify(String name) throws Exception {
        LaboratoryCa ca = LaboratoryCa.create("Authority", KeyKind.ECDSA_P256, new SecureRandom(), Instant.now());
        Credential credential = ca.issueGateway(List.of(name), KeyKind.ECDSA_P256, Instant.now());
        PemFiles.writeCertificates(directory.resolve("gateway.pem"), List.of(credential.certificate()));
        PemFiles.writeCertificates(directory.resolve("authorities.pem"), List.of(ca.certificate()));
        PemFiles.writePrivateKey(directory.resolve("gateway.key"), credential.privateKey());
    }

    private static void collect(YamlTree tree, Set<String> paths) {
        paths.add(withoutIndex(tree.place().path()));
        switch (tree) {
            case YamlTree.Mapping(var _, var entries) -> entries.values().forEach(entry -> collect(entry, paths));
            case YamlTree.Sequence(var _, var elements) -> elements.forEach(element -> collect(element, paths));
            case YamlTree.Scalar _,YamlTree.Empty _ -> {}
        }
    }

    private static String withoutIndex(String path) {
        return path.replaceAll("\\[\\d+]", "");
    }
}
