package gatehouse.config;

import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.ike.policy.Profile;
import gatehouse.ike.policy.EapPolicy;
import gatehouse.ike.policy.KeySource;
import gatehouse.ike.policy.Lifetimes;
import gatehouse.ike.policy.PeerMatch;
import gatehouse.ike.policy.Profile.InitialContact;
import gatehouse.ike.policy.Profile.LocalMethod;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.ike.policy.ProposalPolicy;
import gatehouse.pki.Credential;
import gatehouse.pki.TrustPoints;
import gatehouse.wire.IdPayload;
import gatehouse.wire.TrafficSelector;
import java.util.List;
import java.util.Map;

/// How one kind of client is served, but for who we are.
///
/// @param name           for logs and `sessions`
/// @param ikeProposals   for IKE SAs, in order of preference
/// @param espProposals   for Child SAs, in order of preference
/// @param access         what AAA is asked, and what holds where it is silent
/// @param localSelectors what clients may reach
/// @param fragmentSize   largest IKE datagram sent when fragmenting, IP and UDP headers included (RFC 7383, section
///                       2.5.1)
public record ConnectionSettings(
        String name,
        List<ProposalPolicy> ikeProposals,
        List<ProposalPolicy> espProposals,
        EapPolicy eap,
        AccessPolicy access,
        List<TrafficSelector> localSelectors,
        Lifetimes lifetimes,
        int fragmentSize) {
    public ConnectionSettings {
        ikeProposals = List.copyOf(ikeProposals);
        espProposals = List.copyOf(espProposals);
        localSelectors = List.copyOf(localSelectors);
    }

    /// The policy, once it is known who we are.
    Profile policy(IdPayload identity, Credential credential) {
        return new Profile(
                name,
                PeerMatch.ANY,
                identity,
                credential,
                LocalMethod.CERTIFICATE,
                Map.of(RemoteMethod.EAP, AuthorizationPlan.IMPLICIT),
                new KeySource.None(),
                TrustPoints.of(List.of()),
                ikeProposals,
                espProposals,
                eap,
                access,
                "",
                localSelectors,
                InitialContact.NORMAL,
                lifetimes,
                fragmentSize);
    }
}
