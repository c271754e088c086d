package gatehouse.aaa.authorization;

import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A question on its way, and all who wait for its answer. Whoever comes when the answer is there takes it at once: the
/// answer is put down before the waiting are told, and who joins looks for it afterwards, so nobody falls between.
final class Loading {
    private static final Logger log = LoggerFactory.getLogger(Loading.class);

    private final long since;
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();
    private volatile AccessAnswer answer;

    Loading(long since) {
        this.since = since;
    }

    /// In the nanoseconds of the cache's clock.
    long since() {
        return since;
    }

    void join(Waiter waiter) {
        waiters.add(waiter);
        AccessAnswer there = answer;
        if (there != null) tell(there);
    }

    void finish(AccessAnswer whole) {
        answer = whole;
        tell(whole);
    }

    private void tell(AccessAnswer whole) {
        for (Waiter waiter; (waiter = waiters.poll()) != null;) {
            try {
                waiter.answered(whole);
            } catch (RuntimeException e) {
                // The others have done nothing wrong.
                log.error("a login could not take the answer that it waited for", e);
            }
        }
    }

    /// Asks, and goes on asking until the answer is whole.
    static void load(
            AccessQuestion question,
            BiConsumer<AccessQuestion, Consumer<AccessAnswer>> loader,
            Consumer<AccessAnswer> whole) {
        new Parts(loader, whole).ask(question);
    }

    /// The parts of an answer that comes in several. Only one question is open at a time, so one thread is here at a time.
    private static final class Parts {
        private final BiConsumer<AccessQuestion, Consumer<AccessAnswer>> loader;
        private final Consumer<AccessAnswer> whole;
        private List<Grant> parts = new ArrayList<>();

        Parts(BiConsumer<AccessQuestion, Consumer<AccessAnswer>> loader, Consumer<AccessAnswer> whole) {
            this.loader = loader;
            this.whole = whole;
        }

        void ask(AccessQuestion question) {
            loader.accept(question, answer -> answered(question, answer));
        }

        private void answered(AccessQuestion question, AccessAnswer answer) {
            switch (answer) {
                case AccessAnswer.More(var part, var conversation) when question instanceof AccessQuestion.DownloadAccessList list -> {
                    if (Downloads.isTooLong(parts)) {
                        whole.accept(new AccessAnswer.Unavailable(Downloads.tooLong()));
                        return;
                    }
                    parts = Downloads.with(parts, part);
                    ask(new AccessQuestion.DownloadAccessList(list.list(), list.peer(), list.name(), conversation));
                }
                case AccessAnswer.Accept(var eap, var msk, var last) when !parts.isEmpty() ->
                        whole.accept(new AccessAnswer.Accept(eap, msk, Downloads.whole(parts, last)));
                default -> whole.accept(answer);
            }
        }
    }
}
