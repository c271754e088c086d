package gatehouse.config;

import gatehouse.ike.policy.PeerMatch;
import gatehouse.net.Addresses;
import gatehouse.pki.CertificateMap;
import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// Profiles that would fit the same peers equally well, as far as their words show it. What remains, such as two parts
/// of a distinguished name that one certificate has both of, is told when such a peer comes.
final class ProfileTies {
    private ProfileTies() {}

    /// Whom both would fit equally well; empty if there is nobody.
    static Optional<String> between(PeerMatch one, PeerMatch other) {
        Optional<String> identity = shared(
                one.identities().stream().map(IdentitySpelling::text).toList(),
                other.identities().stream().map(IdentitySpelling::text).toList());
        Optional<String> certificate = shared(
                one.certificateMaps().stream().map(CertificateMap::name).toList(),
                other.certificateMaps().stream().map(CertificateMap::name).toList());
        Optional<String> address = shared(texts(one.localAddresses()), texts(other.localAddresses()));
        if (identity.isEmpty() || certificate.isEmpty() || address.isEmpty()) return Optional.empty();
        return Optional.of((identity.get().isEmpty() ? "everybody" : "'" + identity.get() + "'")
                + (certificate.get().isEmpty() ? "" : " with a certificate of '" + certificate.get() + "'")
                + (address.get().isEmpty() ? "" : " at " + address.get()));
    }

    /// What stands in both; nothing but present where both are empty; absent where one says what the other does not.
    private static Optional<String> shared(Collection<String> one, Collection<String> other) {
        if (one.isEmpty() && other.isEmpty()) return Optional.of("");
        var both = new LinkedHashSet<>(one);
        both.retainAll(other);
        return both.stream().findFirst();
    }

    private static List<String> texts(List<InetAddress> addresses) {
        return addresses.stream().map(Addresses::text).toList();
    }
}
