package gatehouse.initiator;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.CipherSpec;
import gatehouse.crypto.IkeKeys;
import gatehouse.crypto.InvalidPublicValueException;
import gatehouse.crypto.KeyExchange;
import gatehouse.crypto.Prf;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.wire.DeletePayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.KePayload;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Payloads;
import gatehouse.wire.Proposal;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformId;
import gatehouse.wire.TransformType;
import gatehouse.wire.TsPayload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Rekeys, begun by the client or by the gateway (RFC 7296, sections 1.3.2, 1.3.3 and 2.8): the new SA first, then the Delete of
/// the old. If both begin one, the new SA whose exchange has the lowest nonce is deleted by who asked for it.
///
/// Which SAs there are is known here and nowhere else: one IKE SA that is in use, those that wait for a Delete, one Child SA
/// to send by, and others by which the gateway may still send.
final class Rekeying {
    private static final int MOST_BURIED = 4;
    private static final Duration UNTIL_DELETED = Duration.ofMinutes(3);

    private final InitiatorSettings settings;
    private final Algorithms algorithms;
    private final Talk talk;
    private final Chance chance;
    private final int group;
    private final int fragmentSize;
    private final Map<ClientSa, Instant> leftovers = new LinkedHashMap<>();
    private final Deque<ClientSa> buried = new ArrayDeque<>();
    private final List<ChildSaSpec> others = new ArrayList<>();
    private ClientSa sa;
    private ChildSaSpec child;
    private Optional<ChildSaSpec> next = Optional.empty();
    private Optional<Begun> begun = Optional.empty();
    private Optional<NotifyType> refusal = Optional.empty();

    /// What we asked for, until the old SA is deleted.
    private static final class Begun {
        final boolean ike;
        final KeyExchange.Ephemeral ephemeral;
        final Bytes nonce;
        final Bytes spi;
        final ClientSa sa;
        final ChildSaSpec old;
        boolean another;
        Optional<Rival> rival = Optional.empty();
        Optional<Runnable> afterDelete = Optional.empty();

        Begun(
                boolean ike, KeyExchange.Ephemeral ephemeral, Bytes nonce, Bytes spi, ClientSa sa,
                ChildSaSpec old) {
            this.ike = ike;
            this.sa = sa;
            this.ephemeral = ephemeral;
            this.nonce = nonce;
            this.spi = spi;
            this.old = old;
        }

        boolean deleting() {
            return afterDelete.isPresent();
        }
    }

    /// What the gateway's exchange made meanwhile: an IKE SA, or a Child SA.
    private record Rival(Optional<ClientSa> sa, Optional<ChildSaSpec> child, Bytes lowest) {}

    Rekeying(
            InitiatorSettings settings,
            Algorithms algorithms,
            Talk talk,
            Chance chance,
            InitExchange.Agreed agreed,
            ChildSaSpec child) {
        this.settings = settings;
        this.algorithms = algorithms;
        this.talk = talk;
        this.chance = chance;
        this.group = agreed.group();
        this.fragmentSize = agreed.fragmentSize();
        this.sa = agreed.sa();
        this.child = child;
    }

    /// The IKE SA in use.
    ClientSa sa() {
        return sa;
    }

    /// The Child SA to send by.
    ChildSaSpec child() {
        return child;
    }

    /// All by which the gateway may send.
    List<ChildSaSpec> children() {
        var all = new ArrayList<>(others);
        next.ifPresent(all::add);
        all.add(child);
        return all;
    }

    /// The IKE SAs that wait for their Delete.
    List<ClientSa> leftovers() {
        return List.copyOf(leftovers.keySet());
    }

    /// A Delete that has not come by now has been given up.
    void forgetOld(Instant now) {
        leftovers.values().removeIf(since -> since.plus(UNTIL_DELETED).isBefore(now));
    }

    /// From now on the gateway's rekeys are answered with this.
    void refuse(NotifyType error) {
        refusal = Optional.of(error);
    }

    private static Bytes spi(ChildSaSpec child) {
        return new ByteWriter(4).u32(child.inboundSpi()).toBytes();
    }

    private KeyExchange.Ephemeral fresh() {
        return algorithms.keyExchange(group).orElseThrow().generate();
    }

    void startIke(Instant now) {
        var ours = new Begun(true, fresh(), chance.nonce(), chance.spi(8), sa, child);
        begun = Optional.of(ours);
        talk.request(
                sa,
                ExchangeType.CREATE_CHILD_SA,
                List.of(
                        Offers.withSpi(settings.ikeProposals(), ours.spi),
                        new NoncePayload(ours.nonce),
                        new KePayload(group, ours.ephemeral.publicValue())),
                now);
    }

