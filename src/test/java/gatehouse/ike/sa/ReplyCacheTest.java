package gatehouse.ike.sa;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.ike.sa.ReplyCache.Verdict;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/// RFC 7296, sections 2.1 to 2.3.
class ReplyCacheTest {
    private static final Path HERE = path("192.0.2.7");
    private static final Path THERE = path("192.0.2.8");

    private final ReplyCache replies = new ReplyCache(0);

    private static Path path(String remote) {
        return new Path(
                new InetSocketAddress(Addresses.parse("192.0.2.1"), 4500),
                new InetSocketAddress(Addresses.parse(remote), 4500));
    }

    private static Bytes request(long id) {
        return Bytes.ofUtf8("request " + id);
    }

    private static List<Bytes> reply(long id) {
        return List.of(Bytes.ofUtf8("reply " + id));
    }

    private void serve(long id) {
        replies.seen(id, request(id));
        replies.accepted(id, HERE);
        replies.answered(id, reply(id));
    }

    private Verdict judge(long id) {
        return replies.judge(id, request(id));
    }

    @Test
    void oneAfterTheOtherUntilTheWindowGrows() {
        assertThat(judge(0)).isEqualTo(Verdict.NEW);
        assertThat(judge(1)).isEqualTo(Verdict.IGNORE);
        serve(0);
        assertThat(judge(0)).isEqualTo(Verdict.REPEAT);
        assertThat(judge(1)).isEqualTo(Verdict.NEW);
        serve(1);
        assertThat(judge(0)).as("it has had its answer").isEqualTo(Verdict.IGNORE);
    }

    @Test
    void inAWindowOfFiveTheyComeInAnyOrder() {
        serve(0);
        replies.grow(5);
        assertThat(judge(0)).as("it is still known").isEqualTo(Verdict.REPEAT);
        for (long id : new long[] {5, 3, 1, 4, 2}) {
            assertThat(judge(id)).isEqualTo(Verdict.NEW);
            if (id != 4 && id != 2) assertThat(judge(6)).as("before 1").isEqualTo(Verdict.IGNORE);
            serve(id);
            assertThat(judge(id)).isEqualTo(Verdict.REPEAT);
        }
        assertThat(judge(6)).isEqualTo(Verdict.NEW);
        assertThat(judge(10)).isEqualTo(Verdict.NEW);
        assertThat(judge(11)).isEqualTo(Verdict.IGNORE);
        for (long id = 1; id <= 5; id++) assertThat(replies.reply(id)).isEqualTo(reply(id));
    }

    @Test
    void theReplyIsKeptUntilARequestComesThatNeedsItsPlace() {
        replies.grow(5);
        for (long id = 0; id < 5; id++) serve(id);
        assertThat(judge(0)).isEqualTo(Verdict.REPEAT);
        serve(5);
        assertThat(judge(0)).isEqualTo(Verdict.IGNORE);
        assertThat(judge(1)).isEqualTo(Verdict.REPEAT);
    }

    @Test
    void aWindowDoesNotShrink() {
        replies.grow(5);
        replies.grow(2);
        assertThat(replies.size()).isEqualTo(5);
        assertThat(judge(4)).isEqualTo(Verdict.NEW);
    }

    @Test
    void whatIsBeingWorkedOnIsIgnored() {
        replies.seen(0, request(0));
        replies.accepted(0, HERE);
        assertThat(judge(0)).isEqualTo(Verdict.IGNORE);
        replies.answered(0, reply(0));
        assertThat(judge(0)).isEqualTo(Verdict.REPEAT);
        assertThat(replies.judge(0, Bytes.ofUtf8("another"))).isEqualTo(Verdict.IGNORE);
    }

    @Test
    void anAnswerGoesWhereTheQuestionCameFromLast() {
        serve(0);
        assertThat(replies.from(0)).isEqualTo(HERE);
        replies.repeated(0, THERE);
        assertThat(replies.from(0)).isEqualTo(THERE);
    }
}
