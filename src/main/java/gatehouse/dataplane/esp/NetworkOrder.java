package gatehouse.dataplane.esp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Numbers in arrays of octets, in network order.
final class NetworkOrder {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN).withInvokeExactBehavior();
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN).withInvokeExactBehavior();
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN).withInvokeExactBehavior();

    private NetworkOrder() {}

    static int u8(byte[] octets, int at) {
        return octets[at] & 0xff;
    }

    static int u16(byte[] octets, int at) {
        return (short) SHORT.get(octets, at) & 0xffff;
    }

    /// Four octets as the bits of an `int`.
    static int u32(byte[] octets, int at) {
        return (int) INT.get(octets, at);
    }

    static long u64(byte[] octets, int at) {
        return (long) LONG.get(octets, at);
    }

    static void put16(byte[] octets, int at, int value) {
        SHORT.set(octets, at, (short) value);
    }

    static void put32(byte[] octets, int at, int value) {
        INT.set(octets, at, value);
    }

    /// The internet checksum (RFC 1071) as far as these octets go: a sum to be folded.
    static long sum(byte[] octets, int at, int length) {
        long sum = 0;
        int end = at + length;
        int i = at;
        for (; i <= end - 4; i += 4) sum += u32(octets, i) & 0xffff_ffffL;
        if (i <= end - 2) {
            sum += (long) u16(octets, i) << 16;
            i += 2;
            if (i < end) sum += (long) u8(octets, i) << 8;
        } else if (i < end) {
            sum += (long) u8(octets, i) << 24;
        }
        return sum;
    }

    /// The checksum of a sum.
    static int fold(long sum) {
        long folded = (sum >>> 32) + (sum & 0xffff_ffffL);
        folded = (folded >>> 16) + (folded & 0xffff);
        folded = (folded >>> 16) + (folded & 0xffff);
        folded = (folded >>> 16) + (folded & 0xffff);
        return (int) ~folded & 0xffff;
    }

    /// Corrects a checksum after two octets of what it covers have changed (RFC 1624, equation 3).
    static void changed(byte[] octets, int checksumAt, int before, int after) {
        int sum = (~u16(octets, checksumAt) & 0xffff) + (~before & 0xffff) + after;
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        put16(octets, checksumAt, ~sum);
    }
}
