package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.dictionary.RadiusDictionary;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketTextTest {
    private static List<String> lines(Attribute... attributes) throws Exception {
        var text = new PacketText(RadiusDictionary.load(Path.of("dictionaries")));
        return text.lines(new RadiusPacket(
                RadiusCode.ACCESS_REQUEST, 1, Bytes.fromHex("00".repeat(16)), List.of(attributes)));
    }

    @Test
    void attributesHaveNamesAndValuesTheirKind() throws Exception {
        assertThat(lines(
                Attributes.USER_NAME.of("alice"),
                Attributes.NAS_IP_ADDRESS.of(Addresses.parse("192.0.2.1")),
                Attributes.SESSION_TIMEOUT.of(3600L),
                Attributes.CISCO_AVPAIR.of("ip:inacl#1=permit ip any any"),
                new Attribute(250, Bytes.fromHex("0102")),
                Attribute.ofVendor(99999, 7, Bytes.fromHex("0102")),
                Attributes.EAP_MESSAGE.of(Bytes.fromHex("0201000a01616c696365"))))
                .containsExactly(
                        "User-Name = alice",
                        "NAS-IP-Address = 192.0.2.1",
                        "Session-Timeout = 3600",
                        "Cisco-AVPair = ip:inacl#1=permit ip any any",
                        "attribute 250 = 0x0102",
                        "attribute 7 of vendor 99999 = 0x0102",
                        "EAP-Message = Response Identity, identifier 1, 10 octets");
    }

    @Test
    void whatIsSecretIsToldByItsLength() throws Exception {
        Bytes secret = Bytes.ofUtf8("secret-secret-16");
        List<String> lines = lines(
                new Attribute(2, secret),
                new Attribute(3, secret),
                new Attribute(69, secret),
                new Attribute(80, secret),
                Attribute.ofVendor(311, 16, secret),
                Attribute.ofVendor(311, 25, secret),
                Attributes.CISCO_AVPAIR.of("ipsec:ikev2-password-local=secret-secret"),
                Attributes.CISCO_AVPAIR.of("Tunnel-Secret*secret-secret"));
        assertThat(lines).hasSize(8).noneMatch(line -> line.contains("secret-secret"))
                .contains("User-Password = (hidden, 16 octets)", "Cisco-AVPair = ipsec:ikev2-password-local=(hidden)");
    }

    @Test
    void nothingThatASenderWritesActsOnATerminal() throws Exception {
        assertThat(lines(Attributes.USER_NAME.of("a\u001b[2Jb"))).noneMatch(line -> line.contains("\u001b"));
    }
}
