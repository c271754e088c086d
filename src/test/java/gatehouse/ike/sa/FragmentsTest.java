package gatehouse.ike.sa;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.wire.PayloadType;
import org.junit.jupiter.api.Test;

/// RFC 7383, section 2.6.
class FragmentsTest {
    private final Fragments fragments = new Fragments();

    private String add(long id, int number, int total) {
        return fragments.add(id, false, number, total, PayloadType.NOTIFY, Bytes.ofUtf8(id + "." + number + " "))
                .map(whole -> whole.inner().utf8())
                .orElse("");
    }

    @Test
    void messagesOfAWindowMayBeMixed() {
        assertThat(add(1, 2, 2)).isEmpty();
        assertThat(add(2, 1, 3)).isEmpty();
        assertThat(add(2, 3, 3)).isEmpty();
        assertThat(add(1, 1, 2)).isEqualTo("1.1 1.2 ");
        assertThat(add(2, 2, 3)).isEqualTo("2.1 2.2 2.3 ");
    }

    @Test
    void aRequestAndAResponseOfTheSameNumberAreTwo() {
        assertThat(add(1, 1, 2)).isEmpty();
        assertThat(fragments.add(1, true, 2, 2, PayloadType.NONE, Bytes.ofUtf8("x"))).isEmpty();
        assertThat(add(1, 2, 2)).isEqualTo("1.1 1.2 ");
    }

    @Test
    void whoFragmentsAnewBeginsAnew() {
        assertThat(add(1, 1, 2)).isEmpty();
        assertThat(add(1, 1, 3)).isEmpty();
        assertThat(add(1, 2, 2)).as("of the first try").isEmpty();
        assertThat(add(1, 2, 3)).isEmpty();
        assertThat(add(1, 3, 3)).isEqualTo("1.1 1.2 1.3 ");
    }

    @Test
    void ofManyMessagesTheOldestGivesWay() {
        for (long id = 1; id <= 9; id++) assertThat(add(id, 1, 2)).isEmpty();
        assertThat(add(1, 2, 2)).isEmpty();
        assertThat(add(9, 2, 2)).isEqualTo("9.1 9.2 ");
    }
}
