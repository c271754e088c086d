package gatehouse.transport.radsec;

/// The message by which a DTLS server has a client prove its address (RFC 6347, section 4.2.1). Servers by OpenSSL say version
/// 1.0 in it, as the RFC recommends, and as it forbids clients to care about; but Bouncy Castle then takes cookies of 32 octets at
/// most, as 1.0 had, and radsecproxy's are longer. The message goes into no hash, so nobody misses what it said.
final class HelloVerifyRequest {
    private static final int RECORD_HEADER = 13;
    private static final int HANDSHAKE_HEADER = 12;
    private static final int VERSION_AT = RECORD_HEADER + HANDSHAKE_HEADER;
    private static final byte HANDSHAKE = 22;
    private static final byte HELLO_VERIFY_REQUEST = 3;
    private static final byte MAJOR = (byte) 0xfe;
    private static final byte MINOR_1_0 = (byte) 0xff;
    private static final byte MINOR_1_2 = (byte) 0xfd;

    private HelloVerifyRequest() {}

    /// Makes version 1.0 in such a message 1.2, and leaves alone whatever else the datagram is.
    static void mend(byte[] datagram, int offset, int length) {
        if (length < VERSION_AT + 2 || datagram[offset] != HANDSHAKE) return;
        if (datagram[offset + RECORD_HEADER] != HELLO_VERIFY_REQUEST) return;
        // Epoch 0: what is encrypted only looks as if it were one.
        if (datagram[offset + 3] != 0 || datagram[offset + 4] != 0) return;
        int version = offset + VERSION_AT;
        if (datagram[version] == MAJOR && datagram[version + 1] == MINOR_1_0) datagram[version + 1] = MINOR_1_2;
    }
}
