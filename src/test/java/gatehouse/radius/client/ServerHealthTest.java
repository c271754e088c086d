package gatehouse.radius.client;

import static gatehouse.radius.client.World.SECOND;
import static gatehouse.radius.client.World.SECRET;
import static gatehouse.radius.client.World.again;
import static gatehouse.radius.client.World.all;
import static gatehouse.radius.client.World.one;
import static gatehouse.radius.client.World.read;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.radius.Authenticators.Verdict;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.client.RadiusServer.StatusServer;
import gatehouse.radius.client.RadiusStats.Drop;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A server falls silent and comes back, and who logs in meanwhile.
class ServerHealthTest {
    private static final Duration DEAD_TIME = Duration.ofSeconds(120);
    private static final Duration PROBES = Duration.ofSeconds(10);

    private final World world = new World();
    private final RadiusClient client = world.client;

    private static RadiusServer first(StatusServer statusServer) {
        return new RadiusServer(
                "first", Addresses.parse("192.0.2.11"), 1812, 1813, SECRET, Duration.ofSeconds(2), 3, DEAD_TIME,
                statusServer, PROBES, 1000, 1, Transport.UDP, true);
    }

    private static ServerGroup both(StatusServer statusServer) {
        return new ServerGroup("both", List.of(first(statusServer), SECOND));
    }

    private static boolean isProbe(RadiusEffect.Send send) {
        return read(send.octets()).code().equals(RadiusCode.STATUS_SERVER);
    }

    private static RadiusEffect.Send probe(List<RadiusEffect> effects) {
        return all(effects, RadiusEffect.Send.class).stream().filter(ServerHealthTest::isProbe).findFirst()
                .orElseThrow();
    }

    private static RadiusEffect.Send login(List<RadiusEffect> effects) {
        List<RadiusEffect.Send> logins =
                all(effects, RadiusEffect.Send.class).stream().filter(send -> !isProbe(send)).toList();
        assertThat(logins).hasSize(1);
        return logins.getFirst();
    }

    private static boolean toFirst(RadiusEffect.Send send) {
        return send.to().getAddress().equals(first(StatusServer.OFF).address());
    }

    /// Whoever logs in while servers that are not silent answer at once.
    private final class Office {
        final Set<InetAddress> silent = new HashSet<>();
        final Map<RequestId, Instant> waiting = new HashMap<>();
        final List<Duration> delays = new ArrayList<>();
        boolean answersProbes = true;
        int loginsToFirst;
        int probesToFirst;

        void login(ServerGroup group) {
            World.Sent sent = world.ask(group);
            waiting.put(sent.id(), world.now);
            serve(sent.effects());
        }

        void until(Instant end) {
            while (client.nextDeadline().filter(next -> !next.isAfter(end)).isPresent()) serve(world.deadline());
            world.now = end;
        }

        long suffered() {
            return delays.stream().filter(Duration::isPositive).count();
        }

        private void serve(List<RadiusEffect> effects) {
            var todo = new ArrayDeque<>(effects);
            while (!todo.isEmpty()) {
                switch (todo.poll()) {
                    case RadiusEffect.OpenSocket _,RadiusEffect.HealthChanged _ -> {}
                    case RadiusEffect.Failed failed -> throw new AssertionError(failed);
                    case RadiusEffect.Answered answered ->
                            delays.add(Duration.between(waiting.remove(answered.id()), world.now));
                    case RadiusEffect.Send send -> {
                        if (toFirst(send) && isProbe(send)) probesToFirst++;
                        if (toFirst(send) && !isProbe(send)) loginsToFirst++;
                        boolean heard = !silent.contains(send.to().getAddress()) && (answersProbes || !isProbe(send));
                        if (heard) todo.addAll(world.receive(send, world.accept(send)));
                    }
                    case RadiusEffect other -> throw new AssertionError(other);
                }
            }
        }
    }

    // One login a second for a thousand seconds, the first server silent from the beginning on. Two logins began before
    // the first of them waited for longer than the timeout; then one for each dead time.
    @ParameterizedTest
    @EnumSource(names = {"AUTO", "OFF"})
    void ofAThousandLoginsADeadServerTroublesOneForEachDeadTime(StatusServer statusServer) {
        var office = new Office();
        office.silent.add(first(statusServer).address());
        Instant start = world.now;
        for (int i = 0; i < 1000; i++) {
            office.until(start.plusSeconds(i));
            office.login(both(statusServer));
        }
        office.until(start.plusSeconds(1100));
        assertThat(office.delays).hasSize(1000);
        assertThat(office.suffered()).isBetween(8L, 3L + 1000 / DEAD_TIME.toSeconds());
        // Who only finds out does not wait for all the tries.
        assertThat(office.delays.stream().filter(delay -> delay.compareTo(Duration.ofSeconds(3)) > 0).count())
                .isLessThanOrEqualTo(3);
        assertThat(client.isDead("first", world.now)).isTrue();
    }

