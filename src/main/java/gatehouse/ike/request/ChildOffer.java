package gatehouse.ike.request;

import gatehouse.aaa.Granted;
import gatehouse.bytes.Bytes;
import gatehouse.crypto.KeyExchange;
import gatehouse.ike.RefusedException;
import gatehouse.ike.negotiation.ProposalChoice;
import gatehouse.ike.policy.ProposalPolicy;
import gatehouse.ike.policy.RekeyPolicy.Secrecy;
import gatehouse.ike.sa.ChildSa;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.KnownClient.Quirk;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Step;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Proposal;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformId;
import gatehouse.wire.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// What we offer for a new Child SA in the place of one: the algorithms that it has, with a key exchange of its own where that
/// is wished and the client takes it.
///
/// @param suite  what stays
/// @param groups for the key exchange, the one that is tried first in front; empty for none
/// @param plain  whether it may be left out
/// @param tried  how often something else was offered
record ChildOffer(List<Transform> suite, List<Transform> groups, boolean plain, int tried) {
    // One group that is wanted instead, and one offer without any.
    private static final int MOST_TRIES = 3;

    static ChildOffer first(IkeSa sa, LiveSession live, ChildSa child) {
        List<Transform> suite = child.terms().transforms().stream()
                .filter(transform -> !transform.type().equals(TransformType.KE))
                .toList();
        boolean demanded = live.authorization().first(Granted.Pfs.class).filter(Granted.Pfs::yes).isPresent();
        Secrecy secrecy = demanded ? Secrecy.ALWAYS : sa.policy().lifetimes().rekey().secrecy();
        boolean none = secrecy == Secrecy.NEVER
                || secrecy == Secrecy.AUTO && sa.peer().has(Quirk.NO_CHILD_SECRECY);
        List<Transform> groups = none ? List.of() : groups(sa, child, suite);
        return new ChildOffer(suite, groups, secrecy != Secrecy.ALWAYS || groups.isEmpty(), 0);
    }

    // The group of the Child SA, or the one of the IKE SA, is one that the client can do.
    private static List<Transform> groups(IkeSa sa, ChildSa child, List<Transform> suite) {
        List<Transform> allowed = sa.policy().espProposals().stream()
                .filter(policy -> new ProposalPolicy(
                        policy.encryption(), List.of(), policy.integrity(), List.of(), policy.extendedSequence())
                        .allows(suite))
                .flatMap(policy -> policy.keyExchange().stream())
                .distinct()
                .toList();
        return Stream.of(child.terms().transforms(), sa.suite().chosen(), allowed)
                .flatMap(List::stream)
                .filter(transform -> transform.type().equals(TransformType.KE))
                .filter(allowed::contains)
                .distinct()
                .toList();
    }

    /// What to offer instead.
    Optional<ChildOffer> after(Refusal refusal) {
        if (tried >= MOST_TRIES || groups.isEmpty()) return Optional.empty();
        OptionalInt wanted = refusal.group();
        if (wanted.isPresent()) {
            List<Transform> inFront = groups.stream().filter(g -> g.id() == wanted.getAsInt()).toList();
            if (inFront.isEmpty()) return Optional.empty();
            List<Transform> sorted =
                    Stream.concat(inFront.stream(), groups.stream()).distinct().toList();
            return Optional.of(new ChildOffer(suite, sorted, plain, tried + 1));
        }
        boolean unfit = refusal.is(NotifyType.NO_PROPOSAL_CHOSEN) || refusal.is(NotifyType.INVALID_SYNTAX);
        return unfit && plain ? Optional.of(new ChildOffer(suite, List.of(), true, tried + 1)) : Optional.empty();
    }

    /// The group of our KE payload.
    int group() {
        return groups.getFirst().id();
    }

    Optional<KeyExchange> keyExchange(Step step) {
        return groups.isEmpty() ? Optional.empty() : step.tools().algorithms().keyExchange(group());
    }

    List<Proposal> proposals(Bytes spi) {
        var proposals = new ArrayList<Proposal>(2);
        if (!groups.isEmpty()) {
            List<Transform> all = Stream.concat(suite.stream(), groups.stream()).toList();
            proposals.add(new Proposal(1, ProtocolId.ESP, spi, all));
        }
        if (plain || groups.isEmpty()) proposals.add(new Proposal(proposals.size() + 1, ProtocolId.ESP, spi, suite));
        return proposals;
    }

    /// What the client chose of it.
    ProposalChoice chosen(SaPayload answer) throws RefusedException {
        Proposal chosen = answer.proposals().getFirst();
        List<Transform> core = chosen.transforms().stream()
                .filter(transform -> !transform.type().equals(TransformType.KE))
                .toList();
        List<Transform> exchange = chosen.transforms().stream()
                .filter(transform -> transform.type().equals(TransformType.KE))
                .filter(transform -> transform.id() != TransformId.KE_NONE)
                .toList();
        boolean fits = chosen.protocol().equals(ProtocolId.ESP)
                && core.size() == suite.size()
                && core.containsAll(suite)
                && (exchange.isEmpty() ? plain : exchange.size() == 1 && groups.contains(exchange.getFirst()));
        if (!fits) throw RefusedException.noProposalChosen("the client chose what was not offered: " + chosen);
        return new ProposalChoice(chosen, Stream.concat(core.stream(), exchange.stream()).toList());
    }
}
