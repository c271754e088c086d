package gatehouse.wire;

import gatehouse.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Messages as the vectors spell them: the header, then a line for each payload with all that it holds.
final class Described {
    private Described() {}

    static String message(IkeMessage message) {
        var lines = new ArrayList<String>();
        lines.add(message.header().toString());
        for (Payload payload : message.payloads()) lines.add(payload(payload));
        return String.join("\n", lines);
    }

    static String payloads(List<Payload> payloads) {
        return payloads.isEmpty() ? "nothing"
                : payloads.stream().map(Described::payload).collect(Collectors.joining("\n"));
    }

    private static String payload(Payload payload) {
        String name = payload.type().toString();
        return switch (payload) {
            case SaPayload(var proposals) ->
                    name + " " + proposals.stream().map(Described::proposal).collect(Collectors.joining("; "));
            case KePayload(var group, var data) -> name + " " + group + after(data);
            case IdPayload id -> name + " " + id.idType() + " " + id.text();
            case CertPayload(var encoding, var data) -> name + " " + encoding + after(data);
            case CertReqPayload(var encoding, var authorities) -> name + " " + encoding + after(authorities);
            case AuthPayload(var method, var data) -> name + " " + method + after(data);
            case NoncePayload(var data) -> name + after(data);
            case NotifyPayload(var protocol, var spi, var type, var data) -> {
                boolean bare = protocol.equals(ProtocolId.NONE) && spi.isEmpty();
                yield name + " " + type + (bare ? "" : " of " + protocol + after(spi))
                        + (data.isEmpty() ? "" : ": " + data);
            }
            case DeletePayload(var protocol, var spis) ->
                    name + " " + protocol + spis.stream().map(Described::after).collect(Collectors.joining());
            case VendorIdPayload(var data) -> name + after(data);
            case TsPayload(var _, var selectors, var unknown) -> {
                var parts = new ArrayList<String>();
                for (TrafficSelector selector : selectors) parts.add(selector.toString());
                for (UnknownSelector selector : unknown) {
                    parts.add(selector.type() + " " + selector.second() + after(selector.body()));
                }
                yield name + " " + String.join("; ", parts);
            }
            case SkPayload(var firstInner, var body) -> name + " before " + firstInner + after(body);
            case SkfPayload(var firstInner, var number, var total, var body) ->
                    name + " " + number + "/" + total + " before " + firstInner + after(body);
            case CpPayload(var type, var attributes) ->
                    name + " " + type + attributes.stream().map(Described::attribute).collect(Collectors.joining());
            case EapPayload(var packet) -> name + after(packet);
            case UnknownPayload(var _, var critical, var body) -> name + (critical ? " critical" : "") + after(body);
        };
    }

    private static String proposal(Proposal proposal) {
        return proposal.number() + " " + proposal.protocol() + after(proposal.spi()) + " " + proposal;
    }

    private static String attribute(CfgAttribute attribute) {
        return " " + attribute.type() + (attribute.value().isEmpty() ? "" : "=" + attribute.value());
    }

    private static String after(Bytes octets) {
        return octets.isEmpty() ? "" : " " + octets;
    }
}
