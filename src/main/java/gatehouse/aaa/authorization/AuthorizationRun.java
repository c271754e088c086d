package gatehouse.aaa.authorization;

import gatehouse.session.Attempt.Trouble;
import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.Authorization.Entry;
import gatehouse.aaa.AuthorizationChange;
import gatehouse.aaa.Conversation;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Origin.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The way from a proof of identity to an [Authorization], or from that to a changed one: which question comes next, until
/// there is a verdict. Group first, then user, then the services that were granted (local policies, no question), then the
/// access lists to download. Whatever is not answered with yes refuses all of it.
///
/// It is a value: [#answered] makes the next one. Who asks, and whether a cache answers, is not its concern, so a dry run is
/// the same run.
public final class AuthorizationRun {
    private final Subject subject;
    private final Optional<Changing> changing;
    private final State state;
    private final Next next;

    private AuthorizationRun(Subject subject, Optional<Changing> changing, State state) {
        this.subject = subject;
        this.changing = changing;
        this.state = state;
        this.next = decide();
    }

    private AuthorizationRun(AuthorizationRun before, State state, Next next) {
        this.subject = before.subject;
        this.changing = before.changing;
        this.state = state;
        this.next = next;
    }

    /// What is to be done.
    public sealed interface Next permits Ask, Verdict {}

    /// A question for AAA.
    ///
    /// @param fresh whether an answer that was kept will not do
    public record Ask(AccessQuestion question, boolean fresh) implements Next {}

    private record Changing(Authorization now, AuthorizationChange change) {}

    /// @param received answers about group and user
    /// @param lists    access lists by name
    /// @param parts    those of the access list that is being downloaded
    private record State(List<Grant> received, Map<String, Grant> lists, List<Grant> parts) {
        static final State NOTHING = new State(List.of(), Map.of(), List.of());
    }

    /// A login.
    public static AuthorizationRun begin(Subject subject) {
        return new AuthorizationRun(subject, Optional.empty(), State.NOTHING);
    }

    /// A change of a live session. With `rerun` the session gets what a new login would get, past the cache, and earlier
    /// changes are gone; then services are taken away, others put on top, and the new values hold. All of it is done, or
    /// the verdict is a refusal and `now` holds on.
    public static AuthorizationRun change(Subject subject, Authorization now, AuthorizationChange change) {
        return new AuthorizationRun(subject, Optional.of(new Changing(now, change)), State.NOTHING);
    }

    public Next next() {
        return next;
    }

    /// The run after the answer to the question that is [#next].
    public AuthorizationRun answered(AccessAnswer answer) {
        if (!(next instanceof Ask(var question, _))) throw new IllegalStateException("nothing was asked");
        return switch (question) {
            case AccessQuestion.Authorize about -> answered(about, answer);
            case AccessQuestion.DownloadAccessList about -> answered(about, answer);
            case AccessQuestion.EapRound _,AccessQuestion.PeerKeys _ ->
                    throw new IllegalStateException("authorization asks no such thing");
        };
    }

    private AuthorizationRun answered(AccessQuestion.Authorize about, AccessAnswer answer) {
        String what = about.source() + " '" + about.name() + "'";
        if (!(answer instanceof AccessAnswer.Accept(_, _, var grant))) return refused(what, about.list(), answer);
        var origin = new Origin(about.source(), grant.origin().server(), about.list().name(), about.name());
        return with(new State(Downloads.with(state.received(), grant.from(origin)), state.lists(), List.of()));
    }

