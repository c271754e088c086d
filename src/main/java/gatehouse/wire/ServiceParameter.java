package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// How a service is reached, in the form that DNS has for it (SvcParams; RFC 9460, section 2.2).
///
/// @param key   from the registry of RFC 9460, section 14.3.2
/// @param value in the form that the key asks for
public record ServiceParameter(int key, Bytes value) {
    /// Protocols, each behind its length (section 7.1.1).
    public static final int ALPN = 1;
    /// Two octets (section 7.2).
    public static final int PORT = 3;
    /// A URI template, of DNS over HTTPS (RFC 9461, section 5).
    public static final int DOH_PATH = 7;
    private static final int LARGEST = 0xffff;

    public ServiceParameter {
        if (key < 0 || key > LARGEST) throw new IllegalArgumentException("service parameter " + key);
    }

    public static ServiceParameter alpn(List<String> protocols) {
        var value = new ByteWriter(16);
        for (String protocol : protocols) {
            Bytes name = Bytes.ofUtf8(protocol);
            if (name.isEmpty() || name.length() > 255) throw new IllegalArgumentException("protocol " + protocol);
            value.u8(name.length()).bytes(name);
        }
        return new ServiceParameter(ALPN, value.toBytes());
    }

    public static ServiceParameter port(int port) {
        return new ServiceParameter(PORT, new ByteWriter(2).u16(port).toBytes());
    }

    public static ServiceParameter dohPath(String template) {
        return new ServiceParameter(DOH_PATH, Bytes.ofUtf8(template));
    }

    /// Section 2.2: "SvcParamKeys SHALL appear in increasing numeric order", and so none twice.
    static List<ServiceParameter> readAll(ByteReader in) throws MalformedException {
        var parameters = new ArrayList<ServiceParameter>(4);
        int last = -1;
        while (in.hasRemaining()) {
            int key = in.u16("service parameter key");
            if (key <= last) throw new MalformedException("service parameter " + key + " after " + last);
            last = key;
            parameters
                    .add(new ServiceParameter(key, in.bytes(in.u16("service parameter length"), "service parameter")));
        }
        return parameters;
    }

    void write(ByteWriter out) {
        out.u16(key).u16(value.length()).bytes(value);
    }
}
