package gatehouse.pki;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.pki.LaboratoryCa.KeyKind;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SubjectNamesTest {
    private final X509Certificate carol = certificateOf("carol");

    @Test
    void a_subject_is_what_the_certificate_says_to_the_octet() {
        Bytes same = Bytes.wrap(carol.getSubjectX500Principal().getEncoded());

        assertThat(SubjectNames.bearsSubject(carol, same)).isTrue();
    }

    @Test
    void a_subject_may_come_in_another_kind_of_string_and_in_capitals() {
        assertThat(carol.getSubjectX500Principal().getEncoded()).isNotEqualTo(commonName("13", "6361726f6c").toArray());
        assertThat(SubjectNames.bearsSubject(carol, commonName("13", "6361726f6c"))).isTrue();
        assertThat(SubjectNames.bearsSubject(carol, commonName("0c", "4341524f4c"))).isTrue();
    }

    @Test
    void another_name_is_another_subject() {
        assertThat(SubjectNames.bearsSubject(carol, commonName("13", "6361726f6d"))).isFalse();
        assertThat(SubjectNames.bearsSubject(certificateOf("carola"), commonName("13", "6361726f6c"))).isFalse();
    }

    @Test
    void what_is_no_name_is_no_subject() {
        assertThat(SubjectNames.bearsSubject(carol, Bytes.ofUtf8("carol"))).isFalse();
        assertThat(SubjectNames.bearsSubject(carol, Bytes.EMPTY)).isFalse();
    }

    /// A distinguished name that is a common name of five letters.
    private static Bytes commonName(String kindOfString, String letters) {
        return Bytes.fromHex("3010310e300c0603550403" + kindOfString + "05" + letters);
    }

    private static X509Certificate certificateOf(String name) {
        var random = new SecureRandom();
        return LaboratoryCa.create("Authority", KeyKind.ECDSA_P256, random, Instant.EPOCH)
                .issueClient(name, KeyKind.ECDSA_P256, Instant.EPOCH)
                .certificate();
    }
}
