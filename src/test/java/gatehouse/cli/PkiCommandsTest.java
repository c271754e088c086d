package gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.config.Machine;
import gatehouse.pki.PemFiles;
import gatehouse.pki.SubjectNames;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PkiCommandsTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void anAuthorityIsMadeOnce() throws Exception {
        assertThat(pki("ca", "--name", "Our laboratory", "--key-kind", "rsa")).isZero();
        X509Certificate made = PemFiles.certificates(directory.resolve("state/ca.pem")).getFirst();
        assertThat(made.getSubjectX500Principal()).hasToString("CN=Our laboratory");
        assertThat(made.getPublicKey().getAlgorithm()).isEqualTo("RSA");
        assertThat(pki("ca")).isEqualTo(1);
        assertThat(err.toString()).startsWith("gatehouse: there is an authority already: ");
        assertThat(PemFiles.certificates(directory.resolve("state/ca.pem"))).containsExactly(made);
    }

    @Test
    void aServersCertificateBearsItsNamesAndComesFromTheAuthority() throws Exception {
        assertThat(pki("server", "gate.example.org", "192.0.2.1", "--out", directory.toString())).isZero();
        Path certificate = directory.resolve("gate.example.org.pem");
        Path key = directory.resolve("gate.example.org.key");
        assertThat(out.toString().lines()).containsExactly(certificate.toString(), key.toString());
        X509Certificate issued = PemFiles.credential(certificate, key).certificate();
        assertThat(SubjectNames.list(issued)).containsExactly("gate.example.org", "192.0.2.1");
        issued.verify(PemFiles.certificates(directory.resolve("state/ca.pem")).getFirst().getPublicKey());
    }

    @Test
    void aClientsFileOpensWithThePasswordThatIsPrinted() throws Exception {
        assertThat(pki("client", "alice@example.org", "--out", directory.toString())).isZero();
        Path file = directory.resolve("alice@example.org.p12");
        String last = out.toString().lines().toList().getLast();
        assertThat(last).startsWith("password of " + file + ": ");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        String password = last.substring(last.lastIndexOf(' ') + 1);
        assertThat(KeyStore.getInstance(file.toFile(), password.toCharArray()).size()).isEqualTo(1);
    }

    @Test
    void aPasswordFromAFileIsNotPrinted() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "correct horse\n");
        assertThat(pki("client", "alice", "--out", directory.toString(), "--password-file", secret.toString()))
                .isZero();
        assertThat(out.toString()).doesNotContain("password");
        Path file = directory.resolve("alice.p12");
        assertThat(KeyStore.getInstance(file.toFile(), "correct horse".toCharArray()).size()).isEqualTo(1);
    }

    @Test
    void whatIsThereIsNotOverwritten() throws Exception {
        Path there = Files.writeString(directory.resolve("alice.key"), "precious");
        assertThat(pki("client", "alice", "--out", directory.toString())).isEqualTo(1);
        assertThat(err).hasToString("gatehouse: " + there + " is there already; remove it, or name another --out\n");
        assertThat(there).hasContent("precious");
    }

    @Test
    void namesOfFilesStayInTheirDirectory() {
        assertThat(pki("client", "../../etc/alice", "--out", directory.toString())).isZero();
        assertThat(directory.resolve(".._.._etc_alice.pem")).exists();
    }

    @Test
    void certificatesAreShown() {
        pki("ca", "--name", "Our laboratory");
        pki("server", "gate.example.org", "--out", directory.toString());
        out.getBuffer().setLength(0);
        assertThat(pki("show", directory.resolve("gate.example.org.pem").toString())).isZero();
        assertThat(out.toString()).startsWith(directory.resolve("gate.example.org.pem") + "\n")
                .contains("  subject     CN=gate.example.org\n", "  names       gate.example.org\n",
                        "  issuer      CN=Our laboratory\n", "  key         ECDSA, 256 bits\n",
                        "  for         server, IKE intermediate\n");
        out.getBuffer().setLength(0);
        assertThat(pki("show")).isZero();
        assertThat(out.toString()).startsWith(directory.resolve("state/ca.pem") + ", an authority\n")
                .contains("  in CERTREQ  ");
    }

    private int pki(String... arguments) {
        var all = new ArrayList<>(List.of("pki"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--state", directory.resolve("state").toString()));
        var machine = new Machine("gate", List.of(), Map.of(), "operator", directory, Path.of(""));
        return Main.commandLine(machine, new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }
}
