package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.eap.EapTlsServer;
import gatehouse.initiator.ClientProof;
import gatehouse.pki.Credential;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.LaboratoryCa.KeyKind;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Our own client logs in by EAP-TLS; its messages are larger than what goes into one of IKE.
class EapTlsTest {
    // TLS looks at the clock of this machine.
    private static final Instant YESTERDAY = Instant.now().minus(Duration.ofDays(1));
    private static final LaboratoryCa CA =
            LaboratoryCa.create("Ours", KeyKind.ECDSA_P256, new SecureRandom(), YESTERDAY);
    private static final SSLContext SERVER =
            context(CA.issueGateway(List.of("aaa.example.org"), KeyKind.RSA_3072, YESTERDAY), CA);

    private static SSLContext context(Credential own, LaboratoryCa trusted) {
        return EapTlsServer.context(own, List.of(trusted.certificate()));
    }

    private static Client connect(World world, LaboratoryCa issuer) {
        var shape = new Client.Shape("alice@example.org");
        Credential own = issuer.issueClient("alice@example.org", KeyKind.RSA_3072, YESTERDAY);
        shape.proof = Optional.of(new ClientProof.EapTls("alice@example.org", context(own, CA)));
        Client client = world.connect(shape);
        world.run(Duration.ofSeconds(30));
        return client;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theKeyOfTheHandshakeProvesBothSides(String version) {
        var world = new World();
        world.aaa.user("alice@example.org", () -> new EapTlsServer(SERVER, version, 1000));
        Client client = connect(world, CA);
        assertThat(client.connected()).as("%s", client.seen).isTrue();
        // Identity, start, and fragments both ways, each acknowledged.
        assertThat(world.aaa.asked).hasSizeGreaterThan(6);
    }

    @Test
    void whoseCertificateIsNotTakenHearsWhy() {
        LaboratoryCa other = LaboratoryCa.create("Others", KeyKind.ECDSA_P256, new SecureRandom(), YESTERDAY);
        var world = new World();
        world.aaa.user("alice@example.org", () -> new EapTlsServer(SERVER, "TLSv1.3", 1000));
        Client client = connect(world, other);
        assertThat(client.closed().orElseThrow().reason())
                .startsWith("EAP-Failure, TLS: ")
                .contains("fatal alert")
                .endsWith("AUTHENTICATION_FAILED");
    }

    @Test
    void anAccessAcceptWithoutTheServersWordIsNotBelieved() {
        var world = new World();
        world.aaa.user("alice@example.org", () -> new EapTlsServer(SERVER, "TLSv1.3", 1000).withoutCommitment());
        Client client = connect(world, CA);
        assertThat(client.closed().orElseThrow().reason()).isEqualTo("EAP: the TLS handshake is not done");
    }
}
