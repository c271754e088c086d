package gatehouse.dataplane.esp;

import static gatehouse.dataplane.esp.NetworkOrder.put32;
import static gatehouse.dataplane.esp.NetworkOrder.u8;

import gatehouse.crypto.EspKeys;

/// The parts of an ESP packet in tunnel mode (RFC 4303, section 2) that a cipher does not see to:
/// `SPI | sequence | IV | inner packet | padding | pad length | next header | ICV`.
final class EspCodec {
    private static final int HEADER = 8;
    private static final int TRAILER = 2;

    private EspCodec() {}

    /// Where the inner packet stands in an ESP packet.
    static int textAt(EspKeys keys) {
        return HEADER + keys.ivLength();
    }

    /// The text for an inner packet of this length: with padding to the alignment of the cipher.
    static int textLength(EspKeys keys, int innerLength) {
        int alignment = keys.alignment();
        return (innerLength + TRAILER + alignment - 1) / alignment * alignment;
    }

    static int espLength(EspKeys keys, int textLength) {
        return textAt(keys) + textLength + keys.icvLength();
    }

    /// Writes the SPI, and padding and trailer behind the inner packet, which is there already.
    static void frame(byte[] esp, int espAt, int spi, int innerAt, int innerLength, int textLength, int nextHeader) {
        put32(esp, espAt, spi);
        int padAt = innerAt + innerLength;
        int padding = textLength - innerLength - TRAILER;
        // RFC 4303, section 2.4: 1, 2, 3 and so on.
        for (int i = 1; i <= padding; i++) esp[padAt + i - 1] = (byte) i;
        esp[padAt + padding] = (byte) padding;
        esp[padAt + padding + 1] = (byte) nextHeader;
    }

    /// The next header of an opened text.
    static int nextHeader(byte[] text, int at, int textLength) {
        return u8(text, at + textLength - 1);
    }

    /// The inner packet's length with the padding of traffic flow confidentiality, negative if the pad length lies. What
    /// the padding says is not looked at: the ICV has already told that the peer wrote it.
    static int innerLength(byte[] text, int at, int textLength) {
        return textLength - TRAILER - u8(text, at + textLength - TRAILER);
    }
}
