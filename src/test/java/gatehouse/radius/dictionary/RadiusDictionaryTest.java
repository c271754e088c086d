package gatehouse.radius.dictionary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.bytes.Bytes;
import gatehouse.radius.Attribute;
import gatehouse.radius.AttributeKey;
import gatehouse.radius.Attributes;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RadiusDictionaryTest {
    private static final Path OURS = Path.of("dictionaries");

    @Test
    void everyAttributeThatTheCodeActsOnHasItsNameAndNumberInTheDictionary() throws Exception {
        RadiusDictionary dictionary = RadiusDictionary.load(OURS);
        int checked = 0;
        for (Field field : Attributes.class.getFields()) {
            if (!Modifier.isStatic(field.getModifiers()) || !AttributeKey.class.equals(field.getType())) continue;
            var key = (AttributeKey<?>) field.get(null);
            assertThat(dictionary.find(key.name()))
                    .as(key.name())
                    .hasValueSatisfying(entry -> {
                        assertThat(entry.vendor()).isEqualTo(key.vendor());
                        assertThat(entry.type()).isEqualTo(key.type());
                    });
            checked++;
        }
        assertThat(checked).isGreaterThan(40);
    }

    @Test
    void everyFileIsIncluded() throws IOException {
        String root = Files.readString(OURS.resolve("dictionary"));
        try (var files = Files.list(OURS)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("dictionary"))
                    .forEach(name -> assertThat(root).contains("$INCLUDE " + name + "\n"));
        }
    }

    @Test
    void attributesAreMadeFromNamesAndTexts() throws IOException {
        RadiusDictionary dictionary = RadiusDictionary.load(OURS);
        assertThat(dictionary.attribute("Framed-IP-Address", "10.9.8.7"))
                .isEqualTo(new Attribute(8, Bytes.fromHex("0a090807")));
        assertThat(dictionary.attribute("Session-Timeout", "3600"))
                .isEqualTo(new Attribute(27, Bytes.fromHex("00000e10")));
        assertThat(dictionary.attribute("Class", "staff")).isEqualTo(new Attribute(25, Bytes.ofUtf8("staff")));
        assertThat(dictionary.attribute("Class", "0x00ff")).isEqualTo(new Attribute(25, Bytes.fromHex("00ff")));
        assertThat(dictionary.attribute("Service-Type", "Framed"))
                .isEqualTo(new Attribute(6, Bytes.fromHex("00000002")));
        assertThat(dictionary.attribute("Cisco-AVPair", "a=b"))
                .isEqualTo(new Attribute(26, Bytes.fromHex("00000009 01 05 613d62")));
    }

    @Test
    void numbersHaveNames() throws IOException {
        RadiusDictionary dictionary = RadiusDictionary.load(OURS);
        assertThat(dictionary.valueName(0, 49, 6)).hasValue("Admin-Reset");
        assertThat(dictionary.find(9, 1).map(RadiusDictionary.Entry::name)).hasValue("Cisco-AVPair");
    }

    @Test
    void anAttributeThatMayHaveATagHasRoomForIt() throws IOException {
        RadiusDictionary dictionary = RadiusDictionary.load(OURS);
        assertThat(dictionary.attribute("Tunnel-Type", "VLAN")).isEqualTo(new Attribute(64, Bytes.fromHex("0000000d")));
        assertThat(dictionary.attribute("Tunnel-Private-Group-Id", "100"))
                .isEqualTo(new Attribute(81, Bytes.fromHex("00313030")));
    }

    @Test
    void ipv6HasItsOwnSpellings() throws IOException {
        RadiusDictionary dictionary = RadiusDictionary.load(OURS);
        assertThat(dictionary.attribute("Framed-Interface-Id", "0:0:a1:1"))
                .isEqualTo(new Attribute(96, Bytes.fromHex("0000000000a10001")));
        assertThat(dictionary.attribute("Framed-IPv6-Prefix", "2001:db8::/32").value().slice(0, 6))
                .isEqualTo(Bytes.fromHex("002020010db8"));
        for (String wrong : new String[] {"0:0:1", "0:0:0:10000", "0:0:0:x", "::1:1:1"}) {
            assertThatThrownBy(() -> dictionary.attribute("Framed-Interface-Id", wrong))
                    .hasMessage("'" + wrong + "' is no ifid for Framed-Interface-Id");
        }
    }

    @Test
    void whatIsHiddenCannotBeGivenAsText() throws IOException {
        RadiusDictionary dictionary = RadiusDictionary.load(OURS);
        assertThatThrownBy(() -> dictionary.attribute("MS-MPPE-Send-Key", "0x00"))
                .hasMessage("MS-MPPE-Send-Key is hidden and cannot be given as text");
        assertThatThrownBy(() -> dictionary.attribute("Tunnel-Password", "x")).hasMessageContaining("hidden");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                    ATTRIBUTE A one string                            | 1 | 'one' is no number from 0 to 255
                    ATTRIBUTE A 256 string                            | 1 | '256' is no number from 0 to 255
                    ATTRIBUTE A 0 string                              | 1 | attribute number 0
                    ATTRIBUTE A 1                                     | 1 | ATTRIBUTE with 2 words behind it
                    ATTRIBUTE A 1 strnig                              | 1 | unknown data type 'strnig'
                    ATTRIBUTE A 1 string has_tags                     | 1 | unknown option 'has_tags'
                    ATTRIBUTE A 1 string;ATTRIBUTE A 2 string         | 2 | attribute 'A' is there already, in @:1
                    ATTRIBUTE A 1 string;#;;ATTRIBUTE B 1 string      | 4 | attribute 1 is there already, in @:1
                    VALUE A x 1                                       | 1 | unknown attribute 'A'
                    ATTRIBUTE A 1 string;VALUE A x 1                  | 2 | A is no number, but string
                    ATTRIBUTE A 1 integer;VALUE A x y                 | 2 | 'y' is no number from 0 to 4294967295
                    ATTRIBUTE A 1 integer;VALUE A x 1;VALUE A x 2     | 3 | value 'x' is there twice
                    ATRIBUTE A 1 string                               | 1 | unknown word 'ATRIBUTE'
                    BEGIN-VENDOR X                                    | 1 | unknown vendor 'X'
                    VENDOR X 9;VENDOR Y 9                             | 2 | vendor 9 is there already, in @:1
                    VENDOR X 9;VENDOR X 8                             | 2 | vendor 'X' is there twice
                    VENDOR X 9 format=2,1                             | 1 | 'format=2,1': only types and lengths of one octet are understood
                    VENDOR X 9;BEGIN-VENDOR X                         | 2 | BEGIN-VENDOR without END-VENDOR
                    VENDOR X 9;VENDOR Y 8;BEGIN-VENDOR X;END-VENDOR Y | 4 | END-VENDOR without its BEGIN-VENDOR
                    VENDOR X 9;BEGIN-VENDOR X;BEGIN-VENDOR X          | 3 | the vendor of @:2 has no END-VENDOR yet
                    $INCLUDE nothing                                  | 1 | there is no #nothing
                    $INCLUDE dictionary                               | 1 | #dictionary includes itself
                    """)
    void aMistakeIsToldWithFileAndLine(String text, int line, String mistake, @TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("dictionary.wrong");
        Files.writeString(directory.resolve("dictionary"), "# ours\n$INCLUDE dictionary.wrong\n");
        Files.writeString(file, text.replace(';', '\n'));
        String expected = mistake.replace("@", file.toString()).replace("#", directory + "/");
        assertThatThrownBy(() -> RadiusDictionary.load(directory))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ":" + line + ": " + expected);
    }

    @Test
    void ofSeveralNamesOfANumberTheFirstIsShown(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("dictionary"), """
                ATTRIBUTE Colour 200 integer # of money
                VALUE Colour Grey 0x07
                VALUE Colour Gray 7
                """);
        RadiusDictionary dictionary = RadiusDictionary.load(directory);
        assertThat(dictionary.valueName(0, 200, 7)).hasValue("Grey");
        assertThat(dictionary.attribute("Colour", "Gray")).isEqualTo(dictionary.attribute("Colour", "Grey"));
    }

    @Test
    void whatIsNotThereIsAnError(@TempDir Path empty) throws IOException {
        RadiusDictionary dictionary = RadiusDictionary.load(OURS);
        assertThatThrownBy(() -> dictionary.attribute("Framed-IP-Adress", "10.0.0.1"))
                .hasMessage("unknown attribute 'Framed-IP-Adress'");
        assertThatThrownBy(() -> dictionary.attribute("Framed-IP-Address", "ten"))
                .hasMessage("'ten' is no ipaddr for Framed-IP-Address");
        assertThatThrownBy(() -> RadiusDictionary.load(empty)).isInstanceOf(IOException.class);
    }
}
