package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.eap.EapType;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.pki.LaboratoryCa.KeyKind;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The gateway proves itself with each kind of key that a certificate may have.
class GatewayKeyTest {
    @ParameterizedTest
    @EnumSource
    void clientsVerifyWhatItSigns(KeyKind kind) {
        var shape = new World.Shape();
        shape.gatewayKey = kind;
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client client = world.login("alice");
        assertThat(client.connected()).as("%s", client.seen).isTrue();
        List<String> told = client.seen.stream()
                .filter(InitiatorEffect.Told.class::isInstance)
                .map(effect -> ((InitiatorEffect.Told) effect).line())
                .toList();
        assertThat(told).anyMatch(line -> line.startsWith("gateway vpn.example.com signed with "));
    }
}