    // Ten logins a second; the server dies after a minute. Those notice who began within the timeout before it was suspected,
    // and one for each dead time.
    @Test
    void ofTenThousandLoginsNinetyNineOfAHundredNeverSeeThatAServerDied() {
        var office = new Office();
        ServerGroup group = both(StatusServer.OFF);
        Instant start = world.now;
        Instant end = start.plusSeconds(1000);
        for (int i = 0; i < 10_000; i++) {
            office.until(start.plusMillis(100L * i));
            if (i == 600) office.silent.add(first(StatusServer.OFF).address());
            office.login(group);
        }
        office.until(end.plusSeconds(100));
        assertThat(office.delays).hasSize(10_000);
        long atFirst = 2_200 / 100;
        long later = Duration.between(start.plusSeconds(60), end).dividedBy(DEAD_TIME) + 1;
        assertThat(office.suffered()).isBetween(later - 2, atFirst + later);
        assertThat(office.suffered()).isLessThan(100);
        assertThat(client.stats().refusals()).isZero();
    }

    @Test
    void whereStatusServerIsUnderstoodNoLoginFindsOut() {
        var office = new Office();
        ServerGroup group = both(StatusServer.ON);
        Instant start = world.now;
        office.login(group);
        office.until(start.plusSeconds(1));
        office.silent.add(first(StatusServer.ON).address());
        for (int i = 1; i <= 1000; i++) {
            office.until(start.plusSeconds(i));
            office.login(group);
        }
        office.until(start.plusSeconds(1100));
        assertThat(office.delays).hasSize(1001);
        assertThat(office.suffered()).isBetween(1L, 3L);
        assertThat(office.probesToFirst).isBetween(90, 125);
    }

    // The last word on a server that was slow for one person: it answers probes, and nobody leaves it.
    @Test
    void whoAnswersProbesIsNotLeftForBeingSlow() {
        ServerGroup group = both(StatusServer.AUTO);
        World.Sent asked = world.ask(group);
        RadiusEffect.Send learning = probe(asked.effects());
        world.receive(learning, world.accept(learning));
        world.receive(login(asked.effects()), world.accept(login(asked.effects())));
        world.now = world.now.plusSeconds(1);
        asked = world.ask(group);
        world.now = client.nextDeadline().orElseThrow();
        List<RadiusEffect> repeated = world.handle(new RadiusInput.TimeAdvanced());
        assertThat(login(repeated)).isEqualTo(again(login(asked.effects())));
        assertThat(toFirst(login(world.ask(group).effects()))).as("suspected").isFalse();
        RadiusEffect.Send question = probe(repeated);
        assertThat(world.receive(question, world.accept(question))).isEmpty();
        assertThat(toFirst(login(world.ask(group).effects()))).as("cleared").isTrue();
        assertThat(client.isDead("first", world.now)).isFalse();
        assertThat(client.stats().servers().get("first").probes()).isEqualTo(2);
        assertThat(client.stats().servers().get("first").probesAnswered()).isEqualTo(2);
    }

    @Test
    void whenAServerDiesAllThatWaitForItGoOnAtOnce() {
        ServerGroup group = both(StatusServer.OFF);
        World.Sent early = world.ask(group);
        world.now = world.now.plusSeconds(1);
        World.Sent late = world.ask(group);
        World.Sent bound = world.ask(group, "first");
        assertThat(toFirst(late.send())).isTrue();
        List<RadiusEffect.Send> elsewhere = List.of();
        boolean boundFailed = false;
        while (elsewhere.isEmpty()) {
            List<RadiusEffect> effects = world.deadline();
            // By jitter it may be the first whose tries are used up.
            boundFailed |= !all(effects, RadiusEffect.Failed.class).isEmpty();
            elsewhere = all(effects, RadiusEffect.Send.class).stream().filter(send -> !toFirst(send)).toList();
        }
        assertThat(elsewhere).hasSize(2);
        var answered = new HashSet<RequestId>();
        for (RadiusEffect.Send send : elsewhere) {
            answered.add(one(world.receive(send, world.accept(send)), RadiusEffect.Answered.class).id());
        }
        assertThat(answered).containsExactlyInAnyOrder(early.id(), late.id()).doesNotContain(bound.id());
        assertThat(client.stats().servers().get("first").inFlight()).isEqualTo(boundFailed ? 0 : 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"ON", "OFF"})
    void whoComesBackGetsOneRequestAndThenMoreAndMore(StatusServer statusServer) {
        ServerGroup group = both(statusServer);
        var office = new Office();
        office.silent.add(first(statusServer).address());
        Instant start = world.now;
        office.login(group);
        office.until(start.plusSeconds(60));
        assertThat(client.isDead("first", world.now)).isTrue();
        office.silent.clear();
        office.until(start.plusSeconds(150));
        assertThat(client.isDead("first", world.now)).isFalse();
        assertThat(flood(group)).isEqualTo(1);
        assertThat(flood(group)).isEqualTo(2);
        assertThat(flood(group)).isEqualTo(4);
        assertThat(flood(group)).isEqualTo(8);
        assertThat(flood(group)).isEqualTo(16);
        assertThat(flood(group)).isEqualTo(32);
        assertThat(flood(group)).isEqualTo(200);
    }

