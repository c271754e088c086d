package gatehouse.ike.exchange;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.IkeKeys;
import gatehouse.crypto.InvalidPublicValueException;
import gatehouse.crypto.KeyExchange;
import gatehouse.ike.RefusedException;
import gatehouse.ike.negotiation.ProposalChoice;
import gatehouse.ike.negotiation.ProposalChoice.KeyExchangeRule;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.IkeSuite;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.ReplyCache;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.wire.KePayload;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.Payload;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import gatehouse.wire.TransformType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.OptionalInt;

/// A new IKE SA in the place of this one (RFC 7296, sections 1.3.2, 2.8 and 2.18). It inherits the session and the Child
/// SAs; this one waits for its Delete.
public final class RekeyIkeSa {
    // How long the client may take to delete the old SA: its own retransmissions are over by then.
    private static final Duration UNTIL_DELETED = Duration.ofMinutes(2);

    private RekeyIkeSa() {}

    public static void handle(IkeSa old, LiveSession live, Request request, Step step) throws RefusedException {
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
        KeyExchange.Ephemeral ours = suite.keyExchange().generate();
        Bytes nonceR = IkeSaInit.nonce(step);
        long spiI = choice.offered().spi().u64(0);
        long spiR = step.tools().register().newSpi();
        IkeKeys keys = derive(old, suite, agree(ours, theirs), nonceI, nonceR, spiI, spiR);

        var successor = new IkeSa(
                spiI,
                spiR,
                false,
                old.policy(),
                old.peer(),
                suite,
                new ReplyCache(0),
                old.path(),
                new Phase.Established(live),
                step.now());
        successor.protect(keys);
        ContactTerms.heard(successor, request.payloads());
        var payloads = new ArrayList<Payload>(5);
        payloads.add(choice.answer(new ByteWriter(8).u64(spiR).toBytes()));
        payloads.add(new NoncePayload(nonceR));
        payloads.add(new KePayload(group, ours.publicValue()));
        payloads.addAll(ContactTerms.ofOurs(successor, step));
        Messages.reply(old, request, payloads, step);
        inherit(old, successor, live, step);
    }

    private static Secret agree(KeyExchange.Ephemeral ours, KePayload theirs) throws RefusedException {
        try {
            return ours.agree(theirs.data());
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

    private static void inherit(IkeSa old, IkeSa successor, LiveSession live, Step step) {
        successor.children().addAll(old.children());
        old.children().clear();
        old.timers()
                .handTo(successor.timers(), Timer.LIVENESS, Timer.SESSION, Timer.IDLE, Timer.INTERIM,
                        Timer.CHECKPOINT, Timer.ACCOUNTING_START);
        step.tools().register().enter(successor);
        step.tools().register().carries(successor, live.session().id());
        successor.children().forEach(child -> step.tools().register().childOf(successor, child.inboundSpi()));
        live.ownedBy(successor.ourSpi(), step.out());
        old.enter(new Phase.Rekeyed(successor.ourSpi()));
        old.timers().stopAll();
        old.timers().set(Timer.CLOSING, step.now().plus(UNTIL_DELETED));
        successor.requests().inherit(old.requests());
        Messages.sendRequests(successor, step);
    }
}
