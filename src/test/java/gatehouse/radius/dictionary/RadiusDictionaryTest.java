package gatehouse.radius.dictionary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.bytes.Bytes;
import gatehouse.radius.Attribute;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import gatehouse.radius.AttributeKey;
import gatehouse.radius.Attributes;

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
    void whatIsNotThereIsAnError(@TempDir Path empty) throws IOException {
        RadiusDictionary dictionary = RadiusDictionary.load(OURS);
        assertThatThrownBy(() -> dictionary.attribute("Framed-IP-Adress", "10.0.0.1"))
                .hasMessage("unknown attribute 'Framed-IP-Adress'");
        assertThatThrownBy(() -> dictionary.attribute("Framed-IP-Address", "ten"))
                .hasMessage("'ten' is no ipaddr for Framed-IP-Address");
        assertThatThrownBy(() -> RadiusDictionary.load(empty)).isInstanceOf(IOException.class);
    }
}
