package gatehouse.ike.exchange;

import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.session.Attempt.Trouble;
import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.AccountingRules;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.Granted;
import gatehouse.aaa.authorization.Subject;
import gatehouse.address.AddressAnswer;
import gatehouse.address.AddressQuestion;
import gatehouse.address.DhcpLease;
import gatehouse.address.Lease;
import gatehouse.dataplane.SessionProgram;
import gatehouse.ike.Effect;
import gatehouse.ike.RefusedException;
import gatehouse.ike.negotiation.ConfigurationReply;
import gatehouse.ike.negotiation.ProposalChoice.KeyExchangeRule;
import gatehouse.ike.keying.Succession;
import gatehouse.ike.request.DeleteIkeSa;
import gatehouse.ike.request.LivenessCheck;
import gatehouse.ike.request.SessionEnd;
import gatehouse.ike.sa.Endings;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.KnownClient;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Login;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.session.NetworkBehind;
import gatehouse.session.Session;
import gatehouse.session.SessionDirectory;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import gatehouse.virtualaccess.UnenforceableException;
import gatehouse.wire.CpPayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.RedirectTarget;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the person gets once it is known who it is and what it may do: a virtual-access interface, addresses, the first
/// Child SA, and a place among the living. With this the IKE_AUTH exchange is answered.
public final class SessionOpening {
    private final IkeSa sa;
    private final Login login;
    private final Subject subject;
    private final List<Payload> proof;
    private final long messageId;
    private final Step step;

    private SessionOpening(
            IkeSa sa, Login login, Subject subject, List<Payload> proof, long messageId, Step step) {
        this.sa = sa;
        this.login = login;
        this.subject = subject;
        this.proof = proof;
        this.messageId = messageId;
        this.step = step;
    }

    static void open(
            IkeSa sa,
            Login login,
            Subject subject,
            Authorization authorization,
            List<Payload> proof,
            long messageId,
            Step step) {
        var opening = new SessionOpening(sa, login, subject, proof, messageId, step);
        opening.guarded(authorization, () -> opening.begin(authorization));
    }

    /// The DHCP server answered.
    public static void answered(IkeSa sa, Phase.AwaitingAddress phase, AddressAnswer answer, Step step) {
        sa.timers().stop(Timer.AAA);
        var opening = new SessionOpening(sa, phase.login(), phase.subject(), phase.proof(), phase.messageId(), step);
        opening.guarded(phase.authorization(), () -> {
            switch (answer) {
                case AddressAnswer.Leased(var lease) -> opening.finish(phase.authorization(), Optional.of(lease));
                case AddressAnswer.Refused(var reason) ->
                        throw RefusedException.internalAddressFailure("DHCP: " + reason);
            }
        });
    }

    private interface Opening {
        void run() throws RefusedException;
    }

    private void guarded(Authorization authorization, Opening opening) {
        try {
            opening.run();
        } catch (RefusedException e) {
            sa.attempt().ifPresent(notes -> notes.wentWrong(
                    e.trouble() == Trouble.PROPOSAL ? Trouble.CHILD : e.trouble()));
            // The person is who he says, but gets nothing: without a Child SA this SA would be of no use.
            var payloads = new ArrayList<>(proof);
            payloads.add(NotifyPayload.of(e.notifyType(), e.data()));
            if (e.notifyType().equals(NotifyType.INTERNAL_ADDRESS_FAILURE)) {
                payloads.addAll(AddressAssignment.allowed(authorization));
            }
            Messages.reply(sa, ExchangeType.IKE_AUTH, messageId, payloads, step.out());
            DeleteIkeSa.start(sa, TerminateCause.NAS_ERROR, e.getMessage(), step);
        }
    }

    private void begin(Authorization authorization) throws RefusedException {
        if (isSentAway()) return;
        // What cannot be enforced is refused before anything is given away.
        enforcement(authorization);
        Optional<CpPayload> asking = asksForAddress(authorization);
        if (asking.isEmpty() || !AddressAssignment.needsDhcp(authorization, asking.get())) {
            finish(authorization, Optional.empty());
            return;
        }
        Questions.askAddress(
                sa,
                question(authorization),
                ticket -> new Phase.AwaitingAddress(ticket, messageId, login, proof, subject, authorization),
                step);
    }

