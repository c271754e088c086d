package gatehouse.admin;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A connection that carries lines of text, each of bounded length.
final class Lines implements Closeable {
    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;
    private final int longest;

    /// @param longest octets that a line read may have
    Lines(SocketChannel channel, int longest) {
        this.channel = channel;
        this.in = new BufferedInputStream(Channels.newInputStream(channel));
        this.out = Channels.newOutputStream(channel);
        this.longest = longest;
    }

    /// The next line; empty if the other side has closed.
    Optional<String> read() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0 && line.size() == 0) return Optional.empty();
            if (octet < 0) throw new EOFException("closed in the middle of a line");
            if (line.size() == longest) throw new IOException("a line longer than " + longest + " octets");
            line.write(octet);
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8));
    }

    void write(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
