package gatehouse.transport.radsec;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.radius.secure.Handshake;
import gatehouse.radius.secure.PacketStream;
import gatehouse.radius.secure.TlsPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;

/// Behind what decrypts: finds packets in the stream, and tells the user how the connection fares.
final class PacketHandler extends ChannelInboundHandlerAdapter {
    private final Link.User user;
    private final InetSocketAddress peer;
    private final TlsPolicy policy;
    private final PacketStream stream = new PacketStream();
    private boolean connected;
    private volatile boolean dismissed;

    PacketHandler(Link.User user, InetSocketAddress peer, TlsPolicy policy) {
        this.user = user;
        this.peer = peer;
        this.policy = policy;
    }

    /// Nobody wants to hear any more.
    void dismiss() {
        dismissed = true;
    }

    /// Tells why, once, and ends it.
    void fail(Channel channel, Throwable cause) {
        lose(channel, Reasons.of(cause, peer, connected));
    }

    private void lose(Channel channel, String reason) {
        if (!dismissed) {
            dismissed = true;
            user.lost(reason);
        }
        channel.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        switch (event) {
            case SslHandshakeCompletionEvent done when !done.isSuccess() -> fail(context.channel(), done.cause());
            case SslHandshakeCompletionEvent _ ->
                    connected(context, JavaTls.handshake(context.pipeline().get(SslHandler.class).engine()));
            case Handshake handshake -> connected(context, handshake);
            default -> context.fireUserEventTriggered(event);
        }
    }

    private void connected(ChannelHandlerContext context, Handshake handshake) {
        var objection = Alpn.objection(policy, handshake);
        if (objection.isPresent()) {
            lose(context.channel(), objection.get());
            return;
        }
        connected = true;
        if (!dismissed) user.connected(handshake);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var buffer = (ByteBuf) message;
        byte[] octets = new byte[buffer.readableBytes()];
        buffer.readBytes(octets);
        buffer.release();
        try {
            for (Bytes packet : stream.add(octets)) {
                if (!dismissed) user.arrived(packet);
            }
        } catch (MalformedException e) {
            lose(context.channel(), "it sent a malformed packet: " + e.getMessage());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lose(context.channel(), Reasons.closed(connected));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context.channel(), cause);
    }
}
