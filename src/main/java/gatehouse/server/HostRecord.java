package gatehouse.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What we changed on the machine, in a file: a change is written down before it is made, so that a successor finds it even
/// if we are killed in between. The first line says on which start of the machine and in which network namespace; elsewhere
/// the rest means nothing. Whoever has the file locked is the one gateway of its state directory.
final class HostRecord implements AutoCloseable {
    private static final String NAME = "host-network";
    private static final int LARGEST = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final String place;
    private final List<HostChange> changes = new ArrayList<>();
    private final boolean ofElsewhere;

    private HostRecord(Path file, FileChannel channel, String place) throws IOException {
        this.file = file;
        this.channel = channel;
        this.place = place;
        List<String> lines = read();
        boolean here = !lines.isEmpty() && lines.getFirst().equals(place);
        this.ofElsewhere = lines.size() > 1 && !here;
        if (here) lines.stream().skip(1).map(HostChange::parse).flatMap(Optional::stream).forEach(changes::add);
        if (!lines.isEmpty()) write();
    }

    /// Opens the record of a state directory, with what a predecessor left in it.
    static HostRecord open(Path stateDirectory, String place) throws IOException {
        Files.createDirectories(stateDirectory);
        Path file = stateDirectory.resolve(NAME);
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            lock(channel, file);
            return new HostRecord(file, channel, place);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(FileChannel channel, Path file) throws IOException {
        try {
            if (channel.tryLock() != null) return;
        } catch (OverlappingFileLockException _) {
            // Another gateway of this very process.
        }
        throw new IOException(
                "another gateway is running: it holds " + file + "; stop it, or name another state directory");
    }

    /// In the order in which they were made.
    List<HostChange> changes() {
        return List.copyOf(changes);
    }

    /// Whether there was something from another start of the machine or another network namespace, out of our reach.
    boolean ofElsewhere() {
        return ofElsewhere;
    }

    Path file() {
        return file;
    }

    void add(HostChange change) throws IOException {
        changes.add(change);
        write();
    }

    void remove(HostChange change) throws IOException {
        changes.remove(change);
        write();
    }

    private List<String> read() throws IOException {
        var octets = ByteBuffer.allocate((int) Math.min(channel.size(), LARGEST));
        while (octets.hasRemaining() && channel.read(octets, octets.position()) >= 0) {
            // Until there is no more.
        }
        return new String(octets.array(), 0, octets.position(), StandardCharsets.UTF_8).lines().toList();
    }

    /// The file is emptied and not removed when nothing is left: the lock is on it.
    private void write() throws IOException {
        var text = new StringBuilder();
        if (!changes.isEmpty()) text.append(place).append('\n');
        changes.forEach(change -> text.append(change).append('\n'));
        ByteBuffer octets = StandardCharsets.UTF_8.encode(text.toString());
        int length = octets.remaining();
        while (octets.hasRemaining()) channel.write(octets, octets.position());
        channel.truncate(length);
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
