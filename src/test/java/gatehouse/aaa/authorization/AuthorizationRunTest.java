package gatehouse.aaa.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AaaList.Method;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.AccessPolicy.AddressConflict;
import gatehouse.aaa.AccessPolicy.AddressKind;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.AuthorizationChange;
import gatehouse.aaa.Conversation;
import gatehouse.aaa.Direction;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Origin.Source;
import gatehouse.aaa.PeerFacts;
import gatehouse.aaa.PeerIdentity;
import gatehouse.aaa.authorization.AuthorizationPlan.Request;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.session.SessionId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthorizationRunTest {
    private static final AaaList PROOF = AaaList.ofServers("eap-servers");
    private static final AaaList GROUPS = AaaList.ofServers("group-servers");
    private static final AaaList USERS = AaaList.ofServers("user-servers");
    private static final String LIST = "#ACSACL#-IP-STAFF-5f3a";
    private static final Granted LIST_VALUE = new Granted.DownloadableAccessList(LIST);
    private static final Granted PERMIT = new Granted.AccessEntry(Direction.IN, true, 1, "permit tcp any any eq 443");
    private static final Granted DENY = new Granted.AccessEntry(Direction.IN, true, 2, "deny ip any any");
    private static final AuthorizationPlan GROUP_AND_USER = plan(
            Optional.of(new Request(GROUPS, new NameRule.Fixed("staff"))),
            Optional.of(new Request(USERS, new NameRule.UserName())));
    private static final AuthorizationPlan GROUP_ONLY =
            plan(Optional.of(new Request(GROUPS, new NameRule.Fixed("staff"))), Optional.empty());

    @Test
    void withoutGroupAndUserTheProofOfIdentityIsAll() {
        Authorization done = done(AuthorizationRun.begin(
                subject(AuthorizationPlan.IMPLICIT, new Granted.Pool("p"), new Granted.RemoteKey(Secret.ofUtf8("k")))));
        assertThat(done.first(Granted.Pool.class)).contains(new Granted.Pool("p"));
        assertThat(done.user()).isEqualTo("alice@example.com");
        assertThat(done.entries()).hasSize(2);
    }

    @Test
    void theGroupIsAskedBeforeTheUser() {
        var run = AuthorizationRun.begin(subject(GROUP_AND_USER, new Granted.UserName("alice")));
        assertThat(run.next()).isEqualTo(ask(GROUPS, Source.GROUP, "staff"));
        run = run.answered(accept("radius-1", new Granted.Pool("of-group"), new Granted.SplitDns("g")));
        // The name that AAA gave goes before the one that the client gave.
        assertThat(run.next()).isEqualTo(ask(USERS, Source.USER, "alice"));
        run = run.answered(accept("radius-2", new Granted.Pool("of-user"), new Granted.SplitDns("u")));
        Authorization done = done(run);
        assertThat(done.first(Granted.Pool.class)).contains(new Granted.Pool("of-user"));
        assertThat(done.splitDns()).containsExactly("g", "u");
        assertThat(done.entries().stream()
                .filter(entry -> entry.value() instanceof Granted.SplitDns)
                .map(entry -> entry.origin().toString()))
                .containsExactly(
                        "group 'staff' from radius-1 (list group-servers)",
                        "user 'alice' from radius-2 (list user-servers)");
    }

    @Test
    void aRunIsAValueAndCanBeContinuedTwice() {
        var asked = AuthorizationRun.begin(subject(GROUP_ONLY));
        assertThat(done(asked.answered(accept("r", new Granted.Pool("a")))).addresses()).hasSize(1);
        assertThat(done(asked.answered(accept("r"))).addresses()).isEmpty();
        assertThat(asked.next()).isInstanceOf(AuthorizationRun.Ask.class);
    }

    @Test
    void whoeverIsUnknownIsRefused() {
        var run = AuthorizationRun.begin(subject(GROUP_AND_USER));
        assertThat(refusal(run.answered(new AccessAnswer.Reject(Bytes.EMPTY, "Access-Reject from radius-1"))))
                .isEqualTo("group 'staff' is unknown to list 'group-servers': Access-Reject from radius-1");
        assertThat(refusal(run.answered(accept("r"))
                .answered(new AccessAnswer.Reject(Bytes.EMPTY, "Access-Reject from radius-2"))))
                .isEqualTo("user 'alice@example.com' is unknown to list 'user-servers': Access-Reject from radius-2");
    }

    @Test
    void silenceAndNonsenseRefuseToo() {
        var run = AuthorizationRun.begin(subject(GROUP_ONLY));
        assertThat(refusal(run.answered(new AccessAnswer.Unavailable("no server answered"))))
                .isEqualTo("list 'group-servers' gave no answer about group 'staff': no server answered");
        String nonsense = "list 'group-servers' answered about group 'staff' as if it had been asked something else";
        assertThat(refusal(run.answered(new AccessAnswer.Challenge(Bytes.EMPTY, Conversation.NONE))))
                .isEqualTo(nonsense);
        assertThat(refusal(run.answered(new AccessAnswer.More(Grant.NOTHING, Conversation.NONE))))
                .isEqualTo(nonsense);
    }

    @Test
    void whoHasNoNameIsRefusedBeforeAnybodyIsAsked() {
        var byDomain = new NameMangler(
                "by-domain",
                Optional.of(NameMangler.FqdnPart.DOMAIN),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                "",
                "");
        var plan = plan(Optional.of(new Request(GROUPS, new NameRule.Mangled(byDomain))), Optional.empty());
        assertThat(refusal(AuthorizationRun.begin(subject(plan))))
                .isEqualTo("no name for group authorization: name mangler 'by-domain': fqdn 'laptop' has no dot, and so"
                        + " no domain");
    }

    @Test
    void aListWithoutMethodsIsRefused() {
        var plan = plan(Optional.empty(), Optional.of(new Request(AaaList.NONE, new NameRule.UserName())));
        assertThat(refusal(AuthorizationRun.begin(subject(plan))))
                .isEqualTo("user authorization has no AAA list with a method: give its list one");
    }

    @Test
    void aRestrictionThatIsNotUnderstoodIsRefused() {
        var run = AuthorizationRun.begin(subject(GROUP_ONLY))
                .answered(accept("radius-1", new Granted.NotUnderstood("Filter-Id", "'x.inn' has no direction")));
        assertThat(refusal(run))
                .isEqualTo(
                        "'Filter-Id' of group 'staff' from radius-1 (list group-servers) is a restriction that is not"
                                + " understood: 'x.inn' has no direction");
    }

    @Test
    void aDownloadableAccessListIsAskedForAndItsEntriesComeInBehindItsName() {
        var run = AuthorizationRun.begin(subject(GROUP_ONLY)).answered(accept("radius-1", LIST_VALUE));
        assertThat(run.next()).isEqualTo(download(GROUPS, LIST, Conversation.NONE));
        var conversation = new Conversation("radius-1", Bytes.ofUtf8("more"));
        run = run.answered(new AccessAnswer.More(new Grant(Origin.UNKNOWN, List.of(PERMIT)), conversation));
        assertThat(run.next()).isEqualTo(download(GROUPS, LIST, conversation));
        run = run.answered(accept("radius-1", DENY, new Granted.Pool("odd")));
        Authorization done = done(run);
        assertThat(done.entries().stream().skip(1).map(entry -> entry.value()))
                .containsExactly(
                        LIST_VALUE,
                        PERMIT,
                        DENY,
                        new Granted.Ignored("pool", "odd: it came with an access list and is no entry of one"));
        assertThat(done.entries().get(2).origin())
                .hasToString("group '" + LIST + "' from radius-1 (list group-servers)");
    }

    @Test
    void anAccessListThatDoesNotComeWholeAndUnderstoodIsRefused() {
        var run = AuthorizationRun.begin(subject(GROUP_ONLY)).answered(accept("radius-1", LIST_VALUE));
        assertThat(refusal(run.answered(new AccessAnswer.Reject(Bytes.EMPTY, "Access-Reject"))))
                .isEqualTo("access list '" + LIST + "' is unknown to list 'group-servers': Access-Reject");
        assertThat(refusal(run.answered(new AccessAnswer.Unavailable("no server answered"))))
                .isEqualTo("list 'group-servers' gave no answer about access list '" + LIST + "': no server answered");
        assertThat(refusal(run.answered(accept("radius-1"))))
                .isEqualTo("access list '" + LIST + "' from list 'group-servers': it has no entries");
        assertThat(refusal(run.answered(accept("radius-1", PERMIT, new Granted.NotUnderstood("ip:inacl#2", "what?")))))
                .isEqualTo("access list '" + LIST + "' from list 'group-servers': 'ip:inacl#2' in it is not understood:"
                        + " what?");
        var part = new AccessAnswer.More(new Grant(Origin.UNKNOWN, List.of(PERMIT)), Conversation.NONE);
        AuthorizationRun endless = run;
        for (int parts = 0; endless.next() instanceof AuthorizationRun.Ask; parts++) {
            assertThat(parts).isLessThan(1000);
            endless = endless.answered(part);
        }
        assertThat(refusal(endless))
                .isEqualTo("access list '" + LIST + "' from list 'group-servers': the answer goes on after 256 parts");
    }

    @Test
    void whoeverNamedAnAccessListIsAskedForItAndNeverAListWithoutServers() {
        var local = new AaaList("here", List.of(new Method.Local()));
        var plan = plan(
                Optional.of(new Request(local, new NameRule.Fixed("staff"))),
                Optional.of(new Request(USERS, new NameRule.UserName())));
        assertThat(AuthorizationRun.begin(subject(AuthorizationPlan.IMPLICIT, LIST_VALUE)).next())
                .isEqualTo(download(PROOF, LIST, Conversation.NONE));
        var byUser = AuthorizationRun.begin(subject(plan)).answered(accept("local")).answered(accept("r", LIST_VALUE));
        assertThat(byUser.next()).isEqualTo(download(USERS, LIST, Conversation.NONE));
        var byLocalGroup =
                AuthorizationRun.begin(subject(plan)).answered(accept("local", LIST_VALUE)).answered(accept("r"));
        assertThat(byLocalGroup.next()).isEqualTo(download(PROOF, LIST, Conversation.NONE));
        var allLocal = subject(
                plan(Optional.of(new Request(local, new NameRule.Fixed("staff"))), Optional.empty()), AaaList.NONE);
        assertThat(refusal(AuthorizationRun.begin(allLocal).answered(accept("local", LIST_VALUE))))
                .isEqualTo("access list '" + LIST + "' of group 'staff' from local (list here) cannot be downloaded: no"
                        + " AAA list here has a method 'radius'");
    }

    @Test
    void aServiceIsALocalPolicyOnTop() {
        var run = AuthorizationRun.begin(subject(GROUP_ONLY))
                .answered(accept(
                        "radius-1",
                        new Granted.Service("guest"),
                        new Granted.Service("guest"),
                        new Granted.Pool("of-group")));
        Authorization done = done(run);
        assertThat(done.first(Granted.Pool.class)).contains(new Granted.Pool("guests"));
        assertThat(done.splitDns()).containsExactly("guest.example.com");
        assertThat(done.entries().getLast().origin()).hasToString("service 'guest' from local");
    }

    @Test
    void aServiceThatIsNotConfiguredIsRefused() {
        var run = AuthorizationRun.begin(subject(GROUP_ONLY)).answered(accept("radius-1", new Granted.Service("gold")));
        assertThat(refusal(run))
                .isEqualTo("service 'gold' of group 'staff' from radius-1 (list group-servers) is no local"
                        + " authorization policy");
    }

    @Test
    void aChangeOfValuesAsksNobody() {
        Subject subject = subject(GROUP_ONLY);
        Authorization now = done(AuthorizationRun.begin(subject).answered(accept("r", new Granted.Pool("p"))));
        var change =
                AuthorizationChange.of(grant(Source.CHANGE, "ise", new Granted.IdleTimeout(Duration.ofSeconds(9))));
        Authorization done = done(AuthorizationRun.change(subject, now, change));
        assertThat(done.idleTimeout()).hasSeconds(9);
        assertThat(done.first(Granted.Pool.class)).contains(new Granted.Pool("p"));
    }

    @Test
    void aChangeDownloadsTheAccessListThatItNamesEveryTime() {
        Subject subject = subject(GROUP_ONLY);
        Authorization now = done(AuthorizationRun.begin(subject).answered(accept("r", PERMIT)));
        var change = AuthorizationChange.of(grant(Source.CHANGE, "ise", LIST_VALUE));
        for (int times = 0; times < 2; times++) {
            var run = AuthorizationRun.change(subject, now, change);
            assertThat(run.next()).isEqualTo(download(PROOF, LIST, Conversation.NONE));
            now = done(run.answered(accept("radius-1", DENY)));
            assertThat(now.all(Granted.AccessEntry.class)).containsExactly((Granted.AccessEntry) DENY);
        }
        assertThat(done(AuthorizationRun.change(subject, now, AuthorizationChange.of(grant(Source.CHANGE, "ise")))))
                .isEqualTo(now);
    }

    @Test
    void servicesComeAndGoByChange() {
        Subject subject = subject(GROUP_ONLY);
        Authorization now = done(AuthorizationRun.begin(subject).answered(accept("r", new Granted.Pool("p"))));
        Grant nothing = grant(Source.CHANGE, "ise");
        var on = new AuthorizationChange(nothing, false, false, List.of("guest"), List.of());
        var off = new AuthorizationChange(nothing, false, false, List.of(), List.of("guest"));
        var byValue = AuthorizationChange.of(grant(Source.CHANGE, "ise", new Granted.Service("guest")));
        Authorization active = done(AuthorizationRun.change(subject, now, on));
        assertThat(active.first(Granted.Pool.class)).contains(new Granted.Pool("guests"));
        assertThat(done(AuthorizationRun.change(subject, now, byValue))).isEqualTo(active);
        assertThat(done(AuthorizationRun.change(subject, active, off)).first(Granted.Pool.class))
                .contains(new Granted.Pool("p"));
        assertThat(refusal(AuthorizationRun.change(subject, now, off)))
                .isEqualTo("service 'guest' is not active; active: none");
        var unknown = new AuthorizationChange(nothing, false, false, List.of("guest", "gold"), List.of());
        assertThat(refusal(AuthorizationRun.change(subject, now, unknown)))
                .isEqualTo("service 'gold' of change from ise is no local authorization policy");
    }

    @Test
    void anAccessListThatAServiceHidIsAskedForWhenTheServiceGoes() {
        var policies = new LocalPolicies(Map.of("quarantine", new Grant(Origin.UNKNOWN, List.of(
                new Granted.DownloadableAccessList("#ACSACL#-IP-Q-1")))));
        Subject subject = subject(GROUP_ONLY, PROOF, policies);
        Authorization now = done(AuthorizationRun.begin(subject)
                .answered(accept("r", LIST_VALUE, new Granted.Service("quarantine")))
                .answered(accept("r", DENY)));
        var off = new AuthorizationChange(grant(Source.CHANGE, "ise"), false, false, List.of(), List.of("quarantine"));
        var run = AuthorizationRun.change(subject, now, off);
        assertThat(run.next()).isEqualTo(download(GROUPS, LIST, Conversation.NONE));
        assertThat(done(run.answered(accept("r", PERMIT))).all(Granted.AccessEntry.class))
                .containsExactly((Granted.AccessEntry) PERMIT);
    }

    @Test
    void aRerunAsksPastTheCacheAndForgetsEarlierChanges() {
        Subject subject = subject(GROUP_ONLY);
        Authorization now = done(AuthorizationRun.begin(subject).answered(accept("r", new Granted.Pool("old"))));
        now = done(AuthorizationRun.change(
                subject, now, AuthorizationChange.of(grant(Source.CHANGE, "ise", new Granted.SplitDns("changed")))));
        var rerun = new AuthorizationChange(
                grant(Source.CHANGE, "ise", new Granted.Banner("moved")), true, false, List.of(), List.of());
        var run = AuthorizationRun.change(subject, now, rerun);
        assertThat(run.next())
                .isEqualTo(new AuthorizationRun.Ask(
                        new AccessQuestion.Authorize(GROUPS, subject.peer(), Source.GROUP, "staff"), true));
        Authorization done = done(run.answered(accept("r", new Granted.Pool("new"))));
        assertThat(done.first(Granted.Pool.class)).contains(new Granted.Pool("new"));
        assertThat(done.first(Granted.Banner.class)).contains(new Granted.Banner("moved"));
        assertThat(done.splitDns()).isEmpty();
        assertThat(refusal(run.answered(new AccessAnswer.Reject(Bytes.EMPTY, "gone"))))
                .isEqualTo("group 'staff' is unknown to list 'group-servers': gone");
    }

    @Test
    void anAnswerToNoQuestionIsOurBug() {
        var run = AuthorizationRun.begin(subject(AuthorizationPlan.IMPLICIT));
        assertThatIllegalStateException().isThrownBy(() -> run.answered(accept("r"))).withMessage("nothing was asked");
    }

    @Test
    void localPoliciesAnswerForGroupsAndUsersOnly() {
        LocalPolicies policies = subject(GROUP_ONLY).policies();
        var facts = subject(GROUP_ONLY).peer();
        var here = new AaaList("here", List.of(new Method.Local()));
        assertThat(policies.answer(new AccessQuestion.Authorize(here, facts, Source.USER, "guest")))
                .isInstanceOfSatisfying(AccessAnswer.Accept.class, accept -> assertThat(accept.grant().origin())
                        .hasToString("user 'guest' from local (list here)"));
        assertThat(policies.answer(new AccessQuestion.Authorize(here, facts, Source.GROUP, "gold")))
                .isEqualTo(new AccessAnswer.Reject(Bytes.EMPTY, "there is no local authorization policy 'gold'"));
        assertThat(policies.answer(new AccessQuestion.PeerKeys(here, facts, "guest")))
                .isEqualTo(new AccessAnswer.Unavailable("local authorization policies do not keep keys of peers"));
        assertThat(policies.answer(new AccessQuestion.DownloadAccessList(here, facts, "guest", Conversation.NONE)))
                .isEqualTo(new AccessAnswer.Unavailable(
                        "local authorization policies do not keep access lists to download"));
        assertThat(policies.answer(
                new AccessQuestion.EapRound(here, facts, "guest", Bytes.EMPTY, Conversation.NONE, 1000)))
                .isEqualTo(
                        new AccessAnswer.Unavailable("local authorization policies do not lead an EAP conversation"));
    }

    private static final NameMangler BY_DOMAIN = new NameMangler(
            "pools", Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.of(new NameMangler.EapPart.Suffix('@')), true, "pool-", "");

    @Test
    void aPoolMayBeNamedByWhoSomebodyIs() {
        var names = new AuthorizationPlan.PoolNames(Optional.of(BY_DOMAIN), Optional.of(BY_DOMAIN));
        Authorization done = done(AuthorizationRun.begin(subject(AuthorizationPlan.IMPLICIT.with(names))));
        assertThat(done.entries().stream()
                .filter(entry -> !(entry.value() instanceof Granted.UserName))
                .map(entry -> entry.value().name() + " " + entry.value().text() + " " + entry.origin().source()))
                .containsExactly("pool pool-example.com profile", "ipv6-pool pool-example.com profile");
        // AAA's word goes before it.
        done = done(AuthorizationRun.begin(
                subject(AuthorizationPlan.IMPLICIT.with(names), new Granted.Pool("of-aaa"))));
        assertThat(done.first(Granted.Pool.class)).contains(new Granted.Pool("of-aaa"));
    }

    @Test
    void whoseNameOfAPoolCannotBeMadeIsRefused() {
        var byFqdn = new NameMangler(
                "pools", Optional.of(NameMangler.FqdnPart.DOMAIN), Optional.empty(), Optional.empty(),
                Optional.of(new NameMangler.EapPart.Suffix('\\')), true, "", "");
        var plan = AuthorizationPlan.IMPLICIT.with(
                new AuthorizationPlan.PoolNames(Optional.of(byFqdn), Optional.empty()));
        assertThat(AuthorizationRun.begin(subject(plan)).next())
                .isInstanceOfSatisfying(Verdict.Refused.class, refused -> assertThat(refused.reason())
                        .startsWith("no name for the address pool: ")
                        .contains("name mangler 'pools'", "alice@example.com", "has no '\\'"));
    }

    private static AuthorizationPlan plan(Optional<Request> group, Optional<Request> user) {
        return new AuthorizationPlan(true, group, user, false);
    }

    private static Subject subject(AuthorizationPlan plan, Granted... implicit) {
        return subject(plan, PROOF, grant(Source.IMPLICIT, "radius-1", implicit), guest());
    }

    private static Subject subject(AuthorizationPlan plan, AaaList provedBy) {
        return subject(plan, provedBy, Grant.NOTHING, guest());
    }

    private static Subject subject(AuthorizationPlan plan, AaaList provedBy, LocalPolicies policies) {
        return subject(plan, provedBy, Grant.NOTHING, policies);
    }

    private static LocalPolicies guest() {
        return new LocalPolicies(Map.of("guest", new Grant(Origin.UNKNOWN, List.of(
                new Granted.Pool("guests"), new Granted.SplitDns("guest.example.com")))));
    }

    private static Subject subject(AuthorizationPlan plan, AaaList provedBy, Grant implicit, LocalPolicies policies) {
        var path = new Path(
                new InetSocketAddress(Addresses.parse("192.0.2.1"), 4500),
                new InetSocketAddress(Addresses.parse("198.51.100.7"), 4500));
        return new Subject(
                plan,
                new AccessPolicy(provedBy, "", Grant.NOTHING, AddressKind.USUAL_ORDER, AddressConflict.REFUSE),
                new PeerFacts(new SessionId("s-1"), "a-1", "office", path, "laptop"),
                new PeerIdentity(PeerIdentity.Kind.FQDN, "laptop"),
                Optional.of("alice@example.com"),
                provedBy,
                implicit,
                policies);
    }

    private static Grant grant(Source source, String server, Granted... values) {
        return new Grant(new Origin(source, server, "", ""), List.of(values));
    }

    private static AccessAnswer accept(String server, Granted... values) {
        return AccessAnswer.Accept.of(new Grant(new Origin(Source.PROFILE, server, "", ""), List.of(values)));
    }

    private static AuthorizationRun.Ask ask(AaaList list, Source source, String name) {
        return new AuthorizationRun.Ask(
                new AccessQuestion.Authorize(list, subject(GROUP_ONLY).peer(), source, name), false);
    }

    private static AuthorizationRun.Ask download(AaaList list, String name, Conversation conversation) {
        return new AuthorizationRun.Ask(
                new AccessQuestion.DownloadAccessList(list, subject(GROUP_ONLY).peer(), name, conversation), false);
    }

    private static Authorization done(AuthorizationRun run) {
        assertThat(run.next()).isInstanceOf(Verdict.Done.class);
        return ((Verdict.Done) run.next()).authorization();
    }

    private static String refusal(AuthorizationRun run) {
        assertThat(run.next()).isInstanceOf(Verdict.Refused.class);
        return ((Verdict.Refused) run.next()).reason();
    }
}
