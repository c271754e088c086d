package gatehouse.ike.exchange;

import gatehouse.pki.HashAndUrl;
import gatehouse.pki.PkiQuestion;
import gatehouse.pki.PkiAnswer;
import gatehouse.pki.Credential;
import gatehouse.ike.sa.ProofWish;
import gatehouse.ike.auth.CredentialChoice;
import gatehouse.wire.AuthAnnouncement;
import gatehouse.wire.CertReqPayload;
import gatehouse.session.Attempt.Trouble;
import gatehouse.aaa.Conversation;
import gatehouse.bytes.Secret;
import gatehouse.crypto.IkeKeys;
import gatehouse.crypto.InvalidPublicValueException;
import gatehouse.eap.EapPacket;
import gatehouse.eap.EapType;
import gatehouse.ike.RefusedException;
import gatehouse.ike.auth.GatewayIdentity;
import gatehouse.ike.auth.PeerCertificates;
import gatehouse.ike.auth.PeerIdentities;
import gatehouse.ike.policy.Profile;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.ike.policy.Profiles;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Login;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.SessionIds;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.wire.AuthMethod;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.CertPayload;
import gatehouse.wire.CpPayload;
import gatehouse.wire.EapPayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IdPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Payloads;
import gatehouse.wire.SaPayload;
import gatehouse.wire.TrafficSelector;
import gatehouse.wire.TsPayload;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The first IKE_AUTH exchange (RFC 7296, sections 1.2 and 2.16): the client says who it is, by which its profile is found,
/// and proves it or, by leaving AUTH out, says that it wants EAP; then we prove who we are and begin EAP.
public final class IkeAuthStart {
    private IkeAuthStart() {}

    /// Computes the keys, when the first protected message comes.
    public static void deriveKeys(IkeSa sa, Phase.Initialised phase, Step step) throws InvalidPublicValueException {
        Secret shared = phase.ours().agree(phase.peerPublic());
        IkeKeys keys = IkeKeys.derive(
                sa.suite().prf(),
                sa.suite().cipher(),
                shared,
                phase.init().nonceInitiator(),
                phase.init().nonceResponder(),
                sa.initiatorSpi(),
                sa.responderSpi());
        sa.protect(keys, step.tools().reassembly());
        shared.wipe();
    }

    public static void handle(IkeSa sa, Phase.Initialised phase, Request request, Step step)
            throws RefusedException {
        IdPayload identity = Payloads.identity(request.payloads(), PayloadType.IDI)
                .orElseThrow(() -> RefusedException.invalidSyntax("IKE_AUTH without IDi"));
        sa.attempt().ifPresent(notes -> notes.named(identity.text(), ""));
        List<HashAndUrl> named = step.policies().certificateLookup() && request.first(AuthPayload.class).isPresent()
                ? PeerCertificates.named(request.all(CertPayload.class))
                : List.of();
        if (named.isEmpty()) {
            serve(sa, phase, identity, List.of(), request, step);
            return;
        }
        Questions.askPki(
                sa,
                new PkiQuestion.Certificates(named),
                ticket -> new Phase.FetchingCertificates(
                        ticket, request.messageId(), identity.text(), phase, request),
                step);
    }

    /// What the client named was fetched, or could not be.
    public static void fetched(IkeSa sa, Phase.FetchingCertificates phase, PkiAnswer answer, Step step)
            throws RefusedException {
        sa.timers().stop(Timer.AAA);
        Request request = phase.request();
        IdPayload identity = Payloads.identity(request.payloads(), PayloadType.IDI).orElseThrow();
        switch (answer) {
            case PkiAnswer.Certificates(var found) -> serve(sa, phase.initialised(), identity, found, request, step);
            case PkiAnswer.Refused(var reason) -> throw RefusedException.authenticationFailed(
                    Trouble.CERTIFICATE, "the certificate of " + identity.text() + " was not fetched: " + reason);
            case PkiAnswer.NotRevoked() -> throw new IllegalStateException("the answer to another question");
        }
    }

    private static void serve(
            IkeSa sa,
            Phase.Initialised phase,
            IdPayload identity,
            List<List<X509Certificate>> fetched,
            Request request,
            Step step)
            throws RefusedException {
        List<X509Certificate> chain = PeerCertificates.read(request.all(CertPayload.class), fetched);
        serveBy(sa, identity, chain, step);
        sa.attempt().ifPresent(notes -> notes.named(identity.text(), sa.policy().name()));
        IkeAuthAgain.demandAgreement(sa.policy(), request);
        ContactTerms.offered(sa, request);
        Optional<AuthPayload> auth = request.first(AuthPayload.class);
        RemoteMethod method = method(sa.policy(), identity, auth);
        sa.attempt().ifPresent(notes -> notes.method(method.toString()));
        Optional<IdPayload> asked = Payloads.identity(request.payloads(), PayloadType.IDR);
        ProofWish wish = wish(sa, request, asked);
        IdPayload own = GatewayIdentity.choose(sa.policy(), wish.credential(), asked);
        SessionIds.Pair names = step.tools().sessionIds().next(sa.path().local().getAddress());
        var login = new Login(
                names.session(),
                names.audit(),
                phase.init(),
                identity,
                own,
                wanted(request, step),
                request.notify(NotifyType.INITIAL_CONTACT).isPresent(),
                method,
                chain.stream().findFirst(),
                Optional.empty(),
                wish,
                identity.text(),
                EapType.IDENTITY,
                method == RemoteMethod.EAP && isEapOnly(sa.policy(), request),
                Optional.empty());
        switch (method) {
            case EAP -> beginEap(
                    sa,
                    login,
                    login.eapOnly() ? List.of(own) : OwnProof.bySignature(sa, login, step),
                    request.messageId(),
                    step);
            case PRE_SHARED_KEY -> IkeAuthPsk.handle(sa, login, auth.orElseThrow(), request.messageId(), step);
            case CERTIFICATE ->
                    IkeAuthCertificate.handle(sa, login, chain, auth.orElseThrow(), request, step);
        }
    }

