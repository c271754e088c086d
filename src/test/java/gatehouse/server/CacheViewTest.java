package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Grant;
import gatehouse.aaa.authorization.AttributeCache;
import gatehouse.admin.AdminReply;
import gatehouse.admin.MetricFamily;
import gatehouse.bytes.Bytes;
import org.junit.jupiter.api.Test;

class CacheViewTest {
    private static final AaaList OFFICE = AaaList.ofServers("office");
    private static final AaaList BRANCH = AaaList.ofServers("branch");

    private final AttributeCache cache = new AttributeCache(AttributeCache.Settings.USUAL, () -> 0);
    private final CacheView view = new CacheView(cache);

    @Test
    void whatIsKeptIsShownByListAndName() {
        keep(SomeQuestion.group(OFFICE, "staff"));
        keep(SomeQuestion.group(BRANCH, "staff"));
        keep(SomeQuestion.user(OFFICE, "alice"));
        cache.ask(SomeQuestion.user(OFFICE, "bob"), _ -> {}, (_, reply) -> reply.accept(
                new AccessAnswer.Reject(Bytes.EMPTY, "no such user")));
        keep(SomeQuestion.group(OFFICE, "staff"));
        AdminReply.Cache all = view.show("", "");
        assertThat(all.answers()).hasSize(4);
        assertThat(all.hits()).isOne();
        assertThat(all.misses()).isEqualTo(4);
        assertThat(all.hitRatio()).isEqualTo(0.2);
        assertThat(view.show("office", "staff").answers())
                .containsExactly(new AdminReply.Cache.Kept("office", "group", "staff", "0 values", 0, 300, 1));
        assertThat(view.show("", "bob").answers())
                .extracting(AdminReply.Cache.Kept::answer)
                .containsExactly("no: no such user");
    }

    @Test
    void clearingTellsHowManyWentAndLeavesTheOthers() {
        keep(SomeQuestion.group(OFFICE, "staff"));
        keep(SomeQuestion.group(BRANCH, "staff"));
        keep(SomeQuestion.group(BRANCH, "guests"));
        assertThat(view.clear("", "staff").answers()).isEqualTo(2);
        assertThat(view.clear("office", "").answers()).isZero();
        assertThat(view.clear("branch", "guests").answers()).isOne();
        keep(SomeQuestion.group(BRANCH, "guests"));
        assertThat(view.clear("", "").answers()).isOne();
    }

    @Test
    void whoseSessionIsEndedIsAskedAboutAnewInEveryListByEveryName() {
        keep(SomeQuestion.user(OFFICE, "alice"));
        keep(SomeQuestion.user(BRANCH, "alice@example.org"));
        keep(SomeQuestion.user(BRANCH, "bob"));
        keep(SomeQuestion.group(BRANCH, "alice"));
        view.forget(SomeSession.of("A1", "alice", 1));
        assertThat(view.show("", "").answers())
                .extracting(kept -> kept.topic() + " " + kept.name())
                .containsExactly("group alice", "user bob");
    }

    @Test
    void metricsHaveHitsMissesAndLatency() {
        keep(SomeQuestion.group(OFFICE, "staff"));
        keep(SomeQuestion.group(OFFICE, "staff"));
        assertThat(view.tally().metrics())
                .extracting(MetricFamily::name)
                .contains("gatehouse_aaa_cache_load_seconds_total", "gatehouse_aaa_cache_evictions_total");
        assertThat(view.tally().metrics().getFirst().samples())
                .extracting(sample -> sample.labels().get("result") + " " + (long) sample.value())
                .containsExactly("hit 1", "miss 1", "coalesced 0");
    }

    private void keep(AccessQuestion question) {
        cache.ask(question, _ -> {}, (_, reply) -> reply.accept(AccessAnswer.Accept.of(Grant.NOTHING)));
    }
}
