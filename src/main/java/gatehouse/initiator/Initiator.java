package gatehouse.initiator;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.ChildKeys;
import gatehouse.crypto.CipherSpec;
import gatehouse.crypto.IkeKeys;
import gatehouse.crypto.InvalidPublicValueException;
import gatehouse.crypto.KeyExchange;
import gatehouse.crypto.Prf;
import gatehouse.crypto.Providers;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.Selector;
import gatehouse.eap.EapCode;
import gatehouse.eap.EapPacket;
import gatehouse.net.Addresses;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.net.Prefix;
import gatehouse.wire.AuthMethod;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.CertPayload;
import gatehouse.wire.CfgAttribute;
import gatehouse.wire.CfgAttributeType;
import gatehouse.wire.CfgType;
import gatehouse.wire.CpPayload;
import gatehouse.wire.DeletePayload;
import gatehouse.wire.EapPayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.KePayload;
import gatehouse.wire.MessageReader;
import gatehouse.wire.MessageWriter;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Payloads;
import gatehouse.wire.Proposal;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import gatehouse.wire.TrafficSelector;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformId;
import gatehouse.wire.TransformType;
import gatehouse.wire.TsPayload;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A client: connects, stays, says goodbye (RFC 7296). An engine: no socket, no clock, no thread.
public final class Initiator {
    private static final int NONCE_LENGTH = 32;
    private static final int MOST_RETRIES_OF_INIT = 5;
    private static final Bytes PAD = Bytes.ofUtf8("Key Pad for IKEv2");

    private final InitiatorSettings settings;
    private final Algorithms algorithms;
    private final Providers providers;
    private final SecureRandom random;
    private final EapPeer eap;
    private final List<InitiatorEffect> out = new ArrayList<>();

    private Stage stage = Stage.NEW;
    private Path path;
    private int group;
    private Bytes cookie = Bytes.EMPTY;
    private int initRetries;
    private final long firstSpi;
    private final Bytes nonceI;
    private Bytes nonceR = Bytes.EMPTY;
    private KeyExchange.Ephemeral ephemeral;
    private Bytes initRequest = Bytes.EMPTY;
    private Bytes initResponse = Bytes.EMPTY;
    private boolean fragments;
    private ClientSa sa;
    private Bytes childSpi = Bytes.EMPTY;
    private Bytes gatewayChildSpi = Bytes.EMPTY;
    private IdPayload gateway;
    private List<InetAddress> addresses = List.of();
    private Pending pending;
    private RekeyStart rekey;
    private boolean goodbye;

    public Initiator(InitiatorSettings settings, Providers providers, SecureRandom random) {
        this.settings = settings;
        this.providers = providers;
        this.algorithms = new Algorithms(random, providers);
        this.random = random;
        this.eap = new EapPeer(settings.user(), settings.password(), settings.methods(), random);
        this.path = settings.ikePath();
        this.group = settings.keyExchanges().getFirst();
        this.firstSpi = random.nextLong() | 1;
        this.nonceI = nonce();
        this.gateway = settings.identity();
    }

    private enum Stage {
        NEW,
        INIT,
        INTRODUCTION,
        EAP,
        FINISH,
        CONNECTED,
        REKEY_IKE,
        REKEY_CHILD,
        DELETE_OLD,
        LIVENESS,
        GOODBYE,
        OVER
    }

    /// A request that the gateway has not answered.
    private static final class Pending {
        final ExchangeType exchange;
        final long messageId;
        final List<Bytes> datagrams;
        int sent;
        Instant deadline;

        Pending(ExchangeType exchange, long messageId, List<Bytes> datagrams) {
            this.exchange = exchange;
            this.messageId = messageId;
            this.datagrams = datagrams;
        }
    }

    private record RekeyStart(KeyExchange.Ephemeral ephemeral, int group, Bytes nonce, Bytes spi) {}

