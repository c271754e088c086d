package gatehouse.aaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Trust anchors as operators write them.
class DnssecTrustAnchorTest {
    @ParameterizedTest
    @CsvSource({"1, 40", "2, 64", "4, 96"})
    void isReadAndToldAlike(int type, int digits) {
        String text = "corp.example.org 20326 8 " + type + " " + "e".repeat(digits);
        assertThat(DnssecTrustAnchor.parse(text).text()).isEqualTo(text);
        assertThatIllegalArgumentException().isThrownBy(() -> DnssecTrustAnchor.parse(text + "ee"))
                .withMessageContaining("has " + digits + " hexadecimal digits");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            corp.example.org 20326 8 2             | is not DOMAIN KEY-TAG ALGORITHM DIGEST-TYPE DIGEST
            corp.example.org 65536 8 2 aa          | '65536' is no key tag from 0 to 65535
            corp.example.org x 8 2 aa              | 'x' is no key tag
            corp.example.org 1 256 2 aa            | '256' is no algorithm from 0 to 255
            corp.example.org 1 8 3 aa              | digest type 3 is none of 1, 2, 4
            corp.example.org 1 8 2 aa              | a digest of type 2 has 64 hexadecimal digits
            """)
    void whatIsWrongIsSaid(String text, String why) {
        assertThatIllegalArgumentException().isThrownBy(() -> DnssecTrustAnchor.parse(text)).withMessageContaining(why);
    }
}
