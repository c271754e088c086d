package gatehouse.radius.server;

import gatehouse.bytes.Secret;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.dictionary.RadiusDictionary;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.tinyradius.core.dictionary.Dictionary;
import org.tinyradius.io.server.RadiusServer;
import org.tinyradius.io.server.handler.RequestHandler;

/// The embedded AAA server, on a thread of its own: nothing of the gateway waits for it.
public final class AaaServer implements AutoCloseable {
    private final EventLoopGroup loop;
    private final RadiusServer server;

    private AaaServer(EventLoopGroup loop, RadiusServer server) {
        this.loop = loop;
        this.server = server;
    }

    /// How the server runs.
    ///
    /// @param authentication where Access-Requests come in; port 0 for any free one
    /// @param accounting     where Accounting-Requests come in; port 0 for any free one
    /// @param secret         shared with everybody who may ask
    /// @param accountingLog  where accounting is written
    public record Settings(
            InetSocketAddress authentication, InetSocketAddress accounting, Secret secret, Path accountingLog) {}

    /// Opens the ports and serves.
    public static AaaServer start(Settings settings, Users users, RadiusDictionary dictionary, SecureRandom random)
            throws IOException {
        Dictionary names = dictionary.tinyRadius();
        var loop = new MultiThreadIoEventLoopGroup(1, runnable -> {
            var thread = new Thread(runnable, "aaa");
            thread.setDaemon(true);
            return thread;
        }, NioIoHandler.newFactory());
        // Netty would cut what is longer than 2048 octets.
        var bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioDatagramChannel.class)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RadiusPacket.LONGEST));
        var access = new AccessHandler(names, users, random);
        var accounting = new AccountingHandler(names, new AccountingLog(settings.accountingLog()));
        var server = new RadiusServer(
                bootstrap,
                handlers(new PacketCodec(names, RadiusCode.ACCESS_REQUEST, settings.secret()), access),
                handlers(new PacketCodec(names, RadiusCode.ACCOUNTING_REQUEST, settings.secret()), accounting),
                settings.authentication(),
                settings.accounting());
        if (!server.isReady().awaitUninterruptibly().isSuccess()) {
            Throwable cause = server.isReady().cause();
            loop.shutdownGracefully();
            throw new IOException("cannot open " + settings.authentication() + " and " + settings.accounting() + ": "
                    + cause.getMessage(), cause);
        }
        return new AaaServer(loop, server);
    }

    public InetSocketAddress authentication() {
        return (InetSocketAddress) server.getAuthChannel().localAddress();
    }

    public InetSocketAddress accounting() {
        return (InetSocketAddress) server.getAcctChannel().localAddress();
    }

    @Override
    public void close() {
        server.close();
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }

    private static ChannelHandler handlers(PacketCodec codec, RequestHandler handler) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(codec, handler);
            }
        };
    }
}