    /// Reacts to what happened, now.
    public List<InitiatorEffect> handle(InitiatorInput input, Instant now) {
        out.clear();
        try {
            switch (input) {
                case InitiatorInput.Start() -> {
                    if (stage == Stage.NEW) sendInit(now);
                }
                case InitiatorInput.Received(var datagram) -> received(datagram, now);
                case InitiatorInput.TimeAdvanced() -> advance(now);
                case InitiatorInput.RekeyIke() -> startRekeyIke(now);
                case InitiatorInput.RekeyChild() -> startRekeyChild(now);
                case InitiatorInput.CheckLiveness() -> {
                    if (stage == Stage.CONNECTED) request(Stage.LIVENESS, ExchangeType.INFORMATIONAL, List.of(), now);
                }
                case InitiatorInput.Disconnect() -> disconnect(now);
            }
        } catch (MalformedException e) {
            told("dropped: " + e.getMessage());
        }
        return List.copyOf(out);
    }

    /// When to call [#handle] with [InitiatorInput.TimeAdvanced], whatever happens.
    public Optional<Instant> nextDeadline() {
        return Optional.ofNullable(pending).map(p -> p.deadline);
    }

    public boolean isConnected() {
        return stage.compareTo(Stage.CONNECTED) >= 0 && stage.compareTo(Stage.GOODBYE) < 0;
    }

    // --- IKE_SA_INIT

    private void sendInit(Instant now) {
        stage = Stage.INIT;
        KeyExchange exchange = algorithms
                .keyExchange(group)
                .orElseThrow(() -> new IllegalArgumentException("no group " + group));
        if (ephemeral == null) ephemeral = exchange.generate();
        var payloads = new ArrayList<Payload>();
        if (!cookie.isEmpty()) payloads.add(NotifyPayload.of(NotifyType.COOKIE, cookie));
        payloads.add(new SaPayload(settings.ikeProposals()));
        payloads.add(new KePayload(group, ephemeral.publicValue()));
        payloads.add(new NoncePayload(nonceI));
        payloads.add(natHash(NotifyType.NAT_DETECTION_SOURCE_IP, path.local()));
        payloads.add(natHash(NotifyType.NAT_DETECTION_DESTINATION_IP, path.remote()));
        if (settings.fragmentSize() > 0) payloads.add(NotifyPayload.of(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED));
        Bytes hashes = new ByteWriter(8).u16(2).u16(3).u16(4).u16(5).toBytes();
        payloads.add(NotifyPayload.of(NotifyType.SIGNATURE_HASH_ALGORITHMS, hashes));
        IkeHeader header = IkeHeader.of(firstSpi, 0, ExchangeType.IKE_SA_INIT, true, false, 0);
        initRequest = MessageWriter.write(header, payloads);
        show("->", ExchangeType.IKE_SA_INIT, 0, payloads);
        send(new Pending(ExchangeType.IKE_SA_INIT, 0, List.of(initRequest)), now);
    }

    private NotifyPayload natHash(NotifyType type, InetSocketAddress endpoint) {
        Bytes octets = new ByteWriter(34)
                .u64(firstSpi)
                .u64(0)
                .bytes(endpoint.getAddress().getAddress())
                .u16(endpoint.getPort())
                .toBytes();
        return NotifyPayload.of(type, algorithms.sha1(octets));
    }

