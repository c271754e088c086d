package gatehouse.aaa.authorization;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.PeerFacts;
import gatehouse.aaa.PeerIdentity;
import java.util.ArrayList;
import java.util.ArrayList;
import java.util.Optional;

/// Somebody who has proved who it is, and the rules by which it is authorized. It stays with the session, so that a change
/// can run the authorization again.
///
/// @param ike         who it says it is, in IKE
/// @param eapIdentity who it says it is, in EAP; absent where EAP did not run
/// @param provedBy    who was asked about the proof: [AccessPolicy#authentication], the list of the AAA keyring, or
///                    [AaaList#NONE]
/// @param implicit    what came with the proof; keys in it are left out
/// @param policies    where services are found by name
public record Subject(
        AuthorizationPlan plan,
        AccessPolicy policy,
        PeerFacts peer,
        PeerIdentity ike,
        Optional<String> eapIdentity,
        AaaList provedBy,
        Grant implicit,
        LocalPolicies policies) {
    public Subject {
        Origin origin = implicit.origin();
        var values = new ArrayList<>(implicit.values());
        values.removeIf(value -> value instanceof Granted.LocalKey || value instanceof Granted.RemoteKey);
        implicit = new Grant(
                new Origin(Origin.Source.IMPLICIT, origin.server(), origin.list(), origin.name()), values);
    }

    /// The same, with these services.
    public Subject with(LocalPolicies services) {
        return new Subject(plan, policy, peer, ike, eapIdentity, provedBy, implicit, services);
    }

    /// The policy with the pools that are named by who this is.
    AccessPolicy policyWithPools() throws MangleException {
        AuthorizationPlan.PoolNames names = plan.pools();
        if (names.equals(AuthorizationPlan.PoolNames.NONE)) return policy;
        var values = new ArrayList<Granted>(policy.defaults().values());
        if (names.ipv4().isPresent()) {
            values.removeIf(Granted.Pool.class::isInstance);
            values.add(new Granted.Pool(names.ipv4().get().apply(ike, eapIdentity)));
        }
        if (names.ipv6().isPresent()) {
            values.removeIf(Granted.Ipv6Pool.class::isInstance);
            values.add(new Granted.Ipv6Pool(names.ipv6().get().apply(ike, eapIdentity)));
        }
        return policy.with(new Grant(policy.defaults().origin(), values));
    }

    /// The name that AAA was asked with about this person.
    String askedAs() {
        return eapIdentity.orElse(ike.text());
    }

    /// The name of the group or the user to ask about.
    String name(NameRule rule) throws MangleException {
        return rule.resolve(
                ike, eapIdentity, implicit.first(Granted.UserName.class).map(Granted.UserName::text));
    }
}
