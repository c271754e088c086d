package gatehouse.config;

import gatehouse.pki.CertificateMap;
import gatehouse.aaa.authorization.AttributeCache;
import gatehouse.aaa.authorization.LocalPolicies;
import gatehouse.address.PoolDefinition;
import gatehouse.config.ProfileSection.ServerGroups;
import gatehouse.dhcp.DhcpPolicy;
import gatehouse.ike.policy.FragmentSizes;
import gatehouse.ike.policy.Limits;
import gatehouse.ike.policy.MessageRules;
import gatehouse.ike.policy.RedirectPolicy;
import gatehouse.radius.client.ServerGroup;
import gatehouse.virtualaccess.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.stream.Collectors;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A configuration that was read and found sound.
///
/// @param warnings what is unwise, though it can be used
public record Configuration(GatewayConfig gateway, List<Complaint> warnings) {
    public Configuration {
        warnings = List.copyOf(warnings);
    }

    /// Reads a file.
    public static Configuration read(Path file, Machine machine, Overrides overrides) throws ConfigurationException {
        try {
            return parse(Files.readString(file), file, machine, overrides);
        } catch (IOException e) {
            var complaints = new Complaints(file.toString());
            complaints.error(Place.WHOLE_FILE, Document.why(file, e), "");
            throw new ConfigurationException(complaints.all());
        }
    }

    /// The defaults alone: what an empty file would give.
    public static Configuration empty(Machine machine, Overrides overrides) throws ConfigurationException {
        return parse("", Path.of("(no file)"), machine, overrides);
    }

    private static Configuration parse(String text, Path file, Machine machine, Overrides overrides)
            throws ConfigurationException {
        var document = new Document(file, machine.environment());
        return parse(text, document, machine, overrides);
    }

    static Configuration parse(String text, Document document, Machine machine, Overrides overrides)
            throws ConfigurationException {
        Complaints complaints = document.complaints();
        GatewayConfig gateway = gateway(Section.of(YamlTree.read(text, complaints), document), machine, overrides);
        if (complaints.hasErrors()) throw new ConfigurationException(complaints.all());
        return new Configuration(gateway, complaints.all());
    }

    private static GatewayConfig gateway(Section root, Machine machine, Overrides overrides) {
        Path configured = root.file("state-directory").orElse(machine.stateDirectory());
        Path state = overrides.stateDirectory().isEmpty()
                ? configured
                : Path.of(overrides.stateDirectory()).toAbsolutePath().normalize();
        Listening listening = ListenSection.read(root.section("listen"));
        IdentitySettings identity = IdentitySection.read(root.section("identity"), machine);
        List<PoolDefinition> pools = PoolSections.read(root);
        DhcpPolicy dhcp = DhcpSection.read(root.section("dhcp"));
        RadiusSettings radius = RadiusSection.read(root.section("radius"), machine);
        AccountingSettings accounting = AccountingSection.read(root.section("accounting"));
        EmbeddedAaaSettings embedded =
                EmbeddedAaaSection.read(root.section("embedded-aaa"), state, !radius.groups().isEmpty());
        ServerGroups groups = groups(root, radius, embedded.enabled());
        Catalog catalog = CatalogSection.read(root);
        LocalPolicies localPolicies = AuthorizationPolicySection.read(root, pools, catalog);
        Map<String, CertificateMap> certificateMaps = CertificateMapSection.read(root);
        var definitions = new Definitions(
                pools,
                groups,
                AaaListSection.read(root, groups),
                NameManglerSection.read(root),
                KeyringSection.read(root),
                certificateMaps,
                TrustPointSection.read(root, certificateMaps),
                catalog,
                localPolicies,
                dhcp,
                listening.addresses(),
                radius,
                accounting);
        Section messagesSection = root.section("messages");
        FragmentSizes fragmentSizes =
                MessagesSection.sizes(messagesSection.section("fragment-size"), FragmentSizes.DEFAULT);
        MessageRules messages = MessagesSection.read(messagesSection);
        List<ProfileSettings> profiles = ProfileSection.read(root, definitions, fragmentSizes);
        PkiSettings pki = PkiSection.read(root.section("pki"));
        AttributeCache.Settings cache = AuthorizationCacheSection.read(root.section("authorization-cache"));
        DynamicAuthorizationSettings dynamicAuthorization =
                DynamicAuthorizationSection.read(root.section("dynamic-authorization"));
        DataPlaneSettings dataPlane = DataPlaneSection.read(
                root.section("data-plane"), pools, listening.shards(), !overrides.withoutDataPlane());
        Limits limits = LimitsSection.read(root.section("limits"));
        RedirectPolicy redirect = RedirectSection.read(root.section("redirect"));
        AdminSettings admin = AdminSection.read(root.section("admin"), state);
        Logging logging = LogSection.read(root.section("log"));
        root.end();
        return new GatewayConfig(
                listening,
                state,
                identity,
                profiles,
                localPolicies,
                catalog,
                cache,
                pki,
                limits,
                messages,
                redirect,
                pools,
                dhcp,
                dataPlane,
                radius,
                accounting,
                dynamicAuthorization,
                embedded,
                admin,
                logging);
    }

    /// What the command line says against the file.
    ///
    /// @param stateDirectory   empty to leave it to the file
    /// @param withoutDataPlane whether traffic is not to be carried, whatever the file says
    public record Overrides(String stateDirectory, boolean withoutDataPlane) {
        public static final Overrides NONE = new Overrides("", false);
    }

    private static ServerGroups groups(Section root, RadiusSettings radius, boolean embedded) {
        var names = new LinkedHashSet<String>();
        for (ServerGroup group : radius.groups()) names.add(group.name());
        if (embedded) names.add(GatewayConfig.EMBEDDED_GROUP);
        if (names.isEmpty()) {
            root.error(
                    "embedded-aaa",
                    "is off, and there is no group of RADIUS servers",
                    "nobody could log in; add a group");
        }
        Map<String, Duration> patience =
                radius.groups().stream().collect(Collectors.toMap(ServerGroup::name, ServerGroup::patience));
        return new ServerGroups(names, names.isEmpty() ? "" : names.iterator().next(), patience);
    }
}
