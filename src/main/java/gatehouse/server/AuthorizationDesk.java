package gatehouse.server;

import gatehouse.aaa.Authorization;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Origin;
import gatehouse.aaa.PeerFacts;
import gatehouse.aaa.PeerIdentity;
import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.AttemptRow;
import gatehouse.admin.AuthorizationView;
import gatehouse.admin.Explanation;
import gatehouse.config.AttributeFile;
import gatehouse.config.ConfigurationException;
import gatehouse.ike.policy.Policies;
import gatehouse.ike.policy.Profile;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.ike.policy.Profiles;
import gatehouse.ike.sa.LiveSession;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.radius.Attribute;
import gatehouse.radius.dictionary.RadiusDictionary;
import gatehouse.session.Attempt;
import gatehouse.session.Session;
import gatehouse.session.SessionId;
import gatehouse.virtualaccess.DerivedConfig;
import gatehouse.virtualaccess.UnenforceableException;
import gatehouse.virtualaccess.VirtualAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Says who may do what, and why. Sessions are asked about on the threads of their shards; questions of a dry run go out
/// from the first.
final class AuthorizationDesk implements AuthorizationView {
    private static final SessionId DRY_RUN = new SessionId("dry-run");
    private static final String INTERFACE = "Virtual-Access1";
    private static final String ANYWHERE = "0.0.0.0";
    private static final int IKE_PORT = 500;

    private final List<Place> shards;
    private volatile Policies policies;
    private final CacheView cache;
    private final GivenAnswers given;

    /// What is asked of one shard, on its thread.
    record Place(
            EngineLoop loop, Function<SessionId, Optional<LiveSession>> sessions, ListDesk lists,
            AttemptLog attempts) {}

    /// How attributes of a file are read.
    interface GivenAnswers {
        RadiusDictionary dictionary() throws IOException;

        Grant grant(List<Attribute> attributes, String server);
    }

    /// What was asked for makes no sense; the message says why.
    private static final class Unfit extends Exception {
        private static final long serialVersionUID = 1;

        Unfit(String message) {
            super(message, null, false, false);
        }
    }

    AuthorizationDesk(List<Place> shards, Policies policies, CacheView cache, GivenAnswers given) {
        this.shards = List.copyOf(shards);
        this.policies = policies;
        this.cache = cache;
        this.given = given;
    }

    /// Whoever logs in from now on is served by these.
    void replace(Policies replacement) {
        policies = replacement;
    }

    @Override
    public CompletableFuture<AdminReply> explain(Session session) {
        return about(session, live -> new AdminReply.Explained(
                session.id().text(), session.user(), session.connection(), Explanations.of(live.authorization())));
    }

    @Override
    public CompletableFuture<AdminReply> derivedConfig(Session session) {
        return about(session, live -> {
            try {
                return new AdminReply.DerivedConfig(session.id().text(), DerivedConfig.lines(
                        VirtualAccess.of(live.derived().template(), live.authorization(), live.derived().catalog()),
                        INTERFACE, true));
            } catch (UnenforceableException e) {
                return new AdminReply.Failed(e.getMessage());
            }
        });
    }

    private CompletableFuture<AdminReply> about(Session session, Function<LiveSession, AdminReply> reply) {
        int owner = (int) session.ownerSpi() & 0xff;
        if (owner >= shards.size()) return failed("session '" + session.id() + "' belongs to no shard here");
        Place shard = shards.get(owner);
        return shard.loop().ask(() -> shard.sessions()
                .apply(session.id())
                .map(reply)
                .orElseGet(() -> new AdminReply.Failed("session '" + session.id() + "' has ended")));
    }

    private List<String> derived(Profile profile, Authorization authorization) throws UnenforceableException {
        return DerivedConfig.lines(
                Derivation.of(profile.template(), authorization, policies), INTERFACE, true);
    }

    @Override
    public CompletableFuture<AdminReply> authorize(AdminRequest.Authorize request) {
        Profile profile;
        DryRun.Case about;
        try {
            if (request.identity().isEmpty()) throw new Unfit("an identity is not empty");
            PeerIdentity identity = IdentityText.parse(request.identity());
            var path = new Path(
                    new InetSocketAddress(Addresses.parse(ANYWHERE), IKE_PORT),
                    new InetSocketAddress(peerAddress(request.peerAddress()), IKE_PORT));
            profile = request.profile().isEmpty() ? fitting(identity, path) : profile(request.profile());
            about = about(request, profile, identity, path);
        } catch (Unfit | ConfigurationException e) {
            return failed(e.getMessage());
        } catch (IOException e) {
            return failed("the RADIUS dictionaries cannot be read: " + e.getMessage());
        }
        var reply = new CompletableFuture<AdminReply>();
        Place shard = shards.getFirst();
        shard.loop()
                .ask(() -> {
                    DryRun.start(
                            about, shard.lists()::ask, System::nanoTime,
                            result -> reply.complete(authorized(profile, about, result)));
                    return true;
                })
                .whenComplete((_, failure) -> {
                    if (failure != null) reply.completeExceptionally(failure);
                });
        return reply;
    }