    /// Whether the gateway is replacing the Child SA already.
    boolean isBeingReplaced() {
        return next.isPresent();
    }

    void startChild(Instant now) {
        begun = Optional.of(new Begun(false, fresh(), chance.nonce(), chance.spi(4), sa, child));
        var rekey = new NotifyPayload(ProtocolId.ESP, spi(child), NotifyType.REKEY_SA, Bytes.EMPTY);
        askForChild(List.of(rekey), now);
    }

    /// Another beside the one in use.
    void startAnother(boolean resource, Instant now) {
        var ours = new Begun(false, fresh(), chance.nonce(), chance.spi(4), sa, child);
        ours.another = true;
        begun = Optional.of(ours);
        askForChild(resource ? List.of(NotifyPayload.of(NotifyType.SA_RESOURCE_INFO)) : List.of(), now);
    }

    private void askForChild(List<NotifyPayload> first, Instant now) {
        Begun ours = begun.orElseThrow();
        boolean secrecy = settings.espProposals().stream().anyMatch(p -> p.first(TransformType.KE).isPresent());
        var payloads = new ArrayList<Payload>(first);
        payloads.add(Offers.withSpi(settings.espProposals(), ours.spi));
        payloads.add(new NoncePayload(ours.nonce));
        if (secrecy) payloads.add(new KePayload(group, ours.ephemeral.publicValue()));
        payloads.add(AuthExchange.everything(settings, PayloadType.TSI));
        payloads.add(AuthExchange.everything(settings, PayloadType.TSR));
        talk.request(sa, ExchangeType.CREATE_CHILD_SA, payloads, now);
    }

    /// The answer to a rekey of ours, or to the Delete that follows one; gives whether there is another answer to wait for.
    boolean answered(List<Payload> payloads, Instant now) {
        Begun ours = begun.orElseThrow();
        if (ours.deleting()) {
            begun = Optional.empty();
            ours.afterDelete.get().run();
            talk.emit(new InitiatorEffect.Rekeyed(true, ours.ike ? "IKE SA" : "Child SA"));
            return false;
        }
        Optional<Bytes> nonce = Payloads.first(payloads, NoncePayload.class).map(NoncePayload::data);
        if (Payloads.first(payloads, SaPayload.class).isEmpty() || nonce.isEmpty()) {
            begun = Optional.empty();
            ours.rival.ifPresent(rival -> giveWay(rival, now));
            talk.emit(new InitiatorEffect.Rekeyed(
                    ours.rival.isPresent(), (ours.ike ? "IKE SA: " : "Child SA: ") + Talk.errors(payloads)));
            return false;
        }
        // Who deletes the old one has the new one that stays; the gateway did so already if it is gone.
        boolean gone = !ours.ike && !children().contains(ours.old);
        boolean redundant = ours.rival
                .filter(rival -> rival.child().map(children()::contains).orElse(true))
                .filter(rival -> gone || Chance.isLower(Chance.lower(ours.nonce, nonce.get()), rival.lowest()))
                .isPresent();
        try {
            if (ours.ike) ikeMade(ours, payloads, nonce.get(), redundant, now);
            else childMade(ours, payloads, nonce.get(), redundant, now);
        } catch (UnacceptableException e) {
            talk.over(false, e.getMessage());
            return false;
        }
        return begun.isPresent();
    }

    private void ikeMade(Begun ours, List<Payload> payloads, Bytes nonceR, boolean redundant, Instant now)
            throws UnacceptableException {
        ClientSa made = successor(
                ours,
                Payloads.first(payloads, SaPayload.class).orElseThrow().proposals().getFirst(),
                Payloads.first(payloads, KePayload.class).orElseThrow(() -> new UnacceptableException("no KE")),
                nonceR);
        made.heard(payloads);
        ClientSa goes = redundant ? made : ours.sa;
        if (redundant) {
            giveWay(ours.rival.orElseThrow(), now);
        } else {
            // The gateway deletes what it made itself.
            ours.rival.flatMap(Rival::sa).ifPresent(rival -> leftovers.putIfAbsent(rival, now));
            sa = made;
        }
        leftovers.putIfAbsent(goes, now);
        ours.afterDelete = Optional.of(() -> bury(goes));
        talk.request(goes, ExchangeType.INFORMATIONAL, List.of(DeletePayload.ofIkeSa()), now);
    }

