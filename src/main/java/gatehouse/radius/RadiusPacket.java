package gatehouse.radius;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A RADIUS packet (RFC 2865, section 3). Whether it is genuine is [Authenticators]' question.
///
/// @param authenticator 16 octets
public record RadiusPacket(RadiusCode code, int identifier, Bytes authenticator, List<Attribute> attributes) {
    public static final int HEADER = 20;
    /// RFC 2865, section 3; RFC 7930 allows more over TCP only.
    public static final int LONGEST = 4096;

    public RadiusPacket {
        if (identifier < 0 || identifier > 255) throw new IllegalArgumentException("identifier " + identifier);
        if (authenticator.length() != 16) {
            throw new IllegalArgumentException("authenticator of " + authenticator.length() + " octets");
        }
        attributes = List.copyOf(attributes);
    }

    /// Reads a datagram. Octets behind the length are padding (section 3); attributes must fill the length exactly.
    public static RadiusPacket read(Bytes datagram) throws MalformedException {
        Bytes packet = withoutPadding(datagram);
        var in = new ByteReader(packet);
        var code = new RadiusCode(in.u8("code"));
        int identifier = in.u8("identifier");
        in.skip(2, "length");
        Bytes authenticator = in.bytes(16, "authenticator");
        var attributes = new ArrayList<Attribute>(16);
        while (in.hasRemaining()) {
            int type = in.u8("attribute type");
            int length = in.u8("attribute length");
            if (type == 0) throw new MalformedException("attribute type 0");
            if (length < 2) throw new MalformedException("attribute length: " + length);
            attributes.add(new Attribute(type, in.bytes(length - 2, "attribute " + type)));
        }
        return new RadiusPacket(code, identifier, authenticator, attributes);
    }

    /// The packet proper of a datagram.
    static Bytes withoutPadding(Bytes datagram) throws MalformedException {
        if (datagram.length() < HEADER) throw new MalformedException("packet of " + datagram.length() + " octets");
        int length = datagram.u16(2);
        if (length < HEADER || length > LONGEST || length > datagram.length()) {
            throw new MalformedException("length: says " + length + " octets, have " + datagram.length());
        }
        return datagram.slice(0, length);
    }

    /// The first value of an attribute; empty if it is absent or not of its kind.
    public <T> Optional<T> first(AttributeKey<T> key) {
        for (Attribute attribute : attributes) {
            Optional<T> value = key.valueOf(attribute);
            if (value.isPresent()) return value;
        }
        return Optional.empty();
    }

    /// Every value of an attribute, in order; those not of its kind are left out.
    public <T> List<T> all(AttributeKey<T> key) {
        var values = new ArrayList<T>(2);
        for (Attribute attribute : attributes) values.addAll(key.readAll(attribute));
        return values;
    }

    /// The EAP packet that all EAP-Message attributes make together (RFC 3579, section 3.1); empty if there is none.
    public Bytes eapMessage() {
        return Bytes.concat(all(Attributes.EAP_MESSAGE).toArray(Bytes[]::new));
    }

    @Override
    public String toString() {
        return code + " " + identifier + " " + attributes;
    }
}
