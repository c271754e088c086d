package gatehouse.config;

import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.pki.Credential;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IdType;
import gatehouse.wire.PayloadType;

/// Who the gateway is.
public sealed interface IdentitySettings {
    /// The name that clients know it by: a host name or an address.
    String name();

    /// Our IDr: addresses and mail addresses are identities of their own kind, everything else is a host name.
    default IdPayload payload() {
        try {
            Bytes address = Addresses.bytes(Values.address(name()));
            IdType type = address.length() == 4 ? IdType.IPV4_ADDR : IdType.IPV6_ADDR;
            return new IdPayload(PayloadType.IDR, type, address);
        } catch (Unfit _) {
            IdType type = name().indexOf('@') > 0 ? IdType.RFC822_ADDR : IdType.FQDN;
            return new IdPayload(PayloadType.IDR, type, Bytes.ofUtf8(name()));
        }
    }

    /// It has a certificate, which bears the name.
    record Certified(String name, Credential credential) implements IdentitySettings {}

    /// The laboratory authority in the state directory makes it one.
    record Laboratory(String name) implements IdentitySettings {}
}
