package gatehouse.radius.dynauth;

import gatehouse.bytes.Bytes;
import gatehouse.radius.RadiusPacket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The latest answers, one behind the other in a few large arrays, which a collector has not to scan. Each has a number, and the
/// oldest are dropped: beyond so many, and when nobody wants them any more. Belongs to one thread.
final class Answers {
    private static final int SIZE = 64 * 1024;
    private static final int LENGTH = 2;

    private final int most;
    private final Map<Long, Block> blocks = new HashMap<>();
    private long lastBlock;
    private long firstBlock;
    private long count;

    /// A part of them, from one to the next.
    private static final class Block {
        final byte[] octets = new byte[SIZE];
        int end;
        long lastAnswer;
        /// When nobody wants any of them, as a second of the epoch.
        long until;
    }

    /// Where an answer is.
    ///
    /// @param number of the answer, from 0
    /// @param place  in the arrays
    record Place(long number, long place) {}

    Answers(int most) {
        this.most = most;
    }

    /// @param until when nobody wants it any more, as a second of the epoch
    Place add(Bytes answer, long until) {
        if (answer.length() > RadiusPacket.LONGEST) throw new IllegalArgumentException(answer.length() + " octets");
        Block block = blocks.get(lastBlock);
        if (block == null || block.end + LENGTH + answer.length() > SIZE) {
            if (block != null) lastBlock++;
            block = new Block();
            blocks.put(lastBlock, block);
        }
        int at = block.end;
        block.octets[at] = (byte) (answer.length() >> 8);
        block.octets[at + 1] = (byte) answer.length();
        answer.copyTo(block.octets, at + LENGTH);
        block.end += LENGTH + answer.length();
        block.lastAnswer = count;
        block.until = Math.max(block.until, until);
        var place = new Place(count++, lastBlock * SIZE + at);
        while (blocks.get(firstBlock).lastAnswer < count - most) blocks.remove(firstBlock++);
        return place;
    }

    /// Empty if it was dropped, for there are too many younger ones.
    Optional<Bytes> find(long number, long place) {
        Block block = blocks.get(place / SIZE);
        if (block == null || number < count - most) return Optional.empty();
        int at = (int) (place % SIZE);
        int length = Byte.toUnsignedInt(block.octets[at]) << 8 | Byte.toUnsignedInt(block.octets[at + 1]);
        return Optional.of(Bytes.copyOf(block.octets, at + LENGTH, length));
    }

    /// Drops what nobody wants any more.
    ///
    /// @param second of the epoch
    void expire(long second) {
        for (Block block = blocks.get(firstBlock); block != null && block.until <= second;
                block = blocks.get(firstBlock)) {
            blocks.remove(firstBlock++);
        }
        if (firstBlock > lastBlock) lastBlock = firstBlock;
    }
}
