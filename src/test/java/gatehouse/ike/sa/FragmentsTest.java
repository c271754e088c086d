package gatehouse.ike.sa;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.ike.policy.MessageRules;
import gatehouse.wire.PayloadType;
import org.junit.jupiter.api.Test;

/// RFC 7383, section 2.6.
class FragmentsTest {
    private MessageRules.Reassembly rules = MessageRules.Reassembly.DEFAULT;
    private final Reassembly budget = new Reassembly(() -> rules);
    private final Fragments fragments = new Fragments(budget);

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
        assertThat(budget.droppedForSa()).isEqualTo(2);
    }

    @Test
    void whatIsCompleteTakesNoRoom() {
        add(1, 1, 3);
        add(1, 2, 3);
        add(2, 1, 2);
        assertThat(budget.messages()).isEqualTo(2);
        // The array that a fragment lies in, what an object takes, and a place for each fragment.
        long first = "1.1 ".length() + "1.2 ".length() + 2 * 64 + 64 + 3 * 8;
        assertThat(budget.octets()).isEqualTo(first + "2.1 ".length() + 64 + 64 + 2 * 8);
        add(2, 2, 2);
        assertThat(budget.octets()).isEqualTo(first);
        // Anew, and larger.
        add(1, 1, 4);
        assertThat(budget.octets()).isEqualTo("1.1 ".length() + 64 + 64 + 4 * 8);
        fragments.clear();
        assertThat(budget.octets()).isZero();
        assertThat(budget.messages()).isZero();
    }

    @Test
    void anSaHasRoomOfItsOwn() {
        rules = new MessageRules.Reassembly(1000, 1 << 20, 100);
        var other = new Fragments(budget);
        assertThat(other.add(7, false, 1, 2, PayloadType.NONE, Bytes.ofUtf8("x"))).isEmpty();
        for (long id = 1; id <= 7; id++) assertThat(add(id, 1, 3)).isEmpty();
        // 156 octets each: the first gave way to the seventh.
        assertThat(budget.droppedForSa()).isOne();
        assertThat(add(2, 2, 3)).isEmpty();
        assertThat(add(2, 3, 3)).as("it gave way to its own growth").isEmpty();
        assertThat(add(7, 2, 3)).isEmpty();
        assertThat(add(7, 3, 3)).isEqualTo("7.1 7.2 7.3 ");
        assertThat(other.add(7, false, 2, 2, PayloadType.NONE, Bytes.ofUtf8("y"))).isPresent();
    }

    @Test
    void aMessageForWhichThereIsNoRoomAtAllIsDropped() {
        rules = new MessageRules.Reassembly(100, 1 << 20, 100);
        assertThat(add(1, 1, 2)).isEmpty();
        assertThat(budget.messages()).isZero();
        assertThat(budget.octets()).isZero();
        rules = new MessageRules.Reassembly(1 << 20, 100, 100);
        assertThat(add(1, 1, 2)).isEmpty();
        assertThat(add(1, 2, 2)).isEmpty();
        assertThat(budget.octets()).isZero();
        assertThat(budget.droppedForAll()).isEqualTo(2);
    }

    @Test
    void ofAllSasTheMessageThatWasBegunFirstGivesWay() {
        rules = new MessageRules.Reassembly(1 << 20, 1 << 20, 2);
        var first = new Fragments(budget);
        var second = new Fragments(budget);
        first.add(1, false, 1, 2, PayloadType.NONE, Bytes.ofUtf8("a"));
        second.add(1, false, 1, 2, PayloadType.NONE, Bytes.ofUtf8("c"));
        assertThat(add(5, 1, 2)).isEmpty();
        assertThat(budget.droppedForAll()).isOne();
        assertThat(budget.messages()).isEqualTo(2);
        assertThat(second.add(1, false, 2, 2, PayloadType.NONE, Bytes.ofUtf8("d"))).isPresent();
        assertThat(first.add(1, false, 2, 2, PayloadType.NONE, Bytes.ofUtf8("b"))).as("begun anew").isEmpty();
        assertThat(add(5, 2, 2)).isEqualTo("5.1 5.2 ");
    }
}
