package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import gatehouse.session.SessionId;
import gatehouse.session.SessionDirectory;
import gatehouse.ike.policy.ProfileLimits;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.aaa.authorization.NameRule;
import gatehouse.aaa.authorization.NameMangler.FqdnPart;
import gatehouse.aaa.authorization.NameMangler;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.aaa.AaaList;
import gatehouse.aaa.Granted;
import gatehouse.eap.EapType;
import gatehouse.ike.Effect;
import gatehouse.session.Attempt;
import gatehouse.session.Attempt.Trouble;
import gatehouse.wire.TransformId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is written down of a login, for whoever asks why.
class AttemptTest {
    @Test
    void aLoginIsToldWholeWithWhatAaaDid() {
        World world = world();
        world.login("alice");
        assertThat(attempt(world)).satisfies(attempt -> {
            assertThat(attempt.trouble()).isEqualTo(Trouble.NONE);
            assertThat(attempt.ikeIdentity()).isEqualTo("alice");
            assertThat(attempt.eapIdentity()).isEqualTo("alice");
            assertThat(attempt.user()).isEqualTo("alice");
            assertThat(attempt.profile()).isEqualTo("default");
            assertThat(attempt.method()).containsIgnoringCase("mschap");
            assertThat(attempt.eapRounds()).isEqualTo(3);
            assertThat(attempt.server()).isEqualTo("radius-1");
            assertThat(attempt.aaaLatency()).isEqualTo(Duration.ofMillis(15));
            assertThat(attempt.duration()).isPositive();
            assertThat(attempt.offered()).isNotEmpty();
            assertThat(attempt.taken()).contains("AES_GCM_16");
            assertThat(attempt.reason()).isEmpty();
        });
    }

    @Test
    void aWrongPasswordIsTheServersNo() {
        World world = world();
        var shape = new Client.Shape("alice");
        shape.password = "a guess";
        world.connect(shape);
        world.run(Duration.ofSeconds(5));
        assertThat(attempt(world).trouble()).isEqualTo(Trouble.REJECTED);
        assertThat(attempt(world).reason()).isNotEmpty();
    }

    @Test
    void silenceOfAaaIsToldApartFromItsNo() {
        World world = world();
        world.thinks = _ -> Optional.empty();
        world.connect(new Client.Shape("alice"));
        world.run(Duration.ofMinutes(2));
        assertThat(attempt(world).trouble()).isEqualTo(Trouble.AAA_SILENT);
    }

    @Test
    void noCommonProposalIsAnAttemptOfNobody() {
        World.Shape shape = new World.Shape();
        shape.group = TransformId.ECP_384;
        World world = new World(shape);
        var client = new Client.Shape("alice");
        client.groups = List.of(TransformId.CURVE_25519);
        world.connect(client);
        world.run(Duration.ofSeconds(1));
        assertThat(attempt(world).trouble()).isEqualTo(Trouble.PROPOSAL);
        assertThat(attempt(world).offered()).isNotEmpty();
    }

