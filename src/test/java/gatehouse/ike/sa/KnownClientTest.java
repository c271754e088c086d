package gatehouse.ike.sa;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.ike.sa.KnownClient.Quirk;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who sends which vendor ID, and what follows from it.
class KnownClientTest {
    @ParameterizedTest
    @CsvSource({
        "1e2b516905991c7d7c96fcbfb587e46100000009, WINDOWS",
        "1e2b516905991c7d7c96fcbfb587e461, WINDOWS",
        "882fe56d6fd20dbc2251613b2ebe5beb, STRONGSWAN"})
    void aVendorIdTellsWhoItIs(String id, KnownClient client) {
        assertThat(KnownClient.of(List.of(Bytes.fromHex("0102"), Bytes.fromHex(id)))).contains(client);
    }

    @Test
    void othersAreUnknown() {
        assertThat(KnownClient.of(List.of())).isEmpty();
        assertThat(KnownClient.of(List.of(Bytes.fromHex("1e2b5169")))).isEmpty();
    }

    @Test
    void whatIsKnownOfAClientIsKnownOfThePeer() {
        var windows = new PeerSupport(true, List.of(), true, true, false, KnownClient.of(
                List.of(Bytes.fromHex("1e2b516905991c7d7c96fcbfb587e46100000009"))));
        assertThat(windows.has(Quirk.REFUSES_CHILD_REKEY_BEHIND_NAT)).isTrue();
        assertThat(windows.has(Quirk.NO_CHILD_SECRECY)).isTrue();
        var other = new PeerSupport(true, List.of(), true, true, false, KnownClient.of(List.of()));
        assertThat(other.has(Quirk.NO_CHILD_SECRECY)).isFalse();
    }
}