    private static ProofWish wish(IkeSa sa, Request request, Optional<IdPayload> asked) {
        List<CertReqPayload> requests = request.all(CertReqPayload.class);
        List<AuthAnnouncement> methods = request.notify(NotifyType.SUPPORTED_AUTH_METHODS)
                .map(notify -> AuthAnnouncement.read(notify.data()))
                .orElse(List.of());
        var choice = new CredentialChoice(requests, methods, sa.peer().signatureHashes());
        Credential credential = choice.choose(sa.policy().credentials(), asked);
        return new ProofWish(
                credential, CredentialChoice.wantsOcsp(requests.stream()), choice.methodsFor(credential));
    }

    /// It is known who the client says it is: from now on its profile holds.
    private static void serveBy(IkeSa sa, IdPayload identity, List<X509Certificate> chain, Step step)
            throws RefusedException {
        Profiles.Selection selection = step.policies()
                .profiles()
                .select(PeerIdentities.of(identity), chain.stream().findFirst(), sa.path().local().getAddress());
        switch (selection) {
            case Profiles.Selection.None(var reason) ->
                    throw RefusedException.authenticationFailed(Trouble.PROFILE, reason);
            case Profiles.Selection.Found(var profile) -> {
                if (profile.ikeProposals().stream().noneMatch(policy -> policy.allows(sa.suite().chosen()))) {
                    throw RefusedException.authenticationFailed(Trouble.PROPOSAL, "profile '" + profile.name()
                            + "', which is for " + PeerIdentities.of(identity) + ", does not allow "
                            + sa.suite().text());
                }
                sa.serve(profile);
                int others = step.tools().register().logsInBy(sa, profile.name());
                if (others >= profile.limits().logins()) {
                    throw RefusedException.authenticationFailed(Trouble.LIMIT, others + " logins of profile '"
                            + profile.name() + "' are under way, and its limits.logins is "
                            + profile.limits().logins());
                }
            }
        }
    }

    // RFC 7296, section 2.16: who leaves AUTH out wants EAP.
    private static RemoteMethod method(Profile profile, IdPayload identity, Optional<AuthPayload> auth)
            throws RefusedException {
        RemoteMethod method = auth.isEmpty()
                ? RemoteMethod.EAP
                : auth.get().method().equals(AuthMethod.SHARED_KEY)
                        ? RemoteMethod.PRE_SHARED_KEY
                : RemoteMethod.CERTIFICATE;
        if (!profile.remote().containsKey(method)) {
            throw RefusedException.authenticationFailed(Trouble.METHOD,
                    "the client " + identity.text() + " wants to authenticate by "
                            + method + "; profile '" + profile.name() + "' allows "
                            + profile.remote().keySet().stream().sorted().map(RemoteMethod::toString).toList());
        }
        return method;
    }

    // RFC 5998, section 3: a client may do without our signature; whether it shall is the profile's to say.
    private static boolean isEapOnly(Profile profile, Request request) {
        return request.notify(NotifyType.EAP_ONLY_AUTHENTICATION).isPresent() && !profile.eap().only().isEmpty();
    }

    /// @param introduction what says who we are, for the first reply
    static void beginEap(IkeSa sa, Login login, List<Payload> introduction, long messageId, Step step)
            throws RefusedException {
        if (!sa.policy().eap().queryIdentity()) {
            EapPacket packet = EapPacket.identityResponse(0, login.idInitiator().text());
            IkeAuthEap.ask(sa, messageId, login, packet, Conversation.NONE, introduction, step);
            return;
        }
        int identifier = step.tools().random().nextInt(256);
        var payloads = new ArrayList<>(introduction);
        payloads.add(new EapPayload(EapPacket.identityRequest(identifier).write()));
        Messages.reply(sa, ExchangeType.IKE_AUTH, messageId, payloads, step.out());
        sa.enter(new Phase.EapRunning(login, Conversation.NONE, identifier));
        sa.timers().set(Timer.HALF_OPEN, step.now().plus(sa.policy().lifetimes().eapRound()));
    }

    // RFC 6023, section 3: who leaves SA out leaves the selectors out too. RFC 7296 knows no IKE_AUTH without them (section 1.2).
    private static Login.Wish wanted(Request request, Step step) throws RefusedException {
        Optional<SaPayload> offer = request.first(SaPayload.class);
        boolean childless = offer.isEmpty()
                && request.first(TsPayload.class).isEmpty()
                && step.policies().messages().childless();
        if (offer.isEmpty() && !childless) throw RefusedException.invalidSyntax("IKE_AUTH without SA");
        Optional<Login.ChildWish> child = childless
                ? Optional.empty()
                : Optional.of(new Login.ChildWish(
                        offer.get(), selectors(request, PayloadType.TSI), selectors(request, PayloadType.TSR)));
        return new Login.Wish(child, request.all(CpPayload.class));
    }

    static List<TrafficSelector> selectors(Request request, PayloadType side) throws RefusedException {
        return Payloads.selectors(request.payloads(), side)
                .map(TsPayload::selectors)
                .orElseThrow(() -> RefusedException.invalidSyntax(request.exchange() + " without " + side));
    }
}
