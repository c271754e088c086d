package gatehouse.ike.negotiation;

import gatehouse.aaa.EncryptedDnsServer;
import gatehouse.bytes.MalformedException;
import gatehouse.wire.CfgAttribute;
import gatehouse.wire.CfgAttributeType;
import gatehouse.wire.EncryptedDnsDigest;
import gatehouse.wire.EncryptedDnsResolver;
import gatehouse.wire.ServiceParameter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Tells clients of name servers with encrypted transports (RFC 9464).
final class EncryptedDnsReply {
    private EncryptedDnsReply() {}

    /// A server's attributes: one for each family that it has addresses of, and its digest under its name.
    static List<CfgAttribute> of(EncryptedDnsServer server) {
        var parameters = new ArrayList<ServiceParameter>(3);
        parameters.add(ServiceParameter.alpn(server.alpn()));
        server.port().ifPresent(port -> parameters.add(ServiceParameter.port(port)));
        if (!server.dohPath().isEmpty()) parameters.add(ServiceParameter.dohPath(server.dohPath()));
        var attributes = new ArrayList<CfgAttribute>(3);
        for (int length : new int[] {4, 16}) {
            List<InetAddress> addresses = server.addresses().stream()
                    .filter(address -> address.getAddress().length == length)
                    .toList();
            if (addresses.isEmpty()) continue;
            attributes
                    .add(new EncryptedDnsResolver(server.priority(), addresses, server.name(), parameters).attribute());
        }
        server.digest().ifPresent(digest -> attributes.add(
                new EncryptedDnsDigest(server.name(), EncryptedDnsDigest.SHA2_256, digest).attribute()));
        return attributes;
    }

    /// Whether a client that asks so can make use of the digests that we have.
    static boolean wantsDigest(CfgAttribute request) {
        return request.type().equals(CfgAttributeType.ENCDNS_DIGEST_INFO)
                && EncryptedDnsDigest.wanted(request).contains(EncryptedDnsDigest.SHA2_256);
    }

    /// Section 3.2: a digest has the name of its resolver only where there are several names. One whose resolver the client is
    /// not told is left out.
    ///
    /// @param attributes everything that a client is told
    static List<CfgAttribute> settled(List<CfgAttribute> attributes) {
        Set<String> names = new HashSet<>();
        for (CfgAttribute attribute : attributes) {
            if (EncryptedDnsResolver.is(attribute)) names.add(resolver(attribute).name());
        }
        var settled = new ArrayList<CfgAttribute>(attributes.size());
        for (CfgAttribute attribute : attributes) {
            if (!attribute.type().equals(CfgAttributeType.ENCDNS_DIGEST_INFO)) {
                settled.add(attribute);
                continue;
            }
            EncryptedDnsDigest digest = digest(attribute);
            if (!names.contains(digest.name())) continue;
            String name = names.size() == 1 ? "" : digest.name();
            settled.add(new EncryptedDnsDigest(name, digest.algorithm(), digest.digest()).attribute());
        }
        return settled;
    }

    private static EncryptedDnsResolver resolver(CfgAttribute ours) {
        try {
            return EncryptedDnsResolver.read(ours);
        } catch (MalformedException e) {
            throw new IllegalStateException("we wrote " + ours, e);
        }
    }

    private static EncryptedDnsDigest digest(CfgAttribute ours) {
        try {
            return EncryptedDnsDigest.read(ours);
        } catch (MalformedException e) {
            throw new IllegalStateException("we wrote " + ours, e);
        }
    }
}
