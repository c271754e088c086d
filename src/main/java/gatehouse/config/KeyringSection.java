package gatehouse.config;

import gatehouse.bytes.Secret;
import gatehouse.ike.policy.IdentityPattern;
import gatehouse.ike.policy.Keyring;
import gatehouse.net.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `keyrings`: pre-shared keys of peers (IOS: `crypto ikev2 keyring`).
final class KeyringSection {
    private static final int SHORT_KEY = 16;

    private KeyringSection() {}

    static Map<String, Keyring> read(Section root) {
        var keyrings = new LinkedHashMap<String, Keyring>();
        root.named("keyrings").forEach((name, section) -> {
            var peers = new ArrayList<Keyring.Peer>();
            section.named("peers").forEach((peer, below) -> peers.add(peer(peer, below, peers)));
            if (peers.isEmpty()) section.error("peers", "has nobody", "name a peer");
            section.end();
            keyrings.put(name, new Keyring(name, peers));
        });
        return keyrings;
    }

    private static Keyring.Peer peer(String name, Section section, List<Keyring.Peer> earlier) {
        List<IdentityPattern> identities = section.values("identities", List.of(), IdentitySpelling::pattern);
        List<Prefix> addresses = section.values("addresses", List.of(), Values::prefix);
        if (!section.has("identities") && !section.has("addresses")) {
            section.error("can never be found", "give it identities or addresses");
        }
        boolean apart = section.has("local") || section.has("remote");
        boolean common = section.has("secret-file") || section.has("secret-env");
        if (apart && common) {
            section.error("has one key for both sides, and one for each", "keep secret-*, or both local and remote");
        }
        Secret both = common || !apart ? key(section, section) : Document.STAND_IN;
        Secret local = key(section.section("local"), section, apart, both);
        Secret remote = key(section.section("remote"), section, apart, both);
        section.end();
        checkDiffers(section, identities, addresses, earlier);
        return new Keyring.Peer(name, identities, addresses, local, remote);
    }

    private static Secret key(Section below, Section peer, boolean apart, Secret otherwise) {
        Secret key = apart ? key(below, peer) : otherwise;
        below.end();
        return key;
    }

    private static Secret key(Section section, Section peer) {
        Secret key = section.secret();
        if (key.length() < SHORT_KEY && key != Document.STAND_IN) {
            peer.warning("a key is short", "who guesses it, is let in: take at least 16 octets that nobody can guess");
        }
        return key;
    }

    /// Two peers with the same words would have the key of either.
    private static void checkDiffers(
            Section section, List<IdentityPattern> identities, List<Prefix> addresses, List<Keyring.Peer> earlier) {
        for (Keyring.Peer other : earlier) {
            List<String> theirs = other.identities().stream().map(IdentitySpelling::text).toList();
            identities.stream().map(IdentitySpelling::text).filter(theirs::contains).forEach(text -> section.error(
                    "identities", "'" + text + "' is peer '" + other.name() + "' already", "make one narrower"));
            addresses.stream().filter(other.addresses()::contains).forEach(prefix -> section.error(
                    "addresses", prefix + " is peer '" + other.name() + "' already", "make one narrower"));
        }
    }
}
