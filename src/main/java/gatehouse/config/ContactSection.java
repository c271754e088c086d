package gatehouse.config;

import gatehouse.ike.policy.Contact;
import gatehouse.ike.policy.Contact.Liveness;
import gatehouse.ike.policy.Contact.Roaming;
import gatehouse.ike.policy.Contact.Roaming.AddressProof;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Of a profile: `liveness`, `window`, `quick-crash-detection` and `roaming`.
final class ContactSection {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int LARGEST_WINDOW = 20;
    private static final String OF_LISTEN = "listen";

    private ContactSection() {}

    static Contact read(Section profile, Definitions definitions) {
        return new Contact(
                liveness(profile.section("liveness")),
                profile.value("window", Contact.DEFAULT.window(), Values.count(1, LARGEST_WINDOW)),
                profile.value("quick-crash-detection", Contact.DEFAULT.crashTokens(), Values::yesOrNo),
                roaming(profile.section("roaming"), definitions));
    }

    private static Liveness liveness(Section section) {
        Liveness otherwise = Contact.DEFAULT.liveness();
        var liveness = new Liveness(
                section.value("mode", otherwise.mode(), Values.oneOf(Map.of(
                        "periodic", Liveness.Mode.PERIODIC,
                        "on-demand", Liveness.Mode.ON_DEMAND,
                        "none", Liveness.Mode.NONE))),
                section.value("interval", otherwise.interval(), Values.duration(SECOND, HOUR)),
                section.value("retry", otherwise.retry(),
                        Values.duration(Duration.ofMillis(100), Duration.ofMinutes(1))));
        section.end();
        return liveness;
    }

    private static Roaming roaming(Section section, Definitions definitions) {
        Roaming otherwise = Contact.DEFAULT.roaming();
        boolean mobike = section.value("mobike", otherwise.mobike(), Values::yesOrNo);
        List<Prefix> allowed = section.values("allowed-addresses", otherwise.allowed(), Values::prefix);
        if (allowed.isEmpty()) {
            section.error("allowed-addresses", "is empty", "list networks, or '0.0.0.0/0' and '::/0' for all");
        }
        AddressProof proof = section.value("address-proof", otherwise.proof(), Values.oneOf(
                Map.of("before", AddressProof.BEFORE, "after", AddressProof.AFTER, "none", AddressProof.NONE)));
        List<InetAddress> others = others(section, definitions);
        if (!mobike) {
            for (String key : List.of("address-proof", "other-addresses")) {
                if (section.has(key))
                    section.error(key, "is for MOBIKE, which is off", "remove it, or set mobike to true");
            }
        }
        section.end();
        return new Roaming(mobike, allowed, proof, others);
    }

    /// What clients are told of other addresses: those that `listen.addresses` names. Where it is all that the machine has,
    /// some of them are nobody's business.
    private static List<InetAddress> others(Section section, Definitions definitions) {
        List<InetAddress> listening =
                definitions.listening().stream().filter(address -> !address.isLoopbackAddress()).toList();
        if (section.values("other-addresses", List.of(OF_LISTEN), Values::text).equals(List.of(OF_LISTEN))) {
            return listening;
        }
        return section.values("other-addresses", List.of(), definitions::localAddress);
    }
}
