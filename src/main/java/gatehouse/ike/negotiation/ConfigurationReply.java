package gatehouse.ike.negotiation;

import gatehouse.aaa.Authorization;
import gatehouse.aaa.DnssecTrustAnchor;
import gatehouse.aaa.Granted;
import gatehouse.address.Lease;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import gatehouse.wire.CfgAttribute;
import gatehouse.wire.CfgAttributeType;
import gatehouse.wire.CfgType;
import gatehouse.wire.CpPayload;
import gatehouse.wire.EncryptedDnsResolver;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Answers a configuration request (RFC 7296, section 3.15; RFC 8598; RFC 9464): addresses that were leased, and what goes with them,
/// each only if the client asked for its kind, and of the families that were leased. Attributes that nobody here knows are
/// passed over.
public final class ConfigurationReply {
    // RFC 7296, section 3.15.1: "The version or application information of the IPsec host"; the number is nobody's business.
    private static final String APPLICATION = "Gatehouse";
    private static final CfgAttributeType[] ADDRESSES = {
        CfgAttributeType.INTERNAL_IP4_ADDRESS, CfgAttributeType.INTERNAL_IP6_ADDRESS
    };
    /// What SUPPORTED_ATTRIBUTES lists (RFC 7296, section 3.15.1).
    private static final List<CfgAttributeType> SUPPORTED = List.of(
            CfgAttributeType.INTERNAL_IP4_ADDRESS,
            CfgAttributeType.INTERNAL_IP4_NETMASK,
            CfgAttributeType.INTERNAL_IP4_DNS,
            CfgAttributeType.INTERNAL_IP4_NBNS,
            CfgAttributeType.APPLICATION_VERSION,
            CfgAttributeType.INTERNAL_IP6_ADDRESS,
            CfgAttributeType.INTERNAL_IP6_DNS,
            CfgAttributeType.INTERNAL_IP4_SUBNET,
            CfgAttributeType.SUPPORTED_ATTRIBUTES,
            CfgAttributeType.INTERNAL_IP6_SUBNET,
            CfgAttributeType.INTERNAL_DNS_DOMAIN,
            CfgAttributeType.INTERNAL_DNSSEC_TA,
            CfgAttributeType.ENCDNS_IP4,
            CfgAttributeType.ENCDNS_IP6,
            CfgAttributeType.ENCDNS_DIGEST_INFO);
    private static final Set<CfgAttributeType> IPV4_ONLY = Set.of(
            CfgAttributeType.INTERNAL_IP4_NETMASK,
            CfgAttributeType.INTERNAL_IP4_DNS,
            CfgAttributeType.INTERNAL_IP4_NBNS,
            CfgAttributeType.INTERNAL_IP4_SUBNET,
            CfgAttributeType.ENCDNS_IP4,
            CfgAttributeType.MICROSOFT_IP4_SERVER);
    private static final Set<CfgAttributeType> IPV6_ONLY = Set.of(
            CfgAttributeType.INTERNAL_IP6_DNS,
            CfgAttributeType.INTERNAL_IP6_SUBNET,
            CfgAttributeType.ENCDNS_IP6,
            CfgAttributeType.MICROSOFT_IP6_SERVER);

    /// Cisco's clients take it for "the network that I am in".
    private static final Prefix WHERE_THE_CLIENT_IS = Prefix.parse("0.0.0.0/32");

    private static final Set<CfgAttributeType> CLEAR_DNS =
            Set.of(CfgAttributeType.INTERNAL_IP4_DNS, CfgAttributeType.INTERNAL_IP6_DNS);

    private ConfigurationReply() {}

    /// The address that the client would like, if it names one: of a session it had before (section 2.19).
    public static Optional<InetAddress> wish(CpPayload request, boolean ipv4) {
        int length = ipv4 ? 4 : 16;
        return request.attributes().stream()
                .filter(a -> a.type().equals(ADDRESSES[ipv4 ? 0 : 1]) && a.value().length() >= length)
                .map(a -> Addresses.of(a.value().slice(0, length)))
                .filter(address -> !address.isAnyLocalAddress())
                .findFirst();
    }

    public static boolean asksForAddress(CpPayload request, boolean ipv4) {
        return asks(request, ADDRESSES[ipv4 ? 0 : 1]);
    }

