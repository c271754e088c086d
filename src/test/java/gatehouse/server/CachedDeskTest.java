package gatehouse.server;

import gatehouse.session.SessionId;
import gatehouse.net.Usage;
import gatehouse.aaa.AccountingEvent;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Conversation;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Ticket;
import gatehouse.aaa.authorization.AttributeCache;
import gatehouse.aaa.authorization.LocalPolicies;
import gatehouse.transport.EventLoops;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two shards and one cache.
@Timeout(60)
class CachedDeskTest {
    private static final AaaList OFFICE = AaaList.ofServers("office");
    private static final AccessAnswer YES = AccessAnswer.Accept.of(Grant.NOTHING);

    private record Answer(int shard, long ticket, AccessAnswer answer, Thread on) {}

    private final AttributeCache cache = new AttributeCache(AttributeCache.Settings.USUAL, System::nanoTime);
    private final EventLoops loops = EventLoops.start(2);
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final Side one = new Side(0);
    private final Side two = new Side(1);

    private static final class Nobody implements Ledger {
        @Override
        public void account(AccountingEvent event) {}

        @Override
        public void counted(SessionId session, Usage usage) {}
    }

    private final class Side {
        final EngineLoop loop;
        final FakeServers servers = new FakeServers().with("office", "r1");
        final CachedDesk desk;

        Side(int shard) {
            loop = new EngineLoop(loops.loop(shard), new SteadyClock(), new Bugs());
            var lists = new ListDesk(servers, () -> LocalPolicies.NONE, "embedded");
            desk = new CachedDesk(loop, cache, lists, new Nobody(), (ticket, answer) -> answers.add(
                    new Answer(shard, ticket.number(), answer, Thread.currentThread())));
        }

        void ask(long ticket, AccessQuestion question, boolean fresh) throws Exception {
            does(() -> desk.ask(new Ticket(ticket), question, fresh));
        }

        void does(Runnable what) throws Exception {
            loop.ask(() -> {
                what.run();
                return true;
            }).get(10, TimeUnit.SECONDS);
        }

        Thread thread() throws Exception {
            return loop.ask(Thread::currentThread).get(10, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void whoeverAsksTheSameMeanwhileGetsTheSameAnswerOnItsOwnThread() throws Exception {
        one.ask(1, SomeQuestion.group(OFFICE, "staff"), false);
        two.ask(2, SomeQuestion.group(OFFICE, "staff"), false);
        assertThat(one.servers.asked).hasSize(1);
        assertThat(two.servers.asked).isEmpty();
        one.does(() -> one.servers.last().reply.accept(YES));
        assertThat(List.of(next(), next()))
                .containsExactlyInAnyOrder(
                        new Answer(0, 1, YES, one.thread()), new Answer(1, 2, YES, two.thread()));
    }

    @Test
    void whatIsKeptIsAnsweredWithoutAskingUnlessItMustBeFresh() throws Exception {
        one.ask(1, SomeQuestion.group(OFFICE, "staff"), false);
        one.does(() -> one.servers.last().reply.accept(YES));
        assertThat(next().answer()).isEqualTo(YES);
        two.ask(2, SomeQuestion.group(OFFICE, "staff"), false);
        assertThat(next().ticket()).isEqualTo(2);
        assertThat(two.servers.asked).isEmpty();
        two.ask(3, SomeQuestion.group(OFFICE, "staff"), true);
        assertThat(two.servers.asked).hasSize(1);
    }

    @Test
    void forgettingWithdrawsOneWhoWaitsAndNotTheQuestion() throws Exception {
        one.ask(1, SomeQuestion.group(OFFICE, "staff"), false);
        two.ask(2, SomeQuestion.group(OFFICE, "staff"), false);
        one.does(() -> one.desk.forget(new Ticket(1)));
        assertThat(one.servers.last().withdrawn).isFalse();
        one.does(() -> one.servers.last().reply.accept(YES));
        assertThat(next().ticket()).isEqualTo(2);
        assertThat(answers).isEmpty();
    }

    @Test
    void roundsOfEapAreEachTheirOwnAndEndWhenForgotten() throws Exception {
        one.ask(1, SomeQuestion.eap(OFFICE, Conversation.NONE), false);
        one.ask(2, SomeQuestion.eap(OFFICE, Conversation.NONE), false);
        assertThat(one.servers.asked).hasSize(2);
        one.does(() -> one.desk.forget(new Ticket(1)));
        assertThat(one.servers.asked.getFirst().withdrawn).isTrue();
        one.does(() -> one.servers.asked.forEach(asked -> asked.reply.accept(YES)));
        assertThat(next().ticket()).isEqualTo(2);
        assertThat(answers).isEmpty();
    }

    @Test
    void tenThousandLoginsOfOneGroupAtOnceAskOnce() throws Exception {
        int each = 5_000;
        one.does(() -> {
            for (int i = 0; i < each; i++) one.desk.ask(new Ticket(i), SomeQuestion.group(OFFICE, "staff"), false);
        });
        two.does(() -> {
            for (int i = 0; i < each; i++) two.desk.ask(new Ticket(i), SomeQuestion.group(OFFICE, "staff"), false);
        });
        assertThat(one.servers.asked.size() + two.servers.asked.size()).isOne();
        one.does(() -> one.servers.last().reply.accept(YES));
        for (int i = 0; i < 2 * each; i++) assertThat(next().answer()).isSameAs(YES);
        assertThat(answers).isEmpty();
        AttributeCache.Statistics statistics = cache.statistics();
        assertThat(statistics.misses()).isOne();
        assertThat(statistics.coalesced()).isEqualTo(2 * each - 1);
    }

    private Answer next() throws InterruptedException {
        Answer answer = answers.poll(10, TimeUnit.SECONDS);
        assertThat(answer).as("an answer").isNotNull();
        return answer;
    }
}
