package gatehouse.ike.policy;

import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.aaa.PeerIdentity;
import gatehouse.ike.policy.PeerMatch.Closeness;
import gatehouse.pki.TrustPoints;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The profiles, of which the one that fits a peer most closely serves it.
public final class Profiles {
    private final List<Profile> all;
    private final Map<InetAddress, Profile> initial = new HashMap<>();
    private final Optional<Profile> initialElsewhere;

    public Profiles(List<Profile> all) {
        this.all = List.copyOf(all);
        if (all.isEmpty()) throw new IllegalArgumentException("nobody could log in without a profile");
        for (Profile profile : all) {
            for (InetAddress local : profile.match().localAddresses()) {
                initial.computeIfAbsent(local, address -> union(serving(address)));
            }
        }
        List<Profile> elsewhere =
                all.stream().filter(profile -> profile.match().localAddresses().isEmpty()).toList();
        this.initialElsewhere = elsewhere.isEmpty() ? Optional.empty() : Optional.of(union(elsewhere));
    }

    /// Which profile serves a peer.
    public sealed interface Selection {
        record Found(Profile profile) implements Selection {}

        record None(String reason) implements Selection {}
    }

    public List<Profile> all() {
        return all;
    }

    /// What holds for peers who come to this address of ours until it is known who they are: the first profile that serves
    /// the address, with the IKE proposals, the authorities and the methods of all of them. Empty if none does.
    public Optional<Profile> initial(InetAddress local) {
        Profile named = initial.get(local);
        return named == null ? initialElsewhere : Optional.of(named);
    }

    public Selection select(PeerIdentity identity, Optional<X509Certificate> certificate, InetAddress local) {
        Optional<Closeness> closest = Optional.empty();
        var fitting = new ArrayList<Profile>(1);
        for (Profile profile : all) {
            Optional<Closeness> fit = profile.match().fit(identity, certificate, local);
            if (fit.isEmpty()) continue;
            int order = closest.isEmpty() ? 1 : fit.get().compareTo(closest.get());
            if (order < 0) continue;
            if (order > 0) fitting.clear();
            fitting.add(profile);
            closest = fit;
        }
        return switch (fitting.size()) {
            case 0 -> new Selection.None("no profile is for " + identity + "; see profiles.*.match");
            case 1 -> new Selection.Found(fitting.getFirst());
            default -> new Selection.None("profiles " + String.join(" and ", fitting.stream()
                    .map(profile -> "'" + profile.name() + "'")
                    .toList()) + " fit " + identity + " equally well; make the match of one narrower");
        };
    }

    private List<Profile> serving(InetAddress local) {
        return all.stream().filter(profile -> profile.match().serves(local)).toList();
    }

    private static Profile union(List<Profile> serving) {
        return serving.size() == 1
                ? serving.getFirst()
                : serving.getFirst().before(
                        serving.stream().flatMap(profile -> profile.ikeProposals().stream()).distinct().toList(),
                        TrustPoints.union(serving.stream().map(Profile::trustPoints).toList()),
                        methods(serving));
    }

    private static Map<RemoteMethod, AuthorizationPlan> methods(List<Profile> serving) {
        var methods = new HashMap<RemoteMethod, AuthorizationPlan>();
        for (Profile profile : serving) profile.remote().forEach(methods::putIfAbsent);
        return methods;
    }
}
