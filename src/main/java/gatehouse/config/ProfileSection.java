package gatehouse.config;

import gatehouse.pki.Credential;
import gatehouse.pki.TrustPoint;
import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.aaa.authorization.AuthorizationPlan.PoolNames;
import gatehouse.aaa.authorization.NameRule;
import gatehouse.eap.EapType;
import gatehouse.ike.policy.Contact;
import gatehouse.ike.policy.EapPolicy;
import gatehouse.ike.policy.FragmentSizes;
import gatehouse.ike.policy.KeySource;
import gatehouse.ike.policy.Keyring;
import gatehouse.ike.policy.Lifetimes;
import gatehouse.ike.policy.PeerMatch;
import gatehouse.ike.policy.Profile.LocalMethod;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.ike.policy.ProfileLimits;
import gatehouse.ike.policy.ProposalPolicy;
import gatehouse.ike.policy.RekeyPolicy;
import gatehouse.ike.policy.SessionRules;
import gatehouse.ike.policy.SessionRules.Duplicates;
import gatehouse.ike.policy.SessionRules.InitialContact;
import gatehouse.net.Prefix;
import gatehouse.wire.TrafficSelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// `profiles`: how clients are served, each kind by the one that fits it most closely.
final class ProfileSection {
    private static final Map<String, LocalMethod> LOCAL =
            Map.of("certificate", LocalMethod.CERTIFICATE, "psk", LocalMethod.PRE_SHARED_KEY);
    private static final Map<String, RemoteMethod> REMOTE = Map.of(
            "eap", RemoteMethod.EAP, "psk", RemoteMethod.PRE_SHARED_KEY, "certificate", RemoteMethod.CERTIFICATE);

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
    // Methods that make a key and prove both sides (RFC 5998, section 4).
    private static final Map<String, EapType> MUTUAL = Map.ofEntries(
            Map.entry("tls", EapType.TLS),
            Map.entry("ttls", EapType.TTLS),
            Map.entry("peap", EapType.PEAP),
            Map.entry("fast", EapType.FAST),
            Map.entry("teap", EapType.TEAP),
            Map.entry("sim", EapType.SIM),
            Map.entry("aka", EapType.AKA),
            Map.entry("aka-prime", EapType.AKA_PRIME),
            Map.entry("pwd", EapType.PWD),
            Map.entry("gpsk", EapType.GPSK),
            Map.entry("sake", EapType.SAKE),
            Map.entry("pax", EapType.PAX),
            Map.entry("eke", EapType.EKE),
            Map.entry("mschapv2", EapType.MSCHAPV2));
    private static final Set<String> WEAK = Set.of("sha1", "prfsha1", "modp1024");
    private static final List<Prefix> EVERYTHING = List.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0"));
    private static final int MILLION = 1_000_000;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    // So that a login hears from the RADIUS client why it failed.
    private static final Duration AFTER_PATIENCE = Duration.ofSeconds(5);

    private final Section section;
    private final Definitions definitions;

    private ProfileSection(Section section, Definitions definitions) {
        this.section = section;
        this.definitions = definitions;
    }

    /// Which groups of servers there are, for a profile to name.
    ///
    /// @param names    in the order of the file
    /// @param standard what a profile takes that names none
    /// @param patience how long each of them may be waited for when a person is asked
    record ServerGroups(Set<String> names, String standard, Map<String, Duration> patience) {
        ServerGroups { names = new LinkedHashSet<>(names); patience = Map.copyOf(patience); }

