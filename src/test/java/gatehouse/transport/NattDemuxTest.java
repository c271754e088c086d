package gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.transport.NattDemux.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NattDemuxTest {
    @ParameterizedTest
    @CsvSource({
        // on the NAT traversal port
        "true,  '',                   RUNT",
        "true,  ff,                   KEEPALIVE",
        "true,  00,                   RUNT",
        "true,  fe,                   RUNT",
        "true,  ffff,                 RUNT",
        "true,  000000,               RUNT",
        "true,  00000000,             MARKED",
        "true,  000000000102030405,   MARKED",
        "true,  ffffffff,             ESP",
        "true,  ff00000000,           ESP",
        "true,  00000001,             ESP",
        "true,  01000000,             ESP",
        "true,  c0ffee0100000001aabb, ESP",
        // on the IKE port
        "false, '',                   PLAIN",
        "false, ff,                   PLAIN",
        "false, 00000000,             PLAIN",
        "false, c0ffee0100000001aabb, PLAIN",
    })
    void theFirstOctetsSayWhatADatagramIs(boolean natTraversal, String hex, Kind kind) {
        ByteBuf datagram = Unpooled.wrappedBuffer(Bytes.fromHex(hex).toArray());
        assertThat(NattDemux.kindOf(natTraversal, datagram)).isEqualTo(kind);
        assertThat(datagram.readerIndex()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"00000000aa, MARKED", "ff, KEEPALIVE", "c0ffee01, ESP"})
    void whatWasReadBeforeDoesNotCount(String hex, Kind kind) {
        ByteBuf datagram = Unpooled.wrappedBuffer(Bytes.fromHex("0000" + hex).toArray()).skipBytes(2);
        assertThat(NattDemux.kindOf(true, datagram)).isEqualTo(kind);
    }
}
