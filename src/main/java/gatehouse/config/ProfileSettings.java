package gatehouse.config;

import gatehouse.pki.TrustPoint;
import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.ike.policy.Contact;
import gatehouse.ike.policy.EapPolicy;
import gatehouse.ike.policy.FragmentSizes;
import gatehouse.ike.policy.KeySource;
import gatehouse.ike.policy.Lifetimes;
import gatehouse.ike.policy.PeerMatch;
import gatehouse.ike.policy.Profile;
import gatehouse.ike.policy.Profile.LocalMethod;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.ike.policy.ProfileLimits;
import gatehouse.ike.policy.ProposalPolicy;
import gatehouse.ike.policy.SessionRules;
import gatehouse.pki.Credential;
import gatehouse.pki.TrustPoints;
import gatehouse.wire.IdPayload;
import gatehouse.wire.TrafficSelector;
import java.util.List;
import java.util.Map;

/// How one kind of client is served, but for who we are.
///
/// @param name           for logs and `sessions`
/// @param match          whom it is for
/// @param local          how we prove who we are
/// @param remote         how clients may prove who they are, and what they are authorized by then
/// @param keys           where pre-shared keys are
/// @param trustPoints    whose certificates clients may come with
/// @param signWith       our certificates; empty for the one of the gateway's identity
/// @param ikeProposals   for IKE SAs, in order of preference
/// @param espProposals   for Child SAs, in order of preference
/// @param access         what AAA is asked, and what holds where it is silent
/// @param template       interface template that every session begins with; empty for none
/// @param localSelectors what clients may reach
/// @param sessionRules   which sessions may live beside each other
/// @param limits         what it may take of the gateway
/// @param contact        how contact is kept
/// @param fragmentSizes  largest IKE datagrams sent when fragmenting
public record ProfileSettings(
        String name,
        PeerMatch match,
        LocalMethod local,
        Map<RemoteMethod, AuthorizationPlan> remote,
        KeySource keys,
        List<TrustPoint> trustPoints,
        List<Credential> signWith,
        List<ProposalPolicy> ikeProposals,
        List<ProposalPolicy> espProposals,
        EapPolicy eap,
        AccessPolicy access,
        String template,
        List<TrafficSelector> localSelectors,
        SessionRules sessionRules,
        Lifetimes lifetimes,
        ProfileLimits limits,
        Contact contact,
        FragmentSizes fragmentSizes) {
    public ProfileSettings {
        remote = Map.copyOf(remote);
        trustPoints = List.copyOf(trustPoints);
        signWith = List.copyOf(signWith);
        ikeProposals = List.copyOf(ikeProposals);
        espProposals = List.copyOf(espProposals);
        localSelectors = List.copyOf(localSelectors);
    }

    /// The profile, once it is known who we are.
    Profile profile(IdPayload identity, Credential credential) {
        return new Profile(
                name,
                match,
                identity,
                signWith.isEmpty() ? List.of(credential) : signWith,
                local,
                remote,
                keys,
                TrustPoints.ofPoints(trustPoints),
                ikeProposals,
                espProposals,
                eap,
                access,
                template,
                localSelectors,
                sessionRules,
                lifetimes,
                limits,
                contact,
                fragmentSizes);
    }
}
