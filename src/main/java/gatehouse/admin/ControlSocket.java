package gatehouse.admin;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Unix domain socket that the command line talks to. Only the user who runs the gateway may open it; whoever may
/// is trusted.
public final class ControlSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
    private static final int LONGEST_REQUEST = 64 * 1024;
    /// `sun_path` of unix(7), without the terminating zero.
    private static final int LONGEST_PATH = 107;

    private final Path path;
    private final AdminDesk desk;
    private final ServerSocketChannel server;
    private final Set<Lines> open = ConcurrentHashMap.newKeySet();

    private ControlSocket(Path path, AdminDesk desk, ServerSocketChannel server) {
        this.path = path;
        this.desk = desk;
        this.server = server;
    }

    /// Opens the socket and answers on it until closed.
    ///
    /// @throws IOException if it cannot be opened, or another gateway answers on it
    public static ControlSocket open(Path path, GatewayView gateway) throws IOException {
        if (answers(path)) throw new IOException("another gateway is running: it answers on " + path);
        ServerSocketChannel server = bind(path);
        var socket = new ControlSocket(path, new AdminDesk(gateway), server);
        Thread.ofVirtual().name("control").start(socket::accept);
        return socket;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Lines lines : open) lines.close();
        Files.deleteIfExists(path);
    }

    private void accept() {
        while (true) {
            SocketChannel channel;
            try {
                channel = server.accept();
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("control socket {}: {}", path, e.getMessage());
                return;
            }
            Thread.ofVirtual().name("control-connection").start(() -> serve(channel));
        }
    }

    private void serve(SocketChannel channel) {
        try (var lines = new Lines(channel, LONGEST_REQUEST)) {
            open.add(lines);
            try {
                Optional<String> line = lines.read();
                while (line.isPresent()) {
                    lines.write(AdminJson.line(answer(line.get())));
                    line = lines.read();
                }
            } finally {
                open.remove(lines);
            }
        } catch (ClosedChannelException _) {
            // we are closing
        } catch (IOException e) {
            LOG.debug("control connection: {}", e.getMessage());
        }
    }

    private AdminReply answer(String line) {
        AdminRequest request;
        try {
            request = AdminJson.request(line);
        } catch (IOException e) {
            return new AdminReply.Failed("cannot read the request: " + e.getMessage());
        }
        return desk.answer(request);
    }

    private static boolean answers(Path path) {
        if (!Files.exists(path)) return false;
        try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// The socket is born in a directory that nobody else may enter and moves to its place when its mode is right, so
    /// that there is no moment at which somebody else could open it; the move also replaces what a dead gateway left.
    private static ServerSocketChannel bind(Path path) throws IOException {
        Path nursery = Files.createTempDirectory(path.toAbsolutePath().getParent(), ".new");
        Path born = nursery.resolve("s");
        try {
            if (born.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
                throw new IOException("too long for a socket: " + path);
            }
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                server.bind(UnixDomainSocketAddress.of(born));
                Files.setPosixFilePermissions(born, PosixFilePermissions.fromString("rw-------"));
                Files.move(born, path, StandardCopyOption.REPLACE_EXISTING);
                return server;
            } catch (IOException e) {
                server.close();
                throw e;
            }
        } finally {
            Files.deleteIfExists(born);
            Files.delete(nursery);
        }
    }
}