    // RFC 5685, section 5: who began before we were to let nobody in is told with our proof, and gets no Child SA.
    private boolean isSentAway() {
        if (!step.tools().redirects().isDraining() || !sa.peer().redirects()) return false;
        Optional<RedirectTarget> elsewhere = step.tools().redirects().elsewhere(Optional.empty());
        if (elsewhere.isEmpty()) return false;
        var payloads = new ArrayList<>(proof);
        payloads.add(Redirection.to(elsewhere.get()));
        Messages.reply(sa, ExchangeType.IKE_AUTH, messageId, payloads, step.out());
        sa.attempt().ifPresent(notes -> notes.wentWrong(Trouble.GATEWAY));
        Endings.end(sa, TerminateCause.NAS_REQUEST, "redirected to " + elsewhere.get(), step);
        return true;
    }

    private AddressQuestion question(Authorization authorization) {
        return new AddressQuestion(
                login.session().text(),
                authorization.user(),
                authorization.all(Granted.DhcpServer.class).map(Granted.DhcpServer::server).toList(),
                authorization.first(Granted.DhcpGiaddr.class)
                        .map(Granted.DhcpGiaddr::address)
                        .orElse(AddressQuestion.CONFIGURED),
                authorization.first(Granted.DhcpTimeout.class).map(Granted.DhcpTimeout::duration).orElse(Duration.ZERO),
                Predecessors.own(sa, login, authorization.user(), step).stream().map(SessionId::text)
                        .collect(Collectors.toSet()));
    }

    private void finish(Authorization granted, Optional<DhcpLease> dhcp) throws RefusedException {
        Authorization authorization = dhcp.isPresent() ? DhcpOptions.add(granted, dhcp.get()) : granted;
        Enforcement enforcement = enforcement(authorization);
        Predecessors predecessors = Predecessors.of(sa, login, authorization, step);
        predecessors.claim(sa, login, authorization, step);
        boolean opened = false;
        try {
            opened = finish(authorization, enforcement, predecessors, dhcp);
        } finally {
            if (!opened) step.tools().directory().remove(login.session());
        }
    }

    /// @return that it is done
    private boolean finish(
            Authorization authorization, Enforcement enforcement, Predecessors predecessors, Optional<DhcpLease> dhcp)
            throws RefusedException {
        Set<SessionId> superseded = predecessors.all();
        List<Lease> leases = lease(authorization, superseded, dhcp);
        var networks = new ClientNetworks(sa, login.session(), step);
        var behind = new Behind(List.of(), Optional.empty());
        Optional<ChildSaMaking.Made> made;
        try {
            behind = claim(networks, authorization, leases, superseded);
            made = makeChild(authorization, leases, behind, enforcement);
        } catch (RefusedException e) {
            AddressAssignment.giveBack(leases, login.session(), superseded, step);
            networks.release(behind.all());
            if (dhcp.isPresent()) step.emit(new Effect.GiveBackAddress(login.session()));
            throw e;
        }
        predecessors.end(login, step);
        step.tools().dataPlane()
                .enforce(login.session().text(), waits() ? SessionProgram.QUARANTINE : enforcement.program());
        networks.route(behind.all());
        establish(authorization, enforcement, leases, behind, dhcp.isPresent(), made);
        var payloads = new ArrayList<>(proof);
        login.configurationRequest()
                .map(request -> ConfigurationReply.answer(request, enforcement.told(authorization, step), leases))
                .ifPresent(payloads::add);
        behind.announcement().map(Announcement::ack).ifPresent(payloads::add);
        made.ifPresent(child -> payloads.addAll(child.payloads(Optional.empty())));
        if (!leases.isEmpty()) payloads.addAll(AddressAssignment.allowed(authorization));
        payloads.addAll(ContactTerms.accept(sa, step));
        SessionEnd.told(authorization, end(authorization), step.now()).ifPresent(payloads::add);
        Messages.reply(sa, ExchangeType.IKE_AUTH, messageId, payloads, step.out());
        return true;
    }

