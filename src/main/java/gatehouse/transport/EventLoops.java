package gatehouse.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Threads that wait for sockets, one loop each. Nothing that runs on them may block.
public final class EventLoops implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);
    private static final int LONGEST_CLOSE_SECONDS = 5;

    private final boolean epoll;
    private final List<MultiThreadIoEventLoopGroup> groups;

    private EventLoops(boolean epoll, List<MultiThreadIoEventLoopGroup> groups) {
        this.epoll = epoll;
        this.groups = groups;
    }

    /// As many loops as asked for, on epoll if its native library can be loaded.
    public static EventLoops start(int count) {
        boolean epoll = Epoll.isAvailable();
        if (!epoll) {
            LOG.warn(
                    "epoll is not available, sockets will be slower and one thread receives for all ({})",
                    String.valueOf(Epoll.unavailabilityCause()));
        }
        return start(count, epoll);
    }

    static EventLoops start(int count, boolean epoll) {
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new EventLoops(epoll, IntStream.range(0, count).mapToObj(i -> group(i, handlers)).toList());
    }

    private static MultiThreadIoEventLoopGroup group(int index, IoHandlerFactory handlers) {
        return new MultiThreadIoEventLoopGroup(
                1, Thread.ofPlatform().name("shard-" + index).daemon().factory(), handlers);
    }

    public int count() {
        return groups.size();
    }

    public EventLoop loop(int index) {
        return groups.get(index).next();
    }

    /// Whether several loops can have a socket each on the same port.
    public boolean sharePorts() {
        return epoll;
    }

    /// A socket for TCP, for one of the loops.
    public SocketChannel newStream() {
        return epoll ? new EpollSocketChannel() : new NioSocketChannel();
    }

    /// A socket that takes connections over TCP, for one of the loops.
    public ServerSocketChannel newListener() {
        return epoll ? new EpollServerSocketChannel() : new NioServerSocketChannel();
    }

    boolean epoll() {
        return epoll;
    }

    /// Ends the threads and closes what sockets they still have.
    @Override
    public void close() {
        groups.forEach(group -> group.shutdownGracefully(0, LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS));
        groups.forEach(
                group -> group.terminationFuture().awaitUninterruptibly(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS));
    }
}
