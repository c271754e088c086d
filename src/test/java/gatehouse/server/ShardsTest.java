package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardsTest {
    private static final int FROM_INITIATOR = 0x08;
    private static final int RESPONSE = 0x20;
    private static final InetSocketAddress REMOTE = new InetSocketAddress(Addresses.parse("198.51.100.7"), 500);

    @ParameterizedTest
    @CsvSource({
        // we are the responder: our SPI is the second
        "a1a2a3a4a5a6a7ff, 0102030405060700, 08, 0",
        "a1a2a3a4a5a6a700, 0102030405060703, 08, 3",
        "a1a2a3a4a5a6a700, 0102030405060703, 28, 3",
        // we are the initiator, after a rekey of ours: our SPI is the first
        "a1a2a3a4a5a6a702, 0102030405060700, 00, 2",
        "a1a2a3a4a5a6a702, 0102030405060700, 20, 2",
        // no shard of ours
        "a1a2a3a4a5a6a700, 0102030405060704, 08, -1",
        "a1a2a3a4a5a6a700, 01020304050607ff, 08, -1",
    })
    void ourSpiNamesItsShard(String initiator, String responder, String flags, int owner) {
        Bytes message = header(spi(initiator), spi(responder), Bytes.fromHex(flags).u8(0));
        assertThat(Shards.owner(message, REMOTE, 4, 17)).isEqualTo(owner);
    }

    @Test
    void aFirstMessageAndItsRepeatsGoTheSameWayFromWhateverPort() {
        int first = Shards.owner(header(77, 0, FROM_INITIATOR), REMOTE, 4, 17);
        assertThat(first).isBetween(0, 3);
        var elsewhere = new InetSocketAddress(REMOTE.getAddress(), 61000);
        assertThat(Shards.owner(header(77, 0, FROM_INITIATOR), elsewhere, 4, 17)).isEqualTo(first);
    }

    @Test
    void whatBearsNoSpiOfOursMayStayWhereTheKernelPutIt() {
        assertThat(Shards.isFirst(header(77, 0, FROM_INITIATOR))).isTrue();
        assertThat(Shards.isFirst(header(77, 3, FROM_INITIATOR))).isFalse();
        assertThat(Shards.isFirst(header(77, 0, RESPONSE))).as("an answer to us: our SPI is the first").isFalse();
    }

    @Test
    void firstMessagesAreSpreadAndNobodyCanKnowHow() {
        var random = new Random(4711);
        Map<Integer, Integer> counts = new HashMap<>();
        int sameWithOtherSeed = 0;
        for (int i = 0; i < 8000; i++) {
            Bytes message = header(random.nextLong(), 0, FROM_INITIATOR);
            int owner = Shards.owner(message, REMOTE, 8, 17);
            counts.merge(owner, 1, Integer::sum);
            if (Shards.owner(message, REMOTE, 8, 0x5eed5eed5eed5eedL) == owner) sameWithOtherSeed++;
        }
        assertThat(counts).hasSize(8);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(850, 1150));
        assertThat(sameWithOtherSeed).isBetween(700, 1300);
    }

    @Test
    void whatIsTooShortForAHeaderBelongsToNobody() {
        Bytes message = header(77, 3, FROM_INITIATOR);
        assertThat(Shards.owner(message.slice(0, 27), REMOTE, 4, 17)).isEqualTo(-1);
        assertThat(Shards.owner(Bytes.EMPTY, REMOTE, 4, 17)).isEqualTo(-1);
    }

    @Test
    void aResponseWithoutAnSpiOfOursIsNoReasonToFail() {
        assertThat(Shards.owner(header(0, 0, RESPONSE), REMOTE, 4, 17)).isBetween(0, 3);
    }

    private static long spi(String hex) {
        return Bytes.fromHex(hex).u64(0);
    }

    private static Bytes header(long initiator, long responder, int flags) {
        var out = new ByteWriter();
        out.u64(initiator).u64(responder).u8(33).u8(0x20).u8(34).u8(flags).u32(0).u32(28);
        return out.toBytes();
    }
}
