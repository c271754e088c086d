package gatehouse.server;

import gatehouse.bytes.Bytes;
import gatehouse.eap.EapPacket;
import gatehouse.bytes.MalformedException;
import gatehouse.radius.Attribute;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.dictionary.RadiusDictionary;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// RADIUS packets for people: attributes by name. What is secret, or may be, is told by its length alone.
final class PacketText {
    private static final int USER_PASSWORD = 2;
    private static final int CHAP_PASSWORD = 3;
    private static final int TUNNEL_PASSWORD = 69;
    private static final int EAP_MESSAGE = 79;
    private static final int MESSAGE_AUTHENTICATOR = 80;
    private static final Set<Integer> HIDDEN = Set.of(
            USER_PASSWORD, CHAP_PASSWORD, TUNNEL_PASSWORD, MESSAGE_AUTHENTICATOR);
    private static final int MICROSOFT = 311;
    private static final int MS_PRIMARY_DNS = 28;
    private static final int MS_SECONDARY_NBNS = 31;
    private static final int CISCO = 9;
    private static final int CISCO_AVPAIR = 1;
    private static final Pattern SECRET_PAIR = Pattern.compile("(?i)([^=*]*(?:password|secret|key)[^=*]*)[=*].*");

    private final RadiusDictionary dictionary;

    PacketText(RadiusDictionary dictionary) {
        this.dictionary = dictionary;
    }

    /// One line for each attribute, the EAP packet last.
    List<String> lines(RadiusPacket packet) {
        var lines = new ArrayList<String>();
        for (Attribute attribute : packet.attributes()) {
            if (attribute.type() == EAP_MESSAGE) continue;
            for (Attribute single : attribute.single()) lines.add(line(single));
        }
        Bytes eap = packet.eapMessage();
        if (!eap.isEmpty()) lines.add("EAP-Message = " + eap(eap));
        return lines;
    }

    private static String eap(Bytes octets) {
        try {
            EapPacket packet = EapPacket.read(octets);
            String type = packet.type().map(known -> " " + known).orElse("");
            return packet.code() + type + ", identifier " + packet.identifier() + ", " + octets.length() + " octets";
        } catch (MalformedException e) {
            return octets.length() + " octets that are no EAP: " + e.getMessage();
        }
    }

    private String line(Attribute attribute) {
        Bytes value = attribute.value();
        if (attribute.type() != Attribute.VENDOR_SPECIFIC) return line(0, attribute.type(), value);
        if (value.length() < 6) return "Vendor-Specific = " + value.length() + " octets";
        return line((int) value.u32(0), value.u8(4), value.from(6));
    }

    private String line(int vendor, int type, Bytes value) {
        Optional<RadiusDictionary.Entry> entry = dictionary.find(vendor, type);
        String name = entry.map(RadiusDictionary.Entry::name)
                .orElse("attribute " + type + (vendor == 0 ? "" : " of vendor " + vendor));
        if (isHidden(vendor, type)) return name + " = (hidden, " + value.length() + " octets)";
        String kind = entry.map(RadiusDictionary.Entry::dataType).orElse("octets");
        return name + " = " + text(vendor, type, kind, value);
    }

    // Microsoft's are challenges, responses and keys, but for name servers.
    private static boolean isHidden(int vendor, int type) {
        return vendor == 0
                ? HIDDEN.contains(type)
                : vendor == MICROSOFT && (type < MS_PRIMARY_DNS || type > MS_SECONDARY_NBNS);
    }

    private String text(int vendor, int type, String kind, Bytes value) {
        return switch (kind.toLowerCase(Locale.ROOT)) {
            case "string" -> {
                String text = new String(value.toArray(), StandardCharsets.UTF_8);
                var secret = SECRET_PAIR.matcher(text);
                boolean isPair = vendor == CISCO && type == CISCO_AVPAIR;
                yield isPair && secret.matches() ? secret.group(1) + "=(hidden)" : SessionLog.clean(text);
            }
            case "integer", "date" -> value.length() == 4 ? number(vendor, type, value) : "0x" + value;
            case "ipaddr", "ipv6addr" -> address(value);
            default -> "0x" + value;
        };
    }

    private String number(int vendor, int type, Bytes value) {
        return dictionary.valueName(vendor, type, (int) value.u32(0)).orElse(Long.toString(value.u32(0)));
    }

    private static String address(Bytes value) {
        try {
            return InetAddress.getByAddress(value.toArray()).getHostAddress();
        } catch (UnknownHostException _) {
            return "0x" + value;
        }
    }
}
