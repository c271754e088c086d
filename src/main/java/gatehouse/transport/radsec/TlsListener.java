package gatehouse.transport.radsec;

import gatehouse.bytes.Bytes;
import gatehouse.pki.Credential;
import gatehouse.radius.secure.Handshake;
import gatehouse.radius.secure.PeerRule;
import gatehouse.radius.secure.TlsPolicy;
import gatehouse.transport.EventLoops;
import gatehouse.transport.PortException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A port where others connect to us by TLS and show a certificate, by which we know them.
public final class TlsListener implements AutoCloseable {
    /// Few have a reason to connect; more are an attack.
    static final int MOST_CONNECTIONS = 256;

    private final EventLoops loops;
    private final int loop;
    private final Credential own;
    private final TlsPolicy policy;
    private final List<Known> clients;
    private final Door door;
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private ServerSocketChannel socket;

    /// Somebody who may connect.
    public record Known(String name, PeerRule rule) {}

    /// Who takes connections. Called on the loop of the port.
    public interface Door {
        /// @param client its name; the handshake is told to the user next
        Link.User enter(String client, InetSocketAddress from, Link link);

        /// Somebody was not let in.
        ///
        /// @param reason goes on after who it is
        void refused(InetSocketAddress from, String reason);
    }

    private TlsListener(EventLoops loops, int loop, Credential own, TlsPolicy policy, List<Known> clients, Door door) {
        this.loops = loops;
        this.loop = loop;
        this.own = own;
        this.policy = policy;
        this.clients = List.copyOf(clients);
        this.door = door;
    }

    /// Opens the port.
    ///
    /// @param policy versions and RADIUS/1.1; whom to trust, `clients` say
    public static TlsListener open(
            EventLoops loops, int loop, InetSocketAddress local, Credential own, TlsPolicy policy,
            List<Known> clients, Door door) throws PortException {
        var listener = new TlsListener(loops, loop, own, policy, clients, door);
        listener.bind(local);
        return listener;
    }

    private void bind(InetSocketAddress local) throws PortException {
        socket = loops.newListener();
        socket.config().setOption(ChannelOption.SO_REUSEADDR, true);
        socket.pipeline().addLast(new Acceptor());
        var registered = loops.loop(loop).register(socket).awaitUninterruptibly();
        var bound = registered.isSuccess() ? socket.bind(local).awaitUninterruptibly() : registered;
        if (bound.isSuccess()) return;
        socket.close();
        throw PortException.ofTcp(local, bound.cause());
    }

    /// Where it is bound.
    public InetSocketAddress local() {
        return socket.localAddress();
    }

    @Override
    public void close() {
        socket.close();
        open.close();
    }

    private Optional<String> objection(List<X509Certificate> chain) {
        Instant now = Instant.now();
        String reason = "nobody may connect";
        for (Known client : clients) {
            Optional<String> objection = client.rule().objection(chain, now);
            if (objection.isEmpty()) return Optional.empty();
            reason = objection.get();
        }
        return Optional.of(clients.size() == 1 ? reason
                : "its certificate (" + PeerRule.subject(chain.getFirst()) + ") is none of a client's");
    }

    private String client(List<X509Certificate> chain) {
        Instant now = Instant.now();
        return clients.stream()
                .filter(client -> client.rule().objection(chain, now).isEmpty())
                .findFirst()
                .map(Known::name)
                .orElseThrow(() -> new IllegalStateException("a client that was let in is none"));
    }

    private final class Acceptor extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var channel = (SocketChannel) message;
            if (open.size() >= MOST_CONNECTIONS) {
                channel.unsafe().closeForcibly();
                return;
            }
            open.add(channel);
            channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
            channel.config().setOption(ChannelOption.TCP_NODELAY, true);
            var security = new SslHandler(JavaTls.server(own, policy, TlsListener.this::objection), Connector.TASKS);
            security.setHandshakeTimeoutMillis(Connector.LONGEST_HANDSHAKE.toMillis());
            InetSocketAddress from = channel.remoteAddress();
            var guest = new Guest(channel, from, security);
            var packets = new PacketHandler(guest, from, policy);
            guest.link = new ChannelLink(channel, packets);
            channel.pipeline().addLast(security, packets);
            loops.loop(loop).register(channel);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            door.refused((InetSocketAddress) context.channel().localAddress(), String.valueOf(cause.getMessage()));
        }
    }

    /// Somebody who connected, of whom it is not known yet who it is.
    private final class Guest implements Link.User {
        private final Channel channel;
        private final InetSocketAddress from;
        private final SslHandler security;
        private Link link;
        private Link.User user;

        Guest(Channel channel, InetSocketAddress from, SslHandler security) {
            this.channel = channel;
            this.from = from;
            this.security = security;
        }

        @Override
        public void connected(Handshake handshake) {
            user = door.enter(client(JavaTls.peer(security.engine())), from, link);
            user.connected(handshake);
        }

        @Override
        public void arrived(Bytes packet) {
            // Who does not read our answers is not answered any more.
            if (channel.isWritable()) user.arrived(packet);
            else channel.close();
        }

        @Override
        public void lost(String reason) {
            if (user == null) door.refused(from, reason);
            else user.lost(reason);
        }
    }
}
