package gatehouse.ike.request;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.crypto.IkeKeys;
import gatehouse.crypto.InvalidPublicValueException;
import gatehouse.crypto.KeyExchange;
import gatehouse.bytes.Secret;
import gatehouse.ike.RefusedException;
import gatehouse.ike.keying.Nonces;
import gatehouse.ike.keying.SaTerms;
import gatehouse.ike.keying.Succession;
import gatehouse.ike.keying.Suites;
import gatehouse.ike.negotiation.ProposalChoice;
import gatehouse.ike.policy.ProposalPolicy;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.IkeSuite;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.LiveSession.Rekeyed;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.ReplyCache;
import gatehouse.ike.sa.RequestWindow;
import gatehouse.ike.sa.RequestWindow.Errand;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.session.TerminateCause;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.KePayload;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.Payloads;
import gatehouse.wire.Proposal;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// An IKE SA in the place of another, at our wish (RFC 7296, sections 1.3.2 and 2.18). The new one has the session and the
/// Child SAs; the old one is deleted then.
///
/// If the client wishes the same at the same time there are two new ones; the one whose exchange has the lowest of the four
/// nonces is deleted by who asked for it, and the old one by the other (section 2.8.2).
public final class RekeyIke implements RequestWindow.Purpose {
    // Each group once is more than any client wants.
    private static final int MOST_TRIES = 3;

    private final Offer offer;
    private final long spi;
    private final Bytes nonce;
    private final KeyExchange.Ephemeral ephemeral;
    private Optional<Rival> rival = Optional.empty();

    /// @param suite  what the IKE SA has and the next one shall have
    /// @param groups the one that is tried first in front
    private record Offer(List<Transform> suite, List<Transform> groups, int tried) {
        static Offer first(IkeSa sa) {
            List<Transform> suite = sa.suite().chosen().stream()
                    .filter(transform -> !transform.type().equals(TransformType.KE))
                    .toList();
            Stream<Transform> allowed = sa.policy().ikeProposals().stream()
                    .filter(policy -> new ProposalPolicy(
                            policy.encryption(), policy.prf(), policy.integrity(), List.of(), List.of())
                            .allows(suite))
                    .flatMap(policy -> policy.keyExchange().stream());
            Stream<Transform> now =
                    sa.suite().chosen().stream().filter(transform -> transform.type().equals(TransformType.KE));
            return new Offer(suite, Stream.concat(now, allowed).distinct().toList(), 0);
        }

        Optional<Offer> after(Refusal refusal) {
            OptionalInt wanted = refusal.group();
            if (wanted.isEmpty() || tried >= MOST_TRIES) return Optional.empty();
            List<Transform> inFront = groups.stream().filter(g -> g.id() == wanted.getAsInt()).toList();
            if (inFront.isEmpty()) return Optional.empty();
            return Optional.of(new Offer(
                    suite, Stream.concat(inFront.stream(), groups.stream()).distinct().toList(), tried + 1));
        }

        int group() {
            return groups.getFirst().id();
        }

        ProposalChoice chosen(SaPayload answer) throws RefusedException {
            Proposal chosen = answer.proposals().getFirst();
            boolean fits = chosen.protocol().equals(ProtocolId.IKE)
                    && chosen.spi().length() == 8
                    && chosen.transforms().size() == suite.size() + 1
                    && chosen.transforms().containsAll(suite)
                    && chosen.transforms().contains(groups.getFirst());
            if (!fits) throw RefusedException.noProposalChosen("the client chose what was not offered: " + chosen);
            return new ProposalChoice(chosen, chosen.transforms());
        }
    }

    /// What the client's exchange made meanwhile.
    ///
    /// @param lowest of its nonces
    private record Rival(IkeSa sa, Bytes lowest) {}

    private RekeyIke(Offer offer, long spi, Bytes nonce, KeyExchange.Ephemeral ephemeral) {
        this.offer = offer;
        this.spi = spi;
        this.nonce = nonce;
        this.ephemeral = ephemeral;
    }

