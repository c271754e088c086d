package gatehouse.initiator;

import gatehouse.wire.AuthAnnouncement;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.Providers;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.eap.EapCode;
import gatehouse.eap.EapPacket;
import gatehouse.net.Prefix;
import gatehouse.wire.AuthMethod;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.CertPayload;
import gatehouse.wire.CfgAttribute;
import gatehouse.wire.CfgAttributeType;
import gatehouse.wire.CfgType;
import gatehouse.wire.CpPayload;
import gatehouse.wire.EapPayload;
import gatehouse.wire.EncryptedDnsDigest;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IdPayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Payloads;
import gatehouse.wire.Proposal;
import gatehouse.wire.RedirectTarget;
import gatehouse.wire.SaPayload;
import gatehouse.wire.TrafficSelector;
import gatehouse.wire.TsPayload;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// IKE_AUTH from the client's side: the gateway proves itself by signature or key, the person by EAP, signature or key (RFC
/// 7296, sections 2.15 and 2.16).
final class AuthExchange {
    private static final Bytes PAD = Bytes.ofUtf8("Key Pad for IKEv2");

    private final InitiatorSettings settings;
    private final Algorithms algorithms;
    private final Providers providers;
    private final Talk talk;
    private final ClientContact contact;
    private final InitExchange.Agreed agreed;
    private final ClientSa sa;
    private final Optional<EapPeer> eap;
    private final Chance chance;
    private final Bytes childSpi;
    private IdPayload gateway;
    private IdPayload identity;
    private Step step = Step.INTRODUCTION;
    private Optional<ChildSaSpec> child = Optional.empty();
    private Optional<String> noSession = Optional.empty();
    private Optional<FirstChild> expected = Optional.empty();
    private Given promised = new Given(List.of(), List.of(), List.of());

    private enum Step {
        INTRODUCTION,
        EAP,
        FINISH,
        CHILD
    }

    AuthExchange(
            InitiatorSettings settings,
            Algorithms algorithms,
            Providers providers,
            SecureRandom random,
            Talk talk,
            InitExchange.Agreed agreed,
            ClientContact contact) {
        this.contact = contact;
        this.settings = settings;
        this.algorithms = algorithms;
        this.providers = providers;
        this.talk = talk;
        this.agreed = agreed;
        this.sa = agreed.sa();
        this.eap = eap(settings.proof(), random);
        this.identity = settings.identity();
        this.chance = new Chance(random);
        this.childSpi = chance.spi(4);
        this.gateway = settings.identity();
    }

    private static Optional<EapPeer> eap(ClientProof proof, SecureRandom random) {
        return switch (proof) {
            case ClientProof.Eap(var user, var password, var methods) ->
                    Optional.of(new EapPeer(user, password, methods, random));
            case ClientProof.EapTls(var user, var context) -> Optional.of(new EapPeer(user, context, random));
            case ClientProof.EapOnly(var eap) -> eap(eap, random);
            case ClientProof.Twice(_, _, var second) -> eap(second, random);
            case ClientProof.Key _,ClientProof.Certificate _ -> Optional.empty();
        };
    }

    /// The Child SA, once the session is up.
    Optional<ChildSaSpec> child() {
        return child;
    }

    /// Whether the login succeeded, if the first Child SA is there or not.
    boolean isAccepted() {
        return child.isPresent() || expected.isPresent();
    }

    /// Why there is an IKE SA but no session, and nothing to stay for.
    Optional<String> noSession() {
        return noSession;
    }

    void answered(List<Payload> payloads, Instant now) {
        switch (step) {
            case INTRODUCTION -> introduced(payloads, now);
            case EAP -> eapRound(eap.orElseThrow(), payloads, now);
            case FINISH -> finished(payloads);
            case CHILD -> childAnswered(payloads);
        }
        if (expected.isPresent() && step != Step.CHILD) {
            step = Step.CHILD;
            expected.get().ask(now);
        }
    }

    private void childAnswered(List<Payload> payloads) {
        try {
            has(expected.orElseThrow().made(payloads), promised, payloads);
        } catch (UnacceptableException e) {
            noSession = Optional.of("no Child SA: " + e.getMessage());
        }
    }

