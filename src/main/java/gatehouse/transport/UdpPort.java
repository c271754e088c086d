package gatehouse.transport;

import gatehouse.bytes.Bytes;
import gatehouse.net.Path;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One UDP socket on one event loop. What comes in is handed over on that loop; [#send] may be called from any thread.
public final class UdpPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UdpPort.class);

    /// Longer datagrams are cut, and fail where their length is checked. The longest that peers send is an IKE_AUTH request
    /// with the hashes of every authority they trust, a few thousand octets.
    private static final int LONGEST_DATAGRAM = 16 * 1024;
    /// As many are taken from the socket in one system call (recvmmsg(2)).
    private static final int BATCH = 16;
    /// As many are taken before what is answered to them goes out, and other sockets of the loop have their turn: what a
    /// wake-up and a call for sending cost is shared by all of them.
    private static final int TURN = 64;
    /// A second of logins may wait for a thread that collects garbage, and a fifth of a second of a flood for its turn at the
    /// processor: with a quarter of it one in forty of the first messages was lost then, and came again after a second.
    private static final int RECEIVE_BUFFER = 16 << 20;
    /// More than this many octets waiting for the system mean that it does not send; then datagrams are dropped.
    private static final int SEND_BACKLOG = 4 << 20;

    /// As many datagrams that somebody else read may wait for the loop: half a second of work.
    private static final int BACKLOG = 4_000;

    /// SO_RCVBUFFORCE of socket(7): beyond `net.core.rmem_max`, for who may.
    private static final ChannelOption<Integer> RECEIVE_BUFFER_FORCED =
            new IntegerUnixChannelOption("SO_RCVBUFFORCE", 1, 33);
    /// IP_MTU_DISCOVER of ip(7); 0 lets routers fragment. A client that cannot put IKE fragments together gets long
    /// messages, and an ICMP message that asks for shorter ones often never arrives.
    private static final ChannelOption<Integer> PATH_MTU_DISCOVERY =
            new IntegerUnixChannelOption("IP_MTU_DISCOVER", 0, 10);

    private static final int UNMARKED = 0;
    private static final int ECN_BITS = 2;

    private final Channel channel;
    private final SingleThreadEventLoop loop;
    private final InetSocketAddress local;
    private final boolean natTraversal;
    private final Receiver receiver;
    private final Runnable flush = this::flush;
    private boolean reading;
    /// How many were sent since the loop was asked to flush.
    private int unflushed;
    /// The port that answers for this one; null where it does so itself.
    private UdpPort answering;
    private long received;
    private long esp;
    private long keepalives;
    private long runts;
    private long sent;
    private long unsent;
    private final AtomicInteger brought = new AtomicInteger();
    private final AtomicLong overrun = new AtomicLong();

    private UdpPort(Channel channel, boolean natTraversal, Receiver receiver) {
        this.channel = channel;
        // Every loop of EventLoops is one.
        this.loop = (SingleThreadEventLoop) channel.eventLoop();
        this.local = (InetSocketAddress) channel.localAddress();
        this.natTraversal = natTraversal;
        this.receiver = receiver;
    }

    /// Who gets what comes in, on the event loop of the port.
    public interface Receiver {
        /// A message, its marker taken off.
        void received(Path path, Bytes message);

        /// An ESP packet; the buffer may be written to, and is somebody else's once this returns.
        void receivedEsp(Path path, ByteBuffer packet);

        /// Everything that waited has been handed over.
        default void receivedAll() {}
    }

    /// What a port is for.
    public enum Use {
        /// Messages and nothing else.
        MESSAGES,
        /// Marked messages, ESP and keepalives (RFC 3948).
        NAT_TRAVERSAL
    }

    /// Opens a port that nobody else on this machine has.
    ///
    /// @param local where others send to, a real address: it is the local end of every path
    /// @throws PortException if it cannot be opened
    public static UdpPort open(EventLoops loops, int loop, InetSocketAddress local, Use use, Receiver receiver)
            throws PortException {
        return open(loops, loop, local, use, UNMARKED, receiver);
    }

    /// Likewise, with a mark for routers on the way.
    ///
    /// @param dscp of the IP headers of what is sent here (RFC 2474), 0 to 63. Who sends by system calls of his own marks each
    ///             datagram as he likes.
    public static UdpPort open(
            EventLoops loops, int loop, InetSocketAddress local, Use use, int dscp, Receiver receiver)
            throws PortException {
        return bind(loops, loop, local, use, false, dscp, receiver);
    }

    /// Opens a port that several loops have together; the kernel spreads peers over them. Before the first is opened,
    /// [#demandFree] must say that nobody else has it, for the kernel would let us share with a stranger.
    public static UdpPort openShared(
            EventLoops loops, int loop, InetSocketAddress local, Use use, int dscp, Receiver receiver)
            throws PortException {
        return bind(loops, loop, local, use, true, dscp, receiver);
    }

    /// Fails if somebody has a port already.
    public static void demandFree(InetSocketAddress local) throws PortException {
        var family = local.getAddress() instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
        try (DatagramChannel probe = DatagramChannel.open(family)) {
            probe.bind(local);
        } catch (IOException e) {
            throw PortException.of(local, e);
        }
    }

    private static UdpPort bind(
            EventLoops loops, int index, InetSocketAddress local, Use use, boolean shared, int dscp, Receiver receiver)
            throws PortException {
        EventLoop loop = loops.loop(index);
        Callable<UdpPort> bind = () -> bindHere(loop, loops.epoll(), local, use, shared, dscp, receiver);
        try {
            // Opening a socket waits for nobody, so it may be done on the loop itself.
            return loop.inEventLoop() ? bind.call() : loop.submit(bind).get();
        } catch (ExecutionException e) {
            throw PortException.of(local, e.getCause());
        } catch (Exception e) {
            throw PortException.of(local, e);
        }
    }

    private static UdpPort bindHere(
            EventLoop loop, boolean epoll, InetSocketAddress local, Use use, boolean shared, int dscp, Receiver receiver)
            throws Exception {
        boolean ipv4 = local.getAddress() instanceof Inet4Address;
        SocketProtocolFamily family = ipv4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
        Channel channel = epoll ? new EpollDatagramChannel(family) : new NioDatagramChannel(family);
        try {
            configure(channel, epoll, ipv4, shared);
            // Before the first datagram, and of both families: Netty and Java set IPV6_TCLASS where the socket is for IPv6.
            if (dscp != UNMARKED) channel.config().setOption(ChannelOption.IP_TOS, dscp << ECN_BITS);
            demand(loop.register(channel));
            demand(channel.bind(local));
            var port = new UdpPort(channel, use == Use.NAT_TRAVERSAL, receiver);
            channel.pipeline().addLast(port.new Handler());
            return port;
        } catch (Exception e) {
            channel.unsafe().closeForcibly();
            throw e;
        }
    }

    private static void configure(Channel channel, boolean epoll, boolean ipv4, boolean shared) {
        ChannelConfig config = channel.config();
        config.setOption(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER);
        config.setOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(SEND_BACKLOG / 2, SEND_BACKLOG));
        if (!epoll) {
            config.setRecvByteBufAllocator(new FixedRecvByteBufAllocator(LONGEST_DATAGRAM));
            return;
        }
        config.setRecvByteBufAllocator(new BatchAllocator(LONGEST_DATAGRAM, BATCH, TURN));
        config.setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, LONGEST_DATAGRAM);
        config.setOption(EpollChannelOption.SO_REUSEPORT, shared);
        if (ipv4) config.setOption(PATH_MTU_DISCOVERY, 0);
        enlargeReceiveBuffer(channel);
    }

    /// On the loop itself all of this is done when it returns.
    private static void demand(ChannelFuture done) throws Exception {
        if (!done.isDone()) throw new IllegalStateException("not done on the loop itself: " + done);
        if (done.cause() instanceof Exception e) throw e;
    }

    private static void enlargeReceiveBuffer(Channel channel) {
        try {
            channel.config().setOption(RECEIVE_BUFFER_FORCED, RECEIVE_BUFFER);
        } catch (ChannelException _) {
            int size = channel.config().getOption(ChannelOption.SO_RCVBUF);
            LOG.debug("no CAP_NET_ADMIN: receive buffer of {} octets", size);
        }
    }

    /// Where it is bound, with the port that was chosen if none was asked for.
    public InetSocketAddress local() {
        return local;
    }

    /// The socket, for who sends or reads by system calls of his own; empty where it is not epoll's. It is the port's: whoever uses
    /// it must stop before [#close].
    public OptionalInt descriptor() {
        return channel instanceof EpollDatagramChannel socket
                ? OptionalInt.of(socket.fd().intValue())
                : OptionalInt.empty();
    }

    /// Reads no more: whoever has the [#descriptor] does, and brings what is no ESP packet to [#bring].
    public void leaveReading() {
        if (loop.inEventLoop()) channel.config().setAutoRead(false);
        else loop.submit(this::leaveReading).awaitUninterruptibly();
    }

    /// Takes a datagram that somebody else read, as if it had come in here. From any thread. When too many wait already,
    /// it is counted and gone.
    public void bring(InetSocketAddress from, Bytes datagram) {
        if (brought.get() >= BACKLOG) {
            overrun.incrementAndGet();
            return;
        }
        brought.incrementAndGet();
        loop.execute(() -> {
            brought.decrementAndGet();
            take(from, Unpooled.wrappedBuffer(datagram.array(), datagram.offset(), datagram.length()));
        });
    }

    /// What comes in here is answered by another port of the same address and loop: its answers go out together too. On the loop.
    public void answersBy(UdpPort other) {
        answering = other;
    }

    /// The loop that it lives on.
    public EventLoop loop() {
        return loop;
    }

    /// Sends a message, with the marker where this port needs one. What cannot be sent is counted and gone: UDP
    /// promises no more.
    public void send(InetSocketAddress remote, Bytes message) {
        send(remote, message, natTraversal ? NattDemux.MARKER_LENGTH : 0);
    }

    /// Sends an ESP packet, which has no marker (RFC 3948, section 2.1). From any thread.
    public void sendEsp(InetSocketAddress remote, Bytes packet) {
        send(remote, packet, 0);
    }

    /// Keeps the mapping of a NAT alive (RFC 3948, section 2.3). From any thread.
    public void sendKeepalive(InetSocketAddress remote) {
        send(remote, NattDemux.KEEPALIVE_DATAGRAM, 0);
    }

    private void send(InetSocketAddress remote, Bytes message, int marker) {
        if (!loop.inEventLoop()) {
            loop.execute(() -> send(remote, message, marker));
            return;
        }
        if (!channel.isWritable()) {
            unsent++;
            return;
        }
        ByteBuf buffer = channel.alloc().directBuffer(marker + message.length());
        buffer.writeZero(marker);
        buffer.writeBytes(message.array(), message.offset(), message.length());
        sent++;
        channel.write(new DatagramPacket(buffer, remote), channel.voidPromise());
        // While datagrams are being read, what is answered to them goes out together (sendmmsg(2)); so does what the steps of
        // one turn of the loop send.
        if (!reading) flushLater();
    }

    private void flushLater() {
        if (unflushed++ == 0) loop.executeAfterEventLoopIteration(flush);
        // A turn may be long.
        if (unflushed % BATCH == 0) channel.flush();
    }

    private void flush() {
        unflushed = 0;
        channel.flush();
    }

    /// Read on the loop of the port.
    public PortStats stats() {
        return new PortStats(received, esp, keepalives, runts, sent - unsent, unsent, overrun.get());
    }

    /// Closes the socket. Not to be called on an event loop of another port.
    @Override
    public void close() {
        // What was sent before.
        channel.flush();
        ChannelFuture closed = channel.close();
        if (!loop.inEventLoop()) closed.awaitUninterruptibly();
    }

    private void take(InetSocketAddress from, ByteBuf datagram) {
        received++;
        switch (NattDemux.kindOf(natTraversal, datagram)) {
            case PLAIN -> receiver.received(new Path(local, from), rest(datagram));
            case MARKED -> {
                datagram.skipBytes(NattDemux.MARKER_LENGTH);
                receiver.received(new Path(local, from), rest(datagram));
            }
            case ESP -> {
                esp++;
                receiver.receivedEsp(new Path(local, from), datagram.nioBuffer());
            }
            case KEEPALIVE -> keepalives++;
            case RUNT -> runts++;
        }
    }

    private static Bytes rest(ByteBuf datagram) {
        byte[] octets = new byte[datagram.readableBytes()];
        datagram.readBytes(octets);
        return Bytes.wrap(octets);
    }

    private final class Handler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            reading(true);
            var packet = (DatagramPacket) message;
            try {
                take(packet.sender(), packet.content());
            } finally {
                packet.release();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            reading(false);
            receiver.receivedAll();
            channel.flush();
            if (answering != null) answering.channel.flush();
        }

        private void reading(boolean now) {
            reading = now;
            if (answering != null) answering.reading = now;
        }

        /// A datagram that the system would not send, or a bug of the receiver. Neither may close the port.
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof IOException) {
                unsent++;
                LOG.debug("{}: {}", local, cause.getMessage());
            } else {
                LOG.error("{}: failed while receiving", local, cause);
            }
        }
    }
}
