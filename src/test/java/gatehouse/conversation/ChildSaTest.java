package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.dataplane.ChildSaSpec;
import gatehouse.eap.EapType;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What comes out of all the talking: two ends with the same ESP SAs.
class ChildSaTest {
    private final World world = new World();

    private Client login(boolean cbc, boolean secrecy) {
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        var shape = new Client.Shape("alice");
        shape.cbc = cbc;
        shape.secrecy = secrecy;
        Client client = world.connect(shape);
        world.run(Duration.ofSeconds(5));
        assertThat(client.connected()).as("%s", client.seen).isTrue();
        return client;
    }

    private void assertBothEndsAgree(Client client) {
        List<ChildSaSpec> installed = world.dataPlane.installed();
        assertThat(installed).hasSize(1);
        ChildSaSpec gateway = installed.getFirst();
        ChildSaSpec other = client.engine.child().orElseThrow();
        assertThat(gateway.inboundSpi()).isEqualTo(other.outboundSpi());
        assertThat(gateway.outboundSpi()).isEqualTo(other.inboundSpi());
        assertThat(gateway.inboundKey()).isEqualTo(other.outboundKey());
        assertThat(gateway.outboundKey()).isEqualTo(other.inboundKey());
        assertThat(gateway.inboundIntegrity()).isEqualTo(other.outboundIntegrity());
        assertThat(gateway.outboundIntegrity()).isEqualTo(other.inboundIntegrity());
        assertThat(gateway.inboundKey()).isNotEqualTo(gateway.outboundKey());
        assertThat(gateway.cipher().encryptionId()).isEqualTo(other.cipher().encryptionId());
        assertThat(gateway.cipher().integrityId()).isEqualTo(other.cipher().integrityId());
        assertThat(gateway.extendedSequence()).isEqualTo(other.extendedSequence());
        // What the gateway lets out to the client is what the client may have, and the other way round.
        assertThat(gateway.remote()).isEqualTo(other.local());
        assertThat(gateway.local()).isEqualTo(other.remote());
        assertThat(gateway.innerAddresses()).isEqualTo(other.innerAddresses());
        assertThat(gateway.path()).isEqualTo(other.path().reversed());
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void bothEndsHaveTheSameKeysAfterEveryRekey(boolean cbc, boolean secrecy) {
        Client client = login(cbc, secrecy);
        assertBothEndsAgree(client);
        ChildSaSpec before = client.engine.child().orElseThrow();
        var rekeys = List.of(
                new InitiatorInput.RekeyChild(),
                new InitiatorInput.RekeyIke(),
                new InitiatorInput.RekeyChild(),
                new InitiatorInput.RekeyChild());
        for (InitiatorInput rekey : rekeys) {
            world.tell(client, rekey);
            world.run(Duration.ofSeconds(2));
            assertThat(client.last(InitiatorEffect.Rekeyed.class).orElseThrow().done()).isTrue();
            assertBothEndsAgree(client);
            ChildSaSpec now = client.engine.child().orElseThrow();
            boolean other = !(rekey instanceof InitiatorInput.RekeyIke);
            assertThat(now.inboundKey().equals(before.inboundKey())).isEqualTo(!other);
            assertThat(now.inboundSpi() == before.inboundSpi()).isEqualTo(!other);
            before = now;
        }
    }

    @Test
    void whileItIsReplacedTheOldOneStays() {
        Client client = login(false, false);
        // The Delete of the old one gets lost a few times: packets on their way must still be read.
        world.tell(client, new InitiatorInput.RekeyChild());
        world.run(Duration.ofMillis(45));
        assertThat(world.dataPlane.installed()).hasSize(2);
        world.run(Duration.ofSeconds(2));
        assertThat(world.dataPlane.installed()).hasSize(1);
    }

    @Test
    void nothingIsLeftInTheDataPlaneAfterTheGoodbye() {
        Client client = login(false, true);
        world.tell(client, new InitiatorInput.RekeyChild());
        world.run(Duration.ofSeconds(2));
        world.tell(client, new InitiatorInput.Disconnect());
        world.run(Duration.ofSeconds(1));
        assertThat(world.dataPlane.installed()).isEmpty();
        assertThat(client.closed().orElseThrow().wished()).isTrue();
    }
}
