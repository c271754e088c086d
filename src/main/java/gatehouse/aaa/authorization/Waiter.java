package gatehouse.aaa.authorization;

import gatehouse.aaa.AccessAnswer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Somebody who waits for an answer: gets one, or none after having withdrawn.
final class Waiter implements Withdrawal {
    private final AtomicReference<Consumer<AccessAnswer>> reply;

    Waiter(Consumer<AccessAnswer> reply) {
        this.reply = new AtomicReference<>(reply);
    }

    void answered(AccessAnswer answer) {
        Consumer<AccessAnswer> waiting = reply.getAndSet(null);
        if (waiting != null) waiting.accept(answer);
    }

    @Override
    public void withdraw() {
        reply.set(null);
    }
}