    /// @param told   what the client can be told beside its addresses
    /// @param leases none where it has addresses of its own; then it is told of both families
    public static CpPayload answer(CpPayload request, List<CfgAttribute> told, List<Lease> leases) {
        List<CfgAttribute> attributes = new ArrayList<>();
        boolean ipv4 = leases.isEmpty();
        boolean ipv6 = leases.isEmpty();
        for (Lease lease : leases) {
            byte[] address = lease.address().getAddress();
            if (address.length == 4) {
                ipv4 = true;
                attributes.add(new CfgAttribute(CfgAttributeType.INTERNAL_IP4_ADDRESS, Bytes.wrap(address)));
            } else {
                ipv6 = true;
                Bytes value = new ByteWriter(17).bytes(address).u8(lease.prefixLength()).toBytes();
                attributes.add(new CfgAttribute(CfgAttributeType.INTERNAL_IP6_ADDRESS, value));
            }
        }
        for (CfgAttribute attribute : told) {
            boolean family =
                    IPV4_ONLY.contains(attribute.type()) ? ipv4 : !IPV6_ONLY.contains(attribute.type()) || ipv6;
            if (family && asks(request, attribute.type())) attributes.add(attribute);
        }
        boolean hasServer = attributes.stream().anyMatch(ConfigurationReply::isServer);
        // RFC 8598, section 3: domains go with a server to ask, and anchors with their domain.
        attributes.removeIf(attribute -> attribute.type().equals(CfgAttributeType.INTERNAL_DNS_DOMAIN) && !hasServer
                || attribute.type().equals(CfgAttributeType.INTERNAL_DNSSEC_TA)
                        && !(hasServer && asks(request, CfgAttributeType.INTERNAL_DNS_DOMAIN)));
        // RFC 9464, section 4: who is told of encrypted transports needs no resolver that is asked in the clear.
        if (attributes.stream().anyMatch(EncryptedDnsResolver::is)) {
            attributes.removeIf(attribute -> CLEAR_DNS.contains(attribute.type()));
        }
        attributes = EncryptedDnsReply.settled(attributes);
        if (asks(request, CfgAttributeType.APPLICATION_VERSION)) {
            attributes.add(new CfgAttribute(CfgAttributeType.APPLICATION_VERSION, Bytes.ofUtf8(APPLICATION)));
        }
        if (asks(request, CfgAttributeType.SUPPORTED_ATTRIBUTES)) {
            var types = new ByteWriter(2 * SUPPORTED.size());
            SUPPORTED.forEach(type -> types.u16(type.code()));
            attributes.add(new CfgAttribute(CfgAttributeType.SUPPORTED_ATTRIBUTES, types.toBytes()));
        }
        return new CpPayload(CfgType.REPLY, attributes);
    }

    /// Tells a client what it did not ask for, for what it was told is no longer true.
    public static CpPayload set(List<CfgAttribute> told) {
        return new CpPayload(CfgType.SET, EncryptedDnsReply.settled(told));
    }

    /// What a client can be told beside its addresses, each thing under all the names that clients know it by.
    ///
    /// @param routes networks behind us that the client shall send through the tunnel; empty for everything
    /// @param excluded networks that it shall not
    /// @param own      our own addresses in the tunnel
    public static List<CfgAttribute> told(
            Authorization authorization, List<Prefix> routes, List<Prefix> excluded, List<InetAddress> own) {
        var attributes = new ArrayList<CfgAttribute>();
        addresses(attributes, CfgAttributeType.INTERNAL_IP4_NETMASK, authorization.netmasks());
        for (InetAddress server : authorization.dns()) {
            boolean ipv4 = server.getAddress().length == 4;
            addresses(
                    attributes,
                    ipv4 ? CfgAttributeType.INTERNAL_IP4_DNS : CfgAttributeType.INTERNAL_IP6_DNS,
                    List.of(server));
        }
        authorization.encryptedDns().forEach(server -> attributes.addAll(EncryptedDnsReply.of(server)));
        addresses(attributes, CfgAttributeType.INTERNAL_IP4_NBNS, authorization.nbns());
        routes.forEach(route -> attributes.add(subnet(route)));
        // RFC 8598, section 3: one domain per attribute, and its anchors right behind it.
        for (String domain : authorization.splitDns()) {
            text(attributes, CfgAttributeType.INTERNAL_DNS_DOMAIN, domain);
            authorization.trustAnchors().stream()
                    .filter(anchor -> anchor.domain().equalsIgnoreCase(domain))
                    .forEach(anchor -> attributes.add(trustAnchor(anchor)));
        }
        // Windows' servers tell their clients where they are themselves.
        for (InetAddress address : own) {
            boolean ipv4 = address.getAddress().length == 4;
            addresses(
                    attributes,
                    ipv4 ? CfgAttributeType.MICROSOFT_IP4_SERVER : CfgAttributeType.MICROSOFT_IP6_SERVER,
                    List.of(address));
        }
        unity(attributes, authorization, routes, excluded);
        return attributes;
    }

