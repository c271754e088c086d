package gatehouse.radius.server;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.eap.EapPacket;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.RadiusCode;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tinyradius.core.RadiusPacketException;
import org.tinyradius.core.attribute.type.RadiusAttribute;
import org.tinyradius.core.attribute.type.VendorSpecificAttribute;
import org.tinyradius.core.dictionary.Dictionary;
import org.tinyradius.core.packet.request.AccessRequest;
import org.tinyradius.core.packet.request.RadiusRequest;
import org.tinyradius.core.packet.response.RadiusResponse;
import org.tinyradius.io.server.RequestCtx;
import org.tinyradius.io.server.ResponseCtx;
import org.tinyradius.io.server.handler.RequestHandler;

/// Answers Access-Requests: EAP only (RFC 3579). A request without Message-Authenticator never comes this far.
final class AccessHandler extends RequestHandler {
    private static final Logger LOG = LoggerFactory.getLogger(AccessHandler.class);
    private static final int MICROSOFT = 311;

    private final Dictionary dictionary;
    private final Users users;
    private final SecureRandom random;
    private final Conversations conversations;

    AccessHandler(Dictionary dictionary, Users users, SecureRandom random) {
        this.dictionary = dictionary;
        this.users = users;
        this.random = random;
        this.conversations = new Conversations(random);
    }

    @Override
    protected Class<? extends RadiusRequest> acceptedPacketType() {
        return AccessRequest.class;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, RequestCtx incoming) throws RadiusPacketException {
        RadiusRequest request = incoming.getRequest();
        answer(context, incoming.withResponse(respond(request)));
    }

    private static void answer(ChannelHandlerContext context, ResponseCtx response) {
        context.writeAndFlush(response).addListener(written -> {
            if (!written.isSuccess()) LOG.warn("an answer cannot be sent: {}", written.cause().toString());
        });
    }

    private RadiusResponse respond(RadiusRequest request) throws RadiusPacketException {
        EapPacket packet;
        try {
            packet = EapPacket.read(eap(request));
        } catch (MalformedException e) {
            return reject(request, Optional.empty(), "no EAP");
        }
        Optional<EapConversation> known = request.getAttribute(Attributes.STATE.type())
                .flatMap(state -> conversations.take(Bytes.copyOf(state.getValue()), Instant.now()));
        if (known.isEmpty() && packet.identity().isEmpty()) {
            return reject(request, Optional.of(EapPacket.failure(packet.identifier())), "no conversation goes on");
        }
        EapConversation conversation = known.orElseGet(() -> EapConversation.of(packet, users, random));
        EapConversation.Turn turn = known.isEmpty() ? conversation.start() : conversation.next(packet);
        return switch (turn) {
            case EapConversation.Turn.Request(var next) -> challenge(request, next, conversation);
            case EapConversation.Turn.Failure(var failure, var reason) -> {
                LOG.debug("'{}' is refused: {}", conversation.identity(), reason);
                yield reject(request, Optional.of(failure), "Authentication failed");
            }
            case EapConversation.Turn.Success success -> accept(request, success);
        };
    }

    private RadiusResponse challenge(RadiusRequest request, EapPacket packet, EapConversation conversation)
            throws RadiusPacketException {
        List<RadiusAttribute> attributes = messages(packet);
        attributes.add(made(Attributes.STATE.of(conversations.keep(conversation, Instant.now()))));
        return response(RadiusCode.ACCESS_CHALLENGE, request, attributes);
    }

    private RadiusResponse reject(RadiusRequest request, Optional<EapPacket> failure, String message)
            throws RadiusPacketException {
        List<RadiusAttribute> attributes = failure.isPresent() ? messages(failure.get()) : new ArrayList<>();
        attributes.add(made(Attributes.REPLY_MESSAGE.of(message)));
        return response(RadiusCode.ACCESS_REJECT, request, attributes);
    }

    private RadiusResponse accept(RadiusRequest request, EapConversation.Turn.Success success)
            throws RadiusPacketException {
        List<RadiusAttribute> attributes = messages(success.packet());
        attributes.add(made(Attributes.USER_NAME.of(success.user().name())));
        success.user().reply().forEach(attribute -> attributes.add(made(attribute)));
        if (!success.receiveKey().isEmpty()) {
            attributes.add(key(Attributes.MS_MPPE_RECV_KEY.type(), success.receiveKey()));
            attributes.add(key(Attributes.MS_MPPE_SEND_KEY.type(), success.sendKey()));
        }
        return response(RadiusCode.ACCESS_ACCEPT, request, attributes);
    }

    private List<RadiusAttribute> messages(EapPacket packet) {
        var attributes = new ArrayList<RadiusAttribute>();
        Bytes octets = packet.write();
        for (int at = 0; at < octets.length(); at += Attribute.LONGEST) {
            Bytes part = octets.slice(at, Math.min(at + Attribute.LONGEST, octets.length()));
            attributes.add(made(Attributes.EAP_MESSAGE.of(part)));
        }
        return attributes;
    }

    private RadiusResponse response(RadiusCode code, RadiusRequest request, List<RadiusAttribute> attributes)
            throws RadiusPacketException {
        // RFC 2865, section 5.33: Proxy-State comes back.
        attributes.addAll(request.filterAttributes(Attributes.PROXY_STATE.type()));
        return RadiusResponse.create(dictionary, (byte) code.code(), request.getId(), null, attributes);
    }

    private RadiusAttribute made(Attribute attribute) {
        // From its octets as they are: from the value alone the library would make one with a tag before it.
        Bytes value = attribute.value();
        Bytes octets = new ByteWriter(2 + value.length())
                .u8(attribute.type())
                .u8(2 + value.length())
                .bytes(value)
                .toBytes();
        return dictionary.createAttribute(-1, attribute.type(), Unpooled.wrappedBuffer(octets.toArray()));
    }

    private RadiusAttribute key(int type, Secret key) {
        var nested = dictionary.createAttribute(MICROSOFT, type, key.expose().clone());
        return new VendorSpecificAttribute(dictionary, MICROSOFT, List.of(nested));
    }

    private static Bytes eap(RadiusRequest request) {
        var octets = new ByteArrayOutputStream();
        request.filterAttributes(Attributes.EAP_MESSAGE.type())
                .forEach(attribute -> octets.writeBytes(attribute.getValue()));
        return Bytes.wrap(octets.toByteArray());
    }
}