    /// What lies behind the client, claimed.
    private record Behind(List<NetworkBehind> granted, Optional<Announcement> announcement) {
        List<NetworkBehind> announced() {
            return announcement.map(Announcement::networks).orElse(List.of());
        }

        List<NetworkBehind> all() {
            return Stream.concat(granted.stream(), announced().stream()).toList();
        }
    }

    private Behind claim(
            ClientNetworks networks, Authorization authorization, List<Lease> leases, Set<SessionId> superseded)
            throws RefusedException {
        List<NetworkBehind> granted = ClientNetworks.granted(authorization);
        networks.claim(granted, List.of(), superseded);
        var client = new Announcement.Client(addresses(leases), granted, List.of(), superseded);
        return new Behind(
                granted,
                login.configurationSet().map(set -> Announcement.of(set, authorization, client, networks)));
    }

    private List<Lease> lease(Authorization authorization, Set<SessionId> superseded, Optional<DhcpLease> dhcp)
            throws RefusedException {
        Optional<CpPayload> asking = asksForAddress(authorization);
        if (asking.isEmpty()) return List.of();
        return new AddressAssignment(
                login.session(),
                authorization,
                sa.policy().access().addressConflict(),
                superseded,
                asking.get(),
                dhcp,
                step)
                .assign();
    }

    private static List<InetAddress> addresses(List<Lease> leases) {
        return leases.stream().map(Lease::address).toList();
    }

    /// The request for an address. A gateway with networks behind it may have an address of its own, and ask for none.
    private Optional<CpPayload> asksForAddress(Authorization authorization) throws RefusedException {
        Optional<CpPayload> request = login.configurationRequest();
        boolean asks = request.isPresent()
                && (ConfigurationReply.asksForAddress(request.get(), true)
                        || ConfigurationReply.asksForAddress(request.get(), false));
        if (!asks && ClientNetworks.mayHaveAny(authorization)) return Optional.empty();
        if (request.isEmpty()) {
            throw RefusedException.failedCpRequired(
                    "the client asks for no address, and neither framed-route nor route-accept is granted for what it has");
        }
        return request;
    }

    private Enforcement enforcement(Authorization authorization) throws RefusedException {
        try {
            return Enforcement.of(sa.policy(), authorization, step);
        } catch (UnenforceableException e) {
            throw RefusedException.authenticationFailed(Trouble.AUTHORIZATION, e.getMessage());
        }
    }

    /// The Child SA that comes with the login; empty if the client asks for none yet (RFC 6023).
    private Optional<ChildSaMaking.Made> makeChild(
            Authorization authorization, List<Lease> leases, Behind behind, Enforcement enforcement)
            throws RefusedException {
        if (login.asked().child().isEmpty()) return Optional.empty();
        Login.ChildWish asked = login.asked().child().get();
        var wish = new ChildSaMaking.Wish(
                asked.sa(),
                asked.initiatorSelectors(),
                asked.responderSelectors(),
                Optional.empty(),
                KeyExchangeRule.ABSENT,
                login.init().nonceInitiator(),
                login.init().nonceResponder(),
                false);
        var owner = new ChildSaMaking.Owner(
                login.session(),
                addresses(leases),
                behind.all(),
                ClientNetworks.rule(authorization).isPresent(),
                enforcement.routes());
        return Optional.of(ChildSaMaking.make(sa, wish, owner, step));
    }

