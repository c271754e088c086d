package gatehouse.wire;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuthAnnouncementTest {
    private static final Bytes ED25519 = Bytes.fromHex("300506032b6570");

    @Test
    void theThreeFormatsAreWrittenAndRead() {
        var announcements = List.of(
                AuthAnnouncement.of(AuthMethod.SHARED_KEY),
                new AuthAnnouncement(AuthMethod.ECDSA_P256, 2, Bytes.EMPTY),
                AuthAnnouncement.signature(ED25519));
        Bytes data = AuthAnnouncement.write(announcements);
        assertThat(data.hex()).isEqualTo("0202" + "030902" + "0a0e00" + "300506032b6570");
        assertThat(AuthAnnouncement.read(data)).isEqualTo(announcements);
    }

    @Test
    void whatIsOddEndsTheReadingAndNothingElse() {
        assertThat(AuthAnnouncement.read(Bytes.fromHex("0202" + "0109"))).containsExactly(
                AuthAnnouncement.of(AuthMethod.SHARED_KEY));
        assertThat(AuthAnnouncement.read(Bytes.fromHex("0202" + "0a0e00"))).hasSize(1);
        assertThat(AuthAnnouncement.read(Bytes.fromHex("0202" + "00"))).hasSize(1);
        assertThat(AuthAnnouncement.read(Bytes.EMPTY)).isEmpty();
    }
}
