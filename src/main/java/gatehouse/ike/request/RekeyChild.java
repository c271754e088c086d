package gatehouse.ike.request;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.crypto.ChildKeys;
import gatehouse.crypto.CipherSpec;
import gatehouse.crypto.InvalidPublicValueException;
import gatehouse.crypto.KeyExchange;
import gatehouse.bytes.Secret;
import gatehouse.ike.RefusedException;
import gatehouse.ike.keying.ChildPair;
import gatehouse.ike.keying.Nonces;
import gatehouse.ike.keying.Suites;
import gatehouse.ike.negotiation.ProposalChoice;
import gatehouse.ike.negotiation.SelectorNarrowing;
import gatehouse.ike.sa.ChildSa;
import gatehouse.ike.sa.ChildSa.State;
import gatehouse.ike.sa.Endings;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.LiveSession.Rekeyed;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.RequestWindow;
import gatehouse.ike.sa.RequestWindow.Errand;
import gatehouse.ike.sa.Step;
import gatehouse.session.TerminateCause;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.KePayload;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Payloads;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import gatehouse.wire.TrafficSelector;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformId;
import gatehouse.wire.TransformType;
import gatehouse.wire.TsPayload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A Child SA in the place of another, at our wish (RFC 7296, sections 1.3.3 and 2.8). The new one is in use before the old one
/// is deleted, and packets on their way by the old one are taken until the client has confirmed its Delete.
///
/// If the client wishes the same at the same time there are two new ones; the one whose exchange has the lowest of the four
/// nonces is deleted by who asked for it, and the old one by the other (section 2.8.1).
public final class RekeyChild implements RequestWindow.Purpose {
    private final ChildSa old;
    private final ChildOffer offer;
    private final int inboundSpi;
    private final Bytes nonce;
    private final Optional<KeyExchange.Ephemeral> ephemeral;
    private Optional<Rival> rival = Optional.empty();

    /// What the client's exchange made meanwhile.
    ///
    /// @param lowest of its nonces
    private record Rival(int inboundSpi, Bytes lowest) {}

    private RekeyChild(
            ChildSa old,
            ChildOffer offer,
            int inboundSpi,
            Bytes nonce,
            Optional<KeyExchange.Ephemeral> ephemeral) {
        this.old = old;
        this.offer = offer;
        this.inboundSpi = inboundSpi;
        this.nonce = nonce;
        this.ephemeral = ephemeral;
    }

    /// It is time for another in the place of this one.
    public static void start(IkeSa sa, LiveSession live, ChildSa child, Step step) {
        if (child.state() != State.IN_USE) return;
        if (!Patience.mayAsk(sa, live, Rekeyed.CHILD_SA)) {
            sa.update(child.rekeyAt(Instant.MAX));
            Patience.tellEnd(sa, live, child.endsAt(), step);
            return;
        }
        // Until the client deletes what it replaced, it may not have our answer, and not know the pair.
        boolean replaces = sa.children().stream().anyMatch(other -> other.state() == State.REPLACED);
        if (replaces || Patience.areOthersFirst(step)) {
            sa.update(child.rekeyAt(Patience.nextTry(step)));
            return;
        }
        sa.update(child.in(State.REKEYING));
        ask(sa, child, ChildOffer.first(sa, live, child), step);
    }

    private static void ask(IkeSa sa, ChildSa child, ChildOffer offer, Step step) {
        sa.requests().add(new Errand(RequestWindow.Scope.SESSION, (now, then) -> request(now, child, offer, then)));
        Messages.sendRequests(sa, step);
    }

    private static Optional<RequestWindow.Request> request(IkeSa sa, ChildSa child, ChildOffer offer, Step step) {
        boolean stillWanted = sa.childByInboundSpi(child.inboundSpi())
                .filter(now -> now.state() == State.REKEYING)
                .isPresent();
        if (!stillWanted || !(sa.phase() instanceof Phase.Established)) return Optional.empty();
        Optional<KeyExchange.Ephemeral> ephemeral = offer.keyExchange(step).map(KeyExchange::generate);
        var purpose = new RekeyChild(
                child, offer, step.tools().dataPlane().allocateSpi(step.tools().shard()), Nonces.fresh(step),
                ephemeral);
        return Optional.of(
                new RequestWindow.Request(ExchangeType.CREATE_CHILD_SA, purpose.payloads(), purpose));
    }

