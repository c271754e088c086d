package gatehouse.ike.policy;

import gatehouse.aaa.AccessPolicy;
import gatehouse.pki.Credential;
import gatehouse.wire.IdPayload;
import gatehouse.wire.TrafficSelector;
import java.util.List;

/// How one kind of client is served.
///
/// @param name           for logs and `sessions`
/// @param identity       our IDr where the client names none that our certificate bears
/// @param credential     our certificate, its chain and key
/// @param ikeProposals   for IKE SAs, in order of preference
/// @param espProposals   for Child SAs, in order of preference
/// @param eap            rules for EAP
/// @param access         what AAA is asked, and what holds where it is silent
/// @param localSelectors what clients may reach
/// @param lifetimes      timers
/// @param fragmentSize   largest IKE datagram sent when fragmenting, IP and UDP headers included (RFC 7383, section
///                       2.5.1)
public record ConnectionPolicy(
        String name,
        IdPayload identity,
        Credential credential,
        List<ProposalPolicy> ikeProposals,
        List<ProposalPolicy> espProposals,
        EapPolicy eap,
        AccessPolicy access,
        List<TrafficSelector> localSelectors,
        Lifetimes lifetimes,
        int fragmentSize) {
    public ConnectionPolicy {
        ikeProposals = List.copyOf(ikeProposals);
        espProposals = List.copyOf(espProposals);
        localSelectors = List.copyOf(localSelectors);
    }
}
