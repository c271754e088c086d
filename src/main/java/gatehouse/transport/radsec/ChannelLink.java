package gatehouse.transport.radsec;

import gatehouse.bytes.Bytes;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/// A connection over TCP.
record ChannelLink(Channel channel, PacketHandler packets) implements Link {
    @Override
    public void send(Bytes packet) {
        channel.writeAndFlush(
                Unpooled.wrappedBuffer(packet.array(), packet.offset(), packet.length()), channel.voidPromise());
    }

    @Override
    public void close() {
        packets.dismiss();
        channel.close();
    }
}
