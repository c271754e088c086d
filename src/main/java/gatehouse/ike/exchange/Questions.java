package gatehouse.ike.exchange;

import gatehouse.pki.PkiQuestion;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.PeerFacts;
import gatehouse.aaa.Ticket;
import gatehouse.address.AddressQuestion;
import gatehouse.ike.Effect;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Login;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import java.util.function.Function;

/// Puts questions whose answers come later, and holds the client's request open meanwhile.
final class Questions {
    private Questions() {}

    /// @param fresh whether an answer that was kept will not do
    /// @param phase what to wait in, with the ticket of the question
    static void ask(IkeSa sa, AccessQuestion question, boolean fresh, Function<Ticket, Phase.Held> phase, Step step) {
        Ticket ticket = hold(sa, phase, step);
        step.emit(new Effect.Ask(ticket, question, fresh));
    }

    static void askAddress(IkeSa sa, AddressQuestion question, Function<Ticket, Phase.Held> phase, Step step) {
        Ticket ticket = hold(sa, phase, step);
        step.emit(new Effect.AskAddress(ticket, question));
    }

    static void askPki(IkeSa sa, PkiQuestion question, Function<Ticket, Phase.Held> phase, Step step) {
        Ticket ticket = hold(sa, phase, step);
        step.emit(new Effect.AskPki(ticket, question));
    }

    private static Ticket hold(IkeSa sa, Function<Ticket, Phase.Held> phase, Step step) {
        Ticket ticket = step.tools().register().newTicket(sa);
        sa.enter(phase.apply(ticket));
        sa.attempt().ifPresent(notes -> notes.asked(step.now()));
        sa.timers().stop(Timer.HALF_OPEN);
        sa.timers().set(Timer.AAA, step.now().plus(sa.policy().lifetimes().aaaAnswer()));
        return ticket;
    }

    /// What AAA is told about the client besides its credentials.
    static PeerFacts facts(IkeSa sa, Login login) {
        return new PeerFacts(
                login.session(), login.auditSessionId(), sa.policy().name(), sa.path(), login.idInitiator().text());
    }
}
