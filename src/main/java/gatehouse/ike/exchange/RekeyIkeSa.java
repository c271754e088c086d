package gatehouse.ike.exchange;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.IkeKeys;
import gatehouse.crypto.InvalidPublicValueException;
import gatehouse.crypto.KeyExchange;
import gatehouse.ike.RefusedException;
import gatehouse.ike.keying.Nonces;
import gatehouse.ike.keying.SaTerms;
import gatehouse.ike.keying.Succession;
import gatehouse.ike.keying.Suites;
import gatehouse.ike.negotiation.ProposalChoice;
import gatehouse.ike.negotiation.ProposalChoice.KeyExchangeRule;
import gatehouse.ike.request.DeleteChildSa;
import gatehouse.ike.request.RekeyChild;
import gatehouse.ike.request.RekeyIke;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.IkeSuite;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.ReplyCache;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Step;
import gatehouse.wire.KePayload;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.Payload;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import gatehouse.wire.TransformType;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalInt;

/// A new IKE SA in the place of this one (RFC 7296, sections 1.3.2, 2.8 and 2.18). It inherits the session and the Child
/// SAs; this one waits for its Delete.
public final class RekeyIkeSa {
    private RekeyIkeSa() {}

    public static void handle(IkeSa old, LiveSession live, Request request, Step step) throws RefusedException {
        Optional<RekeyIke> ours = demandStillness(old);
        SaPayload offer = request.first(SaPayload.class).orElseThrow();
        KePayload theirs = request.first(KePayload.class).orElseThrow();
        Bytes nonceI = request.first(NoncePayload.class).orElseThrow().data();
        ProposalChoice choice = ProposalChoice.choose(
                old.policy().ikeProposals(),
                offer,
                ProtocolId.IKE,
                KeyExchangeRule.REQUIRED,
                OptionalInt.of(theirs.group()))
                .filter(chosen -> chosen.offered().spi().length() == 8)
                .orElseThrow(() -> RefusedException.noProposalChosen(
                        "no IKE proposal fits: client offers " + offer.proposals()));
        int group = choice.transform(TransformType.KE).orElseThrow().id();
        if (theirs.group() != group) {
            throw RefusedException.invalidKe(group, "key exchange in group " + theirs.group() + ", want " + group);
        }
        IkeSuite suite = Suites.ike(step.tools().algorithms(), choice);
        KeyExchange.Ephemeral ephemeral = suite.keyExchange().generate();
        Bytes nonceR = Nonces.fresh(step);
        long spiI = choice.offered().spi().u64(0);
        long spiR = step.tools().register().newSpi();
        IkeKeys keys = derive(old, suite, agree(ephemeral, theirs), nonceI, nonceR, spiI, spiR);

        var successor = new IkeSa(
                spiI,
                spiR,
                false,
                old.policy(),
                old.peer(),
                suite,
                new ReplyCache(0),
                old.path(),
                new Phase.Rival(old, live),
                step.now());
        successor.protect(keys, step.tools().reassembly());
        SaTerms.heard(successor, request.payloads());
        var payloads = new ArrayList<Payload>(5);
        payloads.add(choice.answer(new ByteWriter(8).u64(spiR).toBytes()));
        payloads.add(new NoncePayload(nonceR));
        payloads.add(new KePayload(group, ephemeral.publicValue()));
        payloads.addAll(SaTerms.ofOurs(successor, step));
        Messages.reply(old, request, payloads, step);
        if (ours.isPresent()) {
            // Both of us are replacing it; which one stays is decided when ours is there (section 2.8.2).
            ours.get().collides(successor, nonceI, nonceR);
            Succession.wait(successor, step);
        } else {
            Succession.inherit(old, successor, live, step);
        }
    }

    // Section 2.25.2: not while we make, replace or delete a Child SA of it. Our own rekey of it is let pass, once.
    private static Optional<RekeyIke> demandStillness(IkeSa old) throws RefusedException {
        Optional<RekeyIke> ours = RekeyIke.underway(old);
        boolean busy = old.requests().underway(RekeyChild.class, _ -> true).isPresent()
                || old.requests().underway(DeleteChildSa.class, _ -> true).isPresent()
                || ours.filter(RekeyIke::hasRival).isPresent();
        if (busy) throw RefusedException.temporaryFailure("a Child SA is being replaced or deleted");
        return ours;
    }

    private static Secret agree(KeyExchange.Ephemeral ephemeral, KePayload theirs) throws RefusedException {
        try {
            return ephemeral.agree(theirs.data());
        } catch (InvalidPublicValueException e) {
            throw RefusedException.invalidSyntax("KE: " + e.getMessage());
        }
    }

    private static IkeKeys derive(
            IkeSa old, IkeSuite suite, Secret shared, Bytes nonceI, Bytes nonceR, long spiI, long spiR) {
        IkeKeys keys = IkeKeys.rekeyed(
                old.suite().prf(),
                old.keys().skD(),
                suite.prf(),
                suite.cipher(),
                shared,
                nonceI,
                nonceR,
                spiI,
                spiR);
        shared.wipe();
        return keys;
    }
}