    private void ask(Step next, List<Payload> payloads, Instant now) {
        step = next;
        talk.request(sa, ExchangeType.IKE_AUTH, payloads, now);
    }

    /// Says who we are.
    void start(Instant now) {
        var payloads = new ArrayList<Payload>();
        payloads.add(settings.identity());
        settings.gateway().ifPresent(payloads::add);
        if (settings.initialContact()) payloads.add(NotifyPayload.of(NotifyType.INITIAL_CONTACT));
        payloads.addAll(settings.certificateRequests());
        // RFC 9593, section 3.1: the initiator answers, if the responder began.
        if (!agreed.methods().isEmpty()) {
            payloads.add(NotifyPayload.of(NotifyType.SUPPORTED_AUTH_METHODS, AuthAnnouncement.write(
                    ClientSignature.verifiable(settings.gatewayKey().isPresent()))));
        }
        switch (settings.configuration()) {
            case ConfigurationWish.Address() -> payloads.add(configurationRequest());
            case ConfigurationWish.Nothing() -> {}
            case ConfigurationWish.Announce(var networks) ->
                    payloads.add(ConfigurationWish.announcement(networks));
        }
        if (!isChildless()) {
            payloads.add(Offers.withSpi(offered(), childSpi));
            payloads.add(everything(settings, PayloadType.TSI));
            payloads.add(everything(settings, PayloadType.TSR));
        }
        payloads.addAll(contact.offer());
        payloads.addAll(proof(settings.proof()));
        ask(Step.INTRODUCTION, payloads, now);
    }

    // RFC 6023, section 3: only where the gateway has said that it knows this.
    private boolean isChildless() {
        return settings.childless() && agreed.childless();
    }

    private List<Payload> proof(ClientProof proof) {
        Bytes octets = signedOctets(agreed.request(), agreed.nonceR(), sa.keys.skPi(), settings.identity());
        return switch (proof) {
            // RFC 7296, section 2.16: who leaves AUTH out wants EAP.
            case ClientProof.Eap _,ClientProof.EapTls _ -> List.of();
            case ClientProof.EapOnly _ -> List.of(NotifyPayload.of(NotifyType.EAP_ONLY_AUTHENTICATION));
            case ClientProof.Twice(var first, _, _) -> {
                var payloads = new ArrayList<>(proof(first));
                payloads.add(NotifyPayload.of(NotifyType.MULTIPLE_AUTH_SUPPORTED));
                payloads.add(NotifyPayload.of(NotifyType.ANOTHER_AUTH_FOLLOWS));
                yield payloads;
            }
            case ClientProof.Key(var key) -> List.of(new AuthPayload(AuthMethod.SHARED_KEY, shared(key, octets)));
            case ClientProof.Certificate certificate -> ClientSignature.of(
                    certificate, agreed.methods(), providers, octets);
        };
    }

    private List<Proposal> offered() {
        return Offers.withoutGroups(settings.espProposals());
    }

    private CpPayload configurationRequest() {
        var wanted = new ArrayList<CfgAttribute>();
        if (settings.ipv4()) {
            wanted.add(CfgAttribute.request(CfgAttributeType.INTERNAL_IP4_ADDRESS));
            wanted.add(CfgAttribute.request(CfgAttributeType.INTERNAL_IP4_DNS));
        }
        if (settings.ipv6()) {
            wanted.add(CfgAttribute.request(CfgAttributeType.INTERNAL_IP6_ADDRESS));
            wanted.add(CfgAttribute.request(CfgAttributeType.INTERNAL_IP6_DNS));
        }
        settings.wanted().forEach(type -> wanted.add(asking(type)));
        return new CpPayload(CfgType.REQUEST, wanted);
    }

    private static CfgAttribute asking(CfgAttributeType type) {
        // RFC 9464, section 3.2: who asks for digests says by which hash algorithms.
        return type.equals(CfgAttributeType.ENCDNS_DIGEST_INFO)
                ? EncryptedDnsDigest.request(List.of(EncryptedDnsDigest.SHA2_256))
                : CfgAttribute.request(type);
    }

