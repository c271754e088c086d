package gatehouse.config;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.AccessPolicy.AddressConflict;
import gatehouse.aaa.AccessPolicy.AddressKind;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.address.PoolDefinition;
import gatehouse.eap.EapType;
import gatehouse.ike.policy.EapPolicy;
import gatehouse.ike.policy.Lifetimes;
import gatehouse.ike.policy.ProposalPolicy;
import gatehouse.net.Prefix;
import gatehouse.wire.TrafficSelector;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `connections`: how clients are served.
final class ConnectionSection {
    static final String NONE = "none";

    // What the clients of today offer, strongest first: strongSwan, Android, Apple (AES-CBC with modp2048 or ecp256) and
    // a Windows that has been told to leave modp1024 behind.
    private static final List<String> IKE = List.of(
            "aes256gcm16-aes128gcm16-chacha20poly1305-prfsha384-prfsha256-prfsha512"
                    + "-x25519-ecp384-ecp256-ecp521-modp3072-modp2048-modp4096",
            "aes256-aes128-sha384-sha256-sha512-x25519-ecp384-ecp256-ecp521-modp3072-modp2048-modp4096");
    private static final List<String> ESP = List.of(
            "aes256gcm16-aes128gcm16-chacha20poly1305-x25519-ecp384-ecp256-ecp521-modp3072-modp2048-modp4096-noesn-esn",
            "aes256-aes128-sha256-sha384-sha512-x25519-ecp384-ecp256-ecp521-modp3072-modp2048-modp4096-noesn-esn");
    private static final Map<String, EapType> KEYLESS =
            Map.of("md5", EapType.MD5_CHALLENGE, "gtc", EapType.GTC, "otp", EapType.OTP);
    private static final Set<String> WEAK = Set.of("sha1", "prfsha1", "modp1024");
    private static final List<Prefix> EVERYTHING = List.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0"));
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration YEAR = Duration.ofDays(365);

    private final Section section;
    private final List<PoolDefinition> pools;
    private final ServerGroups groups;

    private ConnectionSection(Section section, List<PoolDefinition> pools, ServerGroups groups) {
        this.section = section;
        this.pools = pools;
        this.groups = groups;
    }

    /// Which groups of servers there are, for a connection to name.
    ///
    /// @param names    in the order of the file
    /// @param standard what a connection takes that names none
    record ServerGroups(Set<String> names, String standard) {
        ServerGroups {
            names = new LinkedHashSet<>(names);
        }
    }

    static ConnectionSettings read(Section root, List<PoolDefinition> pools, ServerGroups groups) {
        Map<String, Section> named = root.named("connections");
        if (named.isEmpty()) named = Map.of("default", root.section("connections").section("default"));
        if (named.size() > 1) {
            String what = "has " + named.size() + " connections";
            root.error("connections", what, "one serves everybody for now; remove the others");
        }
        Map.Entry<String, Section> only = named.entrySet().iterator().next();
        return new ConnectionSection(only.getValue(), pools, groups).read(only.getKey());
    }

    private ConnectionSettings read(String name) {
        List<ProposalPolicy> ike = proposals(section.section("ike"), IKE, ProposalSpelling::ike);
        List<ProposalPolicy> esp = proposals(section.section("esp"), ESP, ProposalSpelling::esp);
        EapPolicy eap = eap(section.section("eap"));
        AccessPolicy access = access();
        List<TrafficSelector> reachable = section.values("reachable", EVERYTHING, Values::prefix).stream()
                .map(prefix -> TrafficSelector.of(prefix.range()))
                .toList();
        if (reachable.isEmpty()) section.error("reachable", "is empty", "clients could reach nothing");
        Lifetimes lifetimes = lifetimes(section.section("lifetimes"));
        int fragmentSize = section.value("fragment-size", 1280, Values.count(576, 9000));
        section.end();
        return new ConnectionSettings(name, ike, esp, eap, access, reachable, lifetimes, fragmentSize);
    }

    private static List<ProposalPolicy> proposals(
            Section section, List<String> standard, Values.Reading<ProposalPolicy> spelling) {
        List<String> texts = section.values("proposals", standard, Values::text);
        var proposals = new ArrayList<ProposalPolicy>();
        for (String text : texts) {
            try {
                proposals.add(spelling.of(text));
            } catch (Unfit e) {
                section.error("proposals", e.getMessage(), e.remedy());
            }
            for (String word : text.split("-")) {
                if (WEAK.contains(word)) {
                    section.warning("proposals", "'" + word + "' is weak", "only for clients that know nothing better");
                }
            }
        }
        if (texts.isEmpty()) section.error("proposals", "is empty", "");
        section.end();
        return proposals;
    }

