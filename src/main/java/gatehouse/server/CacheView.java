package gatehouse.server;

import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.authorization.AttributeCache;
import gatehouse.admin.AdminReply;
import gatehouse.session.Session;
import java.util.List;
import java.util.Map;

/// The cache as operators see it. From any thread.
final class CacheView {
    private static final Map<String, String> ALONE = Map.of();

    private final AttributeCache cache;

    CacheView(AttributeCache cache) {
        this.cache = cache;
    }

    /// What is kept, of one list or about one name where that is not empty.
    AdminReply.Cache show(String list, String name) {
        AttributeCache.Statistics statistics = cache.statistics();
        return new AdminReply.Cache(
                rows(list, name).stream().map(CacheView::kept).toList(),
                statistics.hits(),
                statistics.misses(),
                statistics.coalesced(),
                statistics.hitRatio(),
                statistics.meanLoad().toMillis());
    }

    AdminReply.CacheCleared clear(String list, String name) {
        if (name.isEmpty()) return new AdminReply.CacheCleared(list.isEmpty() ? cache.clear() : cache.drop(list));
        if (!list.isEmpty()) return new AdminReply.CacheCleared(cache.drop(list, name));
        int dropped = 0;
        List<String> lists = rows("", name).stream().map(AttributeCache.Row::list).distinct().toList();
        for (String each : lists) dropped += cache.drop(each, name);
        return new AdminReply.CacheCleared(dropped);
    }

    /// Forgets what somebody got: whoever ends a session wants the next one to be decided anew.
    void forget(Session session) {
        cache.dropUser(session.user());
        if (!session.eapIdentity().equals(session.user())) cache.dropUser(session.eapIdentity());
        if (!session.ikeIdentity().equals(session.user())) cache.dropUser(session.ikeIdentity());
    }

    Tally tally() {
        AttributeCache.Statistics statistics = cache.statistics();
        var tally = new Tally();
        String questions = "Questions about groups, users and access lists, by how they were answered.";
        tally.counter("gatehouse_aaa_cache_questions_total", questions, Map.of("result", "hit"), statistics.hits());
        tally.counter("gatehouse_aaa_cache_questions_total", questions, Map.of("result", "miss"), statistics.misses());
        tally.counter(
                "gatehouse_aaa_cache_questions_total", questions, Map.of("result", "coalesced"),
                statistics.coalesced());
        tally.gauge("gatehouse_aaa_cache_entries", "Answers that are kept.", ALONE, statistics.entries());
        tally.gauge("gatehouse_aaa_cache_values", "Values in them.", ALONE, statistics.values());
        tally.counter(
                "gatehouse_aaa_cache_evictions_total", "Answers dropped because there were too many.", ALONE,
                statistics.evictions());
        String loads = "Answers that AAA gave to the cache's questions.";
        tally.counter(
                "gatehouse_aaa_cache_loads_total", loads, Map.of("result", "answered"),
                statistics.loads() - statistics.unavailable());
        tally.counter(
                "gatehouse_aaa_cache_loads_total", loads, Map.of("result", "unavailable"), statistics.unavailable());
        tally.seconds(
                "gatehouse_aaa_cache_load_seconds_total", "Time that they took, summed over all of them.", ALONE,
                statistics.loadTime());
        return tally;
    }

    private List<AttributeCache.Row> rows(String list, String name) {
        return cache.entries().stream()
                .filter(row -> list.isEmpty() || row.list().equals(list))
                .filter(row -> name.isEmpty() || row.name().equals(name))
                .toList();
    }

    private static AdminReply.Cache.Kept kept(AttributeCache.Row row) {
        return new AdminReply.Cache.Kept(
                row.list(), row.topic().toString(), row.name(), words(row.answer()), row.age().toSeconds(),
                row.left().toSeconds(), row.hits());
    }

    /// An answer in a few words.
    static String words(AccessAnswer answer) {
        return switch (answer) {
            case AccessAnswer.Accept accept -> {
                int values = accept.grant().values().size();
                yield values == 1 ? "1 value" : values + " values";
            }
            case AccessAnswer.Reject(_, var reason) -> "no: " + reason;
            case AccessAnswer.Unavailable(var reason) -> "none: " + reason;
            case AccessAnswer.More _ -> "a part; more follows";
            case AccessAnswer.Challenge _ -> "a challenge";
        };
    }
}
