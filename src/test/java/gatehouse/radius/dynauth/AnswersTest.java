package gatehouse.radius.dynauth;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import java.util.HashMap;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswersTest {
    @Test
    void theLatestAnswersAreThere() {
        var answers = new Answers(1000);
        var places = new HashMap<Integer, Answers.Place>();
        for (int i = 0; i < 5000; i++) places.put(i, answers.add(octets(i), 100 + i / 1000));
        for (int i = 0; i < 5000; i++) {
            var place = places.get(i);
            assertThat(answers.find(place.number(), place.place()).map(Bytes::hex))
                    .isEqualTo(i < 4000 ? Optional.empty() : Optional.of(octets(i).hex()));
        }
        answers.expire(104);
        var latest = answers.add(octets(1), 200);
        assertThat(answers.find(places.get(4000).number(), places.get(4000).place())).isEmpty();
        assertThat(answers.find(latest.number(), latest.place())).contains(octets(1));
        answers.expire(200);
        assertThat(answers.find(latest.number(), latest.place())).isEmpty();
        var next = answers.add(octets(2), 300);
        assertThat(answers.find(next.number(), next.place())).contains(octets(2));
    }

    private static Bytes octets(int number) {
        return Bytes.wrap(new byte[20 + number % 300]);
    }
}
