package gatehouse.aaa.authorization;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin.Source;
import gatehouse.bytes.Secret;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// Answers about groups, users and access lists, kept for others who ask the same: ten thousand logins of one group at once
/// ask once. All shards share it. It never waits and starts no thread: what is kept is told at once, and everybody else
/// hears on the thread that brings the answer; who belongs to a shard hops there.
///
/// An answer is kept under its AAA list (the whole of it, so that a list that was configured anew shares nothing with its
/// old self), what was asked, and the name. A refusal is kept for a short time; no answer is not kept, nor is anything that
/// proves an identity.
///
/// Forgetting works on what is on its way too: those who wait for it still get it, but it is not kept, and who asks
/// afterwards asks anew. This needs no counting of generations: an answer is kept only if its [Loading] is still the one in
/// the table, looked up and kept in one step, and forgetting takes it out of the table first.
public final class AttributeCache {
    // Longer than any client of AAA tries. A question whose answer got lost must not hold up everybody for ever.
    private static final Duration LOST = Duration.ofMinutes(2);

    private final Settings settings;
    private final LongSupplier nanoTime;
    private final Cache<Key, Kept> kept;
    private final ConcurrentMap<Key, Loading> loading = new ConcurrentHashMap<>();
    /// Every AAA list that was asked about users: a handful.
    private final Set<AaaList> listsOfUsers = ConcurrentHashMap.newKeySet();

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder coalesced = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder loads = new LongAdder();
    private final LongAdder unavailable = new LongAdder();
    private final LongAdder loadNanos = new LongAdder();
    private final LongAccumulator longestLoad = new LongAccumulator(Math::max, 0);

    /// @param timeToLive         of a yes
    /// @param negativeTimeToLive of a no; shorter, so that a new group works soon
    /// @param mostValues         how many values there may be in all answers together
    /// @param keepKeys           whether keys of peers are kept too
    public record Settings(
            Duration timeToLive, Duration negativeTimeToLive, long mostValues, boolean keepKeys) {
        public static final Settings USUAL =
                new Settings(Duration.ofMinutes(5), Duration.ofSeconds(10), 200_000, false);
    }

    /// What an answer is about.
    public enum Topic {
        GROUP,
        USER,
        KEYS,
        ACCESS_LIST;

        @Override
        public String toString() {
            return switch (this) {
                case GROUP -> "group";
                case USER -> "user";
                case KEYS -> "keys";
                case ACCESS_LIST -> "access-list";
            };
        }
    }

    /// An answer that is kept.
    ///
    /// @param hits how often it was given
    public record Row(
            Topic topic, String list, String name, AccessAnswer answer, Duration age, Duration left, long hits) {}

    /// Since the start.
    ///
    /// @param hits      answered from what was kept
    /// @param misses    asked of AAA
    /// @param coalesced waited for an answer that was on its way
    /// @param evictions dropped because there were too many
    /// @param loads     answers that came
    /// @param unavailable those of them that were none
    /// @param loadTime  how long they took, together
    /// @param entries   kept now
    /// @param values    in them
    public record Statistics(
            long hits,
            long misses,
            long coalesced,
            long evictions,
            long loads,
            long unavailable,
            Duration loadTime,
            Duration longestLoad,
            long entries,
            long values) {
        /// Of all questions the part that AAA did not hear, 0 to 1.
        public double hitRatio() {
            long all = hits + misses + coalesced;
            return all == 0 ? 0 : (double) (hits + coalesced) / all;
        }

        public Duration meanLoad() {
            return loads == 0 ? Duration.ZERO : loadTime.dividedBy(loads);
        }
    }

    private record Key(Topic topic, AaaList list, String name) {}

    private record Kept(AccessAnswer answer, long since, Duration timeToLive, LongAdder hits) {}

    /// @param nanoTime a clock that only goes forward, such as `System::nanoTime`
    public AttributeCache(Settings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.kept = Caffeine.newBuilder()
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .maximumWeight(settings.mostValues())
                .weigher((Key _, Kept entry) -> weight(entry.answer()))
                .expireAfter(Expiry.writing((Key _, Kept entry) -> entry.timeToLive()))
                .evictionListener((_, _, cause) -> {
                    if (cause == RemovalCause.SIZE) evictions.increment();
                })
                .build();
    }