    private void init(IkeMessage message, Bytes octets, Instant now) {
        show("<-", ExchangeType.IKE_SA_INIT, 0, message.payloads());
        Optional<NotifyPayload> asked = message.notify(NotifyType.COOKIE);
        Optional<NotifyPayload> wrongGroup = message.notify(NotifyType.INVALID_KE_PAYLOAD);
        if (message.first(SaPayload.class).isEmpty()) {
            if (++initRetries > MOST_RETRIES_OF_INIT) {
                over(false, "the gateway never has enough of IKE_SA_INIT");
            } else if (asked.isPresent()) {
                cookie = asked.get().data();
                sendInit(now);
            } else if (wrongGroup.isPresent() && wrongGroup.get().data().length() == 2
                    && settings.keyExchanges().contains(wrongGroup.get().data().u16(0))) {
                        group = wrongGroup.get().data().u16(0);
                        ephemeral = null;
                        sendInit(now);
                    } else {
                        over(false, "the gateway refuses: " + errors(message.payloads()));
                    }
            return;
        }
        Proposal chosen = message.first(SaPayload.class).orElseThrow().proposals().getFirst();
        Optional<KePayload> ke = message.first(KePayload.class).filter(k -> k.group() == group);
        Optional<CipherSpec> cipher = Offers.cipher(algorithms, chosen);
        Optional<Prf> prf = chosen.first(TransformType.PRF).flatMap(t -> algorithms.prf(t.id()));
        Optional<NoncePayload> nonce = message.first(NoncePayload.class);
        if (!Offers.fits(settings.ikeProposals(), chosen) || ke.isEmpty() || cipher.isEmpty() || prf.isEmpty()
                || nonce.isEmpty()) {
            over(false, "the gateway chose what was not offered: " + chosen);
            return;
        }
        initResponse = octets;
        nonceR = nonce.get().data();
        fragments = settings.fragmentSize() > 0
                && message.notify(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED).isPresent();
        long spiR = message.header().responderSpi();
        Optional<Secret> shared = agree(ephemeral, ke.get());
        if (shared.isEmpty()) return;
        IkeKeys keys = IkeKeys.derive(prf.get(), cipher.get(), shared.get(), nonceI, nonceR, firstSpi, spiR);
        sa = new ClientSa(firstSpi, spiR, prf.get(), cipher.get(), keys, fragmentSize(), 1);
        told("IKE SA with " + chosen);
        path = settings.natTraversalPath();
        introduce(now);
    }

    private Optional<Secret> agree(KeyExchange.Ephemeral ours, KePayload theirs) {
        try {
            return Optional.of(ours.agree(theirs.data()));
        } catch (InvalidPublicValueException e) {
            over(false, "the gateway's public value is no good: " + e.getMessage());
            return Optional.empty();
        }
    }

    // --- IKE_AUTH

    private void introduce(Instant now) {
        childSpi = spi(4);
        var payloads = new ArrayList<Payload>();
        payloads.add(settings.identity());
        settings.gateway().ifPresent(payloads::add);
        if (settings.initialContact()) payloads.add(NotifyPayload.of(NotifyType.INITIAL_CONTACT));
        payloads.add(configurationRequest());
        payloads.add(Offers.withSpi(Offers.withoutGroups(settings.espProposals()), childSpi));
        payloads.add(everything(PayloadType.TSI));
        payloads.add(everything(PayloadType.TSR));
        request(Stage.INTRODUCTION, ExchangeType.IKE_AUTH, payloads, now);
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
        return new CpPayload(CfgType.REQUEST, wanted);
    }

    private TsPayload everything(PayloadType side) {
        var selectors = new ArrayList<TrafficSelector>(2);
        if (settings.ipv4()) selectors.add(TrafficSelector.of(Prefix.parse("0.0.0.0/0").range()));
        if (settings.ipv6()) selectors.add(TrafficSelector.of(Prefix.parse("::/0").range()));
        return new TsPayload(side, selectors);
    }

    private void introduced(List<Payload> payloads, Instant now) {
        Optional<IdPayload> identity = Payloads.identity(payloads, PayloadType.IDR);
        Optional<AuthPayload> auth = Payloads.first(payloads, AuthPayload.class);
        if (identity.isEmpty() || auth.isEmpty()) {
            over(false, "the gateway refuses: " + errors(payloads));
            return;
        }
        gateway = identity.get();
        Optional<String> objection = objection(payloads, auth.get());
        if (objection.isPresent()) {
            over(false, "this is not the gateway: " + objection.get());
            return;
        }
        eapRound(payloads, now);
    }

    private Optional<String> objection(List<Payload> payloads, AuthPayload auth) {
        try {
            List<X509Certificate> chain = GatewayProof.certificates(Payloads.all(payloads, CertPayload.class));
            if (chain.isEmpty()) return Optional.of("it has no certificate");
            Optional<String> scheme =
                    GatewayProof.verify(providers, chain.getFirst(), auth, signedByGateway());
            if (scheme.isEmpty()) return Optional.of("its signature is wrong");
            told("gateway " + gateway.text() + " signed with " + scheme.get());
            return settings.trust().objection(chain, gateway);
        } catch (CertificateException e) {
            return Optional.of("its certificate cannot be read: " + e.getMessage());
        }
    }

