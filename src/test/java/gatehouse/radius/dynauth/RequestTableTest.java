package gatehouse.radius.dynauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestTableTest {
    /// Against a map, with few enough different requests that all of it happens to all of them.
    @Test
    void doesWhatAMapDoes() {
        var table = new RequestTable();
        Map<RequestTable.Key, Integer> slots = new HashMap<>();
        Map<Integer, Long> numbers = new HashMap<>();
        var chance = new Random(7);
        for (int i = 0; i < 300_000; i++) {
            var key = new RequestTable.Key(chance.nextInt(200), chance.nextInt(100), chance.nextInt(2));
            int slot = table.find(key);
            assertThat(slot).isEqualTo(slots.getOrDefault(key, RequestTable.NONE));
            if (slot == RequestTable.NONE) {
                int added = table.add(key);
                assertThat(numbers).doesNotContainKey(added);
                table.first(added, i);
                table.second(added, -i);
                table.link(added, i + 1);
                slots.put(key, added);
                numbers.put(added, (long) i);
            } else {
                long number = numbers.get(slot);
                assertThat(table.first(slot)).isEqualTo(number);
                assertThat(table.second(slot)).isEqualTo(-number);
                assertThat(table.link(slot)).isEqualTo((int) number + 1);
                if (chance.nextInt(3) == 0) {
                    table.remove(slot);
                    slots.remove(key);
                    numbers.remove(slot);
                }
            }
            assertThat(table.size()).isEqualTo(slots.size());
        }
        slots.values().forEach(table::remove);
        assertThat(table.size()).isZero();
        assertThat(table.add(new RequestTable.Key(1, 2, 3))).isZero();
    }
}
