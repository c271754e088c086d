package gatehouse.server;

import gatehouse.net.Usage;
import gatehouse.address.AddressQuestion;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.Conversation;
import gatehouse.aaa.PeerFacts;
import gatehouse.aaa.Ticket;
import gatehouse.bytes.Bytes;
import gatehouse.ike.Effect;
import gatehouse.net.Datagram;
import gatehouse.session.CommandId;
import gatehouse.session.Session;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionDirectory;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import gatehouse.pki.PkiQuestion;
import gatehouse.pki.VerifiedPath;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EffectsTest {
    private final List<Object> aaa = new ArrayList<>();
    private final List<SessionCommand> orders = new ArrayList<>();
    private final CommandDesk commands = new CommandDesk();
    private final SessionDirectory directory = new SessionDirectory();
    private final Ports ports = new Ports();
    private final LogLines lines = new LogLines(SessionLog.class);
    private final AttemptLog attempts = new AttemptLog();
    private final Effects effects = new Effects(
            ports, new Recorder(), Addresses::new, new Certificates(), commands, directory, Optional.empty(),
            new SessionLog(() -> SomeSession.START),
            attempts, new VersionLog(), orders::add,
            new Bugs());

    private final List<Object> certificates = new ArrayList<>();

    private final class Certificates implements PkiPort {
        @Override
        public void ask(Ticket ticket, PkiQuestion question) {
            certificates.add(question);
        }

        @Override
        public void vouched(SessionId session, VerifiedPath path) {
            certificates.add(path);
        }

        @Override
        public void ended(SessionId session) {
            certificates.add(session);
        }
    }

    @AfterEach
    void restore() {
        lines.close();
    }

    @Test
    void questionsAboutCertificatesGoToWhoeverFetches() {
        var question = new PkiQuestion.Certificates(List.of());
        effects.accept(new Effect.AskPki(new Ticket(1), question));
        Session session = SomeSession.of("A1", "alice", 1);
        effects.accept(new Effect.Closed(session, TerminateCause.ADMIN_RESET, "revoked"));
        assertThat(certificates).containsExactly(question, session.id());
    }

    @Test
    void theDirectoryFollowsTheSession() {
        Session session = SomeSession.of("A1", "alice", 1);
        effects.accept(new Effect.Opened(session));
        assertThat(directory.find(session.id())).contains(session);
        Session changed = SomeSession.of("A1", "alice", 2);
        effects.accept(new Effect.Changed(changed, "ike-rekey"));
        assertThat(directory.find(session.id())).contains(changed);
        effects.accept(new Effect.Closed(changed, TerminateCause.USER_REQUEST, "deleted by the client"));
        assertThat(directory.find(session.id())).isEmpty();
        assertThat(lines.all()).hasSize(3);
    }

    @Test
    void questionsAndReportsGoToAaa() {
        Session session = SomeSession.of("A1", "alice", 1);
        var facts = new PeerFacts(session.id(), "audit", "default", SomeSession.PATH, "alice");
        var question = new AccessQuestion.EapRound(AaaList.ofServers("office"), facts, "alice", Bytes.EMPTY,
                Conversation.NONE, 1400);
        var event = new AccountingEvent.Start("office", SomeSession.START, session, List.of());
        effects.accept(new Effect.Ask(new Ticket(1), question, true));
        effects.accept(new Effect.Forget(new Ticket(1)));
        effects.accept(new Effect.Account(event));
        assertThat(aaa).containsExactly(question, new Ticket(1), event);
    }

    @Test
    void questionsForAddressesGoToWhoLeasesThem() {
        AddressQuestion question = AddressQuestion.of("A1", "alice");
        effects.accept(new Effect.AskAddress(new Ticket(1), question));
        effects.accept(new Effect.GiveBackAddress(new SessionId("A1")));
        assertThat(aaa).containsExactly(question, "A1");
    }

    @Test
    void whoWaitsForACommandHearsHowItEnded() {
        var outcome = new CompletableFuture<Outcome>();
        CommandId id = commands.register(outcome);
        effects.accept(new Effect.Done(new CommandId(99), new Outcome.NotFound()));
        assertThat(outcome).isNotDone();
        effects.accept(new Effect.Done(id, new Outcome.Done()));
        commands.settle(id);
        assertThat(outcome).isCompletedWithValue(new Outcome.Done());
    }

    @Test
    void whoWaitsForACommandThatWasLostHearsThatToo() {
        var outcome = new CompletableFuture<Outcome>();
        commands.settle(commands.register(outcome));
        assertThat(outcome).isCompletedWithValueMatching(Outcome.Refused.class::isInstance);
    }

    @Test
    void anOrderGoesToTheOwnerOfTheSession() {
        var order = new SessionCommand.Supersede(new SessionId("A1"), TerminateCause.PORT_PREEMPTED, "replaced");
        effects.accept(new Effect.Order(order));
        assertThat(orders).containsExactly(order);
    }

    @Test
    void aFailedLoginIsLogged() {
        effects.accept(new Effect.LoginFailed(SomeSession.PATH, "mallory", "Access-Reject from radius-1"));
        assertThat(lines.all()).singleElement().asString().contains("eap-id=mallory", "Access-Reject from radius-1");
    }

    @Test
    void aDatagramFromAnAddressThatWeDoNotHaveIsCounted() {
        effects.accept(new Effect.Send(new Datagram(SomeSession.PATH, Bytes.fromHex("00"))));
        assertThat(ports.homeless()).isOne();
    }

    private final class Addresses implements AddressDesk {
        @Override
        public void ask(Ticket ticket, AddressQuestion question) {
            aaa.add(question);
        }

        @Override
        public void release(String session) {
            aaa.add(session);
        }
    }

    private final class Recorder implements AaaDesk {
        @Override
        public void ask(Ticket ticket, AccessQuestion question, boolean fresh) {
            aaa.add(question);
        }

        @Override
        public void forget(Ticket ticket) {
            aaa.add(ticket);
        }

        @Override
        public void account(AccountingEvent event) {
            aaa.add(event);
        }

        @Override
        public void counted(SessionId session, Usage usage) {
            aaa.add(usage);
        }
    }
}