    private void eapRound(List<Payload> payloads, Instant now) {
        Optional<EapPayload> payload = Payloads.first(payloads, EapPayload.class);
        if (payload.isEmpty()) {
            over(false, "the gateway refuses: " + errors(payloads));
            return;
        }
        EapPacket packet;
        try {
            packet = EapPacket.read(payload.get().packet());
        } catch (MalformedException e) {
            over(false, "EAP: " + e.getMessage());
            return;
        }
        told("EAP " + packet.summary());
        if (packet.code().equals(EapCode.FAILURE)) {
            String why = eap.problem().isEmpty() ? "" : ", " + eap.problem();
            over(false, "EAP-Failure" + why + errorsBehind(payloads));
        } else if (packet.code().equals(EapCode.SUCCESS)) {
            if (eap.problem().isEmpty()) finish(now);
            else over(false, "EAP: " + eap.problem());
        } else {
            EapPacket answer = eap.answer(packet);
            request(Stage.EAP, ExchangeType.IKE_AUTH, List.of(new EapPayload(answer.write())), now);
        }
    }

    private void finish(Instant now) {
        Secret key = eap.msk().orElse(sa.keys.skPi());
        Bytes octets = signedOctets(initRequest, nonceR, sa.keys.skPi(), settings.identity());
        var auth = new AuthPayload(AuthMethod.SHARED_KEY, shared(key, octets));
        request(Stage.FINISH, ExchangeType.IKE_AUTH, List.of(auth), now);
    }

    private void finished(List<Payload> payloads) {
        Optional<AuthPayload> auth = Payloads.first(payloads, AuthPayload.class);
        Secret key = eap.msk().orElse(sa.keys.skPr());
        if (auth.isEmpty() || !auth.get().data().equals(shared(key, signedByGateway()))) {
            over(false, auth.isEmpty() ? "the gateway refuses: " + errors(payloads) : "the gateway's AUTH is wrong");
            return;
        }
        Optional<CpPayload> configuration = Payloads.first(payloads, CpPayload.class);
        Optional<SaPayload> chosen = Payloads.first(payloads, SaPayload.class);
        Optional<TsPayload> tsi = Payloads.selectors(payloads, PayloadType.TSI);
        Optional<TsPayload> tsr = Payloads.selectors(payloads, PayloadType.TSR);
        if (configuration.isEmpty() || chosen.isEmpty() || tsi.isEmpty() || tsr.isEmpty()) {
            over(false, "no session: " + errors(payloads));
            return;
        }
        Proposal esp = chosen.get().proposals().getFirst();
        if (!Offers.fits(Offers.withoutGroups(settings.espProposals()), esp)) {
            over(false, "the gateway chose what was not offered: " + esp);
            return;
        }
        addresses = given(configuration.get(), CfgAttributeType.INTERNAL_IP4_ADDRESS,
                CfgAttributeType.INTERNAL_IP6_ADDRESS);
        List<InetAddress> dns = given(configuration.get(), CfgAttributeType.INTERNAL_IP4_DNS,
                CfgAttributeType.INTERNAL_IP6_DNS);
        gatewayChildSpi = esp.spi();
        ChildKeys keys = ChildKeys.derive(
                sa.prf, sa.keys.skD(), nonceI, nonceR, Offers.cipher(algorithms, esp).orElseThrow());
        told("Child SA with " + esp);
        stage = Stage.CONNECTED;
        out.add(new InitiatorEffect.Connected(
                gateway, addresses, dns, tsr.get().selectors(), childSpec(esp, keys, tsi.get(), tsr.get())));
    }

    private static List<InetAddress> given(CpPayload reply, CfgAttributeType... kinds) {
        return reply.attributes().stream()
                .filter(attribute -> List.of(kinds).contains(attribute.type()))
                .flatMap(attribute -> attribute.address().stream())
                .toList();
    }

