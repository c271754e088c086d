package gatehouse.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/// Requests and replies as lines of JSON: the record's fields, and `request` or `reply` with the record's name.
final class AdminJson {
    private static final String REQUEST = "request";
    private static final String REPLY = "reply";
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    private AdminJson() {}

    static String line(AdminRequest request) {
        return line(REQUEST, request);
    }

    static String line(AdminReply reply) {
        return line(REPLY, reply);
    }

    static AdminRequest request(String line) throws IOException {
        ObjectNode node = object(line);
        String kind = kind(node, REQUEST);
        Class<? extends AdminRequest> type = switch (kind) {
            case "ListSessions" -> AdminRequest.ListSessions.class;
            case "ShowSession" -> AdminRequest.ShowSession.class;
            case "ListPending" -> AdminRequest.ListPending.class;
            case "ShowRadius" -> AdminRequest.ShowRadius.class;
            case "TestRadius" -> AdminRequest.TestRadius.class;
            case "TraceRadius" -> AdminRequest.TraceRadius.class;
            case "DisconnectSession" -> AdminRequest.DisconnectSession.class;
            case "Drain" -> AdminRequest.Drain.class;
            case "ShowDrain" -> AdminRequest.ShowDrain.class;
            case "CancelDrain" -> AdminRequest.CancelDrain.class;
            case "DisconnectUser" -> AdminRequest.DisconnectUser.class;
            case "ExplainSession" -> AdminRequest.ExplainSession.class;
            case "ShowDerivedConfig" -> AdminRequest.ShowDerivedConfig.class;
            case "Authorize" -> AdminRequest.Authorize.class;
            case "ListAttempts" -> AdminRequest.ListAttempts.class;
            case "ShowCache" -> AdminRequest.ShowCache.class;
            case "ClearCache" -> AdminRequest.ClearCache.class;
            case "ShowStatus" -> AdminRequest.ShowStatus.class;
            case "ListPools" -> AdminRequest.ListPools.class;
            case "ListCertificates" -> AdminRequest.ListCertificates.class;
            case "TestDhcp" -> AdminRequest.TestDhcp.class;
            case "Reload" -> AdminRequest.Reload.class;
            case "ShowStatistics" -> AdminRequest.ShowStatistics.class;
            default -> throw new IOException("unknown request '" + kind + "'");
        };
        return MAPPER.treeToValue(node, type);
    }

    static AdminReply reply(String line) throws IOException {
        ObjectNode node = object(line);
        String kind = kind(node, REPLY);
        Class<? extends AdminReply> type = switch (kind) {
            case "Sessions" -> AdminReply.Sessions.class;
            case "Pending" -> AdminReply.Pending.class;
            case "RadiusServers" -> AdminReply.RadiusServers.class;
            case "RadiusTested" -> AdminReply.RadiusTested.class;
            case "RadiusTraced" -> AdminReply.RadiusTraced.class;
            case "Draining" -> AdminReply.Draining.class;
            case "Disconnected" -> AdminReply.Disconnected.class;
            case "Status" -> AdminReply.Status.class;
            case "Pools" -> AdminReply.Pools.class;
            case "Certificates" -> AdminReply.Certificates.class;
            case "DhcpLeased" -> AdminReply.DhcpLeased.class;
            case "Statistics" -> AdminReply.Statistics.class;
            case "Explained" -> AdminReply.Explained.class;
            case "DerivedConfig" -> AdminReply.DerivedConfig.class;
            case "Authorized" -> AdminReply.Authorized.class;
            case "Attempts" -> AdminReply.Attempts.class;
            case "Cache" -> AdminReply.Cache.class;
            case "CacheCleared" -> AdminReply.CacheCleared.class;
            case "Reloaded" -> AdminReply.Reloaded.class;
            case "Failed" -> AdminReply.Failed.class;
            default -> throw new IOException("unknown reply '" + kind + "'");
        };
        return MAPPER.treeToValue(node, type);
    }

    /// Any value for other programs, indented.
    static String pretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String line(String field, Object message) {
        ObjectNode node = MAPPER.createObjectNode().put(field, message.getClass().getSimpleName());
        node.setAll((ObjectNode) MAPPER.valueToTree(message));
        return node.toString();
    }

    private static ObjectNode object(String line) throws IOException {
        JsonNode node = MAPPER.readTree(line);
        if (node instanceof ObjectNode object) return object;
        throw new IOException("not a JSON object");
    }

    private static String kind(ObjectNode node, String field) throws IOException {
        JsonNode kind = node.remove(field);
        if (kind == null || !kind.isTextual()) throw new IOException("no '" + field + "'");
        return kind.textValue();
    }
}
