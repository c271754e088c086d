package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// The value of ENCDNS_DIGEST_INFO: what a resolver's certificate is known by, where no authority is trusted for it (RFC 9464,
/// section 3.2).
///
/// @param name      which resolver's; empty where there is one name only
/// @param algorithm of the registry of RFC 7427, section 7
/// @param digest    of the certificate's SubjectPublicKeyInfo in DER
public record EncryptedDnsDigest(String name, int algorithm, Bytes digest) {
    /// The one that everybody has to know.
    public static final int SHA2_256 = 2;

    /// What a client asks for: a digest by one of these.
    public static CfgAttribute request(List<Integer> algorithms) {
        var out = new ByteWriter(2 + 2 * algorithms.size()).u8(algorithms.size()).u8(0);
        algorithms.forEach(out::u16);
        return new CfgAttribute(CfgAttributeType.ENCDNS_DIGEST_INFO, out.toBytes());
    }

    /// The hash algorithms that a client names when it asks; none where it is silent or cannot be understood, for a wrong wish
    /// is better passed over than punished.
    public static List<Integer> wanted(CfgAttribute request) {
        var in = new ByteReader(request.value());
        try {
            int count = in.u8("number of hash algorithms");
            in.skip(in.u8("length of the name"), "name");
            var algorithms = new ArrayList<Integer>(count);
            for (int i = 0; i < count; i++) algorithms.add(in.u16("hash algorithm"));
            return algorithms;
        } catch (MalformedException _) {
            return List.of();
        }
    }

    public CfgAttribute attribute() {
        Bytes octets = Bytes.ofUtf8(name);
        return new CfgAttribute(
                CfgAttributeType.ENCDNS_DIGEST_INFO,
                new ByteWriter(4 + octets.length() + digest.length())
                        .u8(1)
                        .u8(octets.length())
                        .bytes(octets)
                        .u16(algorithm)
                        .bytes(digest)
                        .toBytes());
    }

    /// Of a reply or of CFG_SET.
    public static EncryptedDnsDigest read(CfgAttribute attribute) throws MalformedException {
        var in = new ByteReader(attribute.value());
        int count = in.u8("number of hash algorithms");
        if (count != 1) throw new MalformedException("a digest by " + count + " hash algorithms");
        String name = in.bytes(in.u8("length of the name"), "name").utf8();
        return new EncryptedDnsDigest(name, in.u16("hash algorithm"), in.rest());
    }
}
