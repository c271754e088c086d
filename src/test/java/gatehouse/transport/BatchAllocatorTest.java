package gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.UncheckedBooleanSupplier;
import org.junit.jupiter.api.Test;

class BatchAllocatorTest {
    private static final int LONGEST = 100;
    private static final int BATCH = 4;
    private static final int TURN = 8;

    private final ExtendedHandle handle = new BatchAllocator(LONGEST, BATCH, TURN).newHandle();

    /// Whether the socket is asked once more after so many datagrams.
    private boolean goesOnAfter(int datagrams) {
        ByteBuf room = handle.allocate(UnpooledByteBufAllocator.DEFAULT);
        assertThat(room.writableBytes()).isEqualTo(LONGEST * BATCH);
        room.release();
        handle.lastBytesRead(LONGEST * datagrams);
        handle.incMessagesRead(datagrams);
        return handle.continueReading(UncheckedBooleanSupplier.TRUE_SUPPLIER);
    }

    @Test
    void whoHasEmptiedTheSocketDoesNotAskAgain() {
        handle.reset(new EmbeddedChannel().config());
        assertThat(goesOnAfter(1)).isFalse();
        handle.reset(new EmbeddedChannel().config());
        assertThat(goesOnAfter(BATCH)).as("there may be more").isTrue();
        assertThat(goesOnAfter(BATCH - 1)).isFalse();
    }

    @Test
    void othersOfTheLoopHaveTheirTurn() {
        handle.reset(new EmbeddedChannel().config());
        assertThat(goesOnAfter(BATCH)).isTrue();
        assertThat(goesOnAfter(BATCH)).isFalse();
    }
}
