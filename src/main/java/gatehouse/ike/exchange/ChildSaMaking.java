package gatehouse.ike.exchange;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.ChildKeys;
import gatehouse.crypto.CipherSpec;
import gatehouse.crypto.InvalidPublicValueException;
import gatehouse.crypto.KeyExchange;
import gatehouse.ike.RefusedException;
import gatehouse.ike.keying.ChildPair;
import gatehouse.ike.keying.Suites;
import gatehouse.ike.negotiation.ProposalChoice;
import gatehouse.ike.negotiation.ProposalChoice.KeyExchangeRule;
import gatehouse.ike.negotiation.SelectorNarrowing;
import gatehouse.ike.sa.ChildSa;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Step;
import gatehouse.net.AddressRange;
import gatehouse.net.Prefix;
import gatehouse.session.NetworkBehind;
import gatehouse.session.SessionId;
import gatehouse.wire.KePayload;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import gatehouse.wire.TrafficSelector;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformId;
import gatehouse.wire.TransformType;
import gatehouse.wire.TsPayload;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Makes a pair of ESP SAs that the client asks for: choose, narrow, derive, install (RFC 7296, sections 1.3.1, 2.9,
/// 2.17).
final class ChildSaMaking {
    private static final List<AddressRange> ANYTHING =
            List.of(Prefix.parse("0.0.0.0/0").range(), Prefix.parse("::/0").range());

    private ChildSaMaking() {}

    /// What the client asks for.
    ///
    /// @param ke       present where it wants perfect forward secrecy
    /// @param resource whether it is to be one of several for the same traffic (RFC 9611)
    record Wish(
            SaPayload offer,
            List<TrafficSelector> initiatorSelectors,
            List<TrafficSelector> responderSelectors,
            Optional<KePayload> ke,
            KeyExchangeRule rule,
            Bytes nonceInitiator,
            Bytes nonceResponder,
            boolean resource) {}

    /// Whose it is.
    ///
    /// @param addresses its own
    /// @param networks  what lies behind it
    /// @param announces whether it may announce more networks later; which sources it has then, the data plane sees to
    /// @param routes    networks behind us that it may reach; empty for all that the profile lets it
    record Owner(
            SessionId session,
            List<InetAddress> addresses,
            List<NetworkBehind> networks,
            boolean announces,
            List<Prefix> routes) {
        static Owner of(LiveSession live) {
            return new Owner(
                    live.session().id(),
                    live.session().addresses(),
                    live.session().networks(),
                    ClientNetworks.rule(live.authorization()).isPresent(),
                    live.routes());
        }

        /// What it may send from.
        List<TrafficSelector> sources() {
            List<AddressRange> networks = announces
                    ? ANYTHING
                    : this.networks.stream().map(network -> network.prefix().range()).toList();
            Stream<AddressRange> alone = addresses.stream()
                    .map(AddressRange::of)
                    .filter(address -> networks.stream().noneMatch(network -> network.contains(address)));
            return Stream.concat(alone, networks.stream()).map(TrafficSelector::of).toList();
        }
    }

    /// A pair that is installed.
    ///
    /// @param sa  what was chosen, with our SPI
    /// @param ke  our public value, with perfect forward secrecy
    /// @param tsi what the client may send from
    /// @param tsr what it may reach
    record Made(ChildSa child, SaPayload sa, Optional<KePayload> ke, TsPayload tsi, TsPayload tsr) {
        /// SA, then the nonce where there is one, KE, TSi, TSr: in the order of the RFC.
        List<Payload> payloads(Optional<? extends Payload> nonce) {
            var payloads = new ArrayList<Payload>(5);
            payloads.add(sa);
            nonce.ifPresent(payloads::add);
            ke.ifPresent(payloads::add);
            payloads.add(tsi);
            payloads.add(tsr);
            return payloads;
        }
    }

    static Made make(IkeSa sa, Wish wish, Owner owner, Step step) throws RefusedException {
        ProposalChoice choice = ProposalChoice.choose(
                sa.policy().espProposals(),
                wish.offer(),
                ProtocolId.ESP,
                wish.rule(),
                wish.ke().isPresent() ? OptionalInt.of(wish.ke().get().group()) : OptionalInt.empty())
                .orElseThrow(() -> RefusedException.noProposalChosen(
                        "no ESP proposal fits: client offers " + wish.offer().proposals()));
        List<TrafficSelector> own = owner.sources();
        List<TrafficSelector> tsi = SelectorNarrowing.narrowOwn(wish.initiatorSelectors(), own);
        List<TrafficSelector> reachable = reachable(sa, owner);
        List<TrafficSelector> tsr = SelectorNarrowing.narrow(wish.responderSelectors(), reachable);
        if (tsi.isEmpty() || tsr.isEmpty()) {
            throw RefusedException.tsUnacceptable("TSi " + wish.initiatorSelectors() + " and TSr "
                    + wish.responderSelectors() + " have nothing in common with " + own + " and " + reachable);
        }
        CipherSpec cipher = Suites.cipher(step.tools().algorithms(), choice);
        Optional<Agreement> agreement = agree(choice, wish, step);
        ChildKeys keys = agreement.isPresent()
                ? ChildKeys.derive(
                        sa.suite().prf(),
                        sa.keys().skD(),
                        agreement.get().shared(),
                        wish.nonceInitiator(),
                        wish.nonceResponder(),
                        cipher)
                : ChildKeys.derive(
                        sa.suite().prf(), sa.keys().skD(), wish.nonceInitiator(), wish.nonceResponder(), cipher);
        agreement.ifPresent(a -> a.shared().wipe());
        int inbound = step.tools().dataPlane().allocateSpi(step.tools().shard());
        int outbound = (int) choice.offered().spi().u32(0);
        var terms = new ChildSa.Terms(choice.transforms(), tsi, tsr, Suites.text(choice), wish.resource());
        ChildSa child = new ChildPair(
                inbound, outbound, terms, cipher, keys, false, owner.session(), owner.addresses())
                .install(sa, step);
        return new Made(
                child,
                choice.answer(new ByteWriter(4).u32(inbound).toBytes()),
                agreement.map(Agreement::ours),
                new TsPayload(PayloadType.TSI, tsi),
                new TsPayload(PayloadType.TSR, tsr));
    }

    private static List<TrafficSelector> reachable(IkeSa sa, Owner owner) {
        if (owner.routes().isEmpty()) return sa.policy().localSelectors();
        List<TrafficSelector> routes =
                owner.routes().stream().map(route -> TrafficSelector.of(route.range())).toList();
        return SelectorNarrowing.narrow(routes, sa.policy().localSelectors());
    }

    private record Agreement(KePayload ours, Secret shared) {}

    private static Optional<Agreement> agree(ProposalChoice choice, Wish wish, Step step) throws RefusedException {
        int group = choice.transform(TransformType.KE).map(Transform::id).orElse(TransformId.KE_NONE);
        if (group == TransformId.KE_NONE) return Optional.empty();
        KePayload theirs = wish.ke()
                .filter(ke -> ke.group() == group)
                .orElseThrow(() -> RefusedException.invalidKe(group, "no key exchange in group " + group));
        KeyExchange exchange = step.tools()
                .algorithms()
                .keyExchange(group)
                .orElseThrow(() -> RefusedException.noProposalChosen("group " + group + " is not available here"));
        KeyExchange.Ephemeral ours = exchange.generate();
        try {
            return Optional.of(
                    new Agreement(new KePayload(group, ours.publicValue()), ours.agree(theirs.data())));
        } catch (InvalidPublicValueException e) {
            throw RefusedException.invalidSyntax("KE: " + e.getMessage());
        }
    }
}