    private void establish(
            Authorization authorization,
            Enforcement enforcement,
            List<Lease> leases,
            Behind behind,
            boolean dhcp,
            Optional<ChildSaMaking.Made> made) {
        Instant now = step.now();
        Instant endsAt = end(authorization);
        var session = new Session(
                login.session(),
                login.auditSessionId(),
                multiSessionId(authorization.user()),
                sa.policy().name(),
                authorization.user(),
                login.device().text(),
                login.method() == RemoteMethod.EAP ? login.eapIdentity() : "",
                sa.path(),
                addresses(leases),
                List.of(),
                authorization.inForce(),
                now,
                endsAt,
                // Few differ, and each session keeps it.
                (sa.suite().text() + made.map(child -> " " + child.child().terms().text()).orElse("")).intern(),
                new Session.Software(
                        sa.peer().vendorIds().client().map(KnownClient::text).orElse(""),
                        sa.peer().vendorIds().names()),
                sa.ourSpi());
        var live = new LiveSession(
                session,
                subject,
                authorization,
                enforcement.derived(sa.policy(), authorization, step),
                sa.policy().access().accountingGroup(),
                leases,
                dhcp);
        live.endsBy(certificateEnd());
        live.networks(behind.granted(), behind.announced());
        sa.enter(new Phase.Established(live));
        sa.attempt()
                .ifPresent(notes -> step.emit(new Effect.Attempted(notes.succeeded(sa.path(), session.user(), now))));
        sa.attempt(Optional.empty());
        step.tools().register().carries(sa, session.id());
        if (waits()) live.holdBack(enforcement.program());
        live.opened(now, step.out());
        login.vouched()
                .filter(path -> path.asksForRevocation() && path.point().revocation().tearDown())
                .ifPresent(path -> step.emit(new Effect.Vouched(session.id(), path)));
        behind.announcement()
                .filter(announced -> live.tellRefused(announced.refused()))
                .ifPresent(announced -> live.changed(announced.what(), step.out()));
        sa.timers().stopAll();
        SessionEnd.arm(sa, endsAt);
        if (!authorization.idleTimeout().isZero()) {
            sa.timers().set(Timer.IDLE, now.plus(authorization.idleTimeout()));
        }
        if (!authorization.interimInterval().isZero()) {
            sa.timers().set(Timer.INTERIM, now.plus(authorization.interimInterval()));
        }
        AccountingRules accounting = sa.policy().access().accounting();
        if (waits()) sa.timers().set(Timer.ACCOUNTING_START, now.plus(accounting.startWithin()));
        if (live.accounted() && !accounting.checkpoint().isZero()) {
            sa.timers().set(Timer.CHECKPOINT, now.plus(accounting.checkpoint()));
        }
        LivenessCheck.schedule(sa, now);
        sa.restartChildren();
        Succession.begin(sa, step);
    }

    private Instant end(Authorization authorization) {
        return SessionEnd.of(authorization.sessionTimeout(), certificateEnd(), step.now());
    }

    /// Until when the certificate is valid that the client has proved itself by.
    private Instant certificateEnd() {
        if (login.vouched().isEmpty() || !sa.policy().sessionRules().endsWithCertificate()) return Instant.MAX;
        return login.certificate().map(certificate -> certificate.getNotAfter().toInstant()).orElse(Instant.MAX);
    }

    /// Whether nothing passes until accounting has begun. The client is answered nevertheless: its start has to name the
    /// address that it gets, and clients wait for an answer less patiently than for their first packet.
    private boolean waits() {
        AccessPolicy access = sa.policy().access();
        return access.accounting().startIsRequired() && !access.accountingGroup().isEmpty();
    }

    /// The name that accounting has for all sessions of one login: a client that proves itself anew, or was away for a moment,
    /// goes on under the name that it had.
    private String multiSessionId(String user) {
        SessionDirectory directory = step.tools().directory();
        String identity = login.device().text();
        return directory.ofUser(user).stream()
                .filter(session -> session.ikeIdentity().equals(identity))
                // Another device with the same identity stays apart, unless the client says that there is none.
                .filter(session -> login.initialContact() || session.path().remote().equals(sa.path().remote()))
                .max(Comparator.comparing(Session::startedAt))
                .map(Session::multiSessionId)
                .or(() -> directory.recent().takeUp(user, identity, step.now()))
                .orElse(login.auditSessionId());
    }
}
