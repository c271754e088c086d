package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Origin.Source;
import gatehouse.aaa.PeerIdentity;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.aaa.authorization.LocalPolicies;
import gatehouse.aaa.authorization.NameRule;
import gatehouse.admin.Explanation;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.ike.policy.KeySource;
import gatehouse.ike.policy.Profile.RemoteMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The test answers for AAA at once, and each answer takes three milliseconds.
class DryRunTest {
    private static final AaaList OFFICE = AaaList.ofServers("office");
    private static final AccessPolicy POLICY = new AccessPolicy(
            OFFICE, "", new Grant(Origin.UNKNOWN, List.of(new Granted.Pool("guests"))),
            AccessPolicy.AddressKind.USUAL_ORDER, AccessPolicy.AddressConflict.REFUSE);
    private static final AuthorizationPlan PLAN = new AuthorizationPlan(
            true,
            Optional.of(new AuthorizationPlan.Request(OFFICE, new NameRule.Fixed("staff"))),
            Optional.of(new AuthorizationPlan.Request(OFFICE, new NameRule.UserName())),
            false);

    private final List<AccessQuestion> questions = new ArrayList<>();
    private final List<DryRun.Result> results = new ArrayList<>();
    private long time;

    @Test
    void groupAndUserAreAskedAndEachValueIsExplained() {
        DryRun.Result result = run(RemoteMethod.EAP, Map.of(), new KeySource.None());
        assertThat(result.refusal()).isEmpty();
        assertThat(result.asked())
                .containsExactly(
                        new DryRun.Asked("group 'staff'", "office", "r1", Duration.ofMillis(3), "1 value"),
                        new DryRun.Asked("user 'alice'", "office", "r1", Duration.ofMillis(3), "1 value"));
        Explanation explanation = Explanations.of(result.authorization().orElseThrow());
        Explanation.Value pool = value(explanation, "pool");
        assertThat(pool.value()).isEqualTo("of alice");
        assertThat(pool.origin().text()).isEqualTo("user 'alice' from r1 (list office)");
        assertThat(pool.overrode())
                .extracting(other -> other.value() + " of " + other.origin().text())
                .containsExactly("of staff of group 'staff' from r1 (list office)", "guests of profile");
    }

    @Test
    void answersOfAFileSpareTheQuestion() {
        var given = new Grant(
                new Origin(Source.IMPLICIT, "answers.yaml", "", ""), List.of(new Granted.Pool("mine")));
        DryRun.Result result = run(RemoteMethod.EAP, Map.of(Source.USER, given), new KeySource.None());
        assertThat(questions).hasSize(1);
        assertThat(value(Explanations.of(result.authorization().orElseThrow()), "pool").origin().text())
                .isEqualTo("user 'alice' from answers.yaml (list office)");
    }

    @Test
    void keysOfTheKeyringAreAskedForAndTheirAttributesAreImplicit() {
        DryRun.Result result = run(
                RemoteMethod.PRE_SHARED_KEY, Map.of(), new KeySource.Aaa(OFFICE, new NameRule.IkeIdentity()));
        assertThat(result.asked().getFirst().about()).isEqualTo("keys of 'laptop.example.org'");
        Authorization authorization = result.authorization().orElseThrow();
        assertThat(authorization.dns()).isEmpty();
        assertThat(authorization.first(Granted.Banner.class)).contains(new Granted.Banner("from the keyring"));
        assertThat(authorization.first(Granted.RemoteKey.class)).isEmpty();
    }

    @Test
    void aRefusalSaysWhoRefusedWhat() {
        DryRun.start(
                about(RemoteMethod.EAP, Map.of(), new KeySource.None()),
                (_, reply) -> reply.accept(new AccessAnswer.Reject(Bytes.EMPTY, "no such group")), () -> time,
                results::add);
        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.authorization()).isEmpty();
            assertThat(result.refusal()).isEqualTo("group 'staff' is unknown to list 'office': no such group");
            assertThat(result.asked()).extracting(DryRun.Asked::answer).containsExactly("no: no such group");
        });
    }

    @Test
    void identitiesAreReadAsTheyLook() {
        assertThat(IdentityText.parse("192.0.2.1")).isEqualTo(new PeerIdentity(PeerIdentity.Kind.ADDRESS, "192.0.2.1"));
        assertThat(IdentityText.parse("a.example.org"))
                .isEqualTo(new PeerIdentity(PeerIdentity.Kind.FQDN, "a.example.org"));
        assertThat(IdentityText.parse("a@example.org"))
                .isEqualTo(new PeerIdentity(PeerIdentity.Kind.EMAIL, "a@example.org"));
        assertThat(IdentityText.parse("CN=a,O=b")).isEqualTo(new PeerIdentity(PeerIdentity.Kind.DN, "CN=a,O=b"));
        assertThat(IdentityText.parse("key-id:10.0.0.1"))
                .isEqualTo(new PeerIdentity(PeerIdentity.Kind.KEY_ID, "10.0.0.1"));
    }

    private DryRun.Result run(RemoteMethod method, Map<Source, Grant> given, KeySource keys) {
        DryRun.start(about(method, given, keys), (question, reply) -> {
            questions.add(question);
            time += 3_000_000;
            reply.accept(AccessAnswer.Accept.of(
                    switch (question) {
                        case AccessQuestion.Authorize about -> granted(new Granted.Pool("of " + about.name()));
                        case AccessQuestion.PeerKeys _ -> granted(
                                new Granted.RemoteKey(Secret.ofUtf8("secret")), new Granted.Banner("from the keyring"));
                        case AccessQuestion.EapRound _,AccessQuestion.DownloadAccessList _ ->
                                throw new AssertionError("asked " + question);
                    }));
        }, () -> time, results::add);
        return results.getLast();
    }

    private static Grant granted(Granted... values) {
        return new Grant(new Origin(Source.IMPLICIT, "r1", "", ""), List.of(values));
    }

    private static DryRun.Case about(RemoteMethod method, Map<Source, Grant> given, KeySource keys) {
        return new DryRun.Case(
                method, PLAN, POLICY, keys, SomeQuestion.PEER,
                new PeerIdentity(PeerIdentity.Kind.FQDN, "laptop.example.org"),
                method == RemoteMethod.EAP ? Optional.of("alice") : Optional.empty(), given, LocalPolicies.NONE);
    }

    private static Explanation.Value value(Explanation explanation, String name) {
        return explanation.values().stream().filter(value -> value.name().equals(name)).findFirst().orElseThrow();
    }
}
