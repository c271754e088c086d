package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AuthorizationChange;
import gatehouse.aaa.Direction;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.radius.ChangeTranslator.Change;
import gatehouse.radius.ErrorCause;
import gatehouse.session.Session;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionDirectory;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeDeskTest {
    private static final SessionId A = new SessionId("A");
    private static final SessionId B = new SessionId("B");
    private static final AuthorizationChange CHANGE = AuthorizationChange.of(new Grant(
            Origin.UNKNOWN,
            List.of(new Granted.NamedAccessList(Direction.IN, "strict"),
                    new Granted.QosPolicy(Direction.OUT, "gold"))));

    private final Map<String, Outcome> outcomes = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Session> ending = new ArrayList<>();
    private final List<ChangeDesk.Decision> decisions = new ArrayList<>();
    private final SessionDirectory directory = new SessionDirectory();
    private final ChangeDesk desk = new ChangeDesk(new Owners(), directory, ending::add);

    /// Everything is done but what the test says.
    private final class Owners implements SessionOwners {
        private CompletableFuture<Outcome> asked(String what) {
            asked.add(what);
            return CompletableFuture.completedFuture(outcomes.getOrDefault(what, new Outcome.Done()));
        }

        @Override
        public CompletableFuture<Outcome> perform(SessionCommand command) {
            return asked("end " + command.session());
        }

        @Override
        public CompletableFuture<Outcome> change(SessionId session, AuthorizationChange change) {
            return asked("change " + session);
        }

        @Override
        public CompletableFuture<Outcome> judge(SessionId session, AuthorizationChange change) {
            return asked("judge " + session);
        }
    }

    @Test
    void oneSessionIsChangedAndTheLogKnowsTheAttributes() {
        alter(A);
        assertThat(asked).containsExactly("change A");
        assertThat(decisions).containsExactly(
                new ChangeDesk.Decision(1, "access-list-in=strict; qos-policy-out=gold", Optional.empty(), ""));
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_VALUE, INVALID_ATTRIBUTE_VALUE", "NOT_POSSIBLE, ADMINISTRATIVELY_PROHIBITED",
        "BUSY, RESOURCES_UNAVAILABLE", "INTERNAL, RESOURCES_UNAVAILABLE"
    })
    void whoseFaultItIsTellsTheErrorCause(Outcome.Refused.Kind kind, ErrorCause cause) {
        outcomes.put("change A", new Outcome.Refused(kind, "there is no access list 'strict'"));
        alter(A);
        assertThat(decisions).singleElement().satisfies(decision -> {
            assertThat(decision.error()).contains(cause);
            assertThat(decision.reason()).isEqualTo("there is no access list 'strict'");
        });
    }

    @Test
    void aSessionThatIsGoneIsNotFound() {
        outcomes.put("change A", new Outcome.NotFound());
        alter(A);
        assertThat(decisions.getFirst().error()).contains(ErrorCause.SESSION_CONTEXT_NOT_FOUND);
    }

    @Test
    void severalSessionsAreJudgedBeforeAnyIsChanged() {
        alter(A, B);
        assertThat(asked).containsExactly("judge A", "judge B", "change A", "change B");
        assertThat(decisions.getFirst().error()).isEmpty();
    }

    @Test
    void ifOneOfSeveralCannotBeChangedNoneIs() {
        outcomes.put("judge B", Outcome.Refused.invalidValue("service 'x' is not active; active: none"));
        alter(A, B);
        assertThat(asked).containsExactly("judge A", "judge B");
        assertThat(decisions).singleElement().satisfies(decision -> {
            assertThat(decision.error()).contains(ErrorCause.INVALID_ATTRIBUTE_VALUE);
            assertThat(decision.reason()).isEqualTo("service 'x' is not active; active: none");
        });
    }

    @Test
    void whatNobodyCouldForeseeStopsTheRestAndIsSaid() {
        outcomes.put("change A", Outcome.Refused.notPossible("its address is fixed"));
        alter(A, B);
        assertThat(asked).endsWith("change A");
        assertThat(decisions.getFirst().reason()).isEqualTo("its address is fixed");
        outcomes.clear();
        outcomes.put("change B", new Outcome.NotFound());
        alter(A, B);
        assertThat(decisions.getLast().reason())
                .isEqualTo("1 of 2 sessions were changed before: the session ended meanwhile");
    }

    @Test
    void whoIsDisconnectedIsForgottenFirst() {
        Session session = SomeSession.of("A", "alice", 1);
        directory.put(session);
        end(A, B);
        assertThat(ending).containsExactly(session);
        assertThat(asked).containsExactly("end A", "end B");
        assertThat(decisions).containsExactly(new ChangeDesk.Decision(2, "", Optional.empty(), ""));
    }

    @Test
    void aSessionThatDoesNotGoIsNotRemovable() {
        outcomes.put("end B", Outcome.Refused.busy("it is being rekeyed"));
        end(A, B);
        assertThat(decisions).containsExactly(new ChangeDesk.Decision(
                2, "", Optional.of(ErrorCause.SESSION_CONTEXT_NOT_REMOVABLE), "it is being rekeyed"));
    }

    @Test
    void whatTheTranslatorRefusesIsDecidedAtOnce() {
        desk.carryOut(new Change.Refuse(ErrorCause.MISSING_ATTRIBUTE, "no attribute names a session"), false,
                decisions::add);
        assertThat(decisions).containsExactly(new ChangeDesk.Decision(
                0, "", Optional.of(ErrorCause.MISSING_ATTRIBUTE), "no attribute names a session"));
    }

    private void alter(SessionId... sessions) {
        desk.carryOut(new Change.Alter(List.of(sessions), CHANGE), false, decisions::add);
    }

    private void end(SessionId... sessions) {
        List<SessionCommand> commands = List.of(sessions).stream()
                .<SessionCommand>map(id -> new SessionCommand.Disconnect(id, TerminateCause.ADMIN_RESET, "test"))
                .toList();
        desk.carryOut(new Change.Act(commands), true, decisions::add);
    }
}
