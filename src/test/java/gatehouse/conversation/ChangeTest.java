package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.AuthorizationChange;
import gatehouse.aaa.Direction;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Origin.Source;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.aaa.authorization.LocalPolicies;
import gatehouse.aaa.authorization.NameRule;
import gatehouse.bytes.Bytes;
import gatehouse.dataplane.SessionProgram;
import gatehouse.eap.EapType;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.ike.Effect;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionCommand.Outcome.Refused;
import gatehouse.session.SessionId;
import gatehouse.wire.CfgAttribute;
import gatehouse.wire.CfgAttributeType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Changes to a live session: all of it from the next packet on, or nothing and why.
class ChangeTest {
    private static final AaaList LIST = AaaList.ofServers("office");
    private static final Granted WEB_ONLY =
            new Granted.AccessEntry(Direction.IN, true, 10, "permit tcp any host 10.1.1.1 eq 443");

    @Test
    void anAccessListHoldsAsSoonAsTheChangeIsDone() {
        World world = world();
        SessionId session = login(world);
        assertThat(program(world, session)).isEqualTo(SessionProgram.OPEN);
        assertThat(world.change(session, WEB_ONLY)).isEqualTo(new Outcome.Done());
        assertThat(program(world, session).in().entries()).isNotEmpty();
        assertThat(program(world, session).out().isOpen()).isTrue();
    }

    @Test
    void accountingHearsOfAChange() {
        World world = world();
        SessionId session = login(world);
        world.change(session, WEB_ONLY, new Granted.ClassValue(Bytes.ofUtf8("contractor")));
        assertThat(world.accounted(AccountingEvent.Interim.class)).singleElement()
                .satisfies(interim -> assertThat(interim.classes()).containsExactly(Bytes.ofUtf8("contractor")));
    }

