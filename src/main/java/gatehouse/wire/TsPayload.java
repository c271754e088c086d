package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// Traffic Selectors (RFC 7296, section 3.13).
///
/// @param type    TSi or TSr
/// @param unknown selectors of types that we do not understand; written after the others
public record TsPayload(PayloadType type, List<TrafficSelector> selectors,
        List<UnknownSelector> unknown) implements Payload {
    public TsPayload {
        if (!type.equals(PayloadType.TSI) && !type.equals(PayloadType.TSR)) {
            throw new IllegalArgumentException(type + " holds no traffic selectors");
        }
        int count = selectors.size() + unknown.size();
        if (count == 0 || count > 255) throw new IllegalArgumentException(count + " traffic selectors");
        selectors = List.copyOf(selectors);
        unknown = List.copyOf(unknown);
    }

    public TsPayload(PayloadType type, List<TrafficSelector> selectors) {
        this(type, selectors, List.of());
    }

    static TsPayload read(PayloadType type, ByteReader in) throws MalformedException {
        int count = in.u8("TS count");
        in.skip(3, "TS reserved");
        if (count == 0) throw new MalformedException(type + " has no selectors");
        var selectors = new ArrayList<TrafficSelector>(Math.min(count, 16));
        var unknown = new ArrayList<UnknownSelector>(0);
        for (int i = 0; i < count; i++) {
            var tsType = new TsType(in.u8("TS type"));
            int second = in.u8("TS protocol");
            int length = in.u16("TS length");
            Bytes body = in.bytes(length - 4, "TS");
            if (tsType.equals(TsType.IPV4_ADDR_RANGE) || tsType.equals(TsType.IPV6_ADDR_RANGE)) {
                selectors.add(TrafficSelector.read(tsType, second, new ByteReader(body)));
            } else {
                unknown.add(new UnknownSelector(tsType, second, body));
            }
        }
        in.end(type.toString());
        return new TsPayload(type, selectors, unknown);
    }

    @Override
    public void write(ByteWriter out) {
        out.u8(selectors.size() + unknown.size()).zero(3);
        for (TrafficSelector selector : selectors) selector.write(out);
        for (UnknownSelector selector : unknown) selector.write(out);
    }
}
