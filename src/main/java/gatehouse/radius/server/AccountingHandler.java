package gatehouse.radius.server;

import gatehouse.radius.Attributes;
import gatehouse.radius.RadiusCode;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tinyradius.core.RadiusPacketException;
import org.tinyradius.core.dictionary.Dictionary;
import org.tinyradius.core.packet.request.AccountingRequest;
import org.tinyradius.core.packet.request.RadiusRequest;
import org.tinyradius.core.packet.response.RadiusResponse;
import org.tinyradius.io.server.RequestCtx;
import org.tinyradius.io.server.handler.RequestHandler;

/// Writes accounting down, and only then says that it has it (RFC 2866, section 2).
final class AccountingHandler extends RequestHandler {
    private static final Logger LOG = LoggerFactory.getLogger(AccountingHandler.class);

    private final Dictionary dictionary;
    private final AccountingLog log;

    AccountingHandler(Dictionary dictionary, AccountingLog log) {
        this.dictionary = dictionary;
        this.log = log;
    }

    @Override
    protected Class<? extends RadiusRequest> acceptedPacketType() {
        return AccountingRequest.class;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, RequestCtx incoming) throws RadiusPacketException {
        RadiusRequest request = incoming.getRequest();
        try {
            log.write(request, Instant.now());
        } catch (IOException e) {
            LOG.warn("accounting cannot be written to {}: {}", log, e.toString());
            return;
        }
        RadiusResponse response = RadiusResponse.create(
                dictionary,
                (byte) RadiusCode.ACCOUNTING_RESPONSE.code(),
                request.getId(),
                null,
                request.filterAttributes(Attributes.PROXY_STATE.type()));
        context.writeAndFlush(incoming.withResponse(response), context.voidPromise());
    }
}
