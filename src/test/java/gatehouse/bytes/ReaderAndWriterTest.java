package gatehouse.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class ReaderAndWriterTest {
    @Test
    void whatIsWrittenIsRead() throws MalformedException {
        Bytes octets = new ByteWriter(1)
                .u8(0x1ff)
                .u16(0x1fffe)
                .u32(0xffff_fffdL)
                .u64(0xffff_ffff_ffff_fffcL)
                .zero(2)
                .bytes(Bytes.fromHex("aabb"))
                .bytes(new byte[] {1})
                .bytes(new byte[] {9, 2, 9}, 1, 1)
                .toBytes();
        var in = new ByteReader(octets);
        assertThat(in.u8("a")).isEqualTo(0xff);
        assertThat(in.u16("b")).isEqualTo(0xfffe);
        assertThat(in.u32("c")).isEqualTo(0xffff_fffdL);
        assertThat(in.u64("d")).isEqualTo(-4);
        assertThat(in.position()).isEqualTo(15);
        in.skip(2, "e");
        assertThat(in.bytes(2, "f")).isEqualTo(Bytes.fromHex("aabb"));
        ByteReader sub = in.sub(1, "g");
        assertThat(sub.u8("h")).isEqualTo(1);
        assertThat(sub.hasRemaining()).isFalse();
        assertThat(in.remaining()).isEqualTo(1);
        assertThat(in.rest()).isEqualTo(Bytes.fromHex("02"));
        assertThat(in.rest()).isEqualTo(Bytes.EMPTY);
        in.end("all");
    }

    @Test
    void whatIsMissingIsNamed() {
        var in = new ByteReader(Bytes.fromHex("0102"));
        malformed(() -> in.u32("message ID"), "message ID: need 4 octets, have 2");
        malformed(() -> in.bytes(3, "SPI"), "SPI: need 3 octets, have 2");
        malformed(() -> in.bytes(-4, "body"), "body: need -4 octets, have 2");
        malformed(() -> in.bytes(Integer.MAX_VALUE, "body"), "body: need 2147483647 octets, have 2");
        malformed(() -> in.skip(3, "reserved"), "reserved: need 3 octets, have 2");
        malformed(() -> in.sub(3, "proposal"), "proposal: need 3 octets, have 2");
        malformed(() -> in.end("message"), "message: 2 octets left over");
        assertThat(in.remaining()).as("after all that failed").isEqualTo(2);
    }

    @Test
    void whatIsKnownLaterIsPutLater() {
        var out = new ByteWriter(0).u8(0).u16(0).u32(0);
        out.putU8(0, 0xab).putU16(1, 0xcdef).putU32(3, 0x0123_4567);
        assertThat(out.position()).isEqualTo(7);
        assertThat(out.toBytes()).isEqualTo(Bytes.fromHex("abcdef01234567"));
    }

    @Test
    void aWriterGrowsAsNeeded() {
        var out = new ByteWriter(3);
        for (int i = 0; i < 1000; i++) out.u8(i);
        assertThat(out.bytes(new byte[5000]).toBytes().length()).isEqualTo(6000);
        assertThat(out.array()[999]).isEqualTo((byte) 999);
    }

    @Test
    void aComplaintCostsNoStackTrace() {
        assertThat(new MalformedException("wrong").getStackTrace()).isEmpty();
    }

    private interface Reading {
        void run() throws MalformedException;
    }

    private static void malformed(Reading reading, String message) {
        assertThatExceptionOfType(MalformedException.class).isThrownBy(reading::run).withMessage(message);
    }
}
