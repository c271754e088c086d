package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.Addresses;

/// Another gateway, in N(REDIRECT) and N(REDIRECTED_FROM) (RFC 5685, section 7).
///
/// @param kind     1 for an IPv4 address, 2 for an IPv6 address, 3 for a name
/// @param identity the address or the name itself
public record RedirectTarget(int kind, Bytes identity) {
    public static final int IPV4 = 1;
    public static final int IPV6 = 2;
    public static final int FQDN = 3;
    private static final int LONGEST = 255;

    public RedirectTarget {
        boolean fits = switch (kind) {
            case IPV4 -> identity.length() == 4;
            case IPV6 -> identity.length() == 16;
            default -> !identity.isEmpty() && identity.length() <= LONGEST;
        };
        if (!fits) throw new IllegalArgumentException("gateway of kind " + kind + ": " + identity.length() + " octets");
    }

    /// An address, or else a name.
    public static RedirectTarget of(String text) {
        try {
            Bytes address = Addresses.bytes(Addresses.parse(text));
            return new RedirectTarget(address.length() == 4 ? IPV4 : IPV6, address);
        } catch (IllegalArgumentException _) {
            return new RedirectTarget(FQDN, Bytes.ofUtf8(text));
        }
    }

    /// The notification data.
    ///
    /// @param nonce of the request that it answers, if that is IKE_SA_INIT; empty otherwise
    public Bytes data(Bytes nonce) {
        return new ByteWriter(2 + identity.length() + nonce.length())
                .u8(kind)
                .u8(identity.length())
                .bytes(identity)
                .bytes(nonce)
                .toBytes();
    }

    /// What is before the nonce, if there is one.
    public static RedirectTarget read(Bytes data) throws MalformedException {
        var reader = new ByteReader(data);
        int kind = reader.u8("kind of gateway");
        Bytes identity = reader.bytes(reader.u8("length of gateway"), "gateway");
        try {
            return new RedirectTarget(kind, identity);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(e.getMessage());
        }
    }

    /// The nonce behind it.
    public Bytes nonce(Bytes data) {
        return data.from(2 + identity.length());
    }

    @Override
    public String toString() {
        return switch (kind) {
            case IPV4, IPV6 -> Addresses.text(Addresses.of(identity));
            default -> identity.utf8();
        };
    }
}
