package gatehouse.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/// Room for datagrams that are taken from a socket in batches, a system call each. A batch that is not full has emptied the
/// socket: Netty would ask once more each time to hear so, and as mostly one datagram waits, half of all calls would find nothing.
final class BatchAllocator implements RecvByteBufAllocator {
    private final int batch;
    private final FixedRecvByteBufAllocator fixed;

    /// @param longest octets of a datagram
    /// @param batch   datagrams in a system call
    /// @param turn    datagrams before other sockets of the loop have their turn
    BatchAllocator(int longest, int batch, int turn) {
        this.batch = batch;
        this.fixed = new FixedRecvByteBufAllocator(longest * batch);
        fixed.maxMessagesPerRead(turn);
    }

    @Override
    public ExtendedHandle newHandle() {
        return new Batches((ExtendedHandle) fixed.newHandle());
    }

    private final class Batches extends DelegatingHandle implements ExtendedHandle {
        private final ExtendedHandle all;
        private int taken;

        Batches(ExtendedHandle all) {
            super(all);
            this.all = all;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            taken = 0;
            return super.allocate(allocator);
        }

        @Override
        public void incMessagesRead(int datagrams) {
            taken += datagrams;
            super.incMessagesRead(datagrams);
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return taken >= batch && all.continueReading(maybeMore);
        }
    }
}
