package gatehouse.aaa.radius;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.Usage;
import java.time.Instant;

/// What a session had carried by a certain time, as it lies on the disk.
record Counters(Instant at, Usage usage) {
    private static final int VERSION = 1;

    Bytes write() {
        return new ByteWriter(41)
                .u8(VERSION)
                .u64(at.toEpochMilli())
                .u64(usage.octetsIn())
                .u64(usage.packetsIn())
                .u64(usage.octetsOut())
                .u64(usage.packetsOut())
                .toBytes();
    }

    static Counters read(Bytes octets) throws MalformedException {
        var in = new ByteReader(octets);
        int version = in.u8("version");
        if (version != VERSION) throw new MalformedException("counters of version " + version);
        Instant at = Instant.ofEpochMilli(in.u64("time"));
        return new Counters(
                at, new Usage(in.u64("octets in"), in.u64("packets in"), in.u64("octets out"), in.u64("packets out")));
    }
}
