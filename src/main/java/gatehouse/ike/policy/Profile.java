package gatehouse.ike.policy;

import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.pki.Credential;
import gatehouse.pki.TrustPoints;
import gatehouse.wire.IdPayload;
import gatehouse.wire.TrafficSelector;
import java.util.List;
import java.util.Map;

/// How one kind of client is served.
///
/// @param name           for logs and `sessions`
/// @param match          whom it is for
/// @param identity       our IDr where the client names none that our certificate bears
/// @param credentials    our certificates, their chains and keys; at least one, and the first unless a client asks for another
/// @param local          how we prove who we are
/// @param remote         how clients may prove who they are, and what they are authorized by then; at least one
/// @param keys           where pre-shared keys are
/// @param trustPoints    authorities whose certificates clients may come with
/// @param ikeProposals   for IKE SAs, in order of preference
/// @param espProposals   for Child SAs, in order of preference
/// @param eap            rules for EAP
/// @param access         what AAA is asked, and what holds where it is silent
/// @param template       interface template that every session begins with, by name; empty for none
/// @param localSelectors what clients may reach
/// @param sessionRules   which sessions may live beside each other
/// @param lifetimes      timers
/// @param limits         what it may take of the gateway
/// @param contact        how contact is kept
/// @param fragmentSizes  largest IKE datagrams sent when fragmenting
public record Profile(
        String name,
        PeerMatch match,
        IdPayload identity,
        List<Credential> credentials,
        LocalMethod local,
        Map<RemoteMethod, AuthorizationPlan> remote,
        KeySource keys,
        TrustPoints trustPoints,
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
    public Profile {
        credentials = List.copyOf(credentials);
        if (credentials.isEmpty()) throw new IllegalArgumentException("a profile without a certificate of ours");
        remote = Map.copyOf(remote);
        ikeProposals = List.copyOf(ikeProposals);
        espProposals = List.copyOf(espProposals);
        localSelectors = List.copyOf(localSelectors);
    }

    /// The same for the time before it is known who the client is.
    Profile before(
            List<ProposalPolicy> proposals,
            TrustPoints authorities,
            Map<RemoteMethod, AuthorizationPlan> methods) {
        return new Profile(
                name,
                match,
                identity,
                credentials,
                local,
                methods,
                keys,
                authorities,
                proposals,
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

    /// How we prove who we are.
    public enum LocalMethod {
        CERTIFICATE,
        PRE_SHARED_KEY
    }

    /// How a client proves who it is.
    public enum RemoteMethod {
        EAP,
        PRE_SHARED_KEY,
        CERTIFICATE;

        @Override
        public String toString() {
            return switch (this) {
                case EAP -> "eap";
                case PRE_SHARED_KEY -> "psk";
                case CERTIFICATE -> "certificate";
            };
        }
    }
}
