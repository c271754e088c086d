package gatehouse.ike.exchange;

import gatehouse.aaa.Authorization;
import gatehouse.aaa.authorization.AuthorizationMerge;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.aaa.authorization.Verdict;
import gatehouse.address.Lease;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Prf;
import gatehouse.ike.Effect;
import gatehouse.ike.RefusedException;
import gatehouse.ike.auth.SharedKeyAuth;
import gatehouse.ike.auth.SignedOctets;
import gatehouse.ike.negotiation.ConfigurationReply;
import gatehouse.ike.negotiation.ProposalChoice.KeyExchangeRule;
import gatehouse.ike.request.DeleteIkeSa;
import gatehouse.ike.request.LivenessCheck;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Login;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.session.Session;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import gatehouse.wire.AuthMethod;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.CpPayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The last IKE_AUTH exchange after EAP (RFC 7296, section 2.16): both sides prove that they hold the key that EAP made,
/// or SK_pi and SK_pr where it made none; then the client gets its addresses and its first Child SA.
public final class IkeAuthFinish {
    private final IkeSa sa;
    private final Phase.EapSucceeded phase;
    private final Login login;
    private final Step step;

    private IkeAuthFinish(IkeSa sa, Phase.EapSucceeded phase, Step step) {
        this.sa = sa;
        this.phase = phase;
        this.login = phase.login();
        this.step = step;
    }

    public static void handle(IkeSa sa, Phase.EapSucceeded phase, Request request, Step step)
            throws RefusedException {
        new IkeAuthFinish(sa, phase, step).handle(request);
    }

    private void handle(Request request) throws RefusedException {
        verify(request);
        AuthPayload auth = ownAuth();
        phase.msk().wipe();
        try {
            List<Payload> payloads = open();
            payloads.addFirst(auth);
            Messages.reply(sa, request, payloads, step);
        } catch (RefusedException e) {
            // The person is who he says, but gets nothing: without a Child SA this SA would be of no use.
            Messages.reply(sa, request, List.of(auth, NotifyPayload.of(e.notifyType(), e.data())), step);
            DeleteIkeSa.start(sa, TerminateCause.NAS_ERROR, e.getMessage(), step);
        }
    }

    private void verify(Request request) throws RefusedException {
        AuthPayload auth = request.first(AuthPayload.class)
                .orElseThrow(() -> RefusedException.authenticationFailed("no AUTH after EAP"));
        if (!auth.method().equals(AuthMethod.SHARED_KEY)) {
            throw RefusedException.authenticationFailed("AUTH after EAP by " + auth.method());
        }
        Prf prf = sa.suite().prf();
        Bytes octets = SignedOctets.of(
                login.init().request(),
                login.init().nonceResponder(),
                prf,
                sa.keys().skPi(),
                login.idInitiator());
        Secret key = phase.msk().isEmpty() ? sa.keys().skPi() : phase.msk();
        if (!SharedKeyAuth.auth(prf, key, octets).equals(Secret.copyOf(auth.data()))) {
            throw RefusedException.authenticationFailed("AUTH after EAP does not fit the key that EAP made");
        }
    }

    private AuthPayload ownAuth() {
        Prf prf = sa.suite().prf();
        Bytes octets = SignedOctets.of(
                login.init().response(),
                login.init().nonceInitiator(),
                prf,
                sa.keys().skPr(),
                login.idResponder());
        Secret key = phase.msk().isEmpty() ? sa.keys().skPr() : phase.msk();
        return new AuthPayload(
                AuthMethod.SHARED_KEY, Bytes.wrap(SharedKeyAuth.auth(prf, key, octets).expose()));
    }

    private List<Payload> open() throws RefusedException {
        Authorization authorization = authorization();
        CpPayload request = login.configurationRequest()
                .orElseThrow(() -> RefusedException.failedCpRequired("the client asks for no address"));
        Set<SessionId> superseded = superseded(authorization.user());
        List<Lease> leases = new AddressAssignment(
                login.session(),
                authorization,
                sa.policy().access().addressConflict(),
                superseded,
                request,
                step)
                .assign();
        ChildSaMaking.Made made;
        try {
            made = makeChild(leases);
        } catch (RefusedException e) {
            leases.forEach(step.tools().pools()::release);
            throw e;
        }
        for (SessionId old : superseded) {
            step.emit(new Effect.Order(new SessionCommand.Supersede(
                    old, TerminateCause.LOST_CARRIER, "INITIAL_CONTACT of session " + login.session())));
        }
        establish(authorization, leases, made);
        var payloads = new ArrayList<Payload>(5);
        payloads.add(ConfigurationReply.answer(request, authorization, leases));
        payloads.addAll(made.payloads(Optional.empty()));
        return payloads;
    }

    private Authorization authorization() throws RefusedException {
        return switch (AuthorizationMerge.merge(
                AuthorizationPlan.IMPLICIT, List.of(phase.grant()), sa.policy().access(), login.eapIdentity())) {
            case Verdict.Done(var authorization) -> authorization;
            case Verdict.Refused(var reason) -> throw RefusedException.authenticationFailed(reason);
        };
    }

    private ChildSaMaking.Made makeChild(List<Lease> leases) throws RefusedException {
        var wish = new ChildSaMaking.Wish(
                login.child().sa(),
                login.child().initiatorSelectors(),
                login.child().responderSelectors(),
                Optional.empty(),
                KeyExchangeRule.ABSENT,
                login.init().nonceInitiator(),
                login.init().nonceResponder());
        var owner = new ChildSaMaking.Owner(
                login.session(), leases.stream().map(Lease::address).toList());
        return ChildSaMaking.make(sa, wish, owner, step);
    }

    private void establish(Authorization authorization, List<Lease> leases, ChildSaMaking.Made made) {
        Instant now = step.now();
        Duration timeout = authorization.sessionTimeout();
        Instant endsAt = timeout.isZero() ? Instant.MAX : now.plus(timeout);
        var session = new Session(
                login.session(),
                login.auditSessionId(),
                sa.policy().name(),
                authorization.user(),
                login.idInitiator().text(),
                login.eapIdentity(),
                sa.path(),
                leases.stream().map(Lease::address).toList(),
                authorization.inForce(),
                now,
                endsAt,
                sa.suite().text() + " " + made.child().algorithms(),
                sa.ourSpi());
        var live = new LiveSession(session, authorization, sa.policy().access().accountingGroup(), leases);
        sa.enter(new Phase.Established(live));
        step.tools().register().carries(sa, session.id());
        live.opened(now, step.out());
        sa.timers().stopAll();
        if (!timeout.isZero()) sa.timers().set(Timer.SESSION, endsAt);
        if (!authorization.idleTimeout().isZero()) {
            sa.timers().set(Timer.IDLE, now.plus(authorization.idleTimeout()));
        }
        if (!authorization.interimInterval().isZero()) {
            sa.timers().set(Timer.INTERIM, now.plus(authorization.interimInterval()));
        }
        LivenessCheck.schedule(sa, now);
    }

    // RFC 7296, section 2.4: INITIAL_CONTACT says that this is the client's only SA. The identity that is meant is the
    // authenticated one; one user with two devices keeps both, for they call themselves differently.
    private Set<SessionId> superseded(String user) {
        if (!login.initialContact()) return Set.of();
        String identity = login.idInitiator().text();
        return step.tools().directory().ofUser(user).stream()
                .filter(session -> session.ikeIdentity().equals(identity))
                .map(Session::id)
                .collect(Collectors.toSet());
    }
}
