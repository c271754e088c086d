package gatehouse.aaa.radius;

import gatehouse.aaa.Direction;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.net.Addresses;
import gatehouse.radius.Attribute;
import gatehouse.radius.AttributeKey;
import gatehouse.radius.Attributes;
import gatehouse.radius.RadiusPacket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What the attributes of an Access-Accept grant, in their order. What is present and not used is kept with the reason.
final class GrantReader {
    private static final InetAddress CLIENT_CHOOSES = Addresses.parse("255.255.255.255");
    private static final InetAddress GATEWAY_CHOOSES = Addresses.parse("255.255.255.254");
    // Part of the conversation itself: nothing is granted by them, and nobody misses them.
    private static final Set<Integer> OF_THE_CONVERSATION = Set.of(
            Attributes.EAP_MESSAGE.type(),
            Attributes.MESSAGE_AUTHENTICATOR.type(),
            Attributes.STATE.type(),
            Attributes.PROXY_STATE.type());

    private final RadiusPacket packet;
    private final List<Granted> granted = new ArrayList<>();

    private GrantReader(RadiusPacket packet) {
        this.packet = packet;
    }

    static Grant read(RadiusPacket packet, Origin origin) {
        var reader = new GrantReader(packet);
        packet.attributes().stream().flatMap(attribute -> attribute.single().stream()).forEach(reader::attribute);
        return new Grant(origin, reader.granted);
    }

    private interface Meaning<T> {
        Granted of(T value);
    }

    private void attribute(Attribute attribute) {
        boolean known = take(attribute, Attributes.USER_NAME, Granted.UserName::new)
                || take(attribute, Attributes.FRAMED_IP_ADDRESS, GrantReader::framedAddress)
                || take(attribute, Attributes.FRAMED_IP_NETMASK, Granted.Netmask::new)
                || take(attribute, Attributes.FRAMED_IPV6_ADDRESS, Granted.FramedAddress::new)
                || take(attribute, Attributes.FRAMED_POOL, Granted.Pool::new)
                || take(attribute, Attributes.FRAMED_IPV6_POOL, Granted.Ipv6Pool::new)
                || take(attribute, Attributes.MS_PRIMARY_DNS_SERVER, Granted.Dns::new)
                || take(attribute, Attributes.MS_SECONDARY_DNS_SERVER, Granted.Dns::new)
                || take(attribute, Attributes.DNS_SERVER_IPV6_ADDRESS, Granted.Dns::new)
                || take(attribute, Attributes.MS_PRIMARY_NBNS_SERVER, Granted.Nbns::new)
                || take(attribute, Attributes.MS_SECONDARY_NBNS_SERVER, Granted.Nbns::new)
                || take(attribute, Attributes.SESSION_TIMEOUT, s -> new Granted.SessionTimeout(seconds(s)))
                || take(attribute, Attributes.IDLE_TIMEOUT, s -> new Granted.IdleTimeout(seconds(s)))
                || take(attribute, Attributes.ACCT_INTERIM_INTERVAL, s -> new Granted.InterimInterval(seconds(s)))
                || take(attribute, Attributes.CLASS, Granted.ClassValue::new)
                || take(attribute, Attributes.FILTER_ID, name -> new Granted.NamedAccessList(Direction.IN, name))
                || take(attribute, Attributes.CISCO_AVPAIR,
                        text -> new Granted.Ignored("Cisco-AVPair", "nothing here acts on '" + text + "'"))
                || Attributes.MS_MPPE_SEND_KEY.matches(attribute)
                || Attributes.MS_MPPE_RECV_KEY.matches(attribute)
                || OF_THE_CONVERSATION.contains(attribute.type());
        if (!known) granted.add(new Granted.Ignored(name(attribute), "nothing here acts on it"));
    }

    private <T> boolean take(Attribute attribute, AttributeKey<T> key, Meaning<T> meaning) {
        if (!key.matches(attribute)) return false;
        var alone = new RadiusPacket(packet.code(), 0, packet.authenticator(), List.of(attribute));
        List<T> values = alone.all(key);
        values.forEach(value -> granted.add(meaning.of(value)));
        if (values.isEmpty()) granted.add(new Granted.Ignored(key.name(), "its value has the wrong length"));
        return true;
    }

    // RFC 2865, section 5.8.
    private static Granted framedAddress(InetAddress address) {
        if (address.equals(CLIENT_CHOOSES)) return new Granted.ClientChoosesAddress();
        if (address.equals(GATEWAY_CHOOSES)) return new Granted.GatewayChoosesAddress();
        return new Granted.FramedAddress(address);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static String name(Attribute attribute) {
        if (attribute.type() != Attribute.VENDOR_SPECIFIC || attribute.value().length() < 5) {
            return "attribute " + attribute.type();
        }
        return "attribute " + attribute.value().u8(4) + " of vendor " + attribute.value().u32(0);
    }
}
