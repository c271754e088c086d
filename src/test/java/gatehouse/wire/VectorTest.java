package gatehouse.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Vectors;
import gatehouse.bytes.Vectors.Vector;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Octets to values and back, by the vectors of `vectors/ike`.
class VectorTest {
    static List<Vector> vectors() {
        return Vectors.in("ike");
    }

    static List<Vector> messages() {
        return vectors().stream()
                .filter(vector -> vector.isGood() && vector.word().equals("decode"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void whatIsReadIsWhatTheVectorSays(Vector vector) throws MalformedException {
        if (!vector.isGood()) {
            assertThat(catchThrowable(() -> read(vector)))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining(vector.fails());
        } else if (vector.word().equals("inside")) {
            List<Payload> payloads = payloads(vector);
            assertThat(Described.payloads(payloads)).isEqualTo(vector.gives());
            assertThat(MessageWriter.first(payloads).code()).isEqualTo(vector.first());
            assertThat(MessageWriter.writePayloads(payloads)).isEqualTo(vector.writes());
        } else {
            IkeMessage message = MessageReader.read(vector.octets());
            assertThat(Described.message(message)).isEqualTo(vector.gives());
            assertThat(MessageWriter.write(message.header(), message.payloads())).isEqualTo(vector.writes());
            assertThat(MessageReader.readHeader(vector.octets())).isEqualTo(message.header());
        }
    }

    /// What was read must not depend on where in an array the octets lie.
    @ParameterizedTest
    @MethodSource("messages")
    void aSliceReadsLikeTheWhole(Vector vector) throws MalformedException {
        byte[] array = new byte[vector.octets().length() + 7];
        vector.octets().copyTo(array, 5);
        Bytes slice = Bytes.wrap(array, 5, vector.octets().length());
        assertThat(MessageReader.read(slice)).isEqualTo(MessageReader.read(vector.octets()));
    }

    private static Object read(Vector vector) throws MalformedException {
        return vector.word().equals("inside") ? payloads(vector) : MessageReader.read(vector.octets());
    }

    private static List<Payload> payloads(Vector vector) throws MalformedException {
        return MessageReader.readPayloads(new PayloadType(vector.first()), vector.octets());
    }
}
