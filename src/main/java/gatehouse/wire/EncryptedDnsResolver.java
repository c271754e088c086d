package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The value of ENCDNS_IP4 and ENCDNS_IP6: a resolver that is asked over an encrypted transport (RFC 9464, section 3.1).
///
/// @param priority   the lower, the better; never 0, which would be an alias
/// @param addresses  at least one, all of one family: that of the attribute
/// @param name       that the resolver proves to have (authentication domain name), without a dot behind it
/// @param parameters how it is asked, each key once
public record EncryptedDnsResolver(
        int priority, List<InetAddress> addresses, String name, List<ServiceParameter> parameters) {
    private static final int LARGEST_PRIORITY = 0xffff;
    private static final int MOST = 255;

    public EncryptedDnsResolver {
        addresses = List.copyOf(addresses);
        parameters = parameters.stream().sorted(Comparator.comparingInt(ServiceParameter::key)).toList();
        if (priority < 1 || priority > LARGEST_PRIORITY) throw new IllegalArgumentException("priority " + priority);
        if (addresses.isEmpty() || addresses.size() > MOST) {
            throw new IllegalArgumentException(addresses.size() + " addresses of " + name);
        }
        if (addresses.stream().mapToInt(address -> address.getAddress().length).distinct().count() > 1) {
            throw new IllegalArgumentException("addresses of two families");
        }
        // "The name MUST NOT contain any terminators (e.g., NULL, CR)."
        if (name.isEmpty() || name.length() > MOST || name.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("name of " + name.length() + " characters");
        }
    }

    public CfgAttribute attribute() {
        boolean ipv4 = addresses.getFirst().getAddress().length == 4;
        var out = new ByteWriter(64).u16(priority).u8(addresses.size()).u8(name.length());
        addresses.forEach(address -> out.bytes(Addresses.bytes(address)));
        out.bytes(Bytes.ofUtf8(name));
        parameters.forEach(parameter -> parameter.write(out));
        return new CfgAttribute(ipv4 ? CfgAttributeType.ENCDNS_IP4 : CfgAttributeType.ENCDNS_IP6, out.toBytes());
    }

    public static boolean is(CfgAttribute attribute) {
        return attribute.type().equals(CfgAttributeType.ENCDNS_IP4)
                || attribute.type().equals(CfgAttributeType.ENCDNS_IP6);
    }

    /// @param attribute one of the two, of a reply or of CFG_SET: one that asks may be empty
    public static EncryptedDnsResolver read(CfgAttribute attribute) throws MalformedException {
        int length = attribute.type().equals(CfgAttributeType.ENCDNS_IP4) ? 4 : 16;
        var in = new ByteReader(attribute.value());
        int priority = in.u16("priority of " + attribute.type());
        int count = in.u8("number of addresses of " + attribute.type());
        int nameLength = in.u8("length of the name of " + attribute.type());
        var addresses = new ArrayList<InetAddress>(count);
        for (int i = 0; i < count; i++) addresses.add(Addresses.of(in.bytes(length, "address of " + attribute.type())));
        String name = in.bytes(nameLength, "name of " + attribute.type()).utf8();
        try {
            return new EncryptedDnsResolver(priority, addresses, name, ServiceParameter.readAll(in));
        } catch (IllegalArgumentException e) {
            throw new MalformedException(attribute.type() + ": " + e.getMessage());
        }
    }
}
