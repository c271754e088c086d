package gatehouse.journal;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Reads SQLite's write-ahead log before SQLite does, which leaves out what does not verify without a word. A write that a
/// crash cut short is nothing to worry about, for nobody was told that it was durable; damage before a commit is.
///
/// The format: https://www.sqlite.org/fileformat2.html, section 4.
final class WriteAheadLog {
    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final int MAGIC = 0x377f0682;

    private int sum1;
    private int sum2;

    private WriteAheadLog() {}

    /// Says what is wrong with the log, if anything is.
    static Optional<String> check(Path file) throws IOException {
        if (!Files.exists(file) || Files.size(file) < HEADER) return Optional.empty();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return new WriteAheadLog().check(file, new DataInputStream(in));
        }
    }

    private Optional<String> check(Path file, DataInputStream in) throws IOException {
        byte[] header = in.readNBytes(HEADER);
        ByteBuffer fields = ByteBuffer.wrap(header);
        int magic = fields.getInt(0);
        int pageSize = fields.getInt(8);
        ByteOrder order = (magic & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        add(header, 0, HEADER - 8, order);
        boolean sound = (magic & ~1) == MAGIC
                && pageSize >= 512
                && pageSize <= 65536
                && sum1 == fields.getInt(24)
                && sum2 == fields.getInt(28);
        if (!sound) return Optional.of(file + " has a damaged head and is left out: acknowledged records may be lost");
        long salt = fields.getLong(16);
        long bad = 0;
        int commits = 0;
        while (true) {
            byte[] head = in.readNBytes(FRAME_HEADER);
            byte[] page = in.readNBytes(pageSize);
            if (head.length < FRAME_HEADER) break;
            ByteBuffer frame = ByteBuffer.wrap(head);
            // Left from before the log began anew: the end.
            if (frame.getLong(8) != salt && bad == 0) break;
            if (frame.getLong(8) != salt) continue;
            add(head, 0, 8, order);
            add(page, 0, page.length & ~7, order);
            boolean genuine = page.length == pageSize && sum1 == frame.getInt(16) && sum2 == frame.getInt(20);
            if (genuine && bad == 0) continue;
            bad++;
            if (frame.getInt(4) != 0) commits++;
        }
        if (bad == 0) return Optional.empty();
        return Optional.of(file + ": the last " + bad + " pages do not verify and are left out; " + (commits > 1
                // Each commit waits for the disk: only the last can be one that was not acknowledged.
                ? "acknowledged records may be lost"
                : "a write that the crash cut short, acknowledged to nobody"));
    }

    private void add(byte[] octets, int from, int to, ByteOrder order) {
        ByteBuffer words = ByteBuffer.wrap(octets).order(order);
        for (int i = from; i + 8 <= to; i += 8) {
            sum1 += words.getInt(i) + sum2;
            sum2 += words.getInt(i + 4) + sum1;
        }
    }
}
