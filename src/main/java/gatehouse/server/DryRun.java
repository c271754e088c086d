package gatehouse.server;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Origin;
import gatehouse.aaa.PeerFacts;
import gatehouse.aaa.PeerIdentity;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.aaa.authorization.AuthorizationRun;
import gatehouse.aaa.authorization.LocalPolicies;
import gatehouse.aaa.authorization.MangleException;
import gatehouse.aaa.authorization.Subject;
import gatehouse.aaa.authorization.Verdict;
import gatehouse.ike.policy.KeySource;
import gatehouse.ike.policy.Profile.RemoteMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// What somebody would be authorized who logged in now: the same run as a login's, with nobody behind it. AAA is asked as a
/// login would ask it, but past the cache, in which nothing is left behind. Belongs to the thread of a shard.
final class DryRun {
    private final Case about;
    private final BiConsumer<AccessQuestion, Consumer<AccessAnswer>> aaa;
    private final LongSupplier nanoTime;
    private final Consumer<Result> done;
    private final List<Asked> asked = new ArrayList<>();

    /// Somebody who would log in.
    ///
    /// @param given grants to take for AAA's answers, by source
    record Case(
            RemoteMethod method,
            AuthorizationPlan plan,
            AccessPolicy access,
            KeySource keys,
            PeerFacts peer,
            PeerIdentity identity,
            Optional<String> eapIdentity,
            Map<Origin.Source, Grant> given,
            LocalPolicies policies) {
        Case {
            given = Map.copyOf(given);
        }
    }

    /// A question that was asked.
    ///
    /// @param about  `group 'staff'`
    record Asked(String about, String list, String server, Duration took, String answer) {}

    /// What came of it.
    ///
    /// @param authorization empty if he would be refused
    record Result(List<Asked> asked, Optional<Authorization> authorization, String refusal) {
        Result {
            asked = List.copyOf(asked);
        }
    }

    private DryRun(
            Case about,
            BiConsumer<AccessQuestion, Consumer<AccessAnswer>> aaa,
            LongSupplier nanoTime,
            Consumer<Result> done) {
        this.about = about;
        this.aaa = aaa;
        this.nanoTime = nanoTime;
        this.done = done;
    }

    /// @param aaa  asks
    /// @param done hears the result, perhaps before this returns
    static void start(
            Case about,
            BiConsumer<AccessQuestion, Consumer<AccessAnswer>> aaa,
            LongSupplier nanoTime,
            Consumer<Result> done) {
        new DryRun(about, aaa, nanoTime, done).prove();
    }

    /// Of the proof there is what is given, and the keys of an AAA keyring with what comes with them.
    private void prove() {
        Grant given = about.given().get(Origin.Source.IMPLICIT);
        KeySource keys = about.keys();
        boolean hasAaaKeys = about.method() == RemoteMethod.PRE_SHARED_KEY && keys instanceof KeySource.Aaa;
        if (given != null || !hasAaaKeys) {
            authorize(given == null ? Grant.NOTHING : given, provedBy());
            return;
        }
        var keyring = (KeySource.Aaa) keys;
        String name;
        try {
            name = keyring.name().resolve(about.identity(), Optional.empty(), Optional.empty());
        } catch (MangleException e) {
            refused("no name for the keyring: " + e.getMessage());
            return;
        }
        String what = "keys of '" + name + "'";
        ask(what, new AccessQuestion.PeerKeys(keyring.list(), about.peer(), name), answer -> {
            if (answer instanceof AccessAnswer.Accept(_, _, var grant)) authorize(grant, keyring.list());
            else refused(what + " in AAA list '" + keyring.list().name() + "': " + CacheView.words(answer));
        });
    }

    private AaaList provedBy() {
        return switch (about.method()) {
            case EAP -> about.access().authentication();
            case PRE_SHARED_KEY -> about.keys() instanceof KeySource.Aaa(var list, _) ? list : AaaList.NONE;
            case CERTIFICATE -> AaaList.NONE;
        };
    }

    private void authorize(Grant implicit, AaaList provedBy) {
        go(AuthorizationRun.begin(new Subject(
                about.plan(),
                about.access(),
                about.peer(),
                about.identity(),
                about.eapIdentity(),
                provedBy,
                implicit,
                about.policies())));
    }

    private void go(AuthorizationRun run) {
        switch (run.next()) {
            case AuthorizationRun.Ask(var question, _) -> {
                Optional<Grant> given = question instanceof AccessQuestion.Authorize authorize
                        ? Optional.ofNullable(about.given().get(authorize.source()))
                        : Optional.empty();
                if (given.isPresent()) go(run.answered(AccessAnswer.Accept.of(given.get())));
                else ask(words(question), question, answer -> go(run.answered(answer)));
            }
            case Verdict.Refused(var _, var reason) -> refused(reason);
            case Verdict.Done(var authorization) -> done.accept(new Result(asked, Optional.of(authorization), ""));
        }
    }

    private void ask(String what, AccessQuestion question, Consumer<AccessAnswer> next) {
        long since = nanoTime.getAsLong();
        aaa.accept(question, answer -> {
            Duration took = Duration.ofNanos(nanoTime.getAsLong() - since);
            asked.add(new Asked(what, question.list().name(), server(answer), took, CacheView.words(answer)));
            next.accept(answer);
        });
    }

    private void refused(String reason) {
        done.accept(new Result(asked, Optional.empty(), reason));
    }

    private static String server(AccessAnswer answer) {
        return switch (answer) {
            case AccessAnswer.Accept accept -> accept.grant().origin().server();
            case AccessAnswer.More more -> more.conversation().server();
            case AccessAnswer.Challenge challenge -> challenge.conversation().server();
            case AccessAnswer.Reject _,AccessAnswer.Unavailable _ -> "";
        };
    }

    private static String words(AccessQuestion question) {
        return switch (question) {
            case AccessQuestion.Authorize about -> about.source() + " '" + about.name() + "'";
            case AccessQuestion.PeerKeys about -> "keys of '" + about.name() + "'";
            case AccessQuestion.DownloadAccessList about -> "access list '" + about.name() + "'";
            case AccessQuestion.EapRound _ -> "EAP";
        };
    }
}
