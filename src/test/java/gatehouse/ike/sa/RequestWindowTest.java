package gatehouse.ike.sa;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.ike.sa.RequestWindow.Errand;
import gatehouse.ike.sa.RequestWindow.Outstanding;
import gatehouse.ike.sa.RequestWindow.Purpose;
import gatehouse.ike.sa.RequestWindow.Request;
import gatehouse.ike.sa.RequestWindow.Scope;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.Payload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Requests of ours wait for their turn (RFC 7296, section 2.3).
class RequestWindowTest {
    private static final Instant LATER = Instant.parse("2026-01-01T00:00:02Z");

    private final RequestWindow window = new RequestWindow();

    private record Named(String name, boolean matters) implements Purpose {
        @Override
        public void answered(IkeSa sa, List<Payload> payloads, Step step) {
            throw new AssertionError("nobody answers here");
        }

        @Override
        public Optional<Errand> again() {
            return matters ? Optional.of(errand(Scope.SESSION, name)) : Optional.empty();
        }
    }

    private static Errand errand(Scope scope, String name) {
        return Errand.of(scope, request(name, false));
    }

    private static Request request(String name, boolean matters) {
        return new Request(ExchangeType.INFORMATIONAL, List.of(), new Named(name, matters));
    }

    /// Sends what may be sent, and tells how many that were.
    private static int send(RequestWindow window) {
        int sent = 0;
        for (var ready = window.ready(null, null); ready.isPresent(); ready = window.ready(null, null)) {
            window.sent(ready.get(), List.of(), LATER);
            sent++;
        }
        return sent;
    }

    private static List<Long> underway(RequestWindow window) {
        return window.outstanding().stream().map(Outstanding::messageId).toList();
    }

    private static List<String> names(RequestWindow window) {
        return window.outstanding().stream().map(o -> ((Named) o.request().purpose()).name()).toList();
    }

    @Test
    void oneIsOnItsWayUntilThePeerTakesMore() {
        for (int i = 0; i < 6; i++) window.add(request("r" + i, false));
        assertThat(send(window)).isEqualTo(1);
        window.answered(0);
        assertThat(send(window)).isEqualTo(1);
        window.grow(3);
        assertThat(send(window)).isEqualTo(2);
        assertThat(underway(window)).containsExactly(1L, 2L, 3L);
        assertThat(window.waiting()).isEqualTo(2);
    }

    @Test
    void aWindowNeverShrinks() {
        window.grow(5);
        window.grow(2);
        assertThat(window.size()).isEqualTo(5);
    }

    @Test
    void whatIsAnsweredOutOfOrderDoesNotMoveTheWindow() {
        window.grow(2);
        for (int i = 0; i < 4; i++) window.add(request("r" + i, false));
        send(window);
        window.answered(1);
        // The peer may not have seen request 0: number 2 is beyond its window.
        assertThat(send(window)).isZero();
        window.answered(0);
        assertThat(send(window)).isEqualTo(2);
        assertThat(underway(window)).containsExactly(2L, 3L);
    }

    @Test
    void whatChangesTheIkeSaGoesAlone() {
        window.grow(5);
        window.add(request("before", false));
        window.add(errand(Scope.ALONE, "rekey"));
        window.add(request("after", false));
        send(window);
        assertThat(names(window)).containsExactly("before");
        window.answered(0);
        send(window);
        assertThat(names(window)).containsExactly("rekey");
        window.answered(1);
        send(window);
        assertThat(names(window)).containsExactly("after");
    }

    @Test
    void anErrandThatIsOfNoUseAnyMoreIsPassedOver() {
        window.add(new Errand(Scope.SESSION, (_, _) -> Optional.empty()));
        window.add(request("useful", false));
        send(window);
        assertThat(names(window)).containsExactly("useful");
        assertThat(window.nextMessageId()).isEqualTo(1);
    }

    @Test
    void aSuccessorHasTheErrandsOfTheSession() {
        window.add(request("told again", true));
        send(window);
        window.add(errand(Scope.THIS_SA, "old only"));
        window.add(errand(Scope.SESSION, "session"));
        window.grow(7);
        var successor = new RequestWindow();
        successor.inherit(window);
        assertThat(successor.size()).as("RFC 7296, section 1.3.2").isEqualTo(1);
        successor.grow(7);
        send(successor);
        assertThat(names(successor)).containsExactly("told again", "session");
        assertThat(underway(successor)).containsExactly(0L, 1L);
        assertThat(window.waiting()).isZero();
    }

    @Test
    void onlyAnAnswerOfTheSameExchangeIsAwaited() {
        window.add(request("r", false));
        send(window);
        assertThat(window.awaits(0, ExchangeType.INFORMATIONAL)).isTrue();
        assertThat(window.awaits(0, ExchangeType.CREATE_CHILD_SA)).isFalse();
        assertThat(window.awaits(1, ExchangeType.INFORMATIONAL)).isFalse();
        assertThat(window.deadline()).contains(LATER);
    }
}
