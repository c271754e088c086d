package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// Configuration (RFC 7296, section 3.15).
public record CpPayload(CfgType cfgType, List<CfgAttribute> attributes) implements Payload {
    public CpPayload {
        attributes = List.copyOf(attributes);
    }

    static CpPayload read(ByteReader in) throws MalformedException {
        var cfgType = new CfgType(in.u8("CP type"));
        in.skip(3, "CP reserved");
        var attributes = new ArrayList<CfgAttribute>(8);
        while (in.hasRemaining()) {
            if (attributes.size() == PayloadRules.MOST_CFG_ATTRIBUTES) {
                throw new MalformedException("CP: more than " + PayloadRules.MOST_CFG_ATTRIBUTES + " attributes");
            }
            attributes.add(CfgAttribute.read(in));
        }
        return new CpPayload(cfgType, attributes);
    }

    @Override
    public PayloadType type() {
        return PayloadType.CP;
    }

    @Override
    public void write(ByteWriter out) {
        out.u8(cfgType.code()).zero(3);
        for (CfgAttribute attribute : attributes) attribute.write(out);
    }
}
