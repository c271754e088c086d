package gatehouse.ike.negotiation;

import gatehouse.bytes.Bytes;
import gatehouse.ike.policy.ProposalPolicy;
import gatehouse.wire.Proposal;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Chooses one proposal of the peer (RFC 7296, sections 2.7 and 3.3.6): ours in order of preference, of each the first
/// offered proposal that has a transform of every kind we need.
///
/// @param offered    the proposal chosen, as the peer wrote it
/// @param transforms one of each kind
public record ProposalChoice(Proposal offered, List<Transform> transforms) {
    private static final Set<TransformType> UNDERSTOOD = Set.of(
            TransformType.ENCR, TransformType.PRF, TransformType.INTEG, TransformType.KE, TransformType.ESN);

    public ProposalChoice {
        transforms = List.copyOf(transforms);
    }

    /// How key exchange takes part in the choice.
    public enum KeyExchangeRule {
        /// A group must be agreed on.
        REQUIRED,
        /// A group may be agreed on: perfect forward secrecy is the peer's wish.
        OPTIONAL,
        /// The exchange has none; whatever groups are offered are passed over (section 1.2).
        ABSENT
    }

    /// @param keGroup the group of the peer's KE payload: taken where it is allowed, to save a round trip
    public static Optional<ProposalChoice> choose(
            List<ProposalPolicy> ours, SaPayload offer, ProtocolId protocol, KeyExchangeRule rule, OptionalInt keGroup) {
        for (ProposalPolicy policy : ours) {
            for (Proposal proposal : offer.proposals()) {
                if (!proposal.protocol().equals(protocol)) continue;
                Optional<ProposalChoice> choice = match(policy, proposal, rule, keGroup);
                if (choice.isPresent()) return choice;
            }
        }
        return Optional.empty();
    }

    private static Optional<ProposalChoice> match(
            ProposalPolicy policy, Proposal proposal, KeyExchangeRule rule, OptionalInt keGroup) {
        // Section 3.3.6: "If there are transform types the responder does not understand ... MUST be rejected".
        for (Transform transform : proposal.transforms()) {
            if (!UNDERSTOOD.contains(transform.type())) return Optional.empty();
        }
        var chosen = new ArrayList<Transform>(5);
        boolean matches = pick(policy.encryption(), proposal, TransformType.ENCR, chosen)
                && pick(policy.prf(), proposal, TransformType.PRF, chosen)
                && pick(policy.integrity(), proposal, TransformType.INTEG, chosen)
                && pickGroup(policy.keyExchange(), proposal, rule, keGroup, chosen)
                && pick(policy.extendedSequence(), proposal, TransformType.ESN, chosen);
        return matches ? Optional.of(new ProposalChoice(proposal, chosen)) : Optional.empty();
    }

    private static boolean pick(List<Transform> ours, Proposal proposal, TransformType type, List<Transform> chosen) {
        List<Transform> offered = ofType(proposal, type);
        if (ours.isEmpty()) return offered.isEmpty() || offered.stream().anyMatch(ProposalChoice::isNone);
        for (Transform wanted : ours) {
            if (offered.contains(wanted)) {
                chosen.add(wanted);
                return true;
            }
        }
        // Old clients leave the ESN transform out and mean 32-bit sequence numbers.
        return type.equals(TransformType.ESN) && offered.isEmpty() && ours.stream().anyMatch(ProposalChoice::isNone);
    }

    private static boolean pickGroup(
            List<Transform> ours,
            Proposal proposal,
            KeyExchangeRule rule,
            OptionalInt keGroup,
            List<Transform> chosen) {
        List<Transform> offered = ofType(proposal, TransformType.KE);
        return switch (rule) {
            case ABSENT -> true;
            case REQUIRED -> pickCommonGroup(ours, offered, keGroup, chosen);
            case OPTIONAL ->
                offered.isEmpty()
                        || pickCommonGroup(ours, offered, keGroup, chosen)
                        || offered.stream().anyMatch(ProposalChoice::isNone);
        };
    }

    private static boolean pickCommonGroup(
            List<Transform> ours, List<Transform> offered, OptionalInt keGroup, List<Transform> chosen) {
        Optional<Transform> best = Optional.empty();
        for (Transform group : ours) {
            if (!offered.contains(group)) continue;
            boolean isTheirs = keGroup.isPresent() && group.id() == keGroup.getAsInt();
            if (isTheirs || best.isEmpty()) best = Optional.of(group);
            if (isTheirs) break;
        }
        best.ifPresent(chosen::add);
        return best.isPresent();
    }

    private static List<Transform> ofType(Proposal proposal, TransformType type) {
        var found = new ArrayList<Transform>(proposal.transforms().size());
        for (Transform transform : proposal.transforms()) {
            if (transform.type().equals(type)) found.add(transform);
        }
        return found;
    }

    // NONE, and for ESN "no extended sequence numbers", are number 0 of their registries.
    private static boolean isNone(Transform transform) {
        return transform.id() == 0;
    }

    public Optional<Transform> transform(TransformType type) {
        for (Transform transform : transforms) {
            if (transform.type().equals(type)) return Optional.of(transform);
        }
        return Optional.empty();
    }

    /// What we answer: the proposal with its number, our SPI and the transforms chosen.
    public SaPayload answer(Bytes spi) {
        return new SaPayload(List.of(new Proposal(offered.number(), offered.protocol(), spi, transforms)));
    }
}