    /// It is time for another in the place of this one.
    static void start(IkeSa sa, LiveSession live, Step step) {
        Instant end = sa.timers().at(Timer.EXPIRY).orElse(Instant.MAX);
        Instant sessionEnd = live.session().endsAt();
        if (!sessionEnd.isAfter(end) && sessionEnd.isAfter(step.now()) && !sessionEnd.equals(Instant.MAX)) {
            // The session ends with the keys that it has, unless it is given more time until then.
            sa.timers().set(Timer.REKEY_IKE, sessionEnd);
        } else if (Patience.mayAsk(sa, live, Rekeyed.IKE_SA)) {
            if (Patience.areOthersFirst(step)) sa.timers().set(Timer.REKEY_IKE, Patience.nextTry(step));
            else ask(sa, Offer.first(sa), step);
        } else {
            Patience.tellEnd(sa, live, end, step);
        }
    }

    private static void ask(IkeSa sa, Offer offer, Step step) {
        sa.requests().add(new Errand(RequestWindow.Scope.ALONE, (now, then) -> request(now, offer, then)));
        Messages.sendRequests(sa, step);
    }

    private static Optional<RequestWindow.Request> request(IkeSa sa, Offer offer, Step step) {
        if (!(sa.phase() instanceof Phase.Established)) return Optional.empty();
        KeyExchange exchange = step.tools().algorithms().keyExchange(offer.group()).orElseThrow();
        var purpose = new RekeyIke(
                offer, step.tools().register().newSpi(), Nonces.fresh(step), exchange.generate());
        return Optional.of(new RequestWindow.Request(ExchangeType.CREATE_CHILD_SA, purpose.payloads(), purpose));
    }

    private List<Payload> payloads() {
        Bytes ours = new ByteWriter(8).u64(spi).toBytes();
        List<Transform> all = Stream.concat(offer.suite().stream(), offer.groups().stream()).toList();
        return List.of(
                new SaPayload(List.of(new Proposal(1, ProtocolId.IKE, ours, all))),
                new NoncePayload(nonce),
                new KePayload(offer.group(), ephemeral.publicValue()));
    }

    /// The client asked for the same; this is what came of it. Its SA waits for the decision.
    public void collides(IkeSa made, Bytes nonceI, Bytes nonceR) {
        rival = Optional.of(new Rival(made, Nonces.lower(nonceI, nonceR)));
    }

    /// Whether the client has made one too.
    public boolean hasRival() {
        return rival.isPresent();
    }

    /// The client uses its SA, or deletes the old one: its SA carries the session. `false` if there is none that could.
    public boolean giveWay(IkeSa old, Step step) {
        if (rival.isEmpty() || !(old.phase() instanceof Phase.Established(var live))) return false;
        IkeSa successor = rival.get().sa();
        if (!(successor.phase() instanceof Phase.Rival)) return false;
        Succession.inherit(old, successor, live, step);
        return true;
    }

    /// The rekey of `sa` that is on its way.
    public static Optional<RekeyIke> underway(IkeSa sa) {
        return sa.requests().underway(RekeyIke.class, _ -> true);
    }

    @Override
    public void abandoned(Step step) {
        rival.map(Rival::sa)
                .filter(sa -> sa.phase() instanceof Phase.Rival)
                .ifPresent(sa -> DeleteIkeSa.start(sa, TerminateCause.USER_REQUEST, "the session ended", step));
    }

    @Override
    public void answered(IkeSa old, List<Payload> payloads, Step step) {
        if (Payloads.first(payloads, SaPayload.class).isEmpty()) {
            if (!giveWay(old, step)) refused(old, Refusal.of(payloads), step);
            return;
        }
        IkeSa made;
        Bytes theirs;
        try {
            theirs = Payloads.first(payloads, NoncePayload.class).orElseThrow(() -> missing("nonce")).data();
            made = make(old, payloads, theirs, step);
        } catch (RefusedException e) {
            // The client has moved to keys that we cannot make.
            if (!giveWay(old, step) && old.phase() instanceof Phase.Established) {
                DeleteIkeSa.start(old, TerminateCause.USER_ERROR, "rekey: " + e.getMessage(), step);
            }
            return;
        }
        decide(old, made, Nonces.lower(nonce, theirs), step);
    }