    private void childMade(Begun ours, List<Payload> payloads, Bytes nonceR, boolean redundant, Instant now)
            throws UnacceptableException {
        ChildSaSpec made = ClientChild.next(
                algorithms,
                new ClientChild.Owner(sa, talk.path(), child.innerAddresses()),
                new ClientChild.Asked(ours.spi, settings.espProposals(), ours.nonce),
                group,
                ours.ephemeral,
                nonceR,
                payloads);
        if (ours.another) {
            others.add(made);
            begun = Optional.empty();
            talk.emit(new InitiatorEffect.Rekeyed(true, "another Child SA"));
            return;
        }
        ChildSaSpec goes = redundant ? made : ours.old;
        if (!redundant) {
            // What the gateway made, it deletes; and until the Delete of the old one is answered, packets come by it.
            if (child != ours.old) others.add(child);
            next.ifPresent(others::add);
            next = Optional.empty();
            child = made;
        }
        if (!others.contains(goes)) others.add(goes);
        ours.afterDelete = Optional.of(() -> others.remove(goes));
        talk.request(
                sa,
                ExchangeType.INFORMATIONAL,
                List.of(new DeletePayload(ProtocolId.ESP, List.of(spi(goes)))),
                now);
    }

    // RFC 7296, section 2.18, with the keys of the SA in which it was asked for.
    private ClientSa successor(Begun ours, Proposal chosen, KePayload ke, Bytes nonceR)
            throws UnacceptableException {
        Optional<Prf> prf = chosen.first(TransformType.PRF).flatMap(t -> algorithms.prf(t.id()));
        Optional<CipherSpec> cipher = Offers.cipher(algorithms, chosen);
        if (!Offers.fits(settings.ikeProposals(), chosen) || prf.isEmpty() || cipher.isEmpty()
                || chosen.spi().length() != 8 || ke.group() != group) {
            throw new UnacceptableException("the gateway chose what was not offered: " + chosen);
        }
        Secret shared = ClientChild.agree(ours.ephemeral, ke);
        long spiI = ours.spi.u64(0);
        long spiR = chosen.spi().u64(0);
        IkeKeys keys = IkeKeys.rekeyed(
                ours.sa.prf, ours.sa.keys.skD(), prf.get(), cipher.get(), shared, ours.nonce, nonceR, spiI, spiR);
        return new ClientSa(spiI, spiR, prf.get(), cipher.get(), keys, fragmentSize, 0, true);
    }

    /// The gateway's rekey prevails.
    private void giveWay(Rival rival, Instant now) {
        rival.sa().filter(made -> made != sa).ifPresent(made -> {
            leftovers.put(sa, now);
            leftovers.remove(made);
            sa = made;
        });
    }

    /// Those that are over answer repeats for a while.
    private void bury(ClientSa gone) {
        leftovers.remove(gone);
        buried.add(gone);
        if (buried.size() > MOST_BURIED) buried.remove();
    }

    private Optional<ClientSa> rivalSa() {
        return begun.flatMap(ours -> ours.rival).flatMap(Rival::sa);
    }

    /// The SA that a request of the gateway's came in, if it is one of ours.
    Optional<ClientSa> owner(IkeHeader header) {
        return Stream.of(Stream.of(sa), rivalSa().stream(), leftovers.keySet().stream(), buried.stream())
                .flatMap(all -> all)
                .filter(one -> one.owns(header))
                .findFirst();
    }

    /// Our SPIs of all that the gateway may still speak in, the one in use first.
    List<Long> ourSpis() {
        return Stream.of(Stream.of(sa), rivalSa().stream(), leftovers.keySet().stream(), buried.stream())
                .flatMap(all -> all)
                .map(ClientSa::ourSpi)
                .distinct()
                .toList();
    }

    boolean isBuried(ClientSa one) {
        return buried.contains(one);
    }

    /// Who uses what it made while we were asking for the same has decided for it.
    void used(ClientSa in, Instant now) {
        if (rivalSa().filter(made -> made == in).isPresent()) giveWay(begun.orElseThrow().rival.orElseThrow(), now);
    }

    /// The gateway deletes the IKE SA that this came in; gives whether the session ends with it.
    boolean ikeDeleted(ClientSa gone, Instant now) {
        Optional<Rival> rival = begun.flatMap(ours -> ours.rival).filter(made -> made.sa().isPresent());
        if (gone != sa) {
            if (rivalSa().filter(made -> made == gone).isPresent()) begun.orElseThrow().rival = Optional.empty();
            bury(gone);
            return false;
        }
        if (rival.isEmpty() || begun.orElseThrow().deleting()) return true;
        // Our own rekey is forgotten: the SA in which it was asked for is gone.
        giveWay(rival.get(), now);
        bury(gone);
        begun = Optional.empty();
        talk.forget();
        talk.emit(new InitiatorEffect.Rekeyed(true, "IKE SA"));
        return false;
    }

