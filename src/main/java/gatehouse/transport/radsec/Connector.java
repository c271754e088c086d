package gatehouse.transport.radsec;

import gatehouse.radius.secure.TlsPolicy;
import gatehouse.radius.secure.Trust;
import gatehouse.transport.EventLoops;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/// Opens connections to servers.
public final class Connector {
    static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
    /// From the first octet until both know each other.
    static final Duration LONGEST_HANDSHAKE = Duration.ofSeconds(10);
    /// Checking certificates takes milliseconds, in which a loop has something else to do.
    static final Executor TASKS = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tls-", 0).factory());

    private Connector() {}

    /// By TLS over TCP.
    ///
    /// @param from where it comes from; port 0 for any
    public static Link tls(
            EventLoops loops, int loop, InetSocketAddress from, InetSocketAddress to, TlsPolicy policy,
            Link.User user) {
        var packets = new PacketHandler(user, to, policy);
        ChannelHandler security = switch (policy.trust()) {
            case Trust.Certificates certificates ->
                    sslHandler(certificates, policy);
            case Trust.SharedKey _ -> new SharedKeyHandler(new BouncyClient(policy));
        };
        Channel channel = loops.newStream();
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) LONGEST_CONNECT.toMillis());
        channel.pipeline().addLast(security, packets);
        loops.loop(loop).register(channel).addListener(registered -> {
            if (!registered.isSuccess()) packets.fail(channel, registered.cause());
        });
        channel.eventLoop().execute(() -> channel.connect(to, from).addListener(connected -> {
            if (!connected.isSuccess()) packets.fail(channel, connected.cause());
        }));
        return new ChannelLink(channel, packets);
    }

    private static SslHandler sslHandler(Trust.Certificates certificates, TlsPolicy policy) {
        var handler = new SslHandler(JavaTls.client(certificates, policy), TASKS);
        handler.setHandshakeTimeoutMillis(LONGEST_HANDSHAKE.toMillis());
        return handler;
    }

    /// By DTLS over UDP.
    ///
    /// @param from where it comes from; port 0 for any
    public static Link dtls(InetSocketAddress from, InetSocketAddress to, TlsPolicy policy, Link.User user) {
        var association = new DtlsAssociation(from, to, policy, user);
        association.start();
        return association;
    }
}