    private AuthorizationRun answered(AccessQuestion.DownloadAccessList about, AccessAnswer answer) {
        String what = "access list '" + about.name() + "'";
        return switch (answer) {
            case AccessAnswer.Accept(_, _, var last) -> {
                Grant list = Downloads.whole(state.parts(), last);
                Optional<String> unfit = Downloads.unfit(list);
                if (unfit.isPresent()) yield refused(what + " from list '" + about.list().name() + "': " + unfit.get());
                var origin = new Origin(Source.USER, last.origin().server(), about.list().name(), about.name());
                var lists = new HashMap<>(state.lists());
                lists.put(about.name(), list.from(origin));
                yield with(new State(state.received(), Map.copyOf(lists), List.of()));
            }
            case AccessAnswer.More(var part, var conversation) -> {
                if (Downloads.isTooLong(state.parts())) {
                    yield refused(what + " from list '" + about.list().name() + "': " + Downloads.tooLong());
                }
                var parts = new State(state.received(), state.lists(), Downloads.with(state.parts(), part));
                var goOn = new AccessQuestion.DownloadAccessList(
                        about.list(), about.peer(), about.name(), conversation);
                yield new AuthorizationRun(this, parts, new Ask(goOn, false));
            }
            case AccessAnswer.Reject _,AccessAnswer.Unavailable _,AccessAnswer.Challenge _ ->
                    refused(what, about.list(), answer);
        };
    }

    private AuthorizationRun with(State after) {
        return new AuthorizationRun(subject, changing, after);
    }

    private AuthorizationRun refused(String reason) {
        return refused(Trouble.AUTHORIZATION, reason);
    }

    private AuthorizationRun refused(Trouble trouble, String reason) {
        return new AuthorizationRun(this, state, new Verdict.Refused(trouble, reason));
    }

    private AuthorizationRun refused(String what, AaaList list, AccessAnswer answer) {
        Trouble trouble = answer instanceof AccessAnswer.Unavailable ? Trouble.AAA_SILENT : Trouble.AUTHORIZATION;
        return refused(
                trouble,
                switch (answer) {
                    case AccessAnswer.Reject(_, var reason) ->
                            "%s is unknown to list '%s': %s".formatted(what, list.name(), reason);
                    case AccessAnswer.Unavailable(var reason) ->
                            "list '%s' gave no answer about %s: %s".formatted(list.name(), what, reason);
                    case AccessAnswer.Challenge _,AccessAnswer.More _,AccessAnswer.Accept _ ->
                            "list '%s' answered about %s as if it had been asked something else"
                                    .formatted(list.name(), what);
                });
    }

    private Next decide() {
        boolean rerun = changing.map(of -> of.change().rerun()).orElse(false);
        if (changing.isEmpty() || rerun) {
            Optional<Next> question = question(Source.GROUP, rerun).or(() -> question(Source.USER, rerun));
            if (question.isPresent()) return question.get();
        }
        Verdict verdict = changing.isEmpty() || rerun ? merged() : new Verdict.Done(changing.get().now());
        if (changing.isPresent() && verdict instanceof Verdict.Done(var merged)) {
            verdict = changed(merged, changing.get().change());
        }
        return verdict instanceof Verdict.Done(var authorization) ? downloaded(authorization) : verdict;
    }

    /// The question about the group or the user, unless there is none to ask or it is answered.
    private Optional<Next> question(Source source, boolean fresh) {
        AuthorizationPlan plan = subject.plan();
        Optional<AuthorizationPlan.Request> request = source == Source.GROUP ? plan.group() : plan.user();
        boolean isAnswered =
                state.received().stream().anyMatch(grant -> grant.origin().source() == source);
        if (request.isEmpty() || isAnswered) return Optional.empty();
        AaaList list = request.get().list();
        if (list.isNone()) {
            return Optional.of(new Verdict.Refused(
                    source + " authorization has no AAA list with a method: give its list one"));
        }
        try {
            String name = subject.name(request.get().name());
            return Optional.of(new Ask(new AccessQuestion.Authorize(list, subject.peer(), source, name), fresh));
        } catch (MangleException e) {
            return Optional.of(
                    new Verdict.Refused(Trouble.NAME, "no name for " + source + " authorization: " + e.getMessage()));
        }
    }