    /// Nobody answers. What an old IKE SA is told is of no importance: it is forgotten on the other side by now.
    boolean isForgotten() {
        Optional<Begun> ours = begun.filter(one -> one.ike && one.deleting());
        if (ours.isEmpty()) return false;
        begun = Optional.empty();
        talk.forget();
        ours.get().afterDelete.orElseThrow().run();
        talk.emit(new InitiatorEffect.Rekeyed(true, "IKE SA"));
        return true;
    }

    /// Whether a rekey of ours is going on.
    boolean isBusy() {
        return begun.isPresent();
    }

    /// The gateway deletes pairs; gives ours of them.
    List<Payload> childrenDeleted(List<Bytes> theirs) {
        var ours = new ArrayList<Bytes>();
        for (Bytes theirSpi : theirs) {
            Optional<ChildSaSpec> named = children().stream()
                    .filter(one -> one.outboundSpi() == (int) theirSpi.u32(0))
                    .findFirst();
            if (named.isEmpty()) continue;
            ChildSaSpec gone = named.get();
            boolean crossed = begun.filter(b -> !b.ike && b.deleting() && gone == b.old)
                    .isPresent();
            others.remove(gone);
            if (gone == child && next.isPresent()) {
                child = next.get();
                next = Optional.empty();
            } else if (next.filter(one -> one == gone).isPresent()) {
                next = Optional.empty();
            }
            if (!crossed) ours.add(spi(gone));
        }
        return ours.isEmpty() ? List.of() : List.of(new DeletePayload(ProtocolId.ESP, ours));
    }

    /// Answers a CREATE_CHILD_SA request of the gateway's.
    List<Payload> asked(ClientSa in, List<Payload> payloads, Instant now) {
        if (refusal.isPresent()) return error(refusal.get());
        if (in != sa) return error(NotifyType.TEMPORARY_FAILURE);
        SaPayload offer = Payloads.first(payloads, SaPayload.class).orElseThrow();
        boolean ike = offer.proposals().getFirst().protocol().equals(ProtocolId.IKE);
        try {
            return ike ? ikeAsked(payloads, offer, now) : childAsked(payloads, offer);
        } catch (UnacceptableException e) {
            talk.told(e.getMessage());
            return error(NotifyType.INVALID_SYNTAX);
        }
    }

    private static List<Payload> error(NotifyType type) {
        return List.of(NotifyPayload.of(type));
    }

    private List<Payload> childAsked(List<Payload> payloads, SaPayload offer) throws UnacceptableException {
        Optional<NotifyPayload> rekey = Payloads.notify(payloads, NotifyType.REKEY_SA);
        // One is enough for a client.
        if (rekey.isEmpty()) return error(NotifyType.NO_ADDITIONAL_SAS);
        if (begun.filter(ours -> ours.ike && !ours.deleting()).isPresent()) {
            return error(NotifyType.TEMPORARY_FAILURE);
        }
        int theirs = (int) rekey.get().spi().u32(0);
        Optional<ChildSaSpec> named =
                children().stream().filter(one -> one.outboundSpi() == theirs).findFirst();
        // It may be the one that we have asked for, whose answer has not come yet.
        boolean asked = begun.filter(ours -> !ours.ike && !ours.deleting()).isPresent();
        if (named.isEmpty()) return error(asked ? NotifyType.TEMPORARY_FAILURE : NotifyType.CHILD_SA_NOT_FOUND);
        if (named.get() != child || next.isPresent()) return error(NotifyType.TEMPORARY_FAILURE);
        int keGroup = Payloads.first(payloads, KePayload.class).map(KePayload::group).orElse(0);
        Optional<Proposal> chosen = Offers.choose(settings.espProposals(), offer, keGroup);
        Optional<CipherSpec> cipher = chosen.flatMap(proposal -> Offers.cipher(algorithms, proposal));
        if (chosen.isEmpty() || cipher.isEmpty()) return error(NotifyType.NO_PROPOSAL_CHOSEN);
        int wanted = chosen.get().first(TransformType.KE).map(Transform::id).orElse(TransformId.KE_NONE);
        if (wanted != TransformId.KE_NONE && wanted != keGroup) return wrongGroup(wanted);
        Bytes nonceI = Payloads.first(payloads, NoncePayload.class).orElseThrow().data();
        Bytes nonceR = chance.nonce();
        Bytes spi = chance.spi(4);
        Optional<Answered> exchange = wanted == TransformId.KE_NONE
                ? Optional.empty()
                : Optional.of(agreed(wanted, Payloads.first(payloads, KePayload.class).orElseThrow()));
        TsPayload tsi = Payloads.selectors(payloads, PayloadType.TSI).orElseThrow();
        TsPayload tsr = Payloads.selectors(payloads, PayloadType.TSR).orElseThrow();
        ChildSaSpec made = ClientChild.asked(
                new ClientChild.Owner(sa, talk.path(), child.innerAddresses()),
                spi,
                chosen.get(),
                cipher.get(),
                exchange.map(Answered::shared),
                nonceI,
                nonceR,
                tsi,
                tsr);
        next = Optional.of(made);
        begun.filter(ours -> !ours.ike && !ours.deleting()).ifPresent(ours -> ours.rival =
                Optional.of(new Rival(Optional.empty(), next, Chance.lower(nonceI, nonceR))));
        var reply = new ArrayList<Payload>(5);
        reply.add(answer(chosen.get(), spi));
        reply.add(new NoncePayload(nonceR));
        exchange.ifPresent(ours -> reply.add(ours.payload()));
        reply.add(tsi);
        reply.add(tsr);
        return reply;
    }

