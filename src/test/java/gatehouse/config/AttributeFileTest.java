package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.radius.Attributes;
import gatehouse.radius.dictionary.RadiusDictionary;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttributeFileTest {
    @Test
    void attributesAreReadByNameUnderTheirAuthorization() throws Exception {
        AttributeFile file = read("""
                implicit:
                  Class: staff
                user:
                  Cisco-AVPair: ["ip:inacl#1=permit ip any any", "ip:inacl#2=deny ip any any"]
                """);
        assertThat(file.implicit().orElseThrow()).hasSize(1).allMatch(Attributes.CLASS::matches);
        assertThat(file.user().orElseThrow()).hasSize(2).allMatch(Attributes.CISCO_AVPAIR::matches);
        assertThat(file.group()).isEmpty();
    }

    @Test
    void anAnswerWithoutAttributesIsAnAnswer() throws Exception {
        assertThat(read("group: {}").group()).contains(List.of());
    }

    @Test
    void whatIsUnknownIsSaidWithItsPlace() {
        assertThatThrownBy(() -> read("user:\n  Framed-Pol: x\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("answers.yaml:2")
                .hasMessageContaining("Framed-Pol");
        assertThatThrownBy(() -> read("users:\n  Class: x\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("users");
    }

    private static AttributeFile read(String text) throws Exception {
        return AttributeFile.read("answers.yaml", text, RadiusDictionary.load(Path.of("dictionaries")));
    }
}