    private static EapPolicy eap(Section section) {
        boolean queryIdentity = section.value("query-identity", true, Values::yesOrNo);
        List<EapType> keyless = section.values("allow-keyless", List.of(), Values.oneOf(KEYLESS));
        section.end();
        return new EapPolicy(queryIdentity, Set.copyOf(keyless));
    }

    private AccessPolicy access() {
        Section aaa = section.section("aaa");
        String authentication = aaa.value("authentication", groups.standard(), this::group);
        String accounting = aaa.value("accounting", groups.standard(), text -> text.equals(NONE) ? "" : group(text));
        aaa.end();
        Section addresses = section.section("addresses");
        String pool = addresses.value("pool", text -> pool(text, true))
                .orElseGet(() -> standardPool(PoolSections.IPV4));
        String ipv6Pool = addresses.value("ipv6-pool", text -> pool(text, false))
                .orElseGet(() -> standardPool(PoolSections.IPV6));
        AddressConflict conflict = addresses.value("conflict", AddressConflict.REFUSE, Values.oneOf(
                Map.of("refuse", AddressConflict.REFUSE, "replace", AddressConflict.REPLACE)));
        addresses.end();
        List<InetAddress> dns = section.values("dns", List.of(), Values::address);
        var defaults = new ArrayList<Granted>();
        if (!pool.isEmpty()) defaults.add(new Granted.Pool(pool));
        if (!ipv6Pool.isEmpty()) defaults.add(new Granted.Ipv6Pool(ipv6Pool));
        dns.forEach(server -> defaults.add(new Granted.Dns(server)));
        defaults.add(
                new Granted.SessionTimeout(
                        section.value("session-timeout", Duration.ZERO, Values.durationOrNone(SECOND, YEAR))));
        defaults.add(
                new Granted.IdleTimeout(
                        section.value("idle-timeout", Duration.ZERO, Values.durationOrNone(SECOND, YEAR))));
        defaults.add(
                new Granted.InterimInterval(section.value("interim-interval", Duration.ofMinutes(10), Values
                        .durationOrNone(Duration.ofMinutes(1), YEAR))));
        return new AccessPolicy(
                AaaList.ofServers(authentication),
                accounting,
                new Grant(new Origin(Origin.Source.PROFILE, "", "", ""), defaults),
                AddressKind.USUAL_ORDER,
                conflict);
    }

    private String group(String name) throws Unfit {
        if (groups.names().contains(name)) return name;
        throw new Unfit("unknown group '" + name + "'", Values.nearest(name, groups.names())
                + "known: " + String.join(", ", groups.names()));
    }

    private String pool(String name, boolean ipv4) throws Unfit {
        if (name.equals(NONE)) return "";
        Optional<PoolDefinition> pool = pools.stream().filter(known -> known.name().equals(name)).findFirst();
        List<String> fitting =
                pools.stream().filter(known -> known.isIpv4() == ipv4).map(PoolDefinition::name).toList();
        String known = "known: " + (fitting.isEmpty() ? NONE : String.join(", ", fitting));
        if (pool.isEmpty()) throw new Unfit("unknown pool '" + name + "'", Values.nearest(name, fitting) + known);
        if (pool.get().isIpv4() != ipv4) {
            throw new Unfit("pool '" + name + "' is of " + (ipv4 ? "IPv6" : "IPv4") + " addresses", known);
        }
        return name;
    }

    private String standardPool(String name) {
        return pools.stream().anyMatch(pool -> pool.name().equals(name)) ? name : "";
    }

    private static Lifetimes lifetimes(Section section) {
        Lifetimes otherwise = Lifetimes.DEFAULT;
        var lifetimes = new Lifetimes(
                section.value("half-open", otherwise.halfOpen(), Values.duration(SECOND, HOUR)),
                section.value("eap-round", otherwise.eapRound(), Values.duration(SECOND, HOUR)),
                section.value("aaa-answer", otherwise.aaaAnswer(), Values.duration(SECOND, HOUR)),
                section.value("liveness", otherwise.liveness(), Values.durationOrNone(SECOND, HOUR)),
                section.value("retransmit-timeout", otherwise.retransmitTimeout(), Values.duration(
                        Duration.ofMillis(100), Duration.ofMinutes(1))),
                section.value("retransmit-tries", otherwise.retransmitTries(), Values.count(1, 20)),
                section.value("closing", otherwise.closing(), Values.duration(SECOND, HOUR)));
        section.end();
        return lifetimes;
    }
}
