package gatehouse.radius;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import java.security.MessageDigest;
import java.util.List;

/// Makes and checks what proves that a packet is from somebody who knows the shared secret: the authenticators of RFC
/// 2865 (section 3), RFC 2866 (section 3) and RFC 5176 (section 2.3), and Message-Authenticator (RFC 3579, section 3.2).
/// Belongs to one thread.
public final class Authenticators {
    private static final int AUTHENTICATOR_AT = 4;
    private static final int MESSAGE_AUTHENTICATOR = 80;
    private static final byte[] ZERO = new byte[Md5.LENGTH];

    private final Md5 md5 = new Md5();

    /// What a Message-Authenticator says.
    public enum Verdict {
        ABSENT,
        GENUINE,
        WRONG
    }

    /// How many octets a packet with these attributes has, Message-Authenticator included.
    public static int packetLength(List<Attribute> attributes) {
        int length = RadiusPacket.HEADER + 2 + Md5.LENGTH;
        for (Attribute attribute : attributes) length += 2 + attribute.value().length();
        return length;
    }

    /// An Access-Request, with Message-Authenticator as its first attribute: whoever collides MD5 behind it would have to
    /// collide HMAC-MD5 first (CVE-2024-3596).
    public Bytes accessRequest(int identifier, Bytes authenticator, List<Attribute> attributes, Secret secret) {
        return signed(RadiusCode.ACCESS_REQUEST, identifier, authenticator, attributes, secret);
    }

    /// A Status-Server request, made like an Access-Request to whichever port it goes (RFC 5997, section 3).
    public Bytes statusServer(int identifier, Bytes authenticator, Secret secret) {
        return signed(RadiusCode.STATUS_SERVER, identifier, authenticator, List.of(), secret);
    }

    private Bytes signed(
            RadiusCode code, int identifier, Bytes authenticator, List<Attribute> attributes, Secret secret) {
        ByteWriter out = start(code, identifier, authenticator, attributes);
        int at = messageAuthenticator(out);
        finish(out, attributes);
        sign(out, at, secret);
        return out.toBytes();
    }

    /// An Accounting-Request: its authenticator is a hash over all of it (RFC 2866, section 3).
    public Bytes accountingRequest(int identifier, List<Attribute> attributes, Secret secret) {
        ByteWriter out = start(RadiusCode.ACCOUNTING_REQUEST, identifier, Bytes.wrap(ZERO), attributes);
        finish(out, attributes);
        hash(out, secret);
        return out.toBytes();
    }

    /// A request for dynamic authorization, as a server makes it: like accounting, with Message-Authenticator (RFC 5176,
    /// sections 2.3 and 3.2).
    public Bytes dynamicRequest(RadiusCode code, int identifier, List<Attribute> attributes, Secret secret) {
        ByteWriter out = start(code, identifier, Bytes.wrap(ZERO), attributes);
        int at = messageAuthenticator(out);
        finish(out, attributes);
        sign(out, at, secret);
        hash(out, secret);
        return out.toBytes();
    }

    /// A response to `request`, with Message-Authenticator as its first attribute.
    public Bytes response(RadiusCode code, RadiusPacket request, List<Attribute> attributes, Secret secret) {
        ByteWriter out = start(code, request.identifier(), request.authenticator(), attributes);
        int at = messageAuthenticator(out);
        finish(out, attributes);
        sign(out, at, secret);
        hash(out, secret);
        return out.toBytes();
    }

    /// Whether the Response Authenticator of a response fits the request's (RFC 2865, section 3).
    public boolean isGenuineResponse(Bytes response, Bytes requestAuthenticator, Secret secret)
            throws MalformedException {
        return hashFits(RadiusPacket.withoutPadding(response), requestAuthenticator, secret);
    }

    /// Whether the Request Authenticator of a request for dynamic authorization or accounting fits.
    public boolean isGenuineRequest(Bytes request, Secret secret) throws MalformedException {
        return hashFits(RadiusPacket.withoutPadding(request), Bytes.wrap(ZERO), secret);
    }

    /// Looks at the Message-Authenticator of a response.
    public Verdict messageAuthenticator(Bytes response, Bytes requestAuthenticator, Secret secret)
            throws MalformedException {
        return judge(RadiusPacket.withoutPadding(response), requestAuthenticator, secret);
    }

    /// Looks at the Message-Authenticator of a request for dynamic authorization (RFC 5176, section 3.2).
    public Verdict messageAuthenticator(Bytes request, Secret secret) throws MalformedException {
        return judge(RadiusPacket.withoutPadding(request), Bytes.wrap(ZERO), secret);
    }

    private static ByteWriter start(
            RadiusCode code, int identifier, Bytes authenticator, List<Attribute> attributes) {
        return new ByteWriter(packetLength(attributes)).u8(code.code()).u8(identifier).u16(0).bytes(authenticator);
    }

    private static int messageAuthenticator(ByteWriter out) {
        out.u8(MESSAGE_AUTHENTICATOR).u8(2 + Md5.LENGTH);
        int at = out.position();
        out.zero(Md5.LENGTH);
        return at;
    }

    private static void finish(ByteWriter out, List<Attribute> attributes) {
        for (Attribute attribute : attributes) attribute.write(out);
        int length = out.position();
        if (length > RadiusPacket.LONGEST) throw new IllegalArgumentException("packet of " + length + " octets");
        out.putU16(2, length);
    }

    private void sign(ByteWriter out, int at, Secret secret) {
        md5.startHmac(secret.expose()).update(out.array(), 0, out.position());
        md5.finishHmac(secret.expose(), out.array(), at);
    }

    private void hash(ByteWriter out, Secret secret) {
        md5.update(out.array(), 0, out.position()).update(secret.expose());
        md5.finish(out.array(), AUTHENTICATOR_AT);
    }

    private boolean hashFits(Bytes packet, Bytes authenticator, Secret secret) {
        byte[] expected = new byte[Md5.LENGTH];
        md5.update(packet.slice(0, AUTHENTICATOR_AT))
                .update(authenticator)
                .update(packet.from(RadiusPacket.HEADER))
                .update(secret.expose())
                .finish(expected, 0);
        return MessageDigest.isEqual(expected, packet.slice(AUTHENTICATOR_AT, RadiusPacket.HEADER).toArray());
    }

    private Verdict judge(Bytes packet, Bytes authenticator, Secret secret) throws MalformedException {
        int at = find(packet);
        if (at < 0) return Verdict.ABSENT;
        byte[] expected = new byte[Md5.LENGTH];
        md5.startHmac(secret.expose())
                .update(packet.slice(0, AUTHENTICATOR_AT))
                .update(authenticator)
                .update(packet.slice(RadiusPacket.HEADER, at))
                .update(ZERO)
                .update(packet.from(at + Md5.LENGTH));
        md5.finishHmac(secret.expose(), expected, 0);
        boolean genuine = MessageDigest.isEqual(expected, packet.slice(at, at + Md5.LENGTH).toArray());
        return genuine ? Verdict.GENUINE : Verdict.WRONG;
    }

    private static int find(Bytes packet) throws MalformedException {
        for (int at = RadiusPacket.HEADER; at + 2 <= packet.length();) {
            int length = packet.u8(at + 1);
            if (length < 2 || at + length > packet.length()) {
                throw new MalformedException("attribute length: " + length);
            }
            if (packet.u8(at) == MESSAGE_AUTHENTICATOR) {
                if (length != 2 + Md5.LENGTH) throw new MalformedException("Message-Authenticator of " + length);
                return at + 2;
            }
            at += length;
        }
        return -1;
    }
}
