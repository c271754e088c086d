package gatehouse.aaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Name servers with encrypted transports as operators write them.
class EncryptedDnsServerTest {
    private static final String DIGEST = "aa".repeat(32);

    @ParameterizedTest
    @ValueSource(strings = {
        "1 dns.example.org addresses=10.0.0.53 alpn=dot",
        "65535 dns addresses=10.0.0.53,fd00::53,10.0.0.54 alpn=dot,doq",
        "2 dns.example.org addresses=fd00::53 alpn=h2,h3 dohpath=/dns-query{?dns} port=8443",
        "2 dns.example.org addresses=fd00::53 alpn=doq port=8853 sha2-256="
                + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    })
    void isReadAndToldAlike(String text) {
        assertThat(EncryptedDnsServer.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            dns.example.org                                                     | is not PRIORITY NAME
            1 dns.example.org alpn=dot                                          | has no addresses=
            1 dns.example.org addresses=10.0.0.53                               | has no alpn=
            0 dns.example.org addresses=10.0.0.53 alpn=dot                      | '0' is no priority from 1 to 65535
            65536 dns.example.org addresses=10.0.0.53 alpn=dot                  | '65536' is no priority
            x dns.example.org addresses=10.0.0.53 alpn=dot                      | 'x' is no priority
            1 dns..example.org addresses=10.0.0.53 alpn=dot                     | 'dns..example.org' is no host name
            1 dns.example.org. addresses=10.0.0.53 alpn=dot                     | 'dns.example.org.' is no host name
            1 -dns.example.org addresses=10.0.0.53 alpn=dot                     | is no host name
            1 dns.example.org addresses=10.0.0.53, alpn=dot                     | '' is no address
            1 dns.example.org addresses=dns2 alpn=dot                           | 'dns2' is no address
            1 dns.example.org addresses=10.0.0.53 alpn=dot,udp                  | 'udp' is none of dot, doq, h2, h3
            1 dns.example.org addresses=10.0.0.53 alpn=dot,dot                  | has a protocol twice
            1 dns.example.org addresses=10.0.0.53 alpn=dot alpn=doq             | 'alpn=' is there twice
            1 dns.example.org addresses=10.0.0.53 alpn=dot port=0               | '0' is no port
            1 dns.example.org addresses=10.0.0.53 alpn=h2                       | need dohpath=
            1 dns.example.org addresses=10.0.0.53 alpn=dot dohpath=/q{?dns}     | is for h2 and h3
            1 dns.example.org addresses=10.0.0.53 alpn=h2 dohpath=/q            | '/q' is no path with {?dns}
            1 dns.example.org addresses=10.0.0.53 alpn=h2 dohpath=q{?dns}       | is no path with {?dns}
            1 dns.example.org addresses=10.0.0.53 alpn=dot sha2-256=abcd        | is no SHA2-256 digest
            1 dns.example.org addresses=10.0.0.53 alpn=dot what=else            | begins with none of
            """)
    void whatIsWrongIsSaid(String text, String why) {
        assertThatIllegalArgumentException().isThrownBy(() -> EncryptedDnsServer.parse(text))
                .withMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({"16, true", "17, false"})
    void thereIsAMostOfAddresses(int count, boolean fits) {
        String text = "1 dns.example.org addresses=" + "10.0.0.53,".repeat(count - 1) + "10.0.0.53 alpn=dot sha2-256="
                + DIGEST;
        if (fits) assertThat(EncryptedDnsServer.parse(text).addresses()).hasSize(count);
        else {
            assertThatIllegalArgumentException().isThrownBy(() -> EncryptedDnsServer.parse(text))
                    .withMessageContaining("more than 16");
        }
    }
}
