package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AaaList.Method;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Conversation;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Realm;
import gatehouse.aaa.authorization.LocalPolicies;
import gatehouse.aaa.authorization.Withdrawal;
import gatehouse.bytes.Bytes;
import gatehouse.eap.EapPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListDeskTest {
    private static final Method FIRST = new Method.Radius("first");
    private static final Method SECOND = new Method.Radius("second");
    private static final Method LOCAL = new Method.Local();
    private static final AaaList BOTH = new AaaList("office", List.of(FIRST, SECOND));
    private static final AccessAnswer YES = AccessAnswer.Accept.of(Grant.NOTHING);
    private static final AccessAnswer NO = new AccessAnswer.Reject(Bytes.EMPTY, "no such group");
    private static final AccessAnswer SILENCE = new AccessAnswer.Unavailable("server 'r1' did not answer 3 tries");

    private final FakeServers servers = new FakeServers().with("first", "r1").with("second", "r2", "r3");
    private final Grant staff = new Grant(Origin.UNKNOWN, List.of(new Granted.Pool("staff")));
    private final ListDesk desk = new ListDesk(servers, () -> new LocalPolicies(Map.of("staff", staff)), "embedded");
    private final List<AccessAnswer> answers = new ArrayList<>();

    @Test
    void theFirstMethodAnswersAndNobodyElseIsAsked() {
        ask(SomeQuestion.group(BOTH, "staff"));
        servers.last().reply.accept(YES);
        assertThat(servers.groupsAsked()).containsExactly("first");
        assertThat(answers).containsExactly(YES);
    }

    @Test
    void theRealmOfANameDecidesWhoIsAskedAndMayBeStrippedFromBoth() {
        var list = new AaaList("office", List.of(FIRST), AaaList.USUAL_PASSWORD, List.of(
                new Realm("example.com", List.of(SECOND), true)));
        var identity = EapPacket.identityResponse(7, "bob@example.com").write();
        ask(new AccessQuestion.EapRound(
                list, SomeQuestion.PEER, "bob@example.com", identity, Conversation.NONE, 1400));
        assertThat(servers.groupsAsked()).containsExactly("second");
        assertThat(servers.last().question).isEqualTo(new AccessQuestion.EapRound(
                list, SomeQuestion.PEER, "bob", EapPacket.identityResponse(7, "bob").write(), Conversation.NONE, 1400));
        ask(SomeQuestion.user(list, "bob@example.com"));
        ask(SomeQuestion.group(list, "staff@example.com"));
        ask(SomeQuestion.user(list, "bob"));
        assertThat(servers.groupsAsked()).containsExactly("second", "second", "first", "first");
    }

    @Test
    void aRefusalIsAnAnswer() {
        ask(SomeQuestion.group(BOTH, "staff"));
        servers.last().reply.accept(NO);
        assertThat(servers.groupsAsked()).containsExactly("first");
        assertThat(answers).containsExactly(NO);
    }

    @Test
    void afterSilenceTheNextMethodIsAsked() {
        ask(SomeQuestion.group(BOTH, "staff"));
        servers.last().reply.accept(SILENCE);
        assertThat(answers).isEmpty();
        servers.last().reply.accept(YES);
        assertThat(servers.groupsAsked()).containsExactly("first", "second");
        assertThat(answers).containsExactly(YES);
    }

    @Test
    void silenceOfAllTellsOfEach() {
        ask(SomeQuestion.group(BOTH, "staff"));
        servers.last().reply.accept(SILENCE);
        servers.last().reply.accept(new AccessAnswer.Unavailable("server 'r3' did not answer 3 tries"));
        assertThat(answers).containsExactly(new AccessAnswer.Unavailable(
                "server 'r1' did not answer 3 tries; then server 'r3' did not answer 3 tries"));
    }

    @Test
    void aConversationStaysWithTheMethodWhoseServerLeadsIt() {
        ask(SomeQuestion.eap(BOTH, new Conversation("r3", Bytes.fromHex("0a"))));
        servers.last().reply.accept(SILENCE);
        assertThat(servers.groupsAsked()).containsExactly("second");
        assertThat(answers).containsExactly(SILENCE);
    }

    @Test
    void aConversationWithAServerThatIsNoMoreEnds() {
        ask(SomeQuestion.eap(BOTH, new Conversation("r9", Bytes.fromHex("0a"))));
        assertThat(servers.asked).isEmpty();
        assertThat(answers).containsExactly(new AccessAnswer.Unavailable(
                "server 'r9', which began the conversation, is not in AAA list 'office'"));
    }

    @Test
    void localPoliciesAnswerAboutGroupsAndUsers() {
        var list = new AaaList("here", List.of(LOCAL, FIRST));
        ask(SomeQuestion.group(list, "staff"));
        assertThat(servers.asked).isEmpty();
        assertThat(answers).singleElement().isInstanceOfSatisfying(AccessAnswer.Accept.class, accept -> {
            assertThat(accept.grant().values()).isEqualTo(staff.values());
            assertThat(accept.grant().origin()).isEqualTo(new Origin(Origin.Source.GROUP, "local", "here", "staff"));
        });
    }

    @Test
    void aNameWithoutLocalPolicyIsRefused() {
        ask(SomeQuestion.user(new AaaList("here", List.of(LOCAL, FIRST)), "bob"));
        assertThat(servers.asked).isEmpty();
        assertThat(answers).containsExactly(
                new AccessAnswer.Reject(Bytes.EMPTY, "there is no local authorization policy 'bob'"));
    }

    @Test
    void localEapIsLedByTheEmbeddedServer() {
        servers.with("embedded", "embedded");
        ask(SomeQuestion.eap(new AaaList("here", List.of(LOCAL)), Conversation.NONE));
        assertThat(servers.groupsAsked()).containsExactly("embedded");
        ask(SomeQuestion.eap(
                new AaaList("here", List.of(FIRST, LOCAL)), new Conversation("embedded", Bytes.fromHex("0a"))));
        assertThat(servers.groupsAsked()).containsExactly("embedded", "embedded");
    }

    @Test
    void localEapWithoutAnEmbeddedServerIsNoAnswer() {
        ask(SomeQuestion.eap(new AaaList("here", List.of(LOCAL, FIRST)), Conversation.NONE));
        assertThat(servers.groupsAsked()).containsExactly("first");
        servers.last().reply.accept(SILENCE);
        assertThat(answers)
                .containsExactly(new AccessAnswer.Unavailable("method 'local' needs the embedded AAA server, "
                        + "which is not enabled; then server 'r1' did not answer 3 tries"));
    }

    @Test
    void aGroupThatIsNotThereIsNoReasonToWait() {
        ask(SomeQuestion.group(AaaList.ofServers("elsewhere"), "staff"));
        assertThat(answers).containsExactly(
                new AccessAnswer.Unavailable("there is no group 'elsewhere' of RADIUS servers"));
    }

    @Test
    void aListWithoutMethodsAnswersNothing() {
        ask(SomeQuestion.group(new AaaList("empty", List.of()), "staff"));
        assertThat(answers).containsExactly(
                new AccessAnswer.Unavailable("AAA list 'empty' has no method: give it one"));
    }

    @Test
    void whatIsWithdrawnGoesNoFurther() {
        Withdrawal question = ask(SomeQuestion.group(BOTH, "staff"));
        servers.last().reply.accept(SILENCE);
        question.withdraw();
        assertThat(servers.last().withdrawn).isTrue();
        servers.last().reply.accept(SILENCE);
        assertThat(servers.asked).hasSize(2);
        assertThat(answers).isEmpty();
    }

    private Withdrawal ask(AccessQuestion question) {
        return desk.ask(question, answers::add);
    }
}
