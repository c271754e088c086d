package gatehouse.eap;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An EAP packet (RFC 3748, section 4).
///
/// @param type the method; requests and responses have one, nothing else has
/// @param data what follows the type
public record EapPacket(EapCode code, int identifier, Optional<EapType> type, Bytes data) {
    private static final int HEADER = 4;
    private static final int EXPANDED = 254;

    public EapPacket {
        if (identifier < 0 || identifier > 255) throw new IllegalArgumentException("EAP identifier " + identifier);
        if (type.isPresent() != hasType(code)) {
            throw new IllegalArgumentException("EAP " + code + (type.isPresent() ? " with" : " without") + " a type");
        }
    }

    public static EapPacket request(int identifier, EapType type, Bytes data) {
        return new EapPacket(EapCode.REQUEST, identifier, Optional.of(type), data);
    }

    public static EapPacket response(int identifier, EapType type, Bytes data) {
        return new EapPacket(EapCode.RESPONSE, identifier, Optional.of(type), data);
    }

    /// Asks who is there, without a text to show.
    public static EapPacket identityRequest(int identifier) {
        return request(identifier, EapType.IDENTITY, Bytes.EMPTY);
    }

    public static EapPacket identityResponse(int identifier, String identity) {
        return response(identifier, EapType.IDENTITY, Bytes.ofUtf8(identity));
    }

    /// Refuses the proposed method and names others (section 5.3.1).
    public static EapPacket nak(int identifier, List<EapType> desired) {
        var out = new ByteWriter(desired.size());
        for (EapType type : desired) out.u8(type.code());
        if (desired.isEmpty()) out.u8(0);
        return response(identifier, EapType.NAK, out.toBytes());
    }

    public static EapPacket success(int identifier) {
        return new EapPacket(EapCode.SUCCESS, identifier, Optional.empty(), Bytes.EMPTY);
    }

    public static EapPacket failure(int identifier) {
        return new EapPacket(EapCode.FAILURE, identifier, Optional.empty(), Bytes.EMPTY);
    }

    public static EapPacket read(Bytes octets) throws MalformedException {
        var in = new ByteReader(octets);
        var code = new EapCode(in.u8("EAP code"));
        int identifier = in.u8("EAP identifier");
        int length = in.u16("EAP length");
        if (length != octets.length()) {
            throw new MalformedException("EAP length: says " + length + " octets, have " + octets.length());
        }
        if (!hasType(code)) {
            Bytes data = in.rest();
            // FortiClient and FortiGate put one octet too many into Success.
            boolean surplus = code.equals(EapCode.SUCCESS) && data.length() == 1;
            if (isResult(code) && !data.isEmpty() && !surplus) {
                throw new MalformedException("EAP " + code + " of " + length + " octets");
            }
            return new EapPacket(code, identifier, Optional.empty(), data);
        }
        int type = in.u8("EAP type");
        if (type != EXPANDED) return new EapPacket(code, identifier, Optional.of(EapType.of(type)), in.rest());
        int vendor = in.u8("EAP vendor") << 16 | in.u16("EAP vendor");
        long vendorType = in.u32("EAP vendor type");
        return new EapPacket(code, identifier, Optional.of(EapType.expanded(vendor, vendorType)), in.rest());
    }

    public Bytes write() {
        int length = HEADER + data.length() + (type.isEmpty() ? 0 : type.get().isExpanded() ? 8 : 1);
        var out = new ByteWriter(length).u8(code.code()).u8(identifier).u16(length);
        if (type.isPresent()) {
            EapType method = type.get();
            out.u8(method.code());
            if (method.isExpanded()) out.u8(method.vendor() >>> 16).u16(method.vendor()).u32(method.vendorType());
        }
        return out.bytes(data).toBytes();
    }

    public boolean is(EapCode wanted, EapType method) {
        return code.equals(wanted) && type.isPresent() && type.get().equals(method);
    }

    /// The name in an identity response, which may be empty: some clients answer so and mean IDi.
    public Optional<String> identity() {
        return is(EapCode.RESPONSE, EapType.IDENTITY) ? Optional.of(data.utf8()) : Optional.empty();
    }

    /// The methods that a Nak, plain or expanded, would take instead; none if this is no Nak or it wants none.
    public List<EapType> desired() {
        var desired = new ArrayList<EapType>();
        if (is(EapCode.RESPONSE, EapType.NAK)) {
            for (int i = 0; i < data.length(); i++) {
                int wanted = data.u8(i);
                // Section 5.3.1: 254 says that expanded types would do, without naming one.
                if (wanted != 0 && wanted != EXPANDED) desired.add(EapType.of(wanted));
            }
        } else if (is(EapCode.RESPONSE, EapType.EXPANDED_NAK)) {
            for (int at = 0; at + 8 <= data.length(); at += 8) {
                int vendor = (int) (data.u32(at) & 0xff_ffff);
                long wanted = data.u32(at + 4);
                if (data.u8(at) != EXPANDED || vendor == 0 && wanted == 0) continue;
                // Section 5.7: with vendor zero the vendor's types are the plain ones.
                desired.add(vendor == 0 && wanted < EXPANDED
                        ? EapType.of((int) wanted)
                        : EapType.expanded(vendor, wanted));
            }
        }
        return desired;
    }

    private static boolean hasType(EapCode code) {
        return code.equals(EapCode.REQUEST) || code.equals(EapCode.RESPONSE);
    }

    private static boolean isResult(EapCode code) {
        return code.equals(EapCode.SUCCESS) || code.equals(EapCode.FAILURE);
    }

    /// `Request 1 Identity`, `Success 7`.
    public String summary() {
        return code + " " + identifier + type.map(method -> " " + method).orElse("");
    }
}