    private Verdict merged() {
        var received = new ArrayList<Grant>();
        received.add(subject.implicit());
        received.addAll(state.received());
        Verdict verdict = merge(received);
        if (!(verdict instanceof Verdict.Done(var authorization))) return verdict;
        List<Entry> services = authorization.entries().stream()
                .filter(entry -> entry.value() instanceof Granted.Service)
                .toList();
        if (services.isEmpty()) return verdict;
        for (Entry entry : services) {
            String name = entry.value().text();
            Optional<Grant> service = subject.policies().service(name);
            if (service.isEmpty()) return new Verdict.Refused(unknownService(name, entry.origin()));
            received.removeIf(grant -> grant.origin().equals(service.get().origin()));
            received.add(service.get());
        }
        return merge(received);
    }

    private Verdict merge(List<Grant> received) {
        AccessPolicy policy;
        try {
            policy = subject.policyWithPools();
        } catch (MangleException e) {
            return new Verdict.Refused(Trouble.NAME, "no name for the address pool: " + e.getMessage());
        }
        return AuthorizationMerge.merge(subject.plan(), received, policy, subject.askedAs());
    }

    private Verdict changed(Authorization now, AuthorizationChange change) {
        Verdict verdict = new Verdict.Done(now);
        for (String name : change.deactivated()) {
            if (!(verdict instanceof Verdict.Done(var before))) return verdict;
            List<String> active =
                    before.all(Granted.Service.class).map(Granted.Service::text).toList();
            if (!active.contains(name)) {
                return new Verdict.Refused("service '%s' is not active; active: %s"
                        .formatted(name, active.isEmpty() ? "none" : String.join(", ", active)));
            }
            verdict = new Verdict.Done(LiveChange.deactivate(before, name));
        }
        var names = new ArrayList<>(change.activated());
        change.grant().all(Granted.Service.class).forEach(service -> names.add(service.text()));
        for (String name : names) {
            if (!(verdict instanceof Verdict.Done(var before))) return verdict;
            Optional<Grant> service = subject.policies().service(name);
            if (service.isEmpty()) return new Verdict.Refused(unknownService(name, change.grant().origin()));
            verdict = LiveChange.activate(before, service.get());
        }
        if (!(verdict instanceof Verdict.Done(var before))) return verdict;
        List<Granted> values = change.grant().values().stream()
                .filter(value -> !(value instanceof Granted.Service))
                .toList();
        return values.isEmpty()
                ? verdict
                : LiveChange.change(before, new Grant(change.grant().origin(), values));
    }

    private static String unknownService(String name, Origin origin) {
        return "service '%s' of %s is no local authorization policy".formatted(name, origin);
    }

    private Next downloaded(Authorization authorization) {
        Authorization placed = Downloads.placed(authorization, state.lists());
        Optional<Entry> missing = Downloads.missing(placed);
        if (missing.isEmpty()) return new Verdict.Done(placed);
        String name = missing.get().value().text();
        Optional<AaaList> list = keeperOfLists(missing.get().origin().source());
        if (list.isEmpty()) {
            return new Verdict.Refused(
                    "access list '%s' of %s cannot be downloaded: no AAA list here has a method 'radius'"
                            .formatted(name, missing.get().origin()));
        }
        return new Ask(
                new AccessQuestion.DownloadAccessList(list.get(), subject.peer(), name, Conversation.NONE), false);
    }

    /// Whom to ask for an access list: those who named it; for services and changes those who know the person.
    private Optional<AaaList> keeperOfLists(Source source) {
        Optional<AaaList> group = subject.plan().group().map(AuthorizationPlan.Request::list);
        Optional<AaaList> user = subject.plan().user().map(AuthorizationPlan.Request::list);
        Optional<AaaList> itself = source == Source.GROUP ? group : source == Source.USER ? user : Optional.empty();
        return Stream.of(itself, Optional.of(subject.provedBy()), user, group)
                .flatMap(Optional::stream)
                .filter(list -> !list.serverGroups().isEmpty())
                .findFirst();
    }
}
