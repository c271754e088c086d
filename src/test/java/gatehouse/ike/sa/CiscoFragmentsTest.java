package gatehouse.ike.sa;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.ike.policy.MessageRules;
import gatehouse.wire.CiscoFragment;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class CiscoFragmentsTest {
    private MessageRules.Reassembly rules = CiscoFragments.ROOM;
    private final Reassembly budget = new Reassembly(() -> rules);
    private final CiscoFragments fragments = new CiscoFragments(budget);

    private String add(int id, int number, boolean last) {
        return add(fragments, id, number, last, id + "." + number + " ");
    }

    private static String add(CiscoFragments into, int id, int number, boolean last, String data) {
        return into.add(new CiscoFragment(id, number, last, Bytes.ofUtf8(data))).map(Bytes::utf8).orElse("");
    }

    @Test
    void inWhicheverOrderTheyComeTheWholeIsTheSame() {
        assertThat(add(7, 3, true)).isEmpty();
        assertThat(add(7, 1, false)).isEmpty();
        assertThat(add(7, 2, false)).isEqualTo("7.1 7.2 7.3 ");
        assertThat(budget.octets()).isZero();
        assertThat(budget.messages()).isZero();
    }

    @Test
    void oneAloneMayBeTheWhole() {
        assertThat(add(7, 1, true)).isEqualTo("7.1 ");
    }

    @Test
    void withoutTheLastOneNobodyKnowsHowManyThereAre() {
        assertThat(add(7, 1, false)).isEmpty();
        assertThat(add(7, 2, false)).isEmpty();
        assertThat(add(7, 3, true)).isEqualTo("7.1 7.2 7.3 ");
    }

    @Test
    void anotherMessageTakesThePlaceOfOneThatIsNotWhole() {
        assertThat(add(7, 1, false)).isEmpty();
        assertThat(add(8, 1, false)).isEmpty();
        assertThat(budget.messages()).isEqualTo(1);
        assertThat(add(7, 2, true)).isEmpty();
        assertThat(add(7, 1, false)).isEqualTo("7.1 7.2 ");
    }

    @Test
    void repetitionsChangeNothing() {
        for (int i = 0; i < 3; i++) {
            assertThat(add(7, 3, true)).isEmpty();
            assertThat(add(7, 1, false)).isEmpty();
        }
        assertThat(add(7, 2, false)).isEqualTo("7.1 7.2 7.3 ");
    }

    @Test
    void whatContradictsIsOfAnotherMessageThoughItsNumberIsTheSame() {
        Runnable[] forgeries = {
            () -> add(fragments, 7, 1, false, "forged"), // the same place
            () -> add(fragments, 7, 4, false, "forged"), // behind the last
            () -> add(fragments, 7, 2, true, "forged"), // another last one
        };
        for (Runnable forgery : forgeries) {
            assertThat(add(7, 1, false)).isEmpty();
            assertThat(add(7, 3, true)).isEmpty();
            forgery.run();
            assertThat(budget.messages()).isEqualTo(1);
            // The genuine one is not whole any more, but its second repetition is at the latest.
            var wholes = new ArrayList<String>();
            for (int repetition = 0; repetition < 2; repetition++) {
                for (int number = 1; number <= 3; number++) wholes.add(add(7, number, number == 3));
            }
            assertThat(wholes).contains("7.1 7.2 7.3 ");
            fragments.clear();
            assertThat(budget.octets()).isZero();
        }
    }

    @Test
    void aMessageThatWasGivenUpDoesNotBarTheWayOfTheNextOfTheSameNumber() {
        assertThat(add(fragments, 1, 1, false, "given ")).isEmpty();
        assertThat(add(fragments, 1, 1, false, "next ")).isEmpty();
        assertThat(add(fragments, 1, 2, true, "message")).isEqualTo("next message");
    }

    @Test
    void thereAreNotMoreThanSixtyFour() {
        assertThat(add(7, 1, false)).isEmpty();
        assertThat(add(fragments, 7, 65, true, "forged")).isEmpty();
        assertThat(add(7, 2, true)).isEqualTo("7.1 7.2 ");
    }

    @Test
    void aMessageThatIsTooLargeIsForgotten() {
        String data = "x".repeat(1000);
        for (int number = 1; number <= 30; number++) add(fragments, 7, number, false, data);
        assertThat(budget.droppedForSa()).isEqualTo(1);
        assertThat(budget.octets()).isLessThanOrEqualTo(rules.octetsPerSa());
    }

    @Test
    void allSasTogetherHaveLittleRoom() {
        rules = new MessageRules.Reassembly(16 << 10, 10_000, 5);
        var many = new ArrayList<CiscoFragments>();
        for (int sa = 0; sa < 8; sa++) {
            many.add(new CiscoFragments(budget));
            add(many.getLast(), 1, 1, false, "first ");
        }
        assertThat(budget.messages()).isEqualTo(5);
        assertThat(budget.droppedForAll()).isEqualTo(3);
        // Who gave way begins anew, and who did not goes on.
        assertThat(add(many.get(0), 1, 2, true, "second")).isEmpty();
        assertThat(add(many.get(7), 1, 2, true, "second")).isEqualTo("first second");
        assertThat(add(many.get(0), 1, 1, false, "first ")).isEqualTo("first second");
        many.forEach(CiscoFragments::clear);
        assertThat(budget.octets()).isZero();
        assertThat(budget.messages()).isZero();
    }
}
