package gatehouse.ike.policy;

import gatehouse.aaa.PeerIdentity;
import gatehouse.pki.CertificateMap;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Whom a profile is for. Of each kind of condition one must fit; no condition of a kind fits everybody.
///
/// @param identities      what the peer may call itself
/// @param certificateMaps what its certificate may look like; a peer without one does not fit
/// @param localAddresses  which addresses of ours it may have come to
public record PeerMatch(
        List<IdentityPattern> identities, List<CertificateMap> certificateMaps, List<InetAddress> localAddresses) {
    /// Everybody.
    public static final PeerMatch ANY = new PeerMatch(List.of(), List.of(), List.of());

    public PeerMatch {
        identities = List.copyOf(identities);
        certificateMaps = List.copyOf(certificateMaps);
        localAddresses = List.copyOf(localAddresses);
    }

    public boolean serves(InetAddress local) {
        return localAddresses.isEmpty() || localAddresses.contains(local);
    }

    /// How closely this fits; empty if it does not.
    public Optional<Closeness> fit(PeerIdentity identity, Optional<X509Certificate> certificate, InetAddress local) {
        if (!serves(local)) return Optional.empty();
        int closest = 0;
        for (IdentityPattern pattern : identities) {
            if (pattern.fits(identity)) closest = Math.max(closest, pattern.closeness());
        }
        if (closest == 0 && !identities.isEmpty()) return Optional.empty();
        boolean mapped = certificate.filter(c -> certificateMaps.stream().anyMatch(map -> map.fits(c))).isPresent();
        if (!mapped && !certificateMaps.isEmpty()) return Optional.empty();
        return Optional.of(new Closeness(closest, mapped, !localAddresses.isEmpty()));
    }

    /// How closely a profile fits a peer: by identity first, then by certificate, then by the address that it came to.
    ///
    /// @param identity 0 for any identity
    public record Closeness(int identity, boolean byCertificate,
            boolean byLocalAddress) implements Comparable<Closeness> {
        private static final Comparator<Closeness> ORDER = Comparator.comparingInt(Closeness::identity)
                .thenComparing(Closeness::byCertificate)
                .thenComparing(Closeness::byLocalAddress);

        @Override
        public int compareTo(Closeness other) {
            return ORDER.compare(this, other);
        }
    }
}
