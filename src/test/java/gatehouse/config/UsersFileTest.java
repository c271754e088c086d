package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import gatehouse.radius.Attributes;
import gatehouse.radius.dictionary.RadiusDictionary;
import gatehouse.radius.server.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersFileTest {
    @TempDir
    Path directory;

    @Test
    void aUserHasPasswordMethodsAndReply() throws Exception {
        UsersFile users = read("""
                users:
                  alice@example.com:
                    password: s3cret
                    methods: [gtc, md5]
                    reply:
                      Framed-IP-Address: 10.1.2.3
                      Cisco-AVPair: [a=1, b=2]
                  bob:
                    password: "1234"
                """);
        User alice = users.find("alice@example.com").orElseThrow();
        assertThat(alice.password()).isEqualTo(Secret.ofUtf8("s3cret"));
        assertThat(alice.methods()).containsExactly(User.Method.GTC, User.Method.MD5);
        assertThat(alice.reply())
                .containsExactly(
                        Attributes.FRAMED_IP_ADDRESS.of(Addresses.parse("10.1.2.3")),
                        Attributes.CISCO_AVPAIR.of("a=1"),
                        Attributes.CISCO_AVPAIR.of("b=2"));
        assertThat(users.find("bob").orElseThrow().methods().getFirst()).isEqualTo(User.Method.MSCHAPV2);
        assertThat(users.find("eve")).isEmpty();
    }

    @Test
    void everyMistakeIsToldWithItsLine() {
        assertThatThrownBy(() -> read("""
                users:
                  alice:
                    pasword: x
                    reply:
                      Framed-IP-Adress: 10.1.2.3
                """))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("users.yaml:2")
                .hasMessageContaining("users.yaml:3")
                .hasMessageContaining("unknown attribute 'Framed-IP-Adress'");
    }

    @Test
    void whatTheServerMakesItselfCannotBeGiven() {
        for (String name : new String[] {"State", "EAP-Message", "Message-Authenticator", "MS-MPPE-Send-Key"}) {
            assertThatThrownBy(() -> read("users: {alice: {password: x, reply: {" + name + ": 0x00}}}"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("users.yaml:1")
                    .hasMessageContaining(name + " is ");
        }
    }

    @Test
    void aChangedFileIsReadAgainAndABrokenOneIsNot() throws Exception {
        UsersFile users = read("users: {alice: {password: one}}");
        write("users: {carol: {password: two}}", 2);
        assertThat(users.find("alice")).isEmpty();
        assertThat(users.find("carol")).isPresent();
        write("users: {carol: {}}", 3);
        assertThat(users.find("carol")).isPresent();
    }

    @Test
    void theExampleIsSound() throws Exception {
        RadiusDictionary dictionary = RadiusDictionary.load(Path.of("dictionaries"));
        assertThat(UsersFile.open(Path.of("conf/users.yaml"), dictionary, Map.of()).size()).isPositive();
    }

    private UsersFile read(String text) throws Exception {
        write(text, 1);
        return UsersFile.open(directory.resolve("users.yaml"), RadiusDictionary.load(Path.of("dictionaries")),
                Map.of());
    }

    private void write(String text, int second) throws IOException {
        Path file = directory.resolve("users.yaml");
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000L * second));
    }
}
