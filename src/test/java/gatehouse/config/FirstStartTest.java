package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.config.Configuration.Overrides;
import gatehouse.config.FirstStart.Ready;
import gatehouse.net.Addresses;
import gatehouse.pki.Credential;
import gatehouse.pki.PemFiles;
import gatehouse.pki.PkiException;
import gatehouse.pki.SubjectNames;
import gatehouse.radius.dictionary.RadiusDictionary;
import gatehouse.radius.server.User;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstStartTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir
    private Path directory;

    private Path state;

    @BeforeEach
    void nameTheStateDirectory() {
        state = directory.resolve("lib/gatehouse");
    }

    @Test
    void theFirstStartMakesAllThatALoginNeedsForItsOwnerAlone() throws Exception {
        start("", NOW);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state))).isEqualTo("rwx------");
        var modes = new TreeMap<String, String>();
        try (Stream<Path> files = Files.list(state)) {
            for (Path file : files.toList()) {
                modes.put(file.getFileName().toString(),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        assertThat(modes).containsExactlyInAnyOrderEntriesOf(Map.of(
                "ca.pem", "rw-r--r--",
                "ca.key", "rw-------",
                "gateway.pem", "rw-r--r--",
                "gateway.key", "rw-------",
                "users.yaml", "rw-------",
                "demo.password", "rw-------",
                "how-to-connect.txt", "rw-------"));
    }

    @Test
    void theCertificateBearsTheNameAndTheAddressesOfTheMachine() throws Exception {
        Ready ready = start("", NOW);
        X509Certificate certificate =
                ready.policies().profiles().all().getFirst().credentials().getFirst().certificate();
        assertThat(SubjectNames.list(certificate)).containsExactly("gate", "192.0.2.1");
        certificate.verify(PemFiles.certificates(state.resolve("ca.pem")).getFirst().getPublicKey());
        assertThat(ready.policies().profiles().all().getFirst().identity().data().utf8()).isEqualTo("gate");
    }

    @Test
    void aLaterStartFindsWhatTheFirstMade() throws Exception {
        Ready first = start("", NOW);
        String users = Files.readString(state.resolve("users.yaml"));
        Ready later = start("", NOW.plus(Duration.ofDays(1)));
        assertThat(credential(later)).isEqualTo(credential(first));
        assertThat(Files.readString(state.resolve("users.yaml"))).isEqualTo(users);
        assertThat(later.greeting()).containsExactly(
                state.resolve("how-to-connect.txt") + " tells how to connect as 'demo'.");
    }

    @Test
    void aCertificateIsRenewedWhenItsEndIsNearOrANameIsNew() throws Exception {
        Ready first = start("", NOW);
        Ready renewed = start("", NOW.plus(Duration.ofDays(700)));
        assertThat(credential(renewed).certificate()).isNotEqualTo(credential(first).certificate());
        assertThat(credential(renewed).certificate().getNotAfter().toInstant())
                .isEqualTo(NOW.plus(Duration.ofDays(1430)));
        Ready renamed = start("identity: {name: vpn.example.org}", NOW.plus(Duration.ofDays(700)));
        assertThat(SubjectNames.list(credential(renamed).certificate())).containsExactly("vpn.example.org",
                "192.0.2.1");
        assertThat(credential(renamed).certificate().getIssuerX500Principal())
                .isEqualTo(credential(first).certificate().getIssuerX500Principal());
    }

    @Test
    void thePasswordIsShownOnATerminalAndNowhereElse() throws Exception {
        Ready onTerminal = start("", NOW);
        String password = Files.readString(state.resolve("demo.password")).strip();
        assertThat(password).matches("[a-z2-9]{4}(-[a-z2-9]{4}){3}");
        assertThat(onTerminal.greeting())
                .contains("  password   " + password, "      secret = \"" + password + "\"");
        Files.delete(state.resolve("users.yaml"));
        Ready inALog = FirstStart.prepare(configuration(""), machine(), new SecureRandom(), false, NOW);
        String another = Files.readString(state.resolve("demo.password")).strip();
        assertThat(another).isNotEqualTo(password);
        assertThat(String.join("\n", inALog.greeting()))
                .doesNotContain(another)
                .contains("password   (in " + state.resolve("demo.password") + ")");
        assertThat(Files.readString(state.resolve("how-to-connect.txt"))).contains(another);
    }

    @Test
    void itTellsHowEachKindOfClientConnects() throws Exception {
        assertThat(String.join("\n", start("", NOW).greeting()))
                .contains("remote_addrs = 192.0.2.1\n", "id = gate\n", "eap_id = demo\n", "auth = eap-mschapv2\n",
                        "remote_ts = 10.173.0.0/16, fd47:6174:6568:6f75::/64\n",
                        "Add-VpnConnection -Name Gatehouse -ServerAddress 192.0.2.1 -TunnelType Ikev2",
                        "remote ID gate", "the strongSwan app");
    }

    @Test
    void onOtherPortsNativeClientsAreNotPromisedAnything() throws Exception {
        assertThat(String.join("\n", start("listen: {ike-port: 10500, nat-traversal-port: 14500}", NOW).greeting()))
                .contains("\n      remote_port = 14500\n", "on 10500 and 14500.")
                .doesNotContain("Add-VpnConnection");
    }

    @Test
    void whoHasRadiusServersGetsNoDemonstrationUser() throws Exception {
        Ready ready = start("radius: {groups: {office: {servers: [{address: 192.0.2.9, secret-env: SECRET}]}}}", NOW);
        assertThat(state.resolve("users.yaml")).doesNotExist();
        assertThat(ready.greeting()).containsExactly("The gateway's certificate is of the laboratory authority "
                + state.resolve("ca.pem") + "; clients must trust it.");
    }

    @Test
    void theEmbeddedServerLetsTheDemonstrationUserIn() throws Exception {
        start("", NOW);
        UsersFile users = UsersFile.open(
                state.resolve("users.yaml"), RadiusDictionary.load(Path.of("dictionaries")), Map.of());
        User demo = users.find("demo").orElseThrow();
        assertThat(demo.methods()).containsExactly(User.Method.MSCHAPV2);
        assertThat(new String(demo.password().expose(), StandardCharsets.UTF_8))
                .isEqualTo(Files.readString(state.resolve("demo.password")).strip());
    }

    @Test
    void aUsersFileOfTheOperatorIsLeftToTheOperator() throws Exception {
        start("embedded-aaa: {users: people.yaml}", NOW);
        assertThat(directory.resolve("people.yaml")).doesNotExist();
        assertThat(state.resolve("users.yaml")).doesNotExist();
    }

    @Test
    void halfAnAuthorityIsNotReplacedByAnother() throws Exception {
        start("", NOW);
        Files.delete(state.resolve("ca.key"));
        assertThatThrownBy(() -> start("", NOW))
                .isInstanceOf(PkiException.class)
                .hasMessage(state.resolve("ca.key") + " does not exist");
    }

    private static Credential credential(Ready ready) {
        return ready.policies().profiles().all().getFirst().credentials().getFirst();
    }

    private Ready start(String text, Instant now) throws Exception {
        return FirstStart.prepare(configuration(text), machine(), new SecureRandom(), true, now);
    }

    private GatewayConfig configuration(String text) throws ConfigurationException {
        var document = new Document(directory.resolve("gatehouse.yaml"), machine().environment());
        return Configuration.parse(text, document, machine(), new Overrides(state.toString(), false)).gateway();
    }

    private static Machine machine() {
        return new Machine("gate", List.of(Addresses.parse("192.0.2.1")),
                Map.of("SECRET", "a secret that is long enough"), "operator", Path.of("/home/operator"), Path.of(""));
    }
}
