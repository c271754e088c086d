package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import gatehouse.config.Configuration.Overrides;
import gatehouse.pki.Credential;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.PemFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A certificate that clients would refuse is told before anything runs.
class IdentityTest {
    @TempDir
    private Path directory;

    @Test
    void theNameIsTheCertificatesFirstUnlessItIsGiven() throws Exception {
        Credential credential = write(Instant.now(), "vpn.example.org", "192.0.2.1");
        assertThat(read("").gateway().identity())
                .isEqualTo(new IdentitySettings.Certified("vpn.example.org", credential));
        assertThat(read(", name: 192.0.2.1").gateway().identity().payload())
                .extracting(identity -> identity.data().hex()).isEqualTo("c0000201");
    }

    @Test
    void aNameThatTheCertificateDoesNotBearIsRefused() throws Exception {
        write(Instant.now(), "vpn.example.org", "192.0.2.1");
        assertThat(complaint(", name: gate.example.org")).isEqualTo("1 identity.name: the certificate does not bear "
                + "'gate.example.org', and clients would refuse it; it bears vpn.example.org, 192.0.2.1");
    }

    @Test
    void aCertificateWithoutNamesIsRefused() throws Exception {
        write(Instant.now(), "a name with blanks");
        assertThat(complaint("")).isEqualTo("1 identity.certificate: the certificate bears no name that clients could "
                + "look for; it needs the gateway's host name or address as subjectAltName");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        write(Instant.now(), "vpn.example.org");
        PemFiles.writePrivateKey(directory.resolve("vpn.key"), authority(Instant.now()).credential().privateKey());
        assertThat(complaint("")).startsWith(
                "1 identity: " + directory.resolve("vpn.key") + " is not the key of the first certificate in ");
    }

    @Test
    void theEndOfACertificateIsWarnedAbout() throws Exception {
        write(Instant.now().minus(Duration.ofDays(720)), "vpn.example.org");
        assertThat(read("").warnings()).singleElement().asString()
                .contains("identity.certificate: the certificate expires at ").endsWith("; renew it, and reload");
        write(Instant.now().minus(Duration.ofDays(731)), "vpn.example.org");
        assertThat(read("").warnings()).singleElement().asString()
                .contains("the certificate expired at ").endsWith("; clients refuse it; renew it");
        write(Instant.now().plus(Duration.ofDays(2)), "vpn.example.org");
        assertThat(read("").warnings()).singleElement().asString().contains("the certificate is not valid before ");
    }

    @Test
    void aKeyThatEverybodyMayReadIsWarnedAbout() throws Exception {
        write(Instant.now(), "vpn.example.org");
        Path key = directory.resolve("vpn.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(read("").warnings()).singleElement().asString()
                .endsWith("identity.private-key: everybody may read " + key + "; chmod o= " + key);
    }

    private Credential write(Instant when, String... names) throws Exception {
        Credential credential = authority(when).issueGateway(List.of(names), KeyKind.ECDSA_P256, when);
        PemFiles.writeCertificates(directory.resolve("vpn.pem"), List.of(credential.certificate()));
        PemFiles.writePrivateKey(directory.resolve("vpn.key"), credential.privateKey());
        return credential;
    }

    private static LaboratoryCa authority(Instant when) {
        return LaboratoryCa.create("Laboratory", KeyKind.ECDSA_P256, new SecureRandom(), when);
    }

    private String complaint(String more) {
        var thrown = catchThrowableOfType(ConfigurationException.class, () -> read(more));
        assertThat(thrown).isNotNull();
        assertThat(thrown.complaints()).hasSize(1);
        return thrown.complaints().getFirst().toString().substring(directory.resolve("g.yaml").toString().length() + 1);
    }

    private Configuration read(String more) throws ConfigurationException {
        String text = "identity: {certificate: vpn.pem, private-key: vpn.key" + more + "}";
        Machine machine = Machines.plain(Map.of());
        return Configuration.parse(
                text, new Document(directory.resolve("g.yaml"), machine.environment()), machine, Overrides.NONE);
    }
}