    private DryRun.Case about(AdminRequest.Authorize request, Profile profile, PeerIdentity identity, Path path)
            throws Unfit, ConfigurationException, IOException {
        RemoteMethod method = method(profile, request.eapIdentity());
        Optional<String> eapIdentity = switch (method) {
            case EAP ->
                    Optional.of(request.eapIdentity().isEmpty() ? identity.text() : request.eapIdentity());
            case PRE_SHARED_KEY, CERTIFICATE -> Optional.empty();
        };
        return new DryRun.Case(
                method,
                profile.remote().get(method),
                profile.access(),
                profile.keys(),
                new PeerFacts(DRY_RUN, "", profile.name(), path, identity.text()),
                identity,
                eapIdentity,
                given(request),
                policies.localPolicies());
    }

    private static InetAddress peerAddress(String text) throws Unfit {
        try {
            return Addresses.parse(text.isEmpty() ? ANYWHERE : text);
        } catch (IllegalArgumentException _) {
            throw new Unfit("'" + text + "' is no address");
        }
    }

    private Profile fitting(PeerIdentity identity, Path path) throws Unfit {
        return switch (policies.profiles().select(identity, Optional.empty(), path.local().getAddress())) {
            case Profiles.Selection.Found(var profile) -> profile;
            case Profiles.Selection.None(var reason) -> throw new Unfit(reason + "; or name one with --profile");
        };
    }

    private Profile profile(String name) throws Unfit {
        List<Profile> all = policies.profiles().all();
        return all.stream()
                .filter(profile -> profile.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Unfit("there is no profile '" + name + "'; there is "
                        + String.join(", ", all.stream().map(Profile::name).toList())));
    }

    private static RemoteMethod method(Profile profile, String eapIdentity) throws Unfit {
        if (!eapIdentity.isEmpty()) {
            if (profile.remote().containsKey(RemoteMethod.EAP)) return RemoteMethod.EAP;
            throw new Unfit("profile '" + profile.name() + "' takes no EAP; leave --eap-identity out");
        }
        for (RemoteMethod method : RemoteMethod.values()) {
            if (profile.remote().containsKey(method)) return method;
        }
        throw new Unfit("profile '" + profile.name() + "' takes no method");
    }

    private Map<Origin.Source, Grant> given(AdminRequest.Authorize request)
            throws ConfigurationException, IOException {
        if (request.file().isEmpty()) return Map.of();
        AttributeFile file = AttributeFile.read(request.file(), request.attributes(), given.dictionary());
        var grants = new EnumMap<Origin.Source, Grant>(Origin.Source.class);
        file.implicit().ifPresent(of -> grants.put(Origin.Source.IMPLICIT, given.grant(of, request.file())));
        file.group().ifPresent(of -> grants.put(Origin.Source.GROUP, given.grant(of, request.file())));
        file.user().ifPresent(of -> grants.put(Origin.Source.USER, given.grant(of, request.file())));
        return grants;
    }

    private AdminReply authorized(Profile profile, DryRun.Case about, DryRun.Result result) {
        Explanation explanation = result.authorization().map(Explanations::of).orElse(Explanation.NOTHING);
        String refusal = result.refusal();
        List<String> lines = List.of();
        if (result.authorization().isPresent()) {
            try {
                lines = derived(profile, result.authorization().get());
            } catch (UnenforceableException e) {
                refusal = e.getMessage();
            }
        }
        List<AdminReply.Authorized.Question> questions = result.asked().stream()
                .map(asked -> new AdminReply.Authorized.Question(
                        asked.about(), asked.list(), asked.server(), asked.took().toMillis(), asked.answer()))
                .toList();
        return new AdminReply.Authorized(
                profile.name(), about.method().toString(), questions, refusal, explanation, lines);
    }

    @Override
    public CompletableFuture<AdminReply> attempts(AdminRequest.ListAttempts request) {
        List<CompletableFuture<List<Attempt>>> asked = shards.stream()
                .map(shard -> shard.loop()
                        .ask(() -> shard.attempts().last(request.failed(), request.user(), request.most())))
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(_ -> {
            var all = new ArrayList<Attempt>();
            asked.forEach(one -> all.addAll(one.resultNow()));
            return new AdminReply.Attempts(
                    AttemptLog.newest(all, request.most()).stream().map(AttemptRow::of).toList());
        });
    }

    @Override
    public AdminReply cache(String list, String name) {
        return cache.show(list, name);
    }

    @Override
    public AdminReply clearCache(String list, String name) {
        return cache.clear(list, name);
    }

    private static CompletableFuture<AdminReply> failed(String reason) {
        return CompletableFuture.completedFuture(new AdminReply.Failed(reason));
    }
}