    /// The answer, now or later, on whichever thread has it.
    ///
    /// @param loader asks AAA; it answers once, and is not called if somebody else has asked the same
    public Withdrawal ask(
            AccessQuestion question,
            Consumer<AccessAnswer> reply,
            BiConsumer<AccessQuestion, Consumer<AccessAnswer>> loader) {
        var waiter = new Waiter(reply);
        Optional<Key> key = key(question);
        if (key.isEmpty()) {
            Loading.load(question, loader, waiter::answered);
        } else {
            ask(key.get(), question, waiter, loader);
        }
        return waiter;
    }

    /// As [#ask], but what is kept, or on its way already, will not do: AAA is asked, and its answer is kept instead.
    public Withdrawal askAnew(
            AccessQuestion question,
            Consumer<AccessAnswer> reply,
            BiConsumer<AccessQuestion, Consumer<AccessAnswer>> loader) {
        key(question).ifPresent(this::forget);
        return ask(question, reply, loader);
    }

    /// What is kept, by list, topic and name.
    public List<Row> entries() {
        long now = nanoTime.getAsLong();
        return kept.asMap().entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue(), now))
                .sorted(Comparator.comparing(Row::list).thenComparing(Row::topic).thenComparing(Row::name))
                .toList();
    }

    /// Forgets everything; tells how much was kept.
    public int clear() {
        return forget(_ -> true);
    }

    /// Forgets what an AAA list said; tells how much was kept.
    public int drop(String list) {
        return forget(key -> key.list().name().equals(list));
    }

    /// Forgets what an AAA list said about a name, be it of a group, a user or an access list.
    public int drop(String list, String name) {
        return forget(key -> key.list().name().equals(list) && key.name().equals(name));
    }

    /// The same about one list; quick, for sessions that end.
    public int drop(AaaList list, String name) {
        int dropped = 0;
        for (Topic topic : Topic.values()) dropped += forget(new Key(topic, list, name));
        return dropped;
    }

    /// Forgets what any AAA list said about a user, at the cost of as many looks as there are lists.
    public void dropUser(String name) {
        listsOfUsers.forEach(list -> forget(new Key(Topic.USER, list, name)));
    }

    public Statistics statistics() {
        kept.cleanUp();
        return new Statistics(
                hits.sum(),
                misses.sum(),
                coalesced.sum(),
                evictions.sum(),
                loads.sum(),
                unavailable.sum(),
                Duration.ofNanos(loadNanos.sum()),
                Duration.ofNanos(longestLoad.get()),
                kept.estimatedSize(),
                kept.policy().eviction().orElseThrow().weightedSize().orElseThrow());
    }

    private Optional<Key> key(AccessQuestion question) {
        return switch (question) {
            case AccessQuestion.EapRound _ -> Optional.empty();
            case AccessQuestion.Authorize about ->
                    Optional.of(new Key(topic(about), about.list(), about.name()));
            case AccessQuestion.PeerKeys about ->
                    settings.keepKeys()
                            ? Optional.of(new Key(Topic.KEYS, about.list(), about.name()))
                            : Optional.empty();
            case AccessQuestion.DownloadAccessList about ->
                    Optional.of(new Key(Topic.ACCESS_LIST, about.list(), about.name()));
        };
    }

    private static Topic topic(AccessQuestion.Authorize about) {
        return about.source() == Source.GROUP ? Topic.GROUP : Topic.USER;
    }

    private void ask(
            Key key,
            AccessQuestion question,
            Waiter waiter,
            BiConsumer<AccessQuestion, Consumer<AccessAnswer>> loader) {
        if (hit(key, waiter)) return;
        var mine = new Loading(nanoTime.getAsLong());
        Loading inCharge = loading.merge(key, mine, (running, another) -> isLost(running) ? another : running);
        if (inCharge != mine) {
            coalesced.increment();
            inCharge.join(waiter);
            return;
        }
        // Between the first look and now somebody's answer may have come.
        Kept there = kept.getIfPresent(key);
        if (there != null) {
            loading.remove(key, mine);
            hits.increment();
            there.hits().increment();
            mine.join(waiter);
            mine.finish(copy(there.answer()));
            return;
        }
        misses.increment();
        if (key.topic() == Topic.USER) listsOfUsers.add(key.list());
        mine.join(waiter);
        try {
            Loading.load(question, loader, answer -> answered(key, mine, answer));
        } catch (RuntimeException e) {
            answered(key, mine, new AccessAnswer.Unavailable("the question could not be asked: " + e));
            throw e;
        }
    }

    private boolean hit(Key key, Waiter waiter) {
        Kept entry = kept.getIfPresent(key);
        if (entry == null) return false;
        hits.increment();
        entry.hits().increment();
        waiter.answered(copy(entry.answer()));
        return true;
    }

    private boolean isLost(Loading running) {
        return nanoTime.getAsLong() - running.since() > LOST.toNanos();
    }

    private void answered(Key key, Loading mine, AccessAnswer answer) {
        long now = nanoTime.getAsLong();
        long took = Math.max(0, now - mine.since());
        loads.increment();
        loadNanos.add(took);
        longestLoad.accumulate(took);
        if (answer instanceof AccessAnswer.Unavailable) unavailable.increment();
        loading.computeIfPresent(key, (_, running) -> {
            if (running != mine) return running;
            Duration timeToLive = timeToLive(answer);
            if (timeToLive.isPositive()) kept.put(key, new Kept(copy(answer), now, timeToLive, new LongAdder()));
            return null;
        });
        mine.finish(answer);
    }

    private Duration timeToLive(AccessAnswer answer) {
        return switch (answer) {
            case AccessAnswer.Accept _ -> settings.timeToLive();
            case AccessAnswer.Reject _ -> settings.negativeTimeToLive();
            case AccessAnswer.Unavailable _,AccessAnswer.Challenge _,AccessAnswer.More _ -> Duration.ZERO;
        };
    }

    private int forget(Predicate<Key> which) {
        loading.keySet().removeIf(which);
        int forgotten = 0;
        for (Key key : kept.asMap().keySet()) {
            if (which.test(key)) forgotten += forget(key);
        }
        return forgotten;
    }

    // First what is on its way, then what is kept: the other way round the one could become the other unseen.
    private int forget(Key key) {
        loading.remove(key);
        return kept.asMap().remove(key) == null ? 0 : 1;
    }

    private static int weight(AccessAnswer answer) {
        return answer instanceof AccessAnswer.Accept(_, _, Grant grant) ? 1 + grant.values().size() : 1;
    }

    /// Whoever gets a key wipes it after use; what is kept must survive that.
    private static AccessAnswer copy(AccessAnswer answer) {
        if (!(answer instanceof AccessAnswer.Accept(var eap, var msk, var grant))) return answer;
        if (grant.first(Granted.LocalKey.class).isEmpty() && grant.first(Granted.RemoteKey.class).isEmpty()) {
            return answer;
        }
        List<Granted> values = grant.values().stream().map(AttributeCache::copy).toList();
        return new AccessAnswer.Accept(eap, msk, new Grant(grant.origin(), values));
    }

    private static Granted copy(Granted value) {
        return switch (value) {
            case Granted.LocalKey(Secret key) -> new Granted.LocalKey(key.slice(0, key.length()));
            case Granted.RemoteKey(Secret key) -> new Granted.RemoteKey(key.slice(0, key.length()));
            default -> value;
        };
    }

    private static Row row(Key key, Kept entry, long now) {
        Duration age = Duration.ofNanos(Math.max(0, now - entry.since()));
        Duration left = entry.timeToLive().minus(age);
        return new Row(
                key.topic(),
                key.list().name(),
                key.name(),
                entry.answer(),
                age,
                left.isNegative() ? Duration.ZERO : left,
                entry.hits().sum());
    }
}
