package gatehouse.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.bytes.Secret;
import gatehouse.pki.LaboratoryCa.KeyKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Pkcs12FilesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    private final LaboratoryCa root = LaboratoryCa.create("Root", KeyKind.ECDSA_P256, new SecureRandom(), NOW);
    private final LaboratoryCa below = root.authorityBelow("Below", KeyKind.ECDSA_P256, "example.org", NOW);

    @Test
    void theKeyComesWithItsCertificates() throws Exception {
        Credential own = below.issueClient("laptop@example.org", KeyKind.ECDSA_P256, NOW);
        Path file = directory.resolve("laptop.p12");
        Files.write(file, LaboratoryCa.pkcs12("laptop", own, root.certificate(), "a word".toCharArray()));
        Credential read = Pkcs12Files.credential(file, Secret.ofUtf8("a word"));
        assertThat(read.certificate()).isEqualTo(own.certificate());
        assertThat(read.privateKey()).isEqualTo(own.privateKey());
        assertThat(read.intermediates()).containsExactly(below.certificate());
        assertThat(read.roots()).containsExactly(root.certificate());
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        Path file = directory.resolve("laptop.p12");
        assertThatThrownBy(() -> Pkcs12Files.credential(file, Secret.ofUtf8("x")))
                .isInstanceOf(PkiException.class)
                .hasMessage(file + " does not exist");
        Credential own = root.issueClient("laptop@example.org", KeyKind.ECDSA_P256, NOW);
        Files.write(file, LaboratoryCa.pkcs12("laptop", own, root.certificate(), "a word".toCharArray()));
        assertThatThrownBy(() -> Pkcs12Files.credential(file, Secret.ofUtf8("another")))
                .isInstanceOf(PkiException.class)
                .hasMessage(file + ": the password is wrong");
        Files.writeString(file, "-----BEGIN CERTIFICATE-----");
        assertThatThrownBy(() -> Pkcs12Files.credential(file, Secret.ofUtf8("x")))
                .isInstanceOf(PkiException.class)
                .hasMessageStartingWith(file + " cannot be read as PKCS#12: ");
    }
}