    private ChildSaSpec childSpec(Proposal esp, ChildKeys keys, TsPayload tsi, TsPayload tsr) {
        boolean extended = esp.first(TransformType.ESN).map(Transform::id).orElse(TransformId.NO_ESN)
                == TransformId.ESN;
        return new ChildSaSpec(
                (int) childSpi.u32(0),
                (int) gatewayChildSpi.u32(0),
                Offers.cipher(algorithms, esp).orElseThrow(),
                keys.encryptionR(),
                keys.integrityR(),
                keys.encryptionI(),
                keys.integrityI(),
                extended,
                selectors(tsi),
                selectors(tsr),
                path,
                true,
                addresses,
                "client");
    }

    private static List<Selector> selectors(TsPayload payload) {
        return payload.selectors().stream()
                .map(s -> new Selector(s.protocol(), s.startPort(), s.endPort(), s.range()))
                .toList();
    }

    private Bytes signedByGateway() {
        return signedOctets(initResponse, nonceI, sa.keys.skPr(), gateway);
    }

    // RFC 7296, section 2.15.
    private Bytes signedOctets(Bytes message, Bytes nonce, Secret skP, IdPayload identity) {
        return Bytes.concat(message, nonce, Bytes.wrap(sa.prf.apply(skP, identity.body()).expose()));
    }

    private Bytes shared(Secret key, Bytes octets) {
        return Bytes.wrap(sa.prf.apply(sa.prf.apply(key, PAD), octets).expose());
    }

    // --- CREATE_CHILD_SA

    private void startRekeyIke(Instant now) {
        if (stage != Stage.CONNECTED) return;
        KeyExchange exchange = algorithms.keyExchange(group).orElseThrow();
        rekey = new RekeyStart(exchange.generate(), group, nonce(), spi(8));
        request(
                Stage.REKEY_IKE,
                ExchangeType.CREATE_CHILD_SA,
                List.of(
                        Offers.withSpi(settings.ikeProposals(), rekey.spi()),
                        new NoncePayload(rekey.nonce()),
                        new KePayload(group, rekey.ephemeral().publicValue())),
                now);
    }

    private void rekeyedIke(List<Payload> payloads, Instant now) {
        Optional<SaPayload> answer = Payloads.first(payloads, SaPayload.class);
        Optional<KePayload> ke = Payloads.first(payloads, KePayload.class);
        Optional<NoncePayload> nonce = Payloads.first(payloads, NoncePayload.class);
        if (answer.isEmpty() || ke.isEmpty() || nonce.isEmpty()) {
            stage = Stage.CONNECTED;
            out.add(new InitiatorEffect.Rekeyed(false, "IKE SA: " + errors(payloads)));
            return;
        }
        Proposal chosen = answer.get().proposals().getFirst();
        Prf prf = chosen.first(TransformType.PRF).flatMap(t -> algorithms.prf(t.id())).orElseThrow();
        CipherSpec cipher = Offers.cipher(algorithms, chosen).orElseThrow();
        Optional<Secret> secret = agree(rekey.ephemeral(), ke.get());
        if (secret.isEmpty()) return;
        long spiI = rekey.spi().u64(0);
        long spiR = chosen.spi().u64(0);
        IkeKeys keys = IkeKeys.rekeyed(
                sa.prf, sa.keys.skD(), prf, cipher, secret.get(), rekey.nonce(), nonce.get().data(), spiI, spiR);
        ClientSa old = sa;
        ClientSa.Outgoing delete = old.request(ExchangeType.INFORMATIONAL, List.of(DeletePayload.ofIkeSa()));
        successor = new ClientSa(spiI, spiR, prf, cipher, keys, fragmentSize(), 0);
        stage = Stage.DELETE_OLD;
        show("->", delete.exchange(), delete.messageId(), List.of(DeletePayload.ofIkeSa()));
        send(new Pending(delete.exchange(), delete.messageId(), delete.datagrams()), now);
    }

    private ClientSa successor;

