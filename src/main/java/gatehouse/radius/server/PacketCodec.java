package gatehouse.radius.server;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.MessageToMessageCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tinyradius.core.RadiusPacketException;
import org.tinyradius.core.attribute.type.RadiusAttribute;
import org.tinyradius.core.dictionary.Dictionary;
import org.tinyradius.core.packet.request.RadiusRequest;
import org.tinyradius.core.packet.response.RadiusResponse;
import org.tinyradius.core.packet.util.MessageAuthSupport;
import org.tinyradius.io.RadiusEndpoint;
import org.tinyradius.io.server.RequestCtx;
import org.tinyradius.io.server.ResponseCtx;

/// Datagrams ⇄ verified requests and signed responses. A request that was answered lately gets the same octets again and
/// goes no further (RFC 5080, section 2.2.2).
///
/// It stands in the place of the library's codec, which takes an Access-Request without Message-Authenticator, puts its
/// own last, lets a malformed attribute escape as an unchecked exception, and warns in the log of whatever anybody sends.
/// Here the library sees nothing that is not from somebody with the secret.
final class PacketCodec extends MessageToMessageCodec<DatagramPacket, ResponseCtx> {
    private static final Logger LOG = LoggerFactory.getLogger(PacketCodec.class);
    private static final int MESSAGE_AUTHENTICATOR_LENGTH = 16;

    private final Dictionary dictionary;
    private final RadiusCode wanted;
    private final Secret secret;
    private final String secretText;
    private final Authenticators authenticators = new Authenticators();
    private final RecentAnswers recent = new RecentAnswers();

    /// @param wanted the only kind of request that is heard
    PacketCodec(Dictionary dictionary, RadiusCode wanted, Secret secret) {
        super(DatagramPacket.class, ResponseCtx.class);
        this.dictionary = dictionary;
        this.wanted = wanted;
        this.secret = secret;
        this.secretText = new String(secret.expose(), StandardCharsets.UTF_8);
    }

    @Override
    protected void decode(ChannelHandlerContext context, DatagramPacket datagram, List<Object> out) {
        RadiusRequest request;
        try {
            Bytes octets = Bytes.wrap(ByteBufUtil.getBytes(datagram.content()));
            if (!isGenuine(octets)) {
                LOG.debug("a datagram from {} is ignored: not from somebody with the secret", datagram.sender());
                return;
            }
            byte[] packet = octets.slice(0, octets.u16(2)).toArray();
            request = RadiusRequest.fromByteBuf(dictionary, Unpooled.wrappedBuffer(packet)).decodeRequest(secretText);
        } catch (MalformedException | RadiusPacketException | RuntimeException e) {
            // The library says "malformed" in both of the latter ways, with octets of the packet in what it says.
            LOG.debug("a datagram from {} is ignored: {}", datagram.sender(), e.getClass().getSimpleName());
            return;
        }
        Optional<byte[]> answered = recent.of(datagram.sender(), request);
        if (answered.isPresent()) {
            context.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(answered.get()), datagram.sender()));
        } else {
            out.add(new RequestCtx(request, new RadiusEndpoint(datagram.sender(), secretText)));
        }
    }

    // An Access-Request by its Message-Authenticator (RFC 3579, section 3.2), which must be there: without it anybody could
    // have an answer made for CVE-2024-3596. An Accounting-Request by its authenticator (RFC 2866, section 3).
    private boolean isGenuine(Bytes octets) throws MalformedException {
        if (octets.length() < RadiusPacket.HEADER || octets.u8(0) != wanted.code()) return false;
        if (wanted.equals(RadiusCode.ACCOUNTING_REQUEST)) return authenticators.isGenuineRequest(octets, secret);
        Bytes authenticator = octets.slice(4, RadiusPacket.HEADER);
        return authenticators.messageAuthenticator(octets, authenticator, secret) == Authenticators.Verdict.GENUINE;
    }

    @Override
    protected void encode(ChannelHandlerContext context, ResponseCtx outgoing, List<Object> out)
            throws RadiusPacketException {
        RadiusRequest request = outgoing.getRequest();
        byte[] octets = ByteBufUtil.getBytes(
                signed(outgoing.getResponse(), request.getAuthenticator()).toByteBuf());
        recent.keep(outgoing.getEndpoint().getAddress(), request, octets);
        out.add(new DatagramPacket(Unpooled.wrappedBuffer(octets), outgoing.getEndpoint().getAddress()));
    }

    private RadiusResponse signed(RadiusResponse response, byte[] authenticator) throws RadiusPacketException {
        if (response.getType() == RadiusCode.ACCOUNTING_RESPONSE.code()) {
            return response.encodeResponse(secretText, authenticator);
        }
        // First of all attributes: whoever collides MD5 behind it would have to collide HMAC-MD5 first (CVE-2024-3596).
        var attributes = new ArrayList<RadiusAttribute>();
        attributes.add(messageAuthenticator(new byte[MESSAGE_AUTHENTICATOR_LENGTH]));
        attributes.addAll(response.encodeAttributes(authenticator, secretText));
        RadiusResponse bare = packet(response, null, attributes);
        attributes.set(0, messageAuthenticator(MessageAuthSupport.getHmacMd5(secretText)
                .doFinal(MessageAuthSupport.calcMessageAuthInput(bare, authenticator))));
        byte[] hash = packet(response, null, attributes).genHashedAuth(secretText, authenticator);
        return packet(response, hash, attributes);
    }

    private RadiusResponse packet(RadiusResponse of, byte[] authenticator, List<RadiusAttribute> attributes)
            throws RadiusPacketException {
        return RadiusResponse.create(dictionary, of.getType(), of.getId(), authenticator, List.copyOf(attributes));
    }

    private RadiusAttribute messageAuthenticator(byte[] value) {
        return dictionary.createAttribute(-1, Attributes.MESSAGE_AUTHENTICATOR.type(), value);
    }
}