    private void decide(IkeSa old, IkeSa made, Bytes lowest, Step step) {
        boolean redundant = rival.filter(other -> !other.sa().isOver())
                .filter(other -> Nonces.isLower(lowest, other.lowest()))
                .isPresent();
        if (redundant) {
            giveWay(old, step);
            discard(made, rival.orElseThrow().sa(), step);
            return;
        }
        Optional<IkeSa> carrier = Stream.concat(Stream.of(old), rival.stream().map(Rival::sa))
                .filter(sa -> sa.phase() instanceof Phase.Established)
                .findFirst();
        if (carrier.isEmpty() || !(carrier.get().phase() instanceof Phase.Established(var live))) {
            // The session has ended, or has gone on to a third.
            discard(made, made, step);
            return;
        }
        Succession.inherit(carrier.get(), made, live, step);
        // RFC 6290, section 3: who began the rekey did not know the SPIs that make the token, and tells it afterwards.
        List<Payload> terms = SaTerms.ofOurs(made, step);
        if (!terms.isEmpty()) Inform.startHere(made, terms, step);
        rival.map(Rival::sa).filter(sa -> sa.phase() instanceof Phase.Rival).ifPresent(sa -> {
            Succession.retire(sa, made, step);
            step.tools().register().settle(sa);
        });
        DeleteIkeSa.start(old, TerminateCause.USER_REQUEST, "rekeyed", step);
    }

    // RFC 7296, section 2.8.2: it is deleted by who asked for it.
    private static void discard(IkeSa made, IkeSa successor, Step step) {
        made.enter(new Phase.Rekeyed(successor.ourSpi()));
        step.tools().register().enter(made);
        DeleteIkeSa.start(made, TerminateCause.USER_REQUEST, "redundant", step);
    }

    private void refused(IkeSa old, Refusal refusal, Step step) {
        if (!(old.phase() instanceof Phase.Established(var live))) return;
        if (refusal.is(NotifyType.TEMPORARY_FAILURE)) {
            old.timers().set(Timer.REKEY_IKE, Patience.nextTry(step));
            return;
        }
        Optional<Offer> other = offer.after(refusal);
        if (other.isPresent()) {
            ask(old, other.get(), step);
            return;
        }
        live.refusesRekey(Rekeyed.IKE_SA);
        Patience.tellEnd(old, live, old.timers().at(Timer.EXPIRY).orElse(Instant.MAX), step);
    }

    private IkeSa make(IkeSa old, List<Payload> payloads, Bytes theirs, Step step) throws RefusedException {
        ProposalChoice choice = offer.chosen(Payloads.first(payloads, SaPayload.class).orElseThrow());
        KePayload ke = Payloads.first(payloads, KePayload.class)
                .filter(payload -> payload.group() == offer.group())
                .orElseThrow(() -> missing("KE of group " + offer.group()));
        IkeSuite suite = Suites.ike(step.tools().algorithms(), choice);
        long theirSpi = choice.offered().spi().u64(0);
        Secret shared;
        try {
            shared = ephemeral.agree(ke.data());
        } catch (InvalidPublicValueException e) {
            throw RefusedException.invalidSyntax("KE: " + e.getMessage());
        }
        IkeKeys keys = IkeKeys.rekeyed(
                old.suite().prf(),
                old.keys().skD(),
                suite.prf(),
                suite.cipher(),
                shared,
                nonce,
                theirs,
                spi,
                theirSpi);
        shared.wipe();
        var made = new IkeSa(
                spi,
                theirSpi,
                true,
                old.policy(),
                old.peer(),
                suite,
                new ReplyCache(0),
                old.path(),
                new Phase.Rekeyed(spi),
                step.now());
        made.protect(keys, step.tools().reassembly());
        SaTerms.heard(made, payloads);
        return made;
    }

    private static RefusedException missing(String what) {
        return RefusedException.invalidSyntax("a new IKE SA without " + what);
    }
}