    @Test
    void oneBadValueChangesNothing() {
        World world = world();
        SessionId session = login(world);
        Outcome outcome = world.change(
                session,
                new Granted.SessionTimeout(Duration.ofMinutes(1)),
                new Granted.AccessEntry(Direction.IN, true, 10, "permit tpc any any"));
        assertThat(outcome).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.kind()).isEqualTo(Refused.Kind.INVALID_VALUE);
            assertThat(refused.reason()).contains("permit tpc any any").contains("tpc");
        });
        assertThat(program(world, session)).isEqualTo(SessionProgram.OPEN);
        assertThat(world.accounted(AccountingEvent.Interim.class)).isEmpty();
        world.run(Duration.ofMinutes(5));
        assertThat(world.directory.find(session)).isPresent();
    }

    @Test
    void aNameThatIsNotDefinedIsRefused() {
        World world = world();
        Outcome outcome = world.change(login(world), new Granted.QosPolicy(Direction.IN, "gold"));
        assertThat(((Refused) outcome).reason()).contains("QoS policy 'gold' is not defined");
    }

    @Test
    void addressesAreKept() {
        World world = world();
        Outcome outcome = world.change(login(world), new Granted.Pool("guests"));
        assertThat(outcome).isEqualTo(
                Refused.notPossible("pool guests: a session keeps its addresses; disconnect it instead"));
    }

    @Test
    void aShorterTimeoutEndsTheSessionSooner() {
        World world = world();
        SessionId session = login(world);
        world.run(Duration.ofMinutes(10));
        world.change(session, new Granted.SessionTimeout(Duration.ofMinutes(1)));
        world.run(Duration.ofSeconds(59));
        assertThat(world.directory.find(session)).isPresent();
        world.run(Duration.ofSeconds(2));
        assertThat(world.directory.find(session)).isEmpty();
    }

    @Test
    void theClientIsToldOfNewNameServersAndRoutes() {
        World world = world();
        Client client = world.login("alice");
        world.change(
                world.id("alice"),
                new Granted.Dns(Addresses.parse("10.0.0.99")),
                new Granted.SplitDns("corp.example.org"),
                new Granted.RouteSetPrefix(Prefix.parse("10.20.0.0/16")));
        world.run(Duration.ofSeconds(1));
        assertThat(client.last(InitiatorEffect.Configured.class)).isPresent();
        assertThat(client.last(InitiatorEffect.Configured.class).orElseThrow().configuration()).contains(
                new CfgAttribute(CfgAttributeType.INTERNAL_IP4_DNS, Bytes.fromHex("0a000063")),
                new CfgAttribute(CfgAttributeType.INTERNAL_DNS_DOMAIN, Bytes.ofUtf8("corp.example.org")),
                new CfgAttribute(CfgAttributeType.INTERNAL_IP4_SUBNET, Bytes.fromHex("0a140000ffff0000")));
    }

    @Test
    void whatSelectorsDoNotLetThroughYetIsSaid() {
        World world = world();
        SessionId session = login(world);
        world.change(session, new Granted.RouteSetPrefix(Prefix.parse("10.20.0.0/16")));
        world.change(
                session, new Granted.RouteSetPrefix(Prefix.parse("10.20.1.0/24")),
                new Granted.RouteSetPrefix(Prefix.parse("10.30.0.0/16")),
                new Granted.FramedRoute(Prefix.parse("10.99.0.0/16")));
        world.change(session, new Granted.IdleTimeout(Duration.ofHours(1)));
        assertThat(world.all(Effect.Changed.class)).extracting(Effect.Changed::what).containsExactly(
                "authorization",
                "authorization; from the next Child SA on: 10.30.0.0/16, 10.99.0.0/16 behind the client",
                "authorization");
    }

    @Test
    void aClientThatNeedNotKnowIsNotTold() {
        World world = world();
        Client client = world.login("alice");
        world.change(world.id("alice"), WEB_ONLY);
        world.run(Duration.ofSeconds(1));
        assertThat(client.last(InitiatorEffect.Configured.class)).isEmpty();
    }

    @Test
    void aRerunAsksForTheGroupAnewAndTheSessionGetsWhatItHasNow() {
        World world = new World(withGroup());
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.aaa.knows("staff", new Granted.SessionTimeout(Duration.ofHours(1)));
        SessionId session = login(world);
        world.aaa.knows("staff", new Granted.SessionTimeout(Duration.ofHours(2)), WEB_ONLY);
        var id = world.change(session, rerun());
        assertThat(id).isNull();
        world.run(Duration.ofSeconds(1));
        assertThat(world.lastOutcome()).isEqualTo(new Outcome.Done());
        assertThat(program(world, session).in().entries()).isNotEmpty();
        assertThat(Duration.between(world.now(), world.session("alice").endsAt()))
                .isGreaterThan(Duration.ofMinutes(119));
    }

    @Test
    void whileARerunWaitsAnotherChangeIsBusy() {
        World world = new World(withGroup());
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.aaa.knows("staff");
        SessionId session = login(world);
        world.change(session, rerun());
        assertThat(world.change(session, WEB_ONLY))
                .isEqualTo(Refused.busy("another change of this session waits for AAA"));
        world.run(Duration.ofSeconds(1));
        assertThat(world.change(session, WEB_ONLY)).isEqualTo(new Outcome.Done());
    }

    @Test
    void aGroupThatIsGoneRefusesTheRerunAndTheSessionGoesOn() {
        World world = new World(withGroup());
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.aaa.knows("staff", new Granted.SessionTimeout(Duration.ofHours(1)));
        SessionId session = login(world);
        world.aaa.forgets("staff");
        world.change(session, rerun());
        world.run(Duration.ofSeconds(1));
        assertThat(((Refused) world.lastOutcome()).reason()).contains("group 'staff' is unknown");
        assertThat(world.directory.find(session)).isPresent();
    }

    @Test
    void aSessionThatEndsMeanwhileWasNotFound() {
        World world = new World(withGroup());
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.aaa.knows("staff", new Granted.SessionTimeout(Duration.ofSeconds(30)));
        SessionId session = login(world);
        world.thinks = _ -> Optional.empty();
        world.change(session, rerun());
        world.run(Duration.ofMinutes(1));
        assertThat(world.lastOutcome()).isEqualTo(new Outcome.NotFound());
        assertThat(world.engine.questions()).isZero();
    }

    @Test
    void aClientThatHasToProveItselfAgainIsToldAndThenEnded() {
        World world = world();
        SessionId session = login(world);
        world.change(session, new AuthorizationChange(
                new Grant(change(), List.of()), false, true, List.of(), List.of()));
        world.run(Duration.ofSeconds(119));
        assertThat(world.directory.find(session)).isPresent();
        world.run(Duration.ofSeconds(2));
        assertThat(world.directory.find(session)).isEmpty();
    }

    @Test
    void aServiceComesAndGoes() {
        World.Shape shape = new World.Shape();
        shape.localPolicies =
                new LocalPolicies(Map.of("quarantine", new Grant(Origin.UNKNOWN, List.of(
                        new Granted.InterfaceConfig("shutdown")))));
        World world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        SessionId session = login(world);
        world.change(session, new AuthorizationChange(
                new Grant(change(), List.of()), false, false, List.of("quarantine"), List.of()));
        assertThat(program(world, session).dropAll()).isTrue();
        world.change(session, new AuthorizationChange(
                new Grant(change(), List.of()), false, false, List.of(), List.of("quarantine")));
        assertThat(program(world, session)).isEqualTo(SessionProgram.OPEN);
    }

    @Test
    void nothingIsEnforcedForASessionThatIsOver() {
        World world = world();
        SessionId session = login(world);
        world.change(session, WEB_ONLY, new Granted.SessionTimeout(Duration.ofSeconds(1)));
        world.run(Duration.ofSeconds(2));
        assertThat(program(world, session)).isEqualTo(SessionProgram.OPEN);
    }

    @Test
    void whoIsNotThereCannotBeChanged() {
        assertThat(world().change(new SessionId("nobody"), WEB_ONLY)).isEqualTo(new Outcome.NotFound());
    }

    private static World world() {
        World world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        return world;
    }

    private static World.Shape withGroup() {
        var shape = new World.Shape();
        shape.remote = Map.of(RemoteMethod.EAP, new AuthorizationPlan(
                true,
                Optional.of(new AuthorizationPlan.Request(LIST, new NameRule.Fixed("staff"))),
                Optional.empty(),
                false));
        return shape;
    }

    private static AuthorizationChange rerun() {
        return new AuthorizationChange(new Grant(change(), List.of()), true, false, List.of(), List.of());
    }

    private static Origin change() {
        return new Origin(Source.CHANGE, "radius-1", "", "");
    }

    private static SessionId login(World world) {
        world.login("alice");
        return world.id("alice");
    }

    private static SessionProgram program(World world, SessionId session) {
        return world.dataPlane.program(session.text());
    }
}