    static TsPayload everything(InitiatorSettings settings, PayloadType side) {
        var selectors = new ArrayList<TrafficSelector>(2);
        if (settings.ipv4()) selectors.add(TrafficSelector.of(Prefix.parse("0.0.0.0/0").range()));
        if (settings.ipv6()) selectors.add(TrafficSelector.of(Prefix.parse("::/0").range()));
        return new TsPayload(side, selectors);
    }

    private void introduced(List<Payload> payloads, Instant now) {
        Optional<IdPayload> named = Payloads.identity(payloads, PayloadType.IDR);
        Optional<AuthPayload> auth = Payloads.first(payloads, AuthPayload.class);
        boolean bare = settings.proof() instanceof ClientProof.EapOnly && auth.isEmpty();
        if (named.isEmpty() || auth.isEmpty() && !bare) {
            talk.over(false, "the gateway refuses: " + Talk.errors(payloads));
            return;
        }
        gateway = named.get();
        Optional<String> objection = bare ? Optional.empty() : objection(payloads, auth.get());
        if (objection.isPresent()) {
            talk.over(false, "this is not the gateway: " + objection.get());
            return;
        }
        if (settings.proof() instanceof ClientProof.Twice twice) again(twice, now);
        else if (eap.isPresent()) eapRound(eap.get(), payloads, now);
        else settled(payloads);
    }

    private void again(ClientProof.Twice twice, Instant now) {
        identity = twice.identity();
        ask(Step.EAP, List.of(identity), now);
    }

    private Optional<String> objection(List<Payload> payloads, AuthPayload auth) {
        if (settings.gatewayKey().isPresent()) {
            boolean fits = auth.data().equals(shared(settings.gatewayKey().get(), signedByGateway()));
            return fits ? Optional.empty() : Optional.of("its AUTH was made with another key");
        }
        try {
            List<X509Certificate> chain = GatewayProof.certificates(Payloads.all(payloads, CertPayload.class));
            if (chain.isEmpty()) return Optional.of("it has no certificate");
            Optional<String> scheme =
                    GatewayProof.verify(providers, chain.getFirst(), auth, signedByGateway());
            if (scheme.isEmpty()) return Optional.of("its signature is wrong");
            talk.told("gateway " + gateway.text() + " signed with " + scheme.get());
            return settings.trust().objection(chain, gateway);
        } catch (CertificateException e) {
            return Optional.of("its certificate cannot be read: " + e.getMessage());
        }
    }

    private void eapRound(EapPeer peer, List<Payload> payloads, Instant now) {
        Optional<EapPayload> payload = Payloads.first(payloads, EapPayload.class);
        if (payload.isEmpty()) {
            talk.over(false, "the gateway refuses: " + Talk.errors(payloads));
            return;
        }
        EapPacket packet;
        try {
            packet = EapPacket.read(payload.get().packet());
        } catch (MalformedException e) {
            talk.over(false, "EAP: " + e.getMessage());
            return;
        }
        talk.told("EAP " + packet.summary());
        if (packet.code().equals(EapCode.FAILURE)) {
            String why = peer.problem().isEmpty() ? "" : ", " + peer.problem();
            talk.over(false, "EAP-Failure" + why + errorsBehind(payloads));
        } else if (packet.code().equals(EapCode.SUCCESS)) {
            if (peer.problem().isEmpty()) finish(peer, now);
            else talk.over(false, "EAP: " + peer.problem());
        } else {
            EapPacket answer = peer.answer(packet);
            ask(Step.EAP, List.of(new EapPayload(answer.write())), now);
        }
    }

    private void finish(EapPeer peer, Instant now) {
        Secret key = peer.msk().orElse(sa.keys.skPi());
        Bytes octets = signedOctets(agreed.request(), agreed.nonceR(), sa.keys.skPi(), identity);
        var auth = new AuthPayload(AuthMethod.SHARED_KEY, shared(key, octets));
        ask(Step.FINISH, List.of(auth), now);
    }