    private List<Payload> ikeAsked(List<Payload> payloads, SaPayload offer, Instant now) throws UnacceptableException {
        boolean busy = begun.map(ours -> !ours.ike || !ours.deleting() && ours.rival.isPresent())
                .orElseGet(talk::isWaiting);
        if (busy) return error(NotifyType.TEMPORARY_FAILURE);
        KePayload ke = Payloads.first(payloads, KePayload.class).orElseThrow();
        Optional<Proposal> chosen = Offers.choose(settings.ikeProposals(), offer, ke.group());
        Optional<CipherSpec> cipher = chosen.flatMap(proposal -> Offers.cipher(algorithms, proposal));
        Optional<Prf> prf =
                chosen.flatMap(p -> p.first(TransformType.PRF)).flatMap(t -> algorithms.prf(t.id()));
        if (chosen.isEmpty() || cipher.isEmpty() || prf.isEmpty()) return error(NotifyType.NO_PROPOSAL_CHOSEN);
        int wanted = chosen.get().first(TransformType.KE).map(Transform::id).orElse(TransformId.KE_NONE);
        if (wanted != ke.group()) return wrongGroup(wanted);
        Answered ours = agreed(wanted, ke);
        Bytes nonceI = Payloads.first(payloads, NoncePayload.class).orElseThrow().data();
        Bytes nonceR = chance.nonce();
        Bytes spi = chance.spi(8);
        long spiI = chosen.get().spi().u64(0);
        long spiR = spi.u64(0);
        IkeKeys keys = IkeKeys.rekeyed(
                sa.prf, sa.keys.skD(), prf.get(), cipher.get(), ours.shared(), nonceI, nonceR, spiI, spiR);
        var made = new ClientSa(spiI, spiR, prf.get(), cipher.get(), keys, fragmentSize, 0, false);
        made.heard(payloads);
        if (begun.filter(one -> !one.deleting()).isPresent()) {
            begun.orElseThrow().rival = Optional.of(
                    new Rival(Optional.of(made), Optional.empty(), Chance.lower(nonceI, nonceR)));
        } else {
            leftovers.put(sa, now);
            sa = made;
        }
        return List.of(answer(chosen.get(), spi), new NoncePayload(nonceR), ours.payload());
    }

    private static SaPayload answer(Proposal chosen, Bytes spi) {
        return new SaPayload(
                List.of(new Proposal(chosen.number(), chosen.protocol(), spi, chosen.transforms())));
    }

    private static List<Payload> wrongGroup(int wanted) {
        return List.of(NotifyPayload.of(
                NotifyType.INVALID_KE_PAYLOAD, new ByteWriter(2).u16(wanted).toBytes()));
    }

    private record Answered(KePayload payload, Secret shared) {}

    private Answered agreed(int group, KePayload theirs) throws UnacceptableException {
        KeyExchange.Ephemeral ours = algorithms
                .keyExchange(group)
                .orElseThrow(() -> new UnacceptableException("no group " + group))
                .generate();
        try {
            return new Answered(new KePayload(group, ours.publicValue()), ours.agree(theirs.data()));
        } catch (InvalidPublicValueException e) {
            throw new UnacceptableException("the gateway's public value is no good: " + e.getMessage());
        }
    }
}
