package gatehouse.server;

import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.Ticket;
import gatehouse.aaa.authorization.AttributeCache;
import gatehouse.aaa.authorization.Withdrawal;
import gatehouse.net.Usage;
import gatehouse.session.SessionId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// The desk that one engine's questions come to: what the cache has is answered from there, the rest goes to the AAA list.
/// The cache is shared by all shards, so an answer may come from another's thread; it goes on here. Belongs to the thread
/// of the shard.
final class CachedDesk implements AaaDesk {
    private final EngineLoop loop;
    private final AttributeCache cache;
    private final ListDesk lists;
    private final Ledger accounting;
    private final BiConsumer<Ticket, AccessAnswer> answers;
    private final Map<Ticket, Withdrawal> open = new HashMap<>();

    /// @param answers takes what was answered, on the thread of the shard, after the step that asked
    CachedDesk(
            EngineLoop loop,
            AttributeCache cache,
            ListDesk lists,
            Ledger accounting,
            BiConsumer<Ticket, AccessAnswer> answers) {
        this.loop = loop;
        this.cache = cache;
        this.lists = lists;
        this.accounting = accounting;
        this.answers = answers;
    }

    @Override
    public void ask(Ticket ticket, AccessQuestion question, boolean fresh) {
        Consumer<AccessAnswer> reply = answer -> loop.run(() -> answered(ticket, answer));
        // What proves who somebody is is never kept, and whoever goes away gives its place at the server back.
        boolean isOwn = question instanceof AccessQuestion.EapRound;
        open.put(ticket, isOwn
                ? lists.ask(question, reply)
                : fresh ? cache.askAnew(question, reply, lists::ask) : cache.ask(question, reply, lists::ask));
    }

    private void answered(Ticket ticket, AccessAnswer answer) {
        if (open.remove(ticket) != null) answers.accept(ticket, answer);
    }

    /// Others may wait for the same answer, and get it.
    @Override
    public void forget(Ticket ticket) {
        Withdrawal withdrawal = open.remove(ticket);
        if (withdrawal != null) withdrawal.withdraw();
    }

    @Override
    public void account(AccountingEvent event) {
        accounting.account(event);
    }

    @Override
    public void counted(SessionId session, Usage usage) {
        accounting.counted(session, usage);
    }
}
