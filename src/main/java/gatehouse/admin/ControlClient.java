package gatehouse.admin;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// The command line's end of the control socket.
public final class ControlClient implements AutoCloseable {
    private static final int LONGEST_REPLY = 256 * 1024 * 1024;

    private final Lines lines;

    private ControlClient(Lines lines) {
        this.lines = lines;
    }

    /// @throws IOException if no gateway answers on the socket
    public static ControlClient connect(Path socket) throws IOException {
        return new ControlClient(new Lines(SocketChannel.open(UnixDomainSocketAddress.of(socket)), LONGEST_REPLY));
    }

    public AdminReply ask(AdminRequest request) throws IOException {
        lines.write(AdminJson.line(request));
        return AdminJson.reply(lines.read().orElseThrow(() -> new EOFException("the gateway closed the connection")));
    }

    /// Sessions for other programs: a JSON array of [SessionRow]s.
    public static String json(AdminReply.Sessions sessions) {
        return AdminJson.pretty(sessions.sessions());
    }

    /// Who waits for AAA, for other programs: a JSON array of [PendingRow]s.
    public static String json(AdminReply.Pending pending) {
        return AdminJson.pretty(pending.logins());
    }

    /// RADIUS servers for other programs: a JSON array of [RadiusServerRow]s.
    public static String json(AdminReply.RadiusServers servers) {
        return AdminJson.pretty(servers.servers());
    }

    /// What came of asking a server, for other programs.
    public static String json(AdminReply.RadiusTested tested) {
        return AdminJson.pretty(tested);
    }

    /// Certificates for other programs.
    public static String json(AdminReply.Certificates certificates) {
        return AdminJson.pretty(certificates.certificates());
    }

    /// Pools for other programs: a JSON array of [PoolRow]s.
    public static String json(AdminReply.Pools pools) {
        return AdminJson.pretty(pools.pools());
    }

    /// An explanation for other programs.
    public static String json(AdminReply.Explained explained) {
        return AdminJson.pretty(explained);
    }

    /// The outcome of a dry run for other programs.
    public static String json(AdminReply.Authorized authorized) {
        return AdminJson.pretty(authorized);
    }

    /// Attempts for other programs: a JSON array of [AttemptRow]s.
    public static String json(AdminReply.Attempts attempts) {
        return AdminJson.pretty(attempts.attempts());
    }

    /// The cache for other programs.
    public static String json(AdminReply.Cache cache) {
        return AdminJson.pretty(cache);
    }

    /// A lease for other programs.
    public static String json(AdminReply.DhcpLeased lease) {
        return AdminJson.pretty(lease);
    }

    /// One session for other programs.
    public static String json(SessionRow session) {
        return AdminJson.pretty(session);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
