package gatehouse.load;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.crypto.EspCipher;
import gatehouse.crypto.EspKeys;
import gatehouse.dataplane.ChildSaSpec;
import java.net.Inet4Address;

/// What a client sends through its tunnel: the same UDP packet again and again, sealed anew (RFC 4303).
final class EspSource {
    private static final int ESP_HEADER = 8;
    private static final int LONGEST_IV_AND_ICV = 16 + 32;
    private static final int TRAILER = 2;
    private static final int IPV4 = 4;
    private static final int UDP = 17;
    private static final int DISCARD = 9;

    private final int spi;
    private final EspKeys keys;
    private final Bytes inner;
    private long sequence;

    EspSource(ChildSaSpec child, Inet4Address from, Traffic traffic) {
        this.spi = child.outboundSpi();
        this.keys = EspKeys.of(
                child.cipher(), child.outboundKey(), child.outboundIntegrity(), child.extendedSequence());
        this.inner = packet(from, traffic);
    }

    int spi() {
        return spi;
    }

    Bytes next(EspCipher cipher) {
        int padding = Math.floorMod(-(inner.length() + TRAILER), keys.alignment());
        int text = inner.length() + padding + TRAILER;
        byte[] packet = new byte[ESP_HEADER + LONGEST_IV_AND_ICV + text];
        new ByteWriter(4).u32(spi & 0xffff_ffffL).toBytes().copyTo(packet, 0);
        int at = ESP_HEADER + keys.ivLength();
        inner.copyTo(packet, at);
        at += inner.length();
        // RFC 4303, section 2.4: 1, 2, 3, …
        for (int i = 1; i <= padding; i++) packet[at++] = (byte) i;
        packet[at++] = (byte) padding;
        packet[at] = IPV4;
        return Bytes.wrap(packet).slice(0, cipher.seal(keys, packet, 0, ++sequence, text));
    }

    private static Bytes packet(Inet4Address from, Traffic traffic) {
        Bytes header = header(from, traffic, 0);
        int sum = 0;
        for (int i = 0; i < header.length(); i += 2) sum += header.u16(i);
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        return new ByteWriter(traffic.octets())
                .bytes(header(from, traffic, ~sum & 0xffff))
                .u16(DISCARD)
                .u16(DISCARD)
                .u16(traffic.octets() - 20)
                // RFC 768: none.
                .u16(0)
                .zero(traffic.octets() - Traffic.SHORTEST)
                .toBytes();
    }

    private static Bytes header(Inet4Address from, Traffic traffic, int checksum) {
        return new ByteWriter(20)
                .u8(0x45)
                .u8(0)
                .u16(traffic.octets())
                .u16(0)
                .u16(0x4000)
                .u8(64)
                .u8(UDP)
                .u16(checksum)
                .bytes(from.getAddress())
                .bytes(traffic.to().getAddress())
                .toBytes();
    }
}
