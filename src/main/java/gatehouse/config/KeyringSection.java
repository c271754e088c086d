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
    private KeyringSection() {}

    static Map<String, Keyring> read(Section root) {
        var keyrings = new LinkedHashMap<String, Keyring>();
        root.named("keyrings").forEach((name, section) -> {
            var peers = new ArrayList<Keyring.Peer>();
            section.named("peers").forEach((peer, below) -> peers.add(peer(peer, below)));
            if (peers.isEmpty()) section.error("peers", "has nobody", "");
            section.end();
            keyrings.put(name, new Keyring(name, peers));
        });
        return keyrings;
    }

    private static Keyring.Peer peer(String name, Section section) {
        List<IdentityPattern> identities = section.values("identities", List.of(), IdentitySpelling::pattern);
        List<Prefix> addresses = section.values("addresses", List.of(), Values::prefix);
        if (identities.isEmpty() && addresses.isEmpty()) {
            section.error("can never be found", "give it identities or addresses");
        }
        Section local = section.section("local");
        Section remote = section.section("remote");
        boolean apart = section.has("local") || section.has("remote");
        Secret both = apart ? Document.STAND_IN : section.secret();
        var peer = new Keyring.Peer(
                name, identities, addresses, apart ? local.secret() : both, apart ? remote.secret() : both);
        local.end();
        remote.end();
        section.end();
        return peer;
    }
}