    private void startRekeyChild(Instant now) {
        if (stage != Stage.CONNECTED) return;
        boolean secrecy = settings.espProposals().stream().anyMatch(p -> p.first(TransformType.KE).isPresent());
        KeyExchange exchange = algorithms.keyExchange(group).orElseThrow();
        rekey = new RekeyStart(exchange.generate(), group, nonce(), spi(4));
        var payloads = new ArrayList<Payload>();
        payloads.add(new NotifyPayload(ProtocolId.ESP, childSpi, NotifyType.REKEY_SA, Bytes.EMPTY));
        payloads.add(Offers.withSpi(settings.espProposals(), rekey.spi()));
        payloads.add(new NoncePayload(rekey.nonce()));
        if (secrecy) payloads.add(new KePayload(group, rekey.ephemeral().publicValue()));
        payloads.add(everything(PayloadType.TSI));
        payloads.add(everything(PayloadType.TSR));
        request(Stage.REKEY_CHILD, ExchangeType.CREATE_CHILD_SA, payloads, now);
    }

    private void rekeyedChild(List<Payload> payloads, Instant now) {
        Optional<SaPayload> answer = Payloads.first(payloads, SaPayload.class);
        if (answer.isEmpty()) {
            stage = Stage.CONNECTED;
            out.add(new InitiatorEffect.Rekeyed(false, "Child SA: " + errors(payloads)));
            return;
        }
        Bytes old = childSpi;
        childSpi = rekey.spi();
        gatewayChildSpi = answer.get().proposals().getFirst().spi();
        request(
                Stage.DELETE_OLD,
                ExchangeType.INFORMATIONAL,
                List.of(new DeletePayload(ProtocolId.ESP, List.of(old))),
                now);
    }

    // --- both directions

    private void received(Datagram datagram, Instant now) throws MalformedException {
        Bytes octets = datagram.payload();
        IkeHeader header = MessageReader.readHeader(octets);
        if (header.response()) response(header, octets, now);
        else gatewayAsks(header, octets);
    }

    private void response(IkeHeader header, Bytes octets, Instant now) throws MalformedException {
        if (pending == null || header.messageId() != pending.messageId
                || !header.exchangeType().equals(pending.exchange)) {
            return;
        }
        if (stage == Stage.INIT) {
            if (header.initiatorSpi() != firstSpi) return;
            pending = null;
            init(MessageReader.read(octets), octets, now);
            return;
        }
        if (!sa.owns(header)) return;
        Optional<List<Payload>> opened = sa.codec().open(octets);
        if (opened.isEmpty()) return;
        List<Payload> payloads = opened.get();
        pending = null;
        show("<-", header.exchangeType(), header.messageId(), payloads);
        switch (stage) {
            case INTRODUCTION -> introduced(payloads, now);
            case EAP -> eapRound(payloads, now);
            case FINISH -> finished(payloads);
            case REKEY_IKE -> rekeyedIke(payloads, now);
            case REKEY_CHILD -> rekeyedChild(payloads, now);
            case DELETE_OLD -> {
                if (successor != null) sa = successor;
                String what = successor != null ? "IKE SA" : "Child SA";
                successor = null;
                stage = Stage.CONNECTED;
                out.add(new InitiatorEffect.Rekeyed(true, what));
            }
            case LIVENESS -> {
                stage = Stage.CONNECTED;
                out.add(new InitiatorEffect.Alive());
            }
            case GOODBYE -> over(true, "disconnected");
            case NEW, INIT, CONNECTED, OVER -> {}
        }
        if (goodbye && stage == Stage.CONNECTED) disconnect(now);
    }

