package gatehouse.ike.policy;

import gatehouse.aaa.PeerIdentity;
import gatehouse.bytes.Secret;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Pre-shared keys of peers, known by what they call themselves or by where they come from.
public record Keyring(String name, List<Peer> peers) {
    public Keyring {
        peers = List.copyOf(peers);
    }

    /// One peer, or many of one kind.
    ///
    /// @param identities what it may call itself
    /// @param addresses  where it may come from
    /// @param localKey   what we prove ourselves with
    /// @param remoteKey  what it proves itself with
    public record Peer(
            String name, List<IdentityPattern> identities, List<Prefix> addresses, Secret localKey, Secret remoteKey) {
        public Peer {
            identities = List.copyOf(identities);
            addresses = List.copyOf(addresses);
        }
    }

    private record Fit(Peer peer, int closeness) {}

    /// The peer whose identity fits most closely; without one, that whose address does.
    public Optional<Peer> find(PeerIdentity identity, InetAddress remote) {
        Optional<Peer> byIdentity = peers.stream()
                .flatMap(peer -> peer.identities().stream()
                        .filter(pattern -> pattern.fits(identity))
                        .map(pattern -> new Fit(peer, pattern.closeness())))
                .max(Comparator.comparingInt(Fit::closeness))
                .map(Fit::peer);
        return byIdentity.or(() -> peers.stream()
                .flatMap(peer -> peer.addresses().stream()
                        .filter(prefix -> prefix.contains(remote))
                        .map(prefix -> new Fit(peer, prefix.length())))
                .max(Comparator.comparingInt(Fit::closeness))
                .map(Fit::peer));
    }
}