    private List<Payload> payloads() {
        var payloads = new ArrayList<Payload>(7);
        payloads.add(new NotifyPayload(ProtocolId.ESP, spi(old.inboundSpi()), NotifyType.REKEY_SA, Bytes.EMPTY));
        if (old.terms().resource()) payloads.add(NotifyPayload.of(NotifyType.SA_RESOURCE_INFO));
        payloads.add(new SaPayload(offer.proposals(spi(inboundSpi))));
        payloads.add(new NoncePayload(nonce));
        ephemeral.ifPresent(ours -> payloads.add(new KePayload(offer.group(), ours.publicValue())));
        payloads.add(new TsPayload(PayloadType.TSI, old.terms().ours()));
        payloads.add(new TsPayload(PayloadType.TSR, old.terms().client()));
        return payloads;
    }

    private static Bytes spi(int spi) {
        return new ByteWriter(4).u32(spi).toBytes();
    }

    /// Whether this rekeys the pair.
    public boolean isOf(ChildSa child) {
        return child.inboundSpi() == old.inboundSpi();
    }

    /// The client asked for the same; this is what came of it.
    public void collides(ChildSa made, Bytes nonceI, Bytes nonceR) {
        rival = Optional.of(new Rival(made.inboundSpi(), Nonces.lower(nonceI, nonceR)));
    }

    @Override
    public void abandoned(Step step) {
        step.tools().dataPlane().forgetSpi(inboundSpi);
    }

    @Override
    public void answered(IkeSa sa, List<Payload> payloads, Step step) {
        // Its SPI was given back when the session ended.
        if (!(sa.phase() instanceof Phase.Established(var live))) return;
        if (Payloads.first(payloads, SaPayload.class).isEmpty()) {
            step.tools().dataPlane().forgetSpi(inboundSpi);
            refused(sa, live, Refusal.of(payloads), step);
            return;
        }
        try {
            made(sa, install(sa, live, payloads, step), nonceOf(payloads), step);
        } catch (RefusedException e) {
            // The client has the new pair, and we can do nothing with it.
            step.tools().dataPlane().forgetSpi(inboundSpi);
            DeleteChildSa.tell(sa, inboundSpi, step);
            giveUp(sa, live, step);
        }
    }

    private void refused(IkeSa sa, LiveSession live, Refusal refusal, Step step) {
        Optional<ChildSa> now = sa.childByInboundSpi(old.inboundSpi()).filter(c -> c.state() == State.REKEYING);
        // The client's own rekey or its Delete has settled it.
        if (now.isEmpty()) return;
        if (refusal.is(NotifyType.TEMPORARY_FAILURE)) {
            sa.update(now.get().in(State.IN_USE).rekeyAt(Patience.nextTry(step)));
            return;
        }
        // RFC 7296, section 2.25: who hears that it does not exist there "SHOULD silently delete the Child SA".
        if (refusal.is(NotifyType.CHILD_SA_NOT_FOUND)) {
            Endings.removeChild(sa, now.get(), live, step);
            if (sa.living().isEmpty()) {
                String reason = "the client does not know the Child SA that was to be rekeyed";
                DeleteIkeSa.start(sa, TerminateCause.LOST_SERVICE, reason, step);
            }
            return;
        }
        Optional<ChildOffer> other = offer.after(refusal);
        if (other.isPresent()) ask(sa, now.get(), other.get(), step);
        else giveUp(sa, live, step);
    }

    private void giveUp(IkeSa sa, LiveSession live, Step step) {
        live.refusesRekey(Rekeyed.CHILD_SA);
        sa.childByInboundSpi(old.inboundSpi()).filter(c -> c.state() == State.REKEYING).ifPresent(child -> {
            sa.update(child.in(State.IN_USE).rekeyAt(Instant.MAX));
            Patience.tellEnd(sa, live, child.endsAt(), step);
        });
    }