    private void finished(List<Payload> payloads) {
        Optional<AuthPayload> auth = Payloads.first(payloads, AuthPayload.class);
        Secret key = eap.orElseThrow().msk().orElse(sa.keys.skPr());
        if (auth.isEmpty() || !auth.get().data().equals(shared(key, signedByGateway()))) {
            talk.over(false,
                    auth.isEmpty() ? "the gateway refuses: " + Talk.errors(payloads) : "the gateway's AUTH is wrong");
            return;
        }
        settled(payloads);
    }

    private void settled(List<Payload> payloads) {
        try {
            connected(payloads);
        } catch (UnacceptableException e) {
            noSession = Optional.of("no session: " + e.getMessage());
        }
    }

    private void connected(List<Payload> payloads) throws UnacceptableException {
        // RFC 5685, section 5: behind the gateway's proof, and without a Child SA.
        Optional<RedirectTarget> elsewhere = Talk.target(payloads);
        if (elsewhere.isPresent()) {
            talk.redirected(elsewhere.get());
            return;
        }
        Optional<CpPayload> answered = Payloads.first(payloads, CpPayload.class);
        if (answered.isEmpty() && settings.configuration() instanceof ConfigurationWish.Address) {
            throw new UnacceptableException(Talk.errors(payloads));
        }
        CpPayload configuration = answered.orElseGet(() -> new CpPayload(CfgType.REPLY, List.of()));
        List<InetAddress> addresses = given(
                configuration, CfgAttributeType.INTERNAL_IP4_ADDRESS, CfgAttributeType.INTERNAL_IP6_ADDRESS);
        List<InetAddress> dns =
                given(configuration, CfgAttributeType.INTERNAL_IP4_DNS, CfgAttributeType.INTERNAL_IP6_DNS);
        Talk.allowed(payloads).ifPresent(talk::told);
        var given = new Given(addresses, dns, configuration.attributes());
        if (isChildless()) {
            expected = Optional.of(new FirstChild(settings, algorithms, talk, chance, agreed, given.addresses()));
            promised = given;
            return;
        }
        ChildSaSpec made = ClientChild.first(
                algorithms,
                new ClientChild.Owner(sa, talk.path(), addresses),
                new ClientChild.Asked(childSpi, offered(), agreed.nonceI()),
                agreed.nonceR(),
                payloads);
        has(made, given, payloads);
    }

    /// What the configuration payload gave.
    private record Given(List<InetAddress> addresses, List<InetAddress> dns, List<CfgAttribute> attributes) {}

    private void has(ChildSaSpec made, Given given, List<Payload> answer) {
        talk.told("Child SA with " + Payloads.first(answer, SaPayload.class).orElseThrow().proposals().getFirst());
        child = Optional.of(made);
        List<TrafficSelector> reachable =
                Payloads.selectors(answer, PayloadType.TSR).orElseThrow().selectors();
        talk.emit(new InitiatorEffect.Connected(
                gateway, given.addresses(), given.dns(), reachable, given.attributes(), made));
    }

    private static List<InetAddress> given(CpPayload reply, CfgAttributeType... kinds) {
        return reply.attributes().stream()
                .filter(attribute -> List.of(kinds).contains(attribute.type()))
                .flatMap(attribute -> attribute.address().stream())
                .toList();
    }

    private Bytes signedByGateway() {
        return signedOctets(agreed.response(), agreed.nonceI(), sa.keys.skPr(), gateway);
    }

    // RFC 7296, section 2.15.
    private Bytes signedOctets(Bytes message, Bytes nonce, Secret skP, IdPayload identity) {
        return Bytes.concat(message, nonce, Bytes.wrap(sa.prf.apply(skP, identity.body()).expose()));
    }

    private Bytes shared(Secret key, Bytes octets) {
        return Bytes.wrap(sa.prf.apply(sa.prf.apply(key, PAD), octets).expose());
    }

    private static String errorsBehind(List<Payload> payloads) {
        boolean any = Payloads.all(payloads, NotifyPayload.class).stream().anyMatch(n -> n.notifyType().isError());
        return any ? ", " + Talk.errors(payloads) : "";
    }
}
