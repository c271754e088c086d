package gatehouse.ike.sa;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.ike.sa.KnownClient.Quirk;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who sends which vendor ID, what it is called, and what follows from it.
class VendorIdsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-",
            textBlock = """
                    1e2b516905991c7d7c96fcbfb587e46100000009 | MS NT5 ISAKMPOAKLEY v9           | WINDOWS
                    1e2b516905991c7d7c96fcbfb587e461         | MS NT5 ISAKMPOAKLEY              | WINDOWS
                    fb1de3cdf341b7ea16b7e5be0855f120         | MS-Negotiation Discovery Capable | WINDOWS
                    26244d38eddb61b3172a36e3d0cfb819         | Vid-Initial-Contact              | WINDOWS
                    882fe56d6fd20dbc2251613b2ebe5beb         | strongSwan                       | STRONGSWAN
                    882fe56d6fd20dbc2251613b2ebe5beb00       | 882fe56d6fd20dbc2251613b2ebe5beb... (17 octets) | -
                    434953434f2d414e59434f4e4e4543542d454150 | CISCO-ANYCONNECT-EAP             | ANYCONNECT
                    434953434f2d414e59434f4e4e4543542d5354524150 | CISCO-ANYCONNECT-STRAP       | ANYCONNECT
                    464c455856504e2d535550504f52544544       | FLEXVPN-SUPPORTED                | FLEXVPN
                    434953434f2d44594e414d49432d524f555445   | CISCO-DYNAMIC-ROUTE              | -
                    434953434f2d44454c4554452d524541534f4e   | CISCO-DELETE-REASON              | -
                    434953434f2d4752452d4d4f44450a           | CISCO-GRE-MODE                   | -
                    434953434f2d4e47452d4c4556454c           | CISCO-NGE-LEVEL                  | -
                    434953434f56504e2d5245562d3032           | CISCOVPN-REV-02                  | -
                    434953434f28434f505952494748542926436f7079726967687420286329203230303920436973636f2053797374656d732c20496e632e \
                    | CISCO-COPYRIGHT | -
                    4048b7d56ebce88525e7de7f00d6c2d3         | FRAGMENTATION                    | -
                    4048b7d56ebce88525e7de7f00d6c2d380000000 | FRAGMENTATION                    | -
                    12f5f28c457168a9702d9fe274cc0100         | CISCO-UNITY                      | -
                    1f07f70eaa6514d3b0fa96542a500305         | Altiga gateway                   | -
                    f6f7efc7f5aeb8cb158cb9d094ba69e7         | Altiga client                    | -
                    47617465686f757365                       | Gatehouse                        | -
                    1e2b5169                                 | 1e2b5169                         | -
                    """)
    void isKnownByName(String id, String name, KnownClient client) {
        VendorIds ids = VendorIds.of(List.of(Bytes.fromHex(id)));
        assertThat(ids.names()).containsExactly(name);
        assertThat(ids.client().orElse(null)).isEqualTo(client);
    }

    @Test
    void theFirstThatTellsOfAClientCounts() {
        VendorIds ids = VendorIds.of(List.of(
                Bytes.fromHex("0102"),
                Bytes.fromHex("434953434f2d4e47452d4c4556454c"),
                Bytes.fromHex("464c455856504e2d535550504f52544544"),
                Bytes.fromHex("882fe56d6fd20dbc2251613b2ebe5beb")));
        assertThat(ids.client()).contains(KnownClient.FLEXVPN);
        assertThat(ids.names()).containsExactly("0102", "CISCO-NGE-LEVEL", "FLEXVPN-SUPPORTED", "strongSwan");
        assertThat(VendorIds.of(List.of())).isEqualTo(VendorIds.NONE);
    }

    @Test
    void thereIsAMostOfThem() {
        VendorIds ids = VendorIds.of(Collections.nCopies(200, Bytes.wrap(new byte[60_000])));
        assertThat(ids.names()).hasSize(VendorIds.MOST).containsOnly("00".repeat(16) + "... (60000 octets)");
    }

    @Test
    void whatIsKnownOfAClientIsKnownOfThePeer() {
        var windows = new PeerSupport(PeerSupport.Fragmentation.ENCRYPTED, List.of(), true, true, false, VendorIds.of(
                List.of(Bytes.fromHex("1e2b516905991c7d7c96fcbfb587e46100000009"))));
        assertThat(windows.has(Quirk.REFUSES_CHILD_REKEY_BEHIND_NAT)).isTrue();
        assertThat(windows.has(Quirk.NO_CHILD_SECRECY)).isTrue();
        var other = new PeerSupport(PeerSupport.Fragmentation.ENCRYPTED, List.of(), true, true, false, VendorIds.NONE);
        assertThat(other.has(Quirk.NO_CHILD_SECRECY)).isFalse();
    }
}