    private void gatewayAsks(IkeHeader header, Bytes octets) throws MalformedException {
        if (sa == null || !sa.owns(header)) return;
        Optional<List<Bytes>> repeated = sa.repeated(header.messageId());
        if (repeated.isPresent()) {
            repeated.get().forEach(this::put);
            return;
        }
        if (!sa.isNext(header.messageId())) return;
        Optional<List<Payload>> opened = sa.codec().open(octets);
        if (opened.isEmpty()) return;
        show("<-", header.exchangeType(), header.messageId(), opened.get());
        List<DeletePayload> deletes = Payloads.all(opened.get(), DeletePayload.class);
        boolean all = deletes.stream().anyMatch(delete -> delete.protocol().equals(ProtocolId.IKE));
        boolean child = deletes.stream().anyMatch(delete -> delete.protocol().equals(ProtocolId.ESP));
        List<Payload> reply =
                !all && child ? List.of(new DeletePayload(ProtocolId.ESP, List.of(childSpi))) : List.of();
        sa.reply(header.exchangeType(), reply).forEach(this::put);
        if (all) over(false, "the gateway ended the session");
    }

    private void request(Stage next, ExchangeType exchange, List<Payload> payloads, Instant now) {
        stage = next;
        ClientSa.Outgoing request = sa.request(exchange, payloads);
        show("->", exchange, request.messageId(), payloads);
        send(new Pending(exchange, request.messageId(), request.datagrams()), now);
    }

    private void send(Pending request, Instant now) {
        pending = request;
        repeat(now);
    }

    private void repeat(Instant now) {
        long factor = 1L << Math.min(pending.sent, 6);
        pending.sent++;
        pending.deadline = now.plus(settings.retransmitTimeout().multipliedBy(factor));
        pending.datagrams.forEach(this::put);
    }

    private void advance(Instant now) {
        if (pending == null || pending.deadline.isAfter(now)) return;
        if (pending.sent < settings.retransmitTries()) {
            told("no answer yet, repeating " + pending.exchange + " " + pending.messageId);
            repeat(now);
            return;
        }
        over(stage == Stage.GOODBYE, "the gateway does not answer");
    }

    private void disconnect(Instant now) {
        goodbye = true;
        switch (stage) {
            case CONNECTED -> request(
                    Stage.GOODBYE, ExchangeType.INFORMATIONAL, List.of(DeletePayload.ofIkeSa()), now);
            case NEW, INIT, INTRODUCTION, EAP, FINISH -> over(true, "given up");
            case REKEY_IKE, REKEY_CHILD, DELETE_OLD, LIVENESS, GOODBYE, OVER -> {}
        }
    }

    private void over(boolean wished, String reason) {
        if (stage == Stage.OVER) return;
        stage = Stage.OVER;
        pending = null;
        out.add(new InitiatorEffect.Closed(wished, reason));
    }

    private void put(Bytes octets) {
        out.add(new InitiatorEffect.Send(new Datagram(path, octets)));
    }

    private void told(String line) {
        out.add(new InitiatorEffect.Told(line));
    }

    private void show(String direction, ExchangeType exchange, long messageId, List<Payload> payloads) {
        var names = new ArrayList<String>(payloads.size());
        for (Payload payload : payloads) {
            names.add(payload instanceof NotifyPayload notify
                    ? "N(" + notify.notifyType() + ")"
                    : payload.type().toString());
        }
        told(direction + " " + exchange + " " + messageId + " [" + String.join(" ", names) + "] "
                + (direction.equals("->") ? "to " : "from ") + Addresses.text(path.remote()));
    }

    private static String errors(List<Payload> payloads) {
        List<String> errors = Payloads.all(payloads, NotifyPayload.class).stream()
                .filter(notify -> notify.notifyType().isError())
                .map(notify -> notify.notifyType().toString())
                .toList();
        return errors.isEmpty() ? "it does not say why" : String.join(", ", errors);
    }

    private static String errorsBehind(List<Payload> payloads) {
        boolean any = Payloads.all(payloads, NotifyPayload.class).stream().anyMatch(n -> n.notifyType().isError());
        return any ? ", " + errors(payloads) : "";
    }

    private int fragmentSize() {
        return fragments ? settings.fragmentSize() : 0;
    }

    private Bytes nonce() {
        return octets(NONCE_LENGTH);
    }

    private Bytes spi(int length) {
        byte[] octets = octets(length).toArray();
        // Never one of the reserved values below 256 (RFC 4303, section 2.1).
        octets[0] |= 1;
        return Bytes.wrap(octets);
    }

    private Bytes octets(int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return Bytes.wrap(octets);
    }
}