        /// The longest patience of these.
        Duration longestPatience(List<String> groups) {
            return groups.stream()
                    .map(group -> patience.getOrDefault(group, Duration.ZERO))
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO);
        }
    }

    /// The profiles, at least one.
    static List<ProfileSettings> read(Section root, Definitions definitions, FragmentSizes usual) {
        if (root.has("connections")) {
            root.section("connections");
            root.error("connections", "are called profiles", "rename the key; what is below it stays as it is");
        }
        Map<String, Section> named = root.named("profiles");
        if (named.isEmpty()) named = Map.of("default", root.section("profiles").section("default"));
        var profiles = new ArrayList<ProfileSettings>();
        named.forEach((name, section) -> {
            ProfileSettings profile = new ProfileSection(section, definitions).read(name, usual);
            for (ProfileSettings other : profiles) {
                ProfileTies.between(other.match(), profile.match()).ifPresent(whom -> section.error(
                        "match",
                        "fits " + whom + " as closely as that of profile '" + other.name() + "'",
                        "make one narrower by identities, certificate-maps or local-addresses"));
            }
            profiles.add(profile);
        });
        return profiles;
    }

    private ProfileSettings read(String name, FragmentSizes usual) {
        PeerMatch match = match(section.section("match"));
        Section authentication = section.section("authentication");
        LocalMethod local = authentication.value("local", LocalMethod.CERTIFICATE, Values.oneOf(LOCAL));
        List<RemoteMethod> remote =
                authentication.values("remote", List.of(RemoteMethod.EAP), Values.oneOf(REMOTE));
        KeySource keys = keys(authentication);
        List<TrustPoint> trustPoints = authentication.values("trust-points", List.of(), definitions::trustPoint);
        List<Credential> signWith = authentication.values("sign-with", List.of(), definitions::ownCredential);
        boolean twice = twice(authentication, remote);
        if (twice && local == LocalMethod.PRE_SHARED_KEY) {
            authentication.error("local", "is psk, but EAP needs our certificate", "write certificate");
        }
        check(authentication, local, remote, keys);
        checkUnused(authentication, local, remote, twice);
        authentication.end();
        List<ProposalPolicy> ike = proposals(section.section("ike"), IKE, ProposalSpelling::ike);
        List<ProposalPolicy> esp = proposals(section.section("esp"), ESP, ProposalSpelling::esp);
        Section aaa = section.section("aaa");
        AaaList authenticating = aaa.value(
                "authentication", AaaList.ofServers(definitions.groups().standard()), definitions::provingList);
        String accounting = aaa.value("accounting", definitions.groups().standard(), definitions::serversOf);
        Duration startWithin = aaa.value("accounting-start-within", Duration.ZERO, Values.durationOrNone(
                SECOND, HOUR));
        if (accounting.isEmpty() && !startWithin.isZero()) {
            aaa.error("accounting-start-within", "is for nobody: there is no accounting",
                    "name a group in 'accounting'");
        }
        List<RemoteMethod> proofs =
                twice ? Stream.concat(remote.stream(), Stream.of(RemoteMethod.EAP)).distinct().toList() : remote;
        var plans = new EnumMap<RemoteMethod, AuthorizationPlan>(
                AuthorizationSection.read(section.section("authorization"), proofs, definitions));
        PoolNames pools = ProfileAccess.poolNames(section, definitions);
        plans.replaceAll((_, plan) -> plan.with(pools));
        Optional<AuthorizationPlan> second =
                twice ? Optional.ofNullable(plans.remove(RemoteMethod.EAP)) : Optional.empty();
        EapPolicy eap = eap(section.section("eap"), second);
        aaa.end();
        AccessPolicy access = ProfileAccess.read(
                name, section, definitions, authenticating, accounting,
                definitions.accountingRules(accounting, startWithin));
        String template = section.value("template", "", definitions::template);
        List<TrafficSelector> reachable = section.values("reachable", EVERYTHING, Values::prefix).stream()
                .map(prefix -> TrafficSelector.of(prefix.range()))
                .toList();
        if (reachable.isEmpty()) section.error("reachable", "is empty", "clients could reach nothing");
        SessionRules sessionRules = sessionRules();
        RekeyPolicy rekey = RekeySection.read(section.section("rekey"));
        Lifetimes lifetimes = lifetimes(section.section("lifetimes"), authenticating, rekey);
        ProfileLimits limits = limits(section.section("limits"));
        Contact contact = ContactSection.read(section, definitions);
        FragmentSizes fragmentSizes = MessagesSection.sizes(section.section("fragment-size"), usual);
        section.end();
        return new ProfileSettings(
                name,
                match,
                local,
                plans,
                keys,
                trustPoints,
                signWith,
                ike,
                esp,
                eap,
                access,
                template,
                reachable,
                sessionRules,
                lifetimes,
                limits,
                contact,
                fragmentSizes);
    }

    private PeerMatch match(Section below) {
        var match = new PeerMatch(
                below.values("identities", List.of(), IdentitySpelling::pattern),
                below.values("certificate-maps", List.of(), definitions::certificateMap),
                below.values("local-addresses", List.of(), definitions::localAddress));
        below.end();
        return match;
    }

    private KeySource keys(Section authentication) {
        Optional<Keyring> keyring = authentication.value("keyring", definitions::keyring);
        Section aaa = authentication.section("aaa-keyring");
        boolean asked = authentication.has("aaa-keyring");
        Optional<AaaList> list = aaa.value("list", definitions::provingList);
        NameRule rule = AuthorizationSection.rule(aaa, asked, definitions);
        if (asked && !aaa.has("list")) aaa.error("'list' is missing", "name the AAA list that has the keys");
        aaa.end();
        if (asked && keyring.isPresent()) {
            authentication.error("aaa-keyring", "stands beside keyring", "keep one of them");
        }
        if (keyring.isPresent()) return new KeySource.Local(keyring.get());
        return list.isPresent() && asked ? new KeySource.Aaa(list.get(), rule) : new KeySource.None();
    }

    private static void check(
            Section authentication, LocalMethod local, List<RemoteMethod> remote, KeySource keys) {
        if (remote.isEmpty()) authentication.error("remote", "is empty", "nobody could log in");
        boolean keyless = !authentication.has("keyring") && !authentication.has("aaa-keyring");
        if (remote.contains(RemoteMethod.PRE_SHARED_KEY) && keyless) {
            authentication.error("remote", "has psk, but there is no keyring", "name a keyring or an aaa-keyring");
        }
        if (remote.contains(RemoteMethod.CERTIFICATE) && !authentication.has("trust-points")) {
            authentication.error("remote", "has certificate, but there are no trust-points", "name whose to trust");
        }
        if (local == LocalMethod.CERTIFICATE) return;
        // RFC 7296, section 2.16: EAP methods "MUST be used in conjunction with a public-key-signature-based authentication
        // of the responder to the initiator".
        if (remote.contains(RemoteMethod.EAP)) {
            authentication.error("local", "is psk, but EAP needs our certificate", "write certificate");
        }
        if (remote.contains(RemoteMethod.CERTIFICATE) && !(keys instanceof KeySource.Local)) {
            authentication.error(
                    "local", "is psk, but peers with a certificate need our key in a keyring of the configuration",
                    "name it in keyring, or write certificate");
        }
    }

    /// What is written and can never be used is a mistake about what is meant.
    private void checkUnused(
            Section authentication, LocalMethod local, List<RemoteMethod> remote, boolean twice) {
        boolean psk = local == LocalMethod.PRE_SHARED_KEY || remote.contains(RemoteMethod.PRE_SHARED_KEY);
        if (local == LocalMethod.PRE_SHARED_KEY && says(authentication, "sign-with")) {
            authentication.error("sign-with", "is for nobody: authentication.local is psk", "remove one of them");
        }
        for (String key : List.of("keyring", "aaa-keyring")) {
            if (authentication.has(key) && !psk) unused(authentication, key, "psk");
        }
        if (!remote.contains(RemoteMethod.CERTIFICATE)) {
            if (!section.value("end-with-certificate", true, Values::yesOrNo)) {
                unused(section, "end-with-certificate", "certificate");
            }
            if (says(authentication, "trust-points")) unused(authentication, "trust-points", "certificate");
            Section match = section.section("match");
            if (says(match, "certificate-maps")) unused(match, "certificate-maps", "certificate");
        }
        if (!remote.contains(RemoteMethod.EAP) && !twice) {
            if (section.has("eap")) unused(section, "eap", "eap");
            Section aaa = section.section("aaa");
            if (aaa.has("authentication")) unused(aaa, "authentication", "eap");
        }
    }

    private static void unused(Section section, String key, String method) {
        section.error(
                key, "is for nobody: authentication.remote has no '" + method + "'", "add it there, or remove this");
    }

    /// Whether a list is there, and not `[]`.
    private static boolean says(Section section, String key) {
        return !section.values(key, List.of(), text -> text).isEmpty();
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

    /// Whether a proof by EAP follows the first (RFC 4739).
    private static boolean twice(Section authentication, List<RemoteMethod> remote) {
        boolean twice = authentication.value("then", false, Values.oneOf(Map.of("eap", true, Definitions.NONE, false)));
        if (twice && remote.contains(RemoteMethod.EAP)) {
            authentication.error("then", "is eap, and so may be the first proof",
                    "take eap out of remote: who begins with it could leave the other proof out");
        }
        return twice;
    }

    private SessionRules sessionRules() {
        SessionRules otherwise = SessionRules.DEFAULT;
        InitialContact initialContact = section.value("initial-contact", otherwise.initialContact(), Values.oneOf(
                Map.of("normal", InitialContact.NORMAL, "force", InitialContact.FORCE)));
        Duplicates duplicates = section.value("duplicates", otherwise.duplicates(), Values.oneOf(Map.of(
                "keep", Duplicates.KEEP, "replace", Duplicates.REPLACE, "refuse", Duplicates.REFUSE)));
        int perUser = section.value("sessions-per-user", otherwise.perUser(), Values.count(1, 1000));
        boolean withCertificate =
                section.value("end-with-certificate", otherwise.endsWithCertificate(), Values::yesOrNo);
        return new SessionRules(initialContact, duplicates, perUser, withCertificate);
    }

    private static EapPolicy eap(Section section, Optional<AuthorizationPlan> second) {
        boolean queryIdentity = section.value("query-identity", true, Values::yesOrNo);
        List<EapType> keyless = section.values("allow-keyless", List.of(), Values.oneOf(KEYLESS));
        List<EapType> only = section.values("only", List.of(), Values.oneOf(MUTUAL));
        if (only.contains(EapType.MSCHAPV2)) {
            section.warning("only", "has mschapv2", "who plays the gateway can guess passwords at leisure (RFC 5998)");
        }
        if (!only.isEmpty() && second.isPresent()) {
            section.error("only", "is for nobody: the first of two proofs is not by EAP", "remove it");
        }
        section.end();
        return new EapPolicy(queryIdentity, Set.copyOf(keyless), Set.copyOf(only), second);
    }

    private static ProfileLimits limits(Section section) {
        var limits = new ProfileLimits(
                section.value("sessions", Integer.MAX_VALUE, ProfileSection::limit),
                section.value("logins", Integer.MAX_VALUE, ProfileSection::limit));
        section.end();
        return limits;
    }

    private static int limit(String text) throws Unfit {
        return text.equals(Definitions.NONE) ? Integer.MAX_VALUE : Values.count(1, MILLION).of(text);
    }

    private Lifetimes lifetimes(Section section, AaaList authenticating, RekeyPolicy rekey) {
        if (section.has("liveness")) {
            section.value("liveness", Values::text);
            section.error(
                    "liveness",
                    "is a section of the profile now",
                    "write 'liveness: {interval: 30s}' beside lifetimes");
        }
        Lifetimes otherwise = Lifetimes.DEFAULT;
        Duration patience = definitions.groups().longestPatience(authenticating.serverGroups());
        Duration covering = patience.plus(AFTER_PATIENCE);
        Duration usual = patience.isZero() || covering.compareTo(otherwise.aaaAnswer()) < 0
                ? otherwise.aaaAnswer()
                : covering;
        Duration aaaAnswer = section.value("aaa-answer", usual, Values.duration(SECOND, HOUR));
        if (!patience.isZero() && aaaAnswer.compareTo(covering) < 0) {
            section.error(
                    "aaa-answer",
                    "is too short for servers that are waited for with a patience of " + patience.toSeconds() + "s",
                    "leave it out, or write at least " + covering.toSeconds() + "s");
        }
        var lifetimes = new Lifetimes(
                section.value("half-open", otherwise.halfOpen(), Values.duration(SECOND, HOUR)),
                section.value("eap-round", otherwise.eapRound(), Values.duration(SECOND, HOUR)),
                aaaAnswer,
                section.value("nat-keepalive", otherwise.natKeepalive(), Values.durationOrNone(
                        Duration.ofSeconds(5), HOUR)),
                section.value("retransmit-timeout", otherwise.retransmitTimeout(), Values.duration(
                        Duration.ofMillis(100), Duration.ofMinutes(1))),
                section.value("retransmit-tries", otherwise.retransmitTries(), Values.count(1, 20)),
                section.value("closing", otherwise.closing(), Values.duration(SECOND, HOUR)),
                rekey);
        section.end();
        return lifetimes;
    }
}