    private static Bytes nonceOf(List<Payload> payloads) throws RefusedException {
        return Payloads.first(payloads, NoncePayload.class)
                .map(NoncePayload::data)
                .orElseThrow(() -> RefusedException.invalidSyntax("a new Child SA without a nonce"));
    }

    private ChildSa install(IkeSa sa, LiveSession live, List<Payload> payloads, Step step) throws RefusedException {
        ProposalChoice choice = offer.chosen(Payloads.first(payloads, SaPayload.class).orElseThrow());
        List<TrafficSelector> ours = selectors(payloads, PayloadType.TSI, old.terms().ours());
        List<TrafficSelector> client = selectors(payloads, PayloadType.TSR, old.terms().client());
        CipherSpec cipher = Suites.cipher(step.tools().algorithms(), choice);
        ChildKeys keys = keys(sa, choice, cipher, payloads);
        var terms = new ChildSa.Terms(
                choice.transforms(), client, ours, Suites.text(choice), old.terms().resource());
        return new ChildPair(
                inboundSpi,
                (int) choice.offered().spi().u32(0),
                terms,
                cipher,
                keys,
                true,
                live.session().id(),
                live.session().addresses())
                .install(sa, step);
    }

    private ChildKeys keys(IkeSa sa, ProposalChoice choice, CipherSpec cipher, List<Payload> payloads)
            throws RefusedException {
        Bytes theirs = nonceOf(payloads);
        int group = choice.transform(TransformType.KE).map(Transform::id).orElse(TransformId.KE_NONE);
        if (group == TransformId.KE_NONE) {
            return ChildKeys.derive(sa.suite().prf(), sa.keys().skD(), nonce, theirs, cipher);
        }
        KePayload ke = Payloads.first(payloads, KePayload.class)
                .filter(payload -> payload.group() == group && group == offer.group())
                .orElseThrow(() -> RefusedException.invalidSyntax("group " + group + " chosen without its KE"));
        try {
            Secret shared = ephemeral.orElseThrow().agree(ke.data());
            ChildKeys keys = ChildKeys.derive(sa.suite().prf(), sa.keys().skD(), shared, nonce, theirs, cipher);
            shared.wipe();
            return keys;
        } catch (InvalidPublicValueException e) {
            throw RefusedException.invalidSyntax("KE: " + e.getMessage());
        }
    }

    // RFC 7296, section 2.9.2: what was let through before is let through now; the client may only narrow what we offer.
    private static List<TrafficSelector> selectors(
            List<Payload> payloads, PayloadType type, List<TrafficSelector> offered) throws RefusedException {
        List<TrafficSelector> said =
                Payloads.selectors(payloads, type).map(TsPayload::selectors).orElse(List.of());
        List<TrafficSelector> answered =
                type.equals(PayloadType.TSR) ? SelectorNarrowing.meant(said, offered) : said;
        boolean within = !answered.isEmpty() && answered.stream()
                .allMatch(selector -> SelectorNarrowing.narrow(List.of(selector), offered).contains(selector));
        if (!within) throw RefusedException.tsUnacceptable(type + " " + answered + " is not of " + offered);
        return answered;
    }

    private void made(IkeSa sa, ChildSa made, Bytes theirs, Step step) {
        Optional<ChildSa> before = sa.childByInboundSpi(old.inboundSpi());
        // Who deletes the old one has the new one that stays: the client did so already if it is gone. If the client has
        // deleted its new one, it has decided for ours.
        boolean redundant = rival
                .filter(other -> sa.childByInboundSpi(other.inboundSpi()).isPresent())
                .filter(other -> before.isEmpty() || Nonces.isLower(Nonces.lower(nonce, theirs), other.lowest()))
                .isPresent();
        if (redundant) {
            DeleteChildSa.start(sa, made, step);
            return;
        }
        step.tools().dataPlane().preferOutbound(made.inboundSpi());
        rival.flatMap(other -> sa.childByInboundSpi(other.inboundSpi()))
                .ifPresent(other -> sa.update(DeleteChildSa.awaited(other.in(State.REPLACED), step)));
        before.filter(child -> child.state() != State.LEAVING)
                .ifPresent(child -> DeleteChildSa.start(sa, child, step));
    }
}
