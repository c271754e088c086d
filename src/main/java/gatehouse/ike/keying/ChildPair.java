package gatehouse.ike.keying;

import gatehouse.crypto.ChildKeys;
import gatehouse.crypto.CipherSpec;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.Selector;
import gatehouse.ike.policy.RekeyPolicy;
import gatehouse.ike.sa.ChildSa;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Step;
import gatehouse.session.SessionId;
import gatehouse.wire.TrafficSelector;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformId;
import gatehouse.wire.TransformType;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/// A pair of ESP SAs, from its keys to its being in use.
///
/// @param inboundSpi  ours
/// @param outboundSpi the client's
/// @param initiator   whether we asked for it
/// @param session     whose it is
/// @param addresses   its own
public record ChildPair(
        int inboundSpi,
        int outboundSpi,
        ChildSa.Terms terms,
        CipherSpec cipher,
        ChildKeys keys,
        boolean initiator,
        SessionId session,
        List<InetAddress> addresses) {
    public ChildPair {
        addresses = List.copyOf(addresses);
    }

    /// Puts it to use, beside those that the session has.
    public ChildSa install(IkeSa sa, Step step) {
        boolean extended = terms.transforms().stream()
                .filter(transform -> transform.type().equals(TransformType.ESN))
                .map(Transform::id)
                .anyMatch(id -> id == TransformId.ESN);
        RekeyPolicy policy = sa.policy().lifetimes().rekey();
        // RFC 7296, section 2.17: first the keys of packets from the initiator of the exchange.
        step.tools()
                .dataPlane()
                .install(new ChildSaSpec(
                        inboundSpi,
                        outboundSpi,
                        cipher,
                        initiator ? keys.encryptionR() : keys.encryptionI(),
                        initiator ? keys.integrityR() : keys.integrityI(),
                        initiator ? keys.encryptionI() : keys.encryptionR(),
                        initiator ? keys.integrityI() : keys.integrityR(),
                        extended,
                        selectors(terms.ours()),
                        selectors(terms.client()),
                        sa.path(),
                        true,
                        addresses,
                        sa.policy().lifetimes().natKeepalive(),
                        session.text(),
                        policy.volume(step.tools().random())));
        Duration lifetime = policy.childLifetime();
        var child = new ChildSa(
                inboundSpi,
                outboundSpi,
                terms,
                policy.softEnd(lifetime, step.now(), step.tools().random()),
                RekeyPolicy.hardEnd(lifetime, step.now()),
                ChildSa.State.IN_USE);
        sa.addChild(child);
        step.tools().register().childOf(sa, inboundSpi);
        return child;
    }

    private static List<Selector> selectors(List<TrafficSelector> selectors) {
        return selectors.stream()
                .map(s -> new Selector(s.protocol(), s.startPort(), s.endPort(), s.range()))
                .toList();
    }
}
