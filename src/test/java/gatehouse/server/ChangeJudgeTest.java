package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.AuthorizationChange;
import gatehouse.aaa.Direction;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.PeerFacts;
import gatehouse.aaa.PeerIdentity;
import gatehouse.aaa.Ticket;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.aaa.authorization.AuthorizationRun;
import gatehouse.aaa.authorization.LocalPolicies;
import gatehouse.aaa.authorization.NameRule;
import gatehouse.aaa.authorization.Subject;
import gatehouse.config.Configuration;
import gatehouse.config.FirstStart;
import gatehouse.config.Machine;
import gatehouse.ike.policy.Policies;
import gatehouse.ike.sa.LiveSession;
import gatehouse.session.CommandId;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionCommand.Outcome.Refused;
import gatehouse.session.SessionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What would come of a change of a session whose login was under other policies than those of today.
class ChangeJudgeTest {
    private static final SessionId ID = new SessionId("s1");
    private static final Origin CHANGE = new Origin(Origin.Source.CHANGE, "radius-1", "", "");

    @TempDir
    private Path state;

    private LiveSession live;
    private Policies today;

    @BeforeEach
    void logIn() throws Exception {
        today = policies("""
                access-lists: {web-only: [permit tcp any any eq 443]}
                interface-templates: {usual: [ip tcp adjust-mss 1360]}
                """);
        var plan = new AuthorizationPlan(
                true, Optional.of(new AuthorizationPlan.Request(
                        AaaList.ofServers("office"), new NameRule.Fixed("staff"))),
                Optional.empty(), false);
        var subject = new Subject(
                plan,
                new AccessPolicy(
                        AaaList.ofServers("office"), "", Grant.NOTHING, AccessPolicy.AddressKind.USUAL_ORDER,
                        AccessPolicy.AddressConflict.REFUSE),
                new PeerFacts(ID, "", "default", SomeSession.PATH, "alice"),
                new PeerIdentity(PeerIdentity.Kind.FQDN, "alice"),
                Optional.of("alice"),
                AaaList.ofServers("office"),
                Grant.NOTHING,
                LocalPolicies.NONE);
        live = new LiveSession(
                SomeSession.of("s1", "alice", 0),
                subject,
                new Authorization(List.of(), AccessPolicy.AddressKind.USUAL_ORDER),
                new LiveSession.Derived("usual", today.catalog(), List.of(), List.of()),
                "",
                List.of(),
                false);
    }

    private Policies policies(String text) throws Exception {
        var machine = new Machine(
                "gate.example.org", List.of(), Map.of(), "operator", state, Path.of("").toAbsolutePath());
        Path file = Files.writeString(state.resolve("gatehouse.yaml"), text);
        var read = Configuration.read(file, machine, new Configuration.Overrides(state.toString(), true));
        return FirstStart.prepare(read.gateway(), machine, new SecureRandom(), false, Instant.now()).policies();
    }

    private Outcome judge(AuthorizationChange change) {
        var judge = new ChangeJudge(id -> id.equals(ID) ? Optional.of(live) : Optional.empty(), () -> today);
        return judge.judge(ID, change);
    }

    private static AuthorizationChange change(Granted... values) {
        return new AuthorizationChange(new Grant(CHANGE, List.of(values)), false, false, List.of(), List.of());
    }

    private static AuthorizationChange activate(String service) {
        return new AuthorizationChange(new Grant(CHANGE, List.of()), false, false, List.of(service), List.of());
    }

    @Test
    void whatCanBeDoneIsDoneAndNothingChanges() {
        Authorization before = live.authorization();
        assertThat(judge(change(
                new Granted.NamedAccessList(Direction.IN, "web-only"),
                new Granted.IdleTimeout(Duration.ofMinutes(1))))).isEqualTo(new Outcome.Done());
        assertThat(live.authorization()).isSameAs(before);
    }

    @Test
    void whatCannotBeEnforcedIsRefusedByItsName() {
        assertThat(judge(change(new Granted.NamedAccessList(Direction.IN, "web")))).isEqualTo(
                Refused.invalidValue("access list 'web' is not defined; the configuration has web-only "
                        + "(access-list-in of change from radius-1)"));
    }

    @Test
    void namesAreThoseOfTheConfigurationOfToday() throws Exception {
        assertThat(judge(activate("gold"))).isEqualTo(Refused.invalidValue(
                "service 'gold' of change from radius-1 is no local authorization policy"));
        today = policies("""
                access-lists: {web: [permit tcp any any eq 443]}
                authorization-policies: {gold: {banner: Be careful}}
                interface-templates: {usual: []}
                """);
        assertThat(judge(change(new Granted.NamedAccessList(Direction.IN, "web")))).isEqualTo(new Outcome.Done());
        assertThat(judge(activate("gold"))).isEqualTo(new Outcome.Done());
    }

    @Test
    void theTemplateIsTheOneOfTheLogin() throws Exception {
        today = policies("interface-templates: {other: []}");
        assertThat(judge(change(new Granted.IdleTimeout(Duration.ofMinutes(1))))).isEqualTo(Refused.invalidValue(
                "interface template 'usual' is not defined; the configuration has other"));
    }

    @Test
    void whatAaaHasToBeAskedForNobodyKnowsBefore() {
        assertThat(judge(new AuthorizationChange(
                new Grant(CHANGE, List.of()), true, false, List.of(), List.of()))).isEqualTo(new Outcome.Done());
    }

    @Test
    void oneChangeWaitsAtATime() {
        AuthorizationChange change = change(new Granted.IdleTimeout(Duration.ofMinutes(1)));
        live.waitFor(Optional.of(new LiveSession.PendingChange(
                new CommandId(1), change, new Ticket(1), AuthorizationRun.begin(live.subject()))));
        assertThat(judge(change)).isEqualTo(Refused.busy("another change of session 's1' waits for AAA"));
    }

    @Test
    void whoIsGoneIsNotFound() {
        var judge = new ChangeJudge(_ -> Optional.empty(), () -> today);
        assertThat(judge.judge(ID, activate("gold"))).isEqualTo(new Outcome.NotFound());
    }
}
