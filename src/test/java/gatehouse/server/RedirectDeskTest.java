package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.admin.AdminReply;
import gatehouse.ike.policy.RedirectPolicy;
import gatehouse.ike.policy.RedirectPolicy.Member;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionDirectory;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import gatehouse.wire.RedirectTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Newcomers are sent away by load, and everybody before maintenance.
class RedirectDeskTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Member TWO = new Member(RedirectTarget.of("gw2.example.org"), 3);
    private static final Member THREE = new Member(RedirectTarget.of("203.0.113.3"), 1);

    private final SessionDirectory directory = new SessionDirectory();
    private final List<SessionCommand> commands = new ArrayList<>();
    private final Set<SessionId> unable = new HashSet<>();
    private RedirectPolicy policy = new RedirectPolicy(List.of(TWO, THREE), 80, 0, 0, false);
    private Instant now = BEGIN;
    private RedirectDesk.Load load = new RedirectDesk.Load(50, 60);
    private final RedirectDesk desk =
            new RedirectDesk(directory, this::perform, () -> policy, () -> 10, () -> now, () -> load);

    private CompletableFuture<Outcome> perform(SessionCommand command) {
        commands.add(command);
        if (command instanceof SessionCommand.Redirect && unable.contains(command.session())) {
            return CompletableFuture.completedFuture(Outcome.Refused.notPossible("cannot"));
        }
        directory.remove(command.session());
        return CompletableFuture.completedFuture(new Outcome.Done());
    }

    @Test
    void newcomersAreSentAwayFromTheLoadOnThatIsSaidAndByWeight() {
        sessions(7);
        assertThat(desk.elsewhere(Optional.empty())).isEmpty();
        sessions(8);
        var shares = new HashMap<RedirectTarget, Integer>();
        for (int i = 0; i < 8; i++) shares.merge(desk.elsewhere(Optional.empty()).orElseThrow(), 1, Integer::sum);
        assertThat(shares).isEqualTo(Map.of(TWO.target(), 6, THREE.target(), 2));
    }

    @Test
    void nobodyIsSentBackToWhomHeComesFrom() {
        sessions(9);
        for (int i = 0; i < 8; i++) {
            assertThat(desk.elsewhere(Optional.of(TWO.target()))).contains(THREE.target());
        }
        policy = new RedirectPolicy(List.of(TWO), 80, 0, 0, false);
        assertThat(desk.elsewhere(Optional.of(TWO.target()))).isEmpty();
    }

    @Test
    void processorAndMemoryCountWhereThatIsSaidAndAlwaysIsAlways() {
        policy = new RedirectPolicy(List.of(TWO), 0, 50, 0, false);
        assertThat(desk.elsewhere(Optional.empty())).isPresent();
        policy = new RedirectPolicy(List.of(TWO), 0, 0, 60, false);
        assertThat(desk.elsewhere(Optional.empty())).isPresent();
        policy = new RedirectPolicy(List.of(TWO), 0, 51, 61, false);
        assertThat(desk.elsewhere(Optional.empty())).isEmpty();
        // What was measured holds for a second.
        load = new RedirectDesk.Load(100, 0);
        assertThat(desk.elsewhere(Optional.empty())).isEmpty();
        now = now.plusSeconds(1);
        assertThat(desk.elsewhere(Optional.empty())).isPresent();
        policy = new RedirectPolicy(List.of(TWO), 0, 0, 0, true);
        assertThat(desk.elsewhere(Optional.empty())).isPresent();
    }

    @Test
    void aDrainSendsAnEqualShareAwayEachSecondAndDisconnectsTheRest() {
        sessions(10);
        unable.add(new SessionId("s3"));
        unable.add(new SessionId("s7"));
        var drain = new RedirectDesk.Drain(List.of(THREE), BEGIN, Duration.ofSeconds(5), 10);
        for (int second = 0; second < 5; second++) {
            desk.beat(drain);
            assertThat(commands).hasSize(2 * second + 2).allMatch(SessionCommand.Redirect.class::isInstance);
            now = now.plusSeconds(1);
        }
        assertThat(directory.size()).isEqualTo(2);
        assertThat(drain.redirected).hasValue(8);
        desk.beat(drain);
        assertThat(directory.size()).isZero();
        assertThat(drain.disconnected).hasValue(2);
        assertThat(commands).hasSize(12);
        assertThat(commands.getLast()).isInstanceOfSatisfying(SessionCommand.Disconnect.class, end -> {
            assertThat(end.cause()).isEqualTo(TerminateCause.ADMIN_REBOOT);
            assertThat(end.reason()).isEqualTo("the gateway is drained for maintenance");
        });
    }

    @Test
    void withoutAnotherGatewayADrainDisconnectsAtThePace() {
        sessions(4);
        var drain = new RedirectDesk.Drain(List.of(), BEGIN, Duration.ofSeconds(2), 4);
        desk.beat(drain);
        assertThat(commands).hasSize(2).allMatch(SessionCommand.Disconnect.class::isInstance);
    }

    @Test
    void aDrainIsToldCancelledAndNotBegunTwice() {
        assertThat(desk.progress()).isEqualTo(new AdminReply.Failed("the gateway is not being drained"));
        assertThat(desk.cancel()).isEqualTo(new AdminReply.Failed("the gateway is not being drained"));
        assertThat(desk.drain(List.of("gw9.example.org"), Duration.ofSeconds(60)))
                .isEqualTo(new AdminReply.Draining(true, List.of("gw9.example.org"), 0, 0, 0, 0, 60));
        assertThat(desk.isDraining()).isTrue();
        assertThat(desk.problem()).contains("the gateway is drained: 0 of 0 sessions left; "
                + "`gatehouse drain --cancel` lets clients in again");
        assertThat(desk.elsewhere(Optional.empty())).contains(RedirectTarget.of("gw9.example.org"));
        assertThat(desk.drain(List.of(), Duration.ZERO))
                .isEqualTo(new AdminReply.Failed("the gateway is being drained already"));
        assertThat(desk.cancel())
                .isEqualTo(new AdminReply.Draining(false, List.of("gw9.example.org"), 0, 0, 0, 0, 60));
        assertThat(desk.isDraining()).isFalse();
        assertThat(desk.problem()).isEmpty();
        assertThat(desk.elsewhere(Optional.empty())).isEmpty();
    }

    private void sessions(int count) {
        for (int i = 0; i < count; i++) directory.put(SomeSession.of("s" + i, "user" + i, i));
    }
}
