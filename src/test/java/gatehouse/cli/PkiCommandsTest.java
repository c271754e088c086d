package gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.config.Machine;
import gatehouse.pki.CertificateStatus;
import gatehouse.pki.Ocsp;
import gatehouse.pki.PemFiles;
import gatehouse.pki.RevocationList;
import gatehouse.pki.SubjectNames;
import gatehouse.pki.TrustPoints;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

    @Test
    void whatACertificateSaysOfItselfCanBeChosen() throws Exception {
        assertThat(pki("client", "alice@example.org", "alice.example.org", "192.0.2.7", "--key-kind", "ed25519",
                "--days",
                "3", "--crl-url", "http://crl.example.org/a", "--ocsp-url", "http://ocsp.example.org/", "--usage",
                "ipsec-ike,1.2.3.4", "--out", directory.toString())).isZero();
        X509Certificate made = PemFiles.certificates(directory.resolve("alice@example.org.pem")).getFirst();
        assertThat(SubjectNames.list(made)).containsExactly("alice@example.org", "alice.example.org", "192.0.2.7");
        assertThat(made.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.17", "1.2.3.4");
        assertThat(made.getPublicKey().getAlgorithm()).isEqualTo("EdDSA");
        assertThat(RevocationList.distributionPoints(made)).containsExactly(URI.create("http://crl.example.org/a"));
        assertThat(Ocsp.responders(made)).containsExactly(URI.create("http://ocsp.example.org/"));
        assertThat(made.getNotAfter().toInstant()).isBefore(Instant.now().plus(Duration.ofDays(4)));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThat(pki("client", "a", "--usage", "nonsense", "--out", directory.toString())).isEqualTo(1);
        assertThat(err).hasToString("gatehouse: unknown usage 'nonsense'\n");
        err.getBuffer().setLength(0);
        assertThat(pki("client", "a", "--days", "0", "--out", directory.toString())).isEqualTo(1);
        assertThat(err).hasToString("gatehouse: --days is not within 1 to 3650\n");
        err.getBuffer().setLength(0);
        assertThat(pki("client", "a", "--password-prompt", "--out", directory.toString())).isEqualTo(1);
        assertThat(err).hasToString("gatehouse: there is no terminal to ask for a password on\n");
        err.getBuffer().setLength(0);
        assertThat(pki("client", "a", "--password-prompt", "--password-file", "x", "--out", directory.toString()))
                .isEqualTo(1);
        assertThat(err).hasToString(
                "gatehouse: --password-prompt stands beside --password-file; name one of them\n");
        err.getBuffer().setLength(0);
        assertThat(pki("show", "--loaded", "a.pem")).isEqualTo(1);
        assertThat(err).hasToString("gatehouse: --loaded stands beside files; name one of them\n");
        err.getBuffer().setLength(0);
        assertThat(pki("show", "--json")).isEqualTo(1);
        assertThat(err).hasToString("gatehouse: --json is for --loaded\n");
        assertThat(pki("crl", "--days", "0")).isEqualTo(1);
    }

    @Test
    void anAuthorityBelowIssuesCertificatesThatComeWithItsOwn() throws Exception {
        pki("ca", "--name", "Root");
        assertThat(pki("authority", "Branch", "--domain", "branch.example.org", "--out", directory.toString()))
                .isZero();
        String issuer = directory.resolve("Branch.pem").toString();
        assertThat(pki("server", "gw.branch.example.org", "--issuer", issuer, "--out", directory.toString())).isZero();
        List<X509Certificate> chain = PemFiles.certificates(directory.resolve("gw.branch.example.org.pem"));
        assertThat(chain).extracting(one -> one.getSubjectX500Principal().getName())
                .containsExactly("CN=gw.branch.example.org", "CN=Branch");
        var trusted = TrustPoints.of(PemFiles.certificates(directory.resolve("state/ca.pem")));
        assertThat(trusted.objection(chain, Instant.now())).isEmpty();
        pki("server", "gw.example.org", "--issuer", issuer, "--out", directory.toString());
        List<X509Certificate> outside = PemFiles.certificates(directory.resolve("gw.example.org.pem"));
        assertThat(trusted.objection(outside, Instant.now())).isPresent();
    }

    @Test
    void anAuthorityThatMayHaveNoneBelowItSaysSo() throws Exception {
        pki("ca", "--name", "Root");
        pki("authority", "Branch", "--out", directory.toString());
        for (String kind : List.of(".pem", ".key")) {
            Files.copy(directory.resolve("Branch" + kind), directory.resolve("state/ca" + kind),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(pki("authority", "Twig", "--out", directory.toString())).isEqualTo(1);
        assertThat(err)
                .hasToString("gatehouse: the laboratory authority CN=Branch may have none below it: its certificate"
                        + " says so (path length 0); make another by 'pki ca'\n");
    }

    @Test
    void whatWasRevokedStaysRevoked() throws Exception {
        pki("client", "alice", "--out", directory.toString());
        pki("client", "bob", "--out", directory.toString());
        Path list = directory.resolve("state/ca.crl");
        out.getBuffer().setLength(0);
        assertThat(pki("crl")).isZero();
        assertThat(out).hasToString(list + ": 0 revoked\n");
        assertThat(pki("crl", "--revoke", directory.resolve("alice.pem").toString())).isZero();
        assertThat(pki("crl", "--revoke", directory.resolve("alice.pem").toString(), "--days", "1")).isZero();
        X509Certificate ca = PemFiles.certificates(directory.resolve("state/ca.pem")).getFirst();
        RevocationList read = RevocationList.read(Files.readAllBytes(list));
        assertThat(read.size()).isEqualTo(1);
        assertThat(read.judge(certificate("alice"), ca, Instant.now())).isInstanceOf(CertificateStatus.Revoked.class);
        assertThat(read.judge(certificate("bob"), ca, Instant.now())).isInstanceOf(CertificateStatus.Good.class);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(list))).isEqualTo("rw-r--r--");
    }

    @Test
    void aListIsOfItsOwnAuthorityOnly() throws Exception {
        pki("authority", "Branch", "--out", directory.toString());
        pki("client", "alice", "--out", directory.toString());
        String issuer = directory.resolve("Branch.pem").toString();
        assertThat(pki("crl", "--issuer", issuer, "--revoke", directory.resolve("alice.pem").toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("gatehouse: " + directory.resolve("alice.pem") + " was issued by CN=")
                .endsWith(", which has a list of its own\n");
        Files.writeString(directory.resolve("Branch.revoked"), "nonsense\n");
        err.getBuffer().setLength(0);
        assertThat(pki("crl", "--issuer", issuer)).isEqualTo(1);
        assertThat(err).hasToString("gatehouse: " + directory.resolve("Branch.revoked")
                + ": 'nonsense' is no serial number and time\n");
    }

    private X509Certificate certificate(String name) throws Exception {
        return PemFiles.certificates(directory.resolve(name + ".pem")).getFirst();
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
