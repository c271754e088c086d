package gatehouse.eap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Vectors;
import gatehouse.bytes.Vectors.Vector;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EapPacketTest {
    static List<Vector> vectors() {
        return Vectors.in("eap");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void whatIsReadIsWhatTheVectorSays(Vector vector) throws MalformedException {
        if (vector.isGood()) {
            EapPacket packet = EapPacket.read(vector.octets());
            String data = packet.data().isEmpty() ? "" : " " + packet.data();
            assertThat(packet.summary() + data).isEqualTo(vector.gives());
            assertThat(packet.write()).isEqualTo(vector.octets());
        } else {
            assertThat(catchThrowable(() -> EapPacket.read(vector.octets())))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining(vector.fails());
        }
    }

    @Test
    void anIdentityIsFoundInAnIdentityResponseOnly() {
        assertThat(EapPacket.identityResponse(7, "alice").identity()).contains("alice");
        assertThat(EapPacket.identityResponse(7, "").identity()).contains("");
        assertThat(EapPacket.identityRequest(7).identity()).isEmpty();
        assertThat(EapPacket.response(7, EapType.GTC, Bytes.ofUtf8("alice")).identity()).isEmpty();
        assertThat(EapPacket.success(7).identity()).isEmpty();
    }

    @Test
    void aNakNamesWhatItWouldTake() throws MalformedException {
        List<EapType> wanted = List.of(EapType.MSCHAPV2, EapType.TLS);
        EapPacket nak = EapPacket.read(EapPacket.nak(3, wanted).write());
        assertThat(nak.desired()).isEqualTo(wanted);
        assertThat(nak.write()).isEqualTo(Bytes.fromHex("0203 0007 03 1a 0d"));
    }

    @Test
    void aNakThatWantsNothingSaysZero() {
        assertThat(EapPacket.nak(3, List.of()).write()).isEqualTo(Bytes.fromHex("0203 0006 03 00"));
        assertThat(EapPacket.nak(3, List.of()).desired()).isEmpty();
        // 254 offers expanded types without naming one.
        assertThat(EapPacket.response(3, EapType.NAK, Bytes.fromHex("fe 06")).desired())
                .containsExactly(EapType.GTC);
    }

    @Test
    void anExpandedNakNamesPlainAndExpandedTypes() {
        EapPacket nak = EapPacket.response(
                3, EapType.EXPANDED_NAK, Bytes.fromHex("fe000000 0000001a  fe000009 44425250  fe000000 00000000 fe00"));
        assertThat(nak.desired()).containsExactly(EapType.MSCHAPV2, EapType.CISCO_ANYCONNECT);
        EapPacket odd = EapPacket.response(
                3, EapType.EXPANDED_NAK, Bytes.fromHex("06000000 00000006  fe000000 ffffffff"));
        assertThat(odd.desired()).containsExactly(EapType.expanded(0, 0xffff_ffffL));
    }

    @Test
    void onlyANakDesires() {
        assertThat(EapPacket.response(3, EapType.GTC, Bytes.fromHex("1a")).desired()).isEmpty();
        assertThat(EapPacket.request(3, EapType.NAK, Bytes.fromHex("1a")).desired()).isEmpty();
    }

    @Test
    void requestsAndResponsesHaveATypeAndNothingElseDoes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EapPacket(EapCode.REQUEST, 1, Optional.empty(), Bytes.EMPTY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EapPacket(EapCode.SUCCESS, 1, Optional.of(EapType.GTC), Bytes.EMPTY));
        assertThatIllegalArgumentException().isThrownBy(() -> EapPacket.success(256));
        assertThatIllegalArgumentException().isThrownBy(() -> EapType.of(254));
        assertThatIllegalArgumentException().isThrownBy(() -> EapType.expanded(0x100_0000, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new EapType(4, 9, 1));
    }

    @Test
    void isAsksForCodeAndType() {
        EapPacket packet = EapPacket.request(1, EapType.GTC, Bytes.EMPTY);
        assertThat(packet.is(EapCode.REQUEST, EapType.GTC)).isTrue();
        assertThat(packet.is(EapCode.RESPONSE, EapType.GTC)).isFalse();
        assertThat(packet.is(EapCode.REQUEST, EapType.TLS)).isFalse();
        assertThat(EapPacket.failure(1).is(EapCode.FAILURE, EapType.GTC)).isFalse();
    }
}