    /// Two hundred ask at the same time, and are answered; how many were sent to the first server.
    private int flood(ServerGroup group) {
        var sent = new ArrayList<RadiusEffect.Send>();
        for (int i = 0; i < 200; i++) sent.add(login(world.ask(group).effects()));
        sent.forEach(send -> one(world.receive(send, world.accept(send)), RadiusEffect.Answered.class));
        return (int) sent.stream().filter(ServerHealthTest::toFirst).count();
    }

    @Test
    void whoIsTriedInVainIsPassedOverAgain() {
        ServerGroup group = both(StatusServer.OFF);
        RadiusEffect.Send second = one(world.silence(world.ask(group).send()), RadiusEffect.Send.class);
        world.receive(second, world.accept(second));
        world.passes(DEAD_TIME);
        World.Sent trial = world.ask(group);
        assertThat(toFirst(trial.send())).isTrue();
        RadiusEffect.Send other = world.ask(group).send();
        assertThat(toFirst(other)).isFalse();
        world.receive(other, world.accept(other));
        Instant before = world.now;
        List<RadiusEffect> after = List.of();
        while (all(after, RadiusEffect.Send.class).stream().allMatch(ServerHealthTest::toFirst)
                && !client.isDead("first", world.now))
            after = world.deadline();
        assertThat(Duration.between(before, world.now)).isLessThan(Duration.ofSeconds(3));
        assertThat(all(after, RadiusEffect.Send.class)).anyMatch(send -> !toFirst(send));
        assertThat(client.isDead("first", world.now)).isTrue();
    }

    @Test
    void aProbeIsSignedAndOnlyTheRightKindOfAnswerCounts() throws Exception {
        RadiusEffect.Send login = probe(world.ask(both(StatusServer.AUTO)).effects());
        Bytes octets = login.octets();
        assertThat(login.to().getPort()).isEqualTo(1812);
        assertThat(octets.length()).isEqualTo(38);
        assertThat(world.authenticators.messageAuthenticator(octets, octets.slice(4, 20), SECRET))
                .isEqualTo(Verdict.GENUINE);
        assertThat(world.receive(login, world.response(login, RadiusCode.ACCESS_REJECT, SECRET))).isEmpty();
        assertThat(client.stats().drops(Drop.WRONG_CODE)).isEqualTo(1);
        RadiusEffect.Send accounting = probe(world.account(both(StatusServer.AUTO)).effects());
        assertThat(accounting.to().getPort()).isEqualTo(1813);
        octets = accounting.octets();
        assertThat(world.authenticators.messageAuthenticator(octets, octets.slice(4, 20), SECRET))
                .isEqualTo(Verdict.GENUINE);
        world.receive(accounting, world.response(accounting, RadiusCode.ACCESS_ACCEPT, SECRET));
        assertThat(client.stats().drops(Drop.WRONG_CODE)).isEqualTo(2);
        world.receive(accounting, world.response(accounting, RadiusCode.ACCOUNTING_RESPONSE, SECRET));
        assertThat(client.stats().servers().get("first").probesAnswered()).isEqualTo(1);
    }

    @Test
    void everyChangeIsToldWithItsCauseAndNumbers() {
        ServerGroup group = both(StatusServer.OFF);
        RadiusEffect.Send second = one(world.silence(world.ask(group).send()), RadiusEffect.Send.class);
        world.receive(second, world.accept(second));
        world.passes(DEAD_TIME);
        RadiusEffect.Send trial = world.ask(group).send();
        world.receive(trial, world.accept(trial));
        for (int i = 0; i < 62; i++) {
            RadiusEffect.Send send = world.ask(group).send();
            world.receive(send, world.accept(send));
        }
        assertThat(world.health).extracting(RadiusEffect.HealthChanged::is).containsExactly(
                ServerState.SUSPECTED, ServerState.DEAD, ServerState.RETURNING, ServerState.ALIVE);
        assertThat(world.health).extracting(RadiusEffect.HealthChanged::was).containsExactly(
                ServerState.ALIVE, ServerState.SUSPECTED, ServerState.DEAD, ServerState.RETURNING);
        assertThat(world.health).allMatch(change -> change.server().name().equals("first") && !change.accounting());
        assertThat(world.health.get(0).cause()).matches("nothing came from it for [12]\\.\\d s, 1 request waits");
        assertThat(world.health.get(1).cause())
                .matches("no answer to 3 attempts within 1\\d\\.\\d s, 1 request waits");
        assertThat(world.health.get(2).cause()).isEqualTo("one login tries it after 120 s");
        assertThat(world.health.get(3).cause()).isEqualTo("63 logins in a row were answered");
        assertThat(client.state("first", false)).isEqualTo(ServerState.ALIVE);
    }

    @Test
    void accountingThatIsSilentCostsNoLogin() {
        ServerGroup group = both(StatusServer.OFF);
        world.account(group);
        while (!client.isDead("first", world.now)) world.deadline();
        assertThat(toFirst(world.ask(group).send())).isTrue();
        assertThat(toFirst(world.account(group).send())).isFalse();
    }
}
