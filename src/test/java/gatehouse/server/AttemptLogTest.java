package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.session.Attempt;
import gatehouse.session.Attempt.Trouble;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptLogTest {
    private final AttemptLog log = new AttemptLog();

    static Attempt attempt(int second, String ikeIdentity, String eapIdentity, Trouble trouble) {
        return new Attempt(
                SomeSession.START.plusSeconds(second), Duration.ofMillis(100), SomeSession.PATH, ikeIdentity,
                eapIdentity,
                trouble == Trouble.NONE ? eapIdentity : "", "office", List.of(), "", "MSCHAPv2", 3, "radius-1",
                Duration.ofMillis(20), trouble, "");
    }

    @Test
    void theNewestComeLast() {
        for (int i = 0; i < 5; i++) log.add(attempt(i, "laptop", "alice", Trouble.NONE));
        assertThat(log.last(false, "", 2))
                .extracting(Attempt::at)
                .containsExactly(SomeSession.START.plusSeconds(3), SomeSession.START.plusSeconds(4));
    }

    @Test
    void failuresAndUsersCanBePickedByAnyName() {
        Attempt alice = attempt(1, "laptop", "alice", Trouble.NONE);
        Attempt refused = attempt(2, "laptop", "alice", Trouble.REJECTED);
        Attempt bob = attempt(3, "phone", "bob", Trouble.AAA_SILENT);
        List.of(alice, refused, bob).forEach(log::add);
        assertThat(log.last(true, "", 10)).containsExactly(refused, bob);
        assertThat(log.last(false, "alice", 10)).containsExactly(alice, refused);
        assertThat(log.last(false, "phone", 10)).containsExactly(bob);
        assertThat(log.last(true, "carol", 10)).isEmpty();
    }

    @Test
    void whoeverSaysNothingDoesNotPushOutWhoDoes() {
        Attempt alice = attempt(0, "laptop", "alice", Trouble.REJECTED);
        log.add(alice);
        for (int i = 1; i <= 5_000; i++) log.add(attempt(i, "", "", Trouble.PROPOSAL));
        List<Attempt> kept = log.last(false, "", 10_000);
        assertThat(kept).hasSize(1 + AttemptLog.MOST_NAMELESS).contains(alice);
    }

    @Test
    void onlySoManyAreKept() {
        for (int i = 0; i < 3 * AttemptLog.MOST_NAMED; i++) log.add(attempt(i, "laptop", "alice", Trouble.NONE));
        assertThat(log.last(false, "", 10_000)).hasSize(AttemptLog.MOST_NAMED);
    }

    @Test
    void everyTroubleHasARemedy() {
        for (Trouble trouble : Trouble.values()) {
            if (trouble == Trouble.NONE) assertThat(trouble.remedy()).isEmpty();
            else assertThat(trouble.remedy()).as(trouble.name()).isNotBlank().doesNotEndWith(".");
        }
    }
}
