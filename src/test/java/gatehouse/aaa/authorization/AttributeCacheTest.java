package gatehouse.aaa.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Conversation;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Origin.Source;
import gatehouse.aaa.PeerFacts;
import gatehouse.aaa.authorization.AttributeCache.Settings;
import gatehouse.aaa.authorization.AttributeCache.Topic;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.session.SessionId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttributeCacheTest {
    private static final AaaList OFFICE = AaaList.ofServers("office");
    private static final AaaList BRANCH = AaaList.ofServers("branch");
    private static final AccessAnswer UNKNOWN = new AccessAnswer.Reject(Bytes.EMPTY, "unknown");
    private static final AccessAnswer SILENCE = new AccessAnswer.Unavailable("no server answered");

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
    private final AttributeCache cache = cache(1000, false);
    /// Questions that AAA has heard and not answered yet, in order.
    private final List<Heard> aaa = new ArrayList<>();
    private final List<AccessAnswer> answers = new ArrayList<>();

    private record Heard(AccessQuestion question, Consumer<AccessAnswer> reply) {}

    @Test
    void anAnswerIsKeptForOthersUntilItsTimeIsOver() {
        ask(group("staff"));
        reply(accept("a"));
        passes(Duration.ofSeconds(299));
        ask(group("staff"));
        assertThat(answers).containsExactly(accept("a"), accept("a"));
        passes(Duration.ofSeconds(2));
        ask(group("staff"));
        assertThat(aaa).hasSize(1);
        reply(accept("b"));
        assertThat(answers).last().isEqualTo(accept("b"));
    }

    @Test
    void aRefusalIsKeptForAShortTime() {
        ask(group("stuff"));
        reply(UNKNOWN);
        passes(Duration.ofSeconds(9));
        ask(group("stuff"));
        assertThat(answers).containsExactly(UNKNOWN, UNKNOWN);
        passes(Duration.ofSeconds(2));
        ask(group("stuff"));
        assertThat(aaa).hasSize(1);
    }

    @Test
    void noAnswerIsNotKept() {
        for (int i = 0; i < 3; i++) {
            ask(group("staff"));
            assertThat(aaa).hasSize(1);
            reply(i == 1 ? new AccessAnswer.Challenge(Bytes.EMPTY, Conversation.NONE) : SILENCE);
        }
        assertThat(answers).hasSize(3);
        assertThat(cache.entries()).isEmpty();
        assertThat(cache.statistics().unavailable()).isEqualTo(2);
    }

    @Test
    void listSourceAndNameTellAnswersApart() {
        ask(group("x"));
        ask(user("x"));
        ask(group("y"));
        ask(new AccessQuestion.Authorize(BRANCH, peer("1"), Source.GROUP, "x"));
        ask(list("x", Conversation.NONE));
        assertThat(aaa).hasSize(5);
        // The same name, but asked with another password or of other servers: a list of another configuration.
        ask(new AccessQuestion.Authorize(
                new AaaList("office", OFFICE.methods(), Secret.ofUtf8("other")), peer("1"), Source.GROUP, "x"));
        assertThat(aaa).hasSize(6);
    }

    @Test
    void whoAsksTellsNothingApart() {
        ask(new AccessQuestion.Authorize(OFFICE, peer("1"), Source.GROUP, "x"));
        ask(new AccessQuestion.Authorize(OFFICE, peer("2"), Source.GROUP, "x"));
        assertThat(aaa).hasSize(1);
    }

    @Test
    void whatProvesAnIdentityIsNeitherKeptNorShared() {
        var round = new AccessQuestion.EapRound(OFFICE, peer("1"), "alice", Bytes.EMPTY, Conversation.NONE, 1000);
        var keys = new AccessQuestion.PeerKeys(OFFICE, peer("1"), "spoke");
        for (AccessQuestion question : List.of(round, round, keys, keys)) ask(question);
        assertThat(aaa).extracting(Heard::question).containsExactly(round, round, keys, keys);
        while (!aaa.isEmpty()) reply(accept("a"));
        assertThat(answers).hasSize(4);
        assertThat(cache.entries()).isEmpty();
        assertThat(cache.statistics().hits() + cache.statistics().misses()).isZero();
    }

    @Test
    void keysAreKeptOnlyIfConfiguredAndSurviveBeingWiped() {
        AttributeCache keeping = cache(1000, true);
        var question = new AccessQuestion.PeerKeys(OFFICE, peer("1"), "spoke");
        for (int i = 0; i < 3; i++) {
            var got = new AtomicReference<AccessAnswer>();
            keeping.ask(question, got::set, (asked, reply) -> aaa.add(new Heard(asked, reply)));
            if (i == 0) {
                reply(AccessAnswer.Accept.of(new Grant(Origin.UNKNOWN, List.of(
                        new Granted.LocalKey(Secret.ofUtf8("ours")),
                        new Granted.RemoteKey(Secret.ofUtf8("theirs"))))));
            }
            assertThat(aaa).isEmpty();
            Grant grant = ((AccessAnswer.Accept) got.get()).grant();
            Secret local = grant.first(Granted.LocalKey.class).orElseThrow().key();
            Secret remote = grant.first(Granted.RemoteKey.class).orElseThrow().key();
            assertThat(local).isEqualTo(Secret.ofUtf8("ours"));
            assertThat(remote).isEqualTo(Secret.ofUtf8("theirs"));
            local.wipe();
            remote.wipe();
        }
    }

    @Test
    void allWhoAskMeanwhileGetTheOneAnswer() {
        for (int i = 0; i < 5; i++) ask(group("staff"));
        assertThat(aaa).hasSize(1);
        assertThat(answers).isEmpty();
        passes(Duration.ofMillis(30));
        reply(accept("a"));
        assertThat(answers).hasSize(5).containsOnly(accept("a"));
        var statistics = cache.statistics();
        assertThat(statistics.misses()).isOne();
        assertThat(statistics.coalesced()).isEqualTo(4);
        assertThat(statistics.loads()).isOne();
        assertThat(statistics.meanLoad()).isEqualTo(Duration.ofMillis(30));
        assertThat(statistics.hitRatio()).isCloseTo(0.8, within(1e-9));
    }

    @Test
    void whoWithdrawsHearsNothingAndTheOthersDo() {
        Withdrawal first = ask(group("staff"));
        var other = new ArrayList<AccessAnswer>();
        cache.ask(group("staff"), other::add, (_, _) -> aaa.clear());
        first.withdraw();
        reply(accept("a"));
        assertThat(answers).isEmpty();
        assertThat(other).containsExactly(accept("a"));
        ask(group("staff"));
        assertThat(answers).containsExactly(accept("a"));
    }

    @Test
    void aLoginThatFailsOverItsAnswerTakesItFromNobody() {
        cache.ask(
                group("staff"),
                _ -> {
                    throw new IllegalStateException("a bug of the test");
                },
                (asked, reply) -> aaa.add(new Heard(asked, reply)));
        ask(group("staff"));
        reply(accept("a"));
        assertThat(answers).containsExactly(accept("a"));
    }

    @Test
    void aQuestionThatCannotBeAskedIsNoAnswerToAllWhoWait() {
        assertThatIllegalStateException().isThrownBy(() -> cache.ask(group("staff"), answers::add, (_, _) -> {
            throw new IllegalStateException("closed");
        }));
        assertThat(answers)
                .containsExactly(new AccessAnswer.Unavailable(
                        "the question could not be asked: java.lang.IllegalStateException: closed"));
        ask(group("staff"));
        assertThat(aaa).hasSize(1);
    }

    @Test
    void anAnswerInPartsIsFollowedToItsEndAndKeptWhole() {
        ask(list("#ACSACL#-IP-A-1", Conversation.NONE));
        ask(list("#ACSACL#-IP-A-1", Conversation.NONE));
        var second = new Conversation("radius-1", Bytes.ofUtf8("2"));
        reply(new AccessAnswer.More(grant("a"), second));
        assertThat(aaa).extracting(Heard::question).containsExactly(list("#ACSACL#-IP-A-1", second));
        var third = new Conversation("radius-1", Bytes.ofUtf8("3"));
        reply(new AccessAnswer.More(grant("b"), third));
        assertThat(aaa).extracting(Heard::question).containsExactly(list("#ACSACL#-IP-A-1", third));
        reply(accept("c"));
        assertThat(aaa).isEmpty();
        assertThat(answers).containsExactly(accept("a", "b", "c"), accept("a", "b", "c"));
        ask(list("#ACSACL#-IP-A-1", Conversation.NONE));
        assertThat(answers).last().isEqualTo(accept("a", "b", "c"));
        assertThat(cache.statistics().loads()).isOne();
    }

    @Test
    void anAnswerThatNeverEndsIsNone() {
        ask(list("#ACSACL#-IP-A-1", Conversation.NONE));
        for (int parts = 0; !aaa.isEmpty(); parts++) {
            assertThat(parts).isLessThan(1000);
            reply(new AccessAnswer.More(grant("a"), Conversation.NONE));
        }
        assertThat(answers).containsExactly(new AccessAnswer.Unavailable("the answer goes on after 256 parts"));
        assertThat(cache.entries()).isEmpty();
    }

    @Test
    void whatIsForgottenIsAskedAgain() {
        for (AccessQuestion question : List.of(group("staff"), user("alice"), list("staff", Conversation.NONE))) {
            ask(question);
            reply(accept("a"));
        }
        assertThat(cache.drop("branch")).isZero();
        assertThat(cache.drop("office", "nobody")).isZero();
        assertThat(cache.drop("office", "staff")).isEqualTo(2);
        assertThat(cache.entries()).extracting(AttributeCache.Row::name).containsExactly("alice");
        assertThat(cache.drop(BRANCH, "alice")).isZero();
        assertThat(cache.drop(OFFICE, "alice")).isOne();
        ask(user("alice"));
        reply(accept("a"));
        assertThat(cache.drop("office")).isOne();
        ask(user("alice"));
        reply(accept("b"));
        assertThat(cache.clear()).isOne();
        ask(user("alice"));
        assertThat(aaa).hasSize(1);
    }

    @Test
    void anAnswerThatWasOnItsWayBeforeAClearIsNotKept() {
        ask(group("staff"));
        cache.clear();
        ask(group("staff"));
        // The second asked anew, for the answer to the first may be of old.
        assertThat(aaa).hasSize(2);
        reply(accept("old"));
        assertThat(answers).containsExactly(accept("old"));
        assertThat(cache.entries()).isEmpty();
        ask(group("staff"));
        reply(accept("new"));
        assertThat(answers).containsExactly(accept("old"), accept("new"), accept("new"));
        ask(group("staff"));
        assertThat(answers).last().isEqualTo(accept("new"));
        assertThat(aaa).isEmpty();
    }

    @Test
    void anOldAnswerThatComesLateDoesNotReplaceTheNew() {
        ask(group("staff"));
        cache.drop("office", "staff");
        ask(group("staff"));
        Heard old = aaa.removeFirst();
        reply(accept("new"));
        old.reply().accept(accept("old"));
        ask(group("staff"));
        assertThat(answers).last().isEqualTo(accept("new"));
    }

    @Test
    void askingAnewGoesPastWhatIsKeptAndReplacesIt() {
        ask(group("staff"));
        reply(accept("old"));
        cache.askAnew(group("staff"), answers::add, (asked, reply) -> aaa.add(new Heard(asked, reply)));
        assertThat(aaa).hasSize(1);
        reply(accept("new"));
        ask(group("staff"));
        assertThat(answers).containsExactly(accept("old"), accept("new"), accept("new"));
    }

    @Test
    void askingAnewWaitsForNoAnswerThatIsOnItsWay() {
        ask(group("staff"));
        cache.askAnew(group("staff"), answers::add, (asked, reply) -> aaa.add(new Heard(asked, reply)));
        assertThat(aaa).hasSize(2);
        reply(accept("old"));
        assertThat(cache.entries()).isEmpty();
        reply(accept("new"));
        ask(group("staff"));
        assertThat(answers).containsExactly(accept("old"), accept("new"), accept("new"));
    }

    @Test
    void whatASessionThatEndsMakesForgottenIsNotKeptAfterwards() {
        ask(group("staff"));
        assertThat(cache.drop(OFFICE, "staff")).isZero();
        reply(accept("old"));
        assertThat(cache.entries()).isEmpty();
    }

    @Test
    void aQuestionWhoseAnswerGotLostHoldsUpNobodyForEver() {
        ask(group("staff"));
        passes(Duration.ofSeconds(119));
        ask(group("staff"));
        assertThat(aaa).hasSize(1);
        passes(Duration.ofSeconds(2));
        ask(group("staff"));
        assertThat(aaa).hasSize(2);
        aaa.removeFirst();
        reply(accept("a"));
        assertThat(answers).containsExactly(accept("a"));
    }

    @Test
    void whenThereIsTooMuchSomethingGoes() {
        AttributeCache small = cache(20, false);
        for (int i = 0; i < 100; i++) {
            small.ask(group("g" + i), answers::add, (_, reply) -> reply.accept(accept("a", "b", "c")));
        }
        var statistics = small.statistics();
        assertThat(statistics.values()).isLessThanOrEqualTo(20).isEqualTo(statistics.entries() * 4);
        assertThat(statistics.entries() + statistics.evictions()).isEqualTo(100);
        assertThat(answers).hasSize(100);
    }

    @Test
    void withoutATimeToLiveNothingIsKept() {
        var none = new AttributeCache(new Settings(Duration.ZERO, Duration.ZERO, 1000, false), clock::get);
        for (int i = 0; i < 2; i++) {
            none.ask(group("staff"), answers::add, (asked, reply) -> aaa.add(new Heard(asked, reply)));
            assertThat(aaa).hasSize(1);
            reply(accept("a"));
        }
    }

    @Test
    void whatIsKeptCanBeShown() {
        ask(user("alice"));
        reply(accept("a", "b"));
        ask(group("stuff"));
        reply(UNKNOWN);
        passes(Duration.ofSeconds(4));
        ask(user("alice"));
        assertThat(cache.entries())
                .containsExactly(
                        new AttributeCache.Row(
                                Topic.GROUP,
                                "office",
                                "stuff",
                                UNKNOWN,
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(6),
                                0),
                        new AttributeCache.Row(
                                Topic.USER,
                                "office",
                                "alice",
                                accept("a", "b"),
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(296),
                                1));
        assertThat(cache.statistics().values()).isEqualTo(4);
        passes(Duration.ofSeconds(7));
        assertThat(cache.entries()).extracting(AttributeCache.Row::name).containsExactly("alice");
    }

    @Test
    void tenThousandLoginsOfOneGroupAtOnceAskOnce() throws Exception {
        int threads = 8;
        int each = 1250;
        var asked = new AtomicInteger();
        var answered = new AtomicInteger();
        var begin = new CountDownLatch(1);
        var half = new CountDownLatch(threads * each / 2);
        var loaded = new AtomicReference<Consumer<AccessAnswer>>();
        try (var executor = Executors.newFixedThreadPool(threads + 1)) {
            List<Future<Void>> logins = IntStream.range(0, threads)
                    .mapToObj(thread -> executor.submit(() -> {
                        begin.await();
                        for (int i = 0; i < each; i++) {
                            cache.ask(
                                    new AccessQuestion.Authorize(OFFICE, peer(thread + "-" + i), Source.GROUP, "staff"),
                                    answer -> {
                                        if (answer.equals(accept("a"))) answered.incrementAndGet();
                                    },
                                    (_, reply) -> {
                                        asked.incrementAndGet();
                                        loaded.set(reply);
                                    });
                            half.countDown();
                        }
                        return (Void) null;
                    }))
                    .toList();
            // The answer comes while they come.
            Future<Void> server = executor.submit(() -> {
                half.await();
                loaded.get().accept(accept("a"));
                return null;
            });
            begin.countDown();
            for (Future<Void> login : logins) login.get(60, TimeUnit.SECONDS);
            server.get(60, TimeUnit.SECONDS);
        }
        assertThat(asked).hasValue(1);
        assertThat(answered).hasValue(10_000);
        var statistics = cache.statistics();
        assertThat(statistics.misses()).isOne();
        assertThat(statistics.coalesced()).isGreaterThanOrEqualTo(threads * each / 2 - 1);
        assertThat(statistics.hits() + statistics.coalesced()).isEqualTo(9_999);
    }

    @Test
    void nobodyWhoAsksAfterAClearGetsWhatWasSaidBefore() throws Exception {
        int rounds = 20_000;
        var truth = new AtomicInteger();
        var known = new AtomicInteger();
        Callable<Integer> asker = () -> {
            int stale = 0;
            while (known.get() < rounds) {
                int atLeast = known.get();
                var got = new AtomicInteger(-1);
                cache.ask(
                        group("staff"),
                        answer -> got.set(Integer.parseInt(((AccessAnswer.Accept) answer)
                                .grant().first(Granted.SplitDns.class).orElseThrow().text())),
                        (_, reply) -> reply.accept(accept(Integer.toString(truth.get()))));
                // Coalesced: it is answered by the other thread, a moment later.
                while (got.get() < 0) Thread.onSpinWait();
                if (got.get() < atLeast) stale++;
            }
            return stale;
        };
        try (var executor = Executors.newFixedThreadPool(3)) {
            List<Future<Integer>> askers = List.of(executor.submit(asker), executor.submit(asker));
            for (int i = 1; i <= rounds; i++) {
                truth.set(i);
                cache.clear();
                known.set(i);
            }
            for (Future<Integer> one : askers) assertThat(one.get(60, TimeUnit.SECONDS)).isZero();
        }
    }

    private AttributeCache cache(long mostValues, boolean keepKeys) {
        return new AttributeCache(
                new Settings(Duration.ofSeconds(300), Duration.ofSeconds(10), mostValues, keepKeys), clock::get);
    }

    private Withdrawal ask(AccessQuestion question) {
        return cache.ask(question, answers::add, (asked, reply) -> aaa.add(new Heard(asked, reply)));
    }

    /// AAA answers the oldest question.
    private void reply(AccessAnswer answer) {
        aaa.removeFirst().reply().accept(answer);
    }

    private void passes(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private static AccessQuestion group(String name) {
        return new AccessQuestion.Authorize(OFFICE, peer("1"), Source.GROUP, name);
    }

    private static AccessQuestion user(String name) {
        return new AccessQuestion.Authorize(OFFICE, peer("1"), Source.USER, name);
    }

    private static AccessQuestion list(String name, Conversation conversation) {
        return new AccessQuestion.DownloadAccessList(OFFICE, peer("1"), name, conversation);
    }

    private static PeerFacts peer(String session) {
        var path = new Path(
                new InetSocketAddress(Addresses.parse("192.0.2.1"), 4500),
                new InetSocketAddress(Addresses.parse("198.51.100.7"), 4500));
        return new PeerFacts(new SessionId(session), "a-" + session, "office", path, "laptop");
    }

    private static AccessAnswer accept(String... domains) {
        return AccessAnswer.Accept.of(grant(domains));
    }

    private static Grant grant(String... domains) {
        var values = new ArrayList<Granted>();
        for (String domain : domains) values.add(new Granted.SplitDns(domain));
        return new Grant(new Origin(Source.GROUP, "radius-1", "office", "x"), values);
    }
}
