package gatehouse.transport.radsec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.TlsClientProtocol;

/// TLS with a pre-shared key, which Java does not have: octets go through Bouncy Castle on the loop, and nothing waits.
final class SharedKeyHandler extends ChannelDuplexHandler {
    private final BouncyClient client;
    private final TlsClientProtocol protocol = new TlsClientProtocol();
    private Future<?> patience;
    private boolean connected;

    SharedKeyHandler(BouncyClient client) {
        this.client = client;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws IOException {
        protocol.connect(client);
        flushOut(context);
        patience = context.executor().schedule(
                () -> context.fireExceptionCaught(new SocketTimeoutException("handshake")),
                Connector.LONGEST_HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
        var buffer = (ByteBuf) message;
        byte[] octets = new byte[buffer.readableBytes()];
        buffer.readBytes(octets);
        buffer.release();
        try {
            protocol.offerInput(octets);
        } finally {
            // An alert of ours tells the other end why.
            flushOut(context);
        }
        if (!connected && protocol.isConnected()) {
            connected = true;
            patience.cancel(false);
            context.fireUserEventTriggered(client.handshake());
        }
        int plain = protocol.getAvailableInputBytes();
        if (plain > 0) {
            byte[] text = new byte[plain];
            protocol.readInput(text, 0, plain);
            context.fireChannelRead(Unpooled.wrappedBuffer(text));
        }
        if (client.closedByPeer()) context.close();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws IOException {
        var buffer = (ByteBuf) message;
        byte[] octets = new byte[buffer.readableBytes()];
        buffer.readBytes(octets);
        buffer.release();
        protocol.writeApplicationData(octets, 0, octets.length);
        writeOut(context, promise);
    }

    private void flushOut(ChannelHandlerContext context) {
        writeOut(context, context.voidPromise());
        context.flush();
    }

    private void writeOut(ChannelHandlerContext context, ChannelPromise promise) {
        int sealed = protocol.getAvailableOutputBytes();
        byte[] octets = new byte[sealed];
        protocol.readOutput(octets, 0, sealed);
        context.write(Unpooled.wrappedBuffer(octets), promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (patience != null) patience.cancel(false);
        context.fireChannelInactive();
    }
}