    // Cisco Unity's attributes, which Apple's clients and Cisco's ask for: a domain list is separated by commas; a network
    // is address, mask and six octets of zero.
    private static void unity(
            List<CfgAttribute> attributes, Authorization authorization, List<Prefix> routes, List<Prefix> excluded) {
        authorization.first(Granted.Banner.class)
                .ifPresent(banner -> text(attributes, CfgAttributeType.UNITY_BANNER, banner.text()));
        authorization.first(Granted.DefaultDomain.class)
                .ifPresent(domain -> text(attributes, CfgAttributeType.UNITY_DEF_DOMAIN, domain.text()));
        if (!authorization.splitDns().isEmpty()) {
            text(attributes, CfgAttributeType.UNITY_SPLITDNS_NAME, String.join(",", authorization.splitDns()));
        }
        networks(attributes, CfgAttributeType.UNITY_SPLIT_INCLUDE, routes);
        boolean local = authorization.first(Granted.IncludeLocalLan.class)
                .filter(Granted.IncludeLocalLan::yes)
                .isPresent();
        var direct = new ArrayList<>(excluded);
        if (local) direct.add(WHERE_THE_CLIENT_IS);
        networks(attributes, CfgAttributeType.UNITY_LOCAL_LAN, direct);
        authorization.first(Granted.Pfs.class)
                .ifPresent(pfs -> attributes.add(new CfgAttribute(
                        CfgAttributeType.UNITY_PFS, new ByteWriter(2).u16(pfs.yes() ? 1 : 0).toBytes())));
        List<String> backups =
                authorization.all(Granted.BackupGateway.class).map(Granted.BackupGateway::text).toList();
        if (!backups.isEmpty()) text(attributes, CfgAttributeType.UNITY_BACKUP_SERVERS, String.join(",", backups));
    }

    // RFC 8598, section 3.2.
    private static CfgAttribute trustAnchor(DnssecTrustAnchor anchor) {
        return new CfgAttribute(
                CfgAttributeType.INTERNAL_DNSSEC_TA,
                new ByteWriter(4 + anchor.digest().length())
                        .u16(anchor.keyTag())
                        .u8(anchor.algorithm())
                        .u8(anchor.digestType())
                        .bytes(anchor.digest())
                        .toBytes());
    }

    private static boolean isServer(CfgAttribute attribute) {
        return CLEAR_DNS.contains(attribute.type()) || EncryptedDnsResolver.is(attribute);
    }

    private static CfgAttribute subnet(Prefix route) {
        byte[] base = route.base().getAddress();
        if (base.length == 4) {
            Bytes value = new ByteWriter(8).bytes(base).bytes(mask(route)).toBytes();
            return new CfgAttribute(CfgAttributeType.INTERNAL_IP4_SUBNET, value);
        }
        return new CfgAttribute(
                CfgAttributeType.INTERNAL_IP6_SUBNET, new ByteWriter(17).bytes(base).u8(route.length()).toBytes());
    }

    private static void networks(List<CfgAttribute> attributes, CfgAttributeType type, List<Prefix> networks) {
        if (networks.isEmpty()) return;
        var value = new ByteWriter(14 * networks.size());
        for (Prefix network : networks) {
            byte[] base = network.base().getAddress();
            if (base.length == 4) value.bytes(base).bytes(mask(network)).zero(6);
        }
        Bytes octets = value.toBytes();
        if (!octets.isEmpty()) attributes.add(new CfgAttribute(type, octets));
    }

    private static Bytes mask(Prefix ipv4) {
        return new ByteWriter(4).u32(ipv4.length() == 0 ? 0 : -1 << 32 - ipv4.length()).toBytes();
    }

    private static boolean asks(CpPayload request, CfgAttributeType type) {
        for (CfgAttribute asked : request.attributes()) {
            if (!asked.type().equals(type)) continue;
            if (!type.equals(CfgAttributeType.ENCDNS_DIGEST_INFO) || EncryptedDnsReply.wantsDigest(asked)) return true;
        }
        return false;
    }

    private static void addresses(List<CfgAttribute> attributes, CfgAttributeType type, List<InetAddress> values) {
        values.forEach(value -> attributes.add(new CfgAttribute(type, Addresses.bytes(value))));
    }

    private static void text(List<CfgAttribute> attributes, CfgAttributeType type, String value) {
        attributes.add(new CfgAttribute(type, Bytes.ofUtf8(value)));
    }
}
