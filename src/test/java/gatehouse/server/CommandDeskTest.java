package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.session.CommandId;
import gatehouse.session.SessionCommand.Outcome;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CommandDeskTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    private final CommandDesk desk = new CommandDesk();

    @Test
    void whatHasNoOutcomeForAMinuteHasFailed() {
        var outcome = new CompletableFuture<Outcome>();
        CommandId id = desk.register(outcome, NOW);
        assertThat(desk.nextDeadline()).hasValue(NOW.plusSeconds(60));
        assertThat(desk.overdue(NOW.plusSeconds(59))).isEmpty();
        assertThat(desk.overdue(NOW.plusSeconds(60))).containsExactly(id);
        desk.giveUp(id);
        assertThat(outcome.join()).isEqualTo(Outcome.Refused.internal("there was no outcome within 60 seconds"));
        assertThat(desk.nextDeadline()).isEmpty();
    }

    @Test
    void nobodyIsWokenForWhatIsDone() {
        var first = new CompletableFuture<Outcome>();
        var second = new CompletableFuture<Outcome>();
        CommandId one = desk.register(first, NOW);
        CommandId other = desk.register(second, NOW.plusSeconds(1));
        desk.done(one, new Outcome.Done());
        assertThat(first.join()).isEqualTo(new Outcome.Done());
        assertThat(desk.nextDeadline()).hasValue(NOW.plusSeconds(61));
        desk.done(other, new Outcome.Done());
        assertThat(desk.nextDeadline()).isEmpty();
    }
}