    @Test
    void anAddressThatIsNotThereIsTroubleWithAddresses() {
        World world = world();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2, new Granted.Pool("nowhere"));
        world.connect(new Client.Shape("alice"));
        world.run(Duration.ofSeconds(5));
        assertThat(attempt(world).trouble()).isEqualTo(Trouble.ADDRESS);
    }

    @Test
    void aNameThatCannotBeMadeIsTroubleWithNames() {
        World.Shape shape = new World.Shape();
        var mangler = new NameMangler(
                "hosts",
                Optional.of(FqdnPart.HOSTNAME),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                "",
                "");
        shape.remote = Map.of(RemoteMethod.EAP, new AuthorizationPlan(
                true,
                Optional.of(new AuthorizationPlan.Request(
                        AaaList.ofServers("office"), new NameRule.Mangled(mangler))),
                Optional.empty(),
                false));
        World world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.login("alice");
        assertThat(attempt(world).trouble()).isEqualTo(Trouble.NAME);
    }

    @Test
    void nobodyHasMoreSessionsThanGranted() {
        World world = world();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2, new Granted.SessionLimit(1));
        world.login("alice");
        var phone = new Client.Shape("alice");
        phone.identity = "alice's phone";
        phone.host = 2;
        Client second = world.connect(phone);
        world.run(Duration.ofSeconds(5));
        assertThat(second.connected()).isFalse();
        assertThat(attempt(world).trouble()).isEqualTo(Trouble.LIMIT);
        assertThat(attempt(world).reason()).isEqualTo("'alice' has 1 sessions, and session-limit is 1");
        assertThat(world.directory.size()).isEqualTo(1);
    }

    @Test
    void aLoginOnAnotherShardThatIsNotYetASessionCounts() {
        World world = world();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2, new Granted.SessionLimit(1));
        var elsewhere = new SessionId("on another shard");
        assertThat(world.directory.claim(new SessionDirectory.Wish(elsewhere, "alice", "default", Set.of(), 1, 9)))
                .isEmpty();
        world.login("alice");
        assertThat(attempt(world).reason())
                .isEqualTo("'alice' has 1 sessions, of which some begin at this moment, and may have 1");
        world.directory.remove(elsewhere);
        var again = new Client.Shape("alice");
        again.host = 2;
        Client second = world.connect(again);
        world.run(Duration.ofSeconds(5));
        assertThat(second.connected()).isTrue();
    }

    @Test
    void whoGetsNoAddressLeavesNoPlaceBehind() {
        var shape = new World.Shape();
        shape.poolSize = 1;
        shape.profileLimits = new ProfileLimits(2, 9);
        World world = new World(shape);
        for (String user : List.of("alice", "bob", "carol")) {
            world.aaa.user(user, "secret", EapType.MSCHAPV2);
            var client = new Client.Shape(user);
            client.host = 1 + user.length();
            world.connect(client);
            world.run(Duration.ofSeconds(5));
        }
        assertThat(world.directory.size()).isEqualTo(1);
        // The pool is in the way, not those who did not get in before.
        assertThat(attempt(world).trouble()).isEqualTo(Trouble.ADDRESS);
    }

    @Test
    void aProfileHasNoMoreSessionsThanItMay() {
        var shape = new World.Shape();
        shape.profileLimits = new ProfileLimits(1, 9);
        World world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.aaa.user("bob", "secret", EapType.MSCHAPV2);
        world.login("alice");
        var phone = new Client.Shape("bob");
        phone.host = 2;
        Client second = world.connect(phone);
        world.run(Duration.ofSeconds(5));
        assertThat(second.connected()).isFalse();
        assertThat(attempt(world).trouble()).isEqualTo(Trouble.LIMIT);
        assertThat(attempt(world).reason())
                .isEqualTo("profile 'default' has 1 sessions, and its limits.sessions is 1");
    }

    @Test
    void aProfileHasNoMoreLoginsUnderWayThanItMay() {
        var shape = new World.Shape();
        shape.profileLimits = new ProfileLimits(9, 1);
        World world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.aaa.user("bob", "secret", EapType.MSCHAPV2);
        var laptop = new Client.Shape("alice");
        var phone = new Client.Shape("bob");
        phone.host = 2;
        Client first = world.connect(laptop);
        Client second = world.connect(phone);
        world.run(Duration.ofSeconds(5));
        assertThat(first.connected()).isTrue();
        assertThat(second.connected()).isFalse();
        assertThat(world.all(Effect.Attempted.class)).anySatisfy(one -> assertThat(one.attempt().reason())
                .isEqualTo("1 logins of profile 'default' are under way, and its limits.logins is 1"));
        // Whoever is in is under way no longer.
        var again = new Client.Shape("bob");
        again.host = 3;
        Client third = world.connect(again);
        world.run(Duration.ofSeconds(5));
        assertThat(third.connected()).isTrue();
    }

    @Test
    void aClientThatComesBackTakesItsOwnPlace() {
        World world = world();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2, new Granted.SessionLimit(1));
        world.login("alice");
        var again = new Client.Shape("alice");
        again.initialContact = true;
        again.host = 2;
        Client second = world.connect(again);
        world.run(Duration.ofSeconds(5));
        assertThat(second.connected()).isTrue();
        assertThat(world.directory.size()).isEqualTo(1);
    }

    private static World world() {
        World world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        return world;
    }

    private static Attempt attempt(World world) {
        return world.all(Effect.Attempted.class).getLast().attempt();
    }
}
