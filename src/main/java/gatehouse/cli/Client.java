package gatehouse.cli;

import gatehouse.initiator.ClientProof;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.config.Configuration;
import gatehouse.config.Configuration.Overrides;
import gatehouse.config.ConfigurationException;
import gatehouse.config.GatewayConfig;
import gatehouse.config.Laboratory;
import gatehouse.config.Listening;
import gatehouse.crypto.Providers;
import gatehouse.eap.EapType;
import gatehouse.ike.policy.ProposalPolicy;
import gatehouse.initiator.Initiator;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorSettings;
import gatehouse.net.Addresses;
import gatehouse.pki.PemFiles;
import gatehouse.pki.PkiException;
import gatehouse.pki.TrustPoints;
import gatehouse.wire.CfgAttribute;
import gatehouse.wire.CfgAttributeType;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IdType;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Proposal;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.Transform;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gatehouse client`.
@Command(
        name = "client",
        description = {
            "Logs in at a gateway with EAP, shows the whole conversation, stays until Ctrl-C, and says goodbye.",
            "Without options it is the demonstration user of the gateway on this machine. It carries no traffic, and "
                    + "changes nothing on this machine, unless --tun names a device."
        },
        mixinStandardHelpOptions = true)
final class Client implements Callable<Integer> {
    /// Where the password may be.
    static final String PASSWORD_VARIABLE = "GATEHOUSE_PASSWORD";

    private static final int IKE = 500;
    private static final int NAT_TRAVERSAL = 4500;
    private static final int FRAGMENT_SIZE = 1280;
    private static final int TRIES = 5;
    private static final Duration RETRANSMIT = Duration.ofSeconds(1);
    private static final Duration GOODBYE = Duration.ofSeconds(5);
    private static final Pattern SERVER = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^:\\[\\]]+))(?::(\\d{1,5}))?");

    /// What can be shown, besides addresses and name servers.
    private static final List<CfgAttributeType> WANTED = List.of(
            CfgAttributeType.INTERNAL_DNS_DOMAIN, CfgAttributeType.UNITY_DEF_DOMAIN, CfgAttributeType.UNITY_BANNER);

    private final InstantSource clock = InstantSource.system();

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigurationOptions options;

    @Option(names = "--server", paramLabel = "HOST[:PORT]",
            description = "The gateway. Default: the one on this machine, at the ports of the configuration. A port "
                    + "other than 500 is taken for the one of NAT traversal.")
    private String server = "";

    @Option(names = "--name", paramLabel = "NAME",
            description = "What the gateway's certificate has to bear. Default: HOST; on this machine the name in the "
                    + "configuration.")
    private String name = "";

    @Option(names = "--ca", paramLabel = "FILE",
            description = "Authorities to trust, in PEM. Default: the laboratory's in the state directory, if it is "
                    + "there, else those that Java trusts.")
    private Path ca;

    @Option(names = {"-u", "--user"}, paramLabel = "USER", description = "Default: the demonstration user.")
    private String user = "";

    @Option(names = "--password-file", paramLabel = "FILE",
            description = "Default: $$GATEHOUSE_PASSWORD; for the demonstration user the state directory; else the "
                    + "terminal is asked.")
    private Path passwordFile;

    @Option(names = "--method", paramLabel = "mschapv2|gtc|md5",
            description = "EAP methods to take part in. Default: mschapv2.", split = ",")
    private List<Method> methods = List.of(Method.MSCHAPV2);

    @Option(names = "--once", description = "Say goodbye as soon as the session is up: a test whether one can log in.")
    private boolean once;

    @Mixin
    private TunnelOptions tunnel = new TunnelOptions();

    /// EAP methods, as they are written on the command line.
    enum Method {
        MSCHAPV2(EapType.MSCHAPV2),
        GTC(EapType.GTC),
        MD5(EapType.MD5_CHALLENGE);

        private final EapType type;

        Method(EapType type) {
            this.type = type;
        }
    }

    /// Where the gateway is.
    private record Target(InetSocketAddress ike, InetSocketAddress natTraversal, String name) {}

    @Override
    public Integer call()
            throws ConfigurationException, IOException, PkiException, Failure, InterruptedException {
        GatewayConfig config = options.read().gateway();
        var laboratory = new Laboratory(config.stateDirectory(), new SecureRandom());
        Target target = target(config);
        Secret password = password(laboratory);
        String who = user.isEmpty() ? Laboratory.USER : user;
        try (ClientLoop loop = ClientLoop.open(target.natTraversal(), clock)) {
            return converse(config, laboratory, target, password, who, loop);
        }
    }

    private int converse(
            GatewayConfig config, Laboratory laboratory, Target target, Secret password, String who, ClientLoop loop)
            throws ConfigurationException, IOException, PkiException, Failure, InterruptedException {
        var trust = new ExpectedGateway(trusted(laboratory), target.name(), clock);
        // What every gateway of ours would take, whatever this one's configuration says.
        GatewayConfig defaults = Configuration.empty(options.machine(), Overrides.NONE).gateway();
        var settings = new InitiatorSettings(
                loop.pathTo(target.ike()),
                loop.pathTo(target.natTraversal()),
                identity(PayloadType.IDI, who),
                Optional.of(identity(PayloadType.IDR, target.name())),
                new ClientProof.Eap(who, password, methods.stream().map(method -> method.type).toList()),
                Optional.empty(),
                WANTED,
                trust,
                offers(ProtocolId.IKE, defaults.profiles().getFirst().ikeProposals()),
                groups(defaults.profiles().getFirst().ikeProposals()),
                offers(ProtocolId.ESP, defaults.profiles().getFirst().espProposals()),
                true,
                true,
                FRAGMENT_SIZE,
                false,
                RETRANSMIT,
                TRIES);
        var initiator = new Initiator(settings, Providers.load(), new SecureRandom());
        try (TunnelOptions.Carriage carriage =
                tunnel.open(config, options.machine(), loop, target.natTraversal().getAddress())) {
            return converse(loop, initiator, carriage, who);
        }
    }

    private int converse(ClientLoop loop, Initiator initiator, TunnelOptions.Carriage carriage, String who)
            throws IOException, Failure, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Instant began = clock.instant();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> hangUp(loop), "goodbye"));
        InitiatorEffect.Closed closed = loop.run(initiator, effect -> {
            double seconds = Duration.between(began, clock.instant()).toMillis() / 1000.0;
            Stream.concat(lines(effect, who).stream(), carriage.heard(effect).stream())
                    .forEach(line -> out.println(String.format(Locale.ROOT, "%8.3f  %s", seconds, line)));
            if (once && effect instanceof InitiatorEffect.Connected) loop.leave();
        });
        carriage.demandThatItWorked();
        if (!closed.wished()) throw new Failure(closed.reason());
        return 0;
    }

    /// On a signal. When the program ends by itself there is nothing to hang up.
    private static void hangUp(ClientLoop loop) {
        if (loop.isOver()) return;
        loop.leave();
        try {
            if (loop.awaitEnd(GOODBYE)) Runtime.getRuntime().halt(0);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> lines(InitiatorEffect effect, String who) {
        return switch (effect) {
            case InitiatorEffect.Told(var line) -> List.of(line);
            case InitiatorEffect.Connected connected -> {
                var lines = new ArrayList<String>();
                lines.add("connected to " + connected.gateway().text() + " as " + who);
                connected.addresses().forEach(address -> lines.add("  address    " + Addresses.text(address)));
                connected.configuration().forEach(attribute -> lines.addAll(told(attribute)));
                connected.reachable().forEach(selector -> lines.add("  reachable  " + selector));
                if (!once) lines.add("Ctrl-C disconnects");
                yield lines;
            }
            case InitiatorEffect.Configured(var configuration) -> {
                var lines = new ArrayList<String>();
                lines.add("the gateway tells anew");
                configuration.forEach(attribute -> lines.addAll(told(attribute)));
                yield lines;
            }
            case InitiatorEffect.Rekeyed(var done, var what) -> List.of(what + (done ? " rekeyed" : " not rekeyed"));
            case InitiatorEffect.Alive() -> List.of("the gateway lives");
            case InitiatorEffect.Acknowledged(var accepted) -> List.of("the gateway accepts " + accepted);
            case InitiatorEffect.Closed(var wished, var reason) -> wished ? List.of(reason) : List.of();
            case InitiatorEffect.Send _,InitiatorEffect.Exchanged _ -> List.of();
        };
    }

    private static List<String> told(CfgAttribute attribute) {
        CfgAttributeType type = attribute.type();
        if (type.equals(CfgAttributeType.INTERNAL_IP4_DNS) || type.equals(CfgAttributeType.INTERNAL_IP6_DNS)) {
            return attribute.address().map(server -> "  DNS        " + Addresses.text(server)).stream().toList();
        }
        if (!WANTED.contains(type)) return List.of();
        String what = type.equals(CfgAttributeType.UNITY_BANNER) ? "banner"
                : type.equals(CfgAttributeType.UNITY_DEF_DOMAIN) ? "domain" : "split DNS";
        return List.of("  %-10s %s".formatted(what, Table.clean(attribute.value().utf8())));
    }

    private Target target(GatewayConfig config) throws Failure, UnknownHostException {
        if (server.isEmpty()) {
            Listening listening = config.listening();
            InetAddress address = listening.addresses().isEmpty()
                    ? InetAddress.ofLiteral("127.0.0.1")
                    : listening.addresses().getFirst();
            return new Target(
                    new InetSocketAddress(address, listening.ikePort()),
                    new InetSocketAddress(address, listening.natTraversalPort()),
                    name.isEmpty() ? config.identity().name() : name);
        }
        Matcher matcher = SERVER.matcher(server);
        if (!matcher.matches())
            throw new Failure("'" + server + "' is no server; write HOST, HOST:PORT or [IPV6]:PORT");
        String host = Stream.of(matcher.group(1), matcher.group(2)).filter(Objects::nonNull).findFirst().orElseThrow();
        int port = matcher.group(3) == null ? IKE : Integer.parseInt(matcher.group(3));
        InetAddress address = resolve(host);
        return new Target(
                new InetSocketAddress(address, port),
                new InetSocketAddress(address, port == IKE ? NAT_TRAVERSAL : port),
                name.isEmpty() ? host : name);
    }

    private static InetAddress resolve(String host) throws Failure {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException _) {
            throw new Failure("there is no host '" + host + "'");
        }
    }

    private TrustPoints trusted(Laboratory laboratory) throws PkiException {
        if (ca != null) return TrustPoints.of(PemFiles.certificates(ca));
        return Files.exists(laboratory.authorityFile())
                ? TrustPoints.of(PemFiles.certificates(laboratory.authorityFile()))
                : TrustPoints.ofPlatform();
    }

    private Secret password(Laboratory laboratory) throws IOException, Failure {
        if (passwordFile != null) return read(passwordFile);
        String variable = options.machine().environment().getOrDefault(PASSWORD_VARIABLE, "");
        if (!variable.isEmpty()) return Secret.ofUtf8(variable);
        boolean demonstration = user.isEmpty() || user.equals(Laboratory.USER);
        if (demonstration && Files.exists(laboratory.passwordFile())) return read(laboratory.passwordFile());
        if (user.isEmpty()) {
            throw new Failure("there is no demonstration user: no " + laboratory.passwordFile()
                    + "; start the gateway first, name its state directory (--state DIR), or a user (--user USER)");
        }
        char[] typed = Terminal.here()
                .map(console -> console.readPassword("password of %s: ", user))
                .orElseThrow(() -> new Failure("no password: name a file (--password-file FILE), or put it into $"
                        + PASSWORD_VARIABLE));
        return Secret.ofUtf8(new String(typed));
    }

    private static Secret read(Path file) throws IOException, Failure {
        String password = Files.readString(file, StandardCharsets.UTF_8).stripTrailing();
        if (password.isEmpty()) throw new Failure(file + " is empty");
        return Secret.ofUtf8(password);
    }

    /// As native clients do it: what looks like an address is one, what has an '@' a mail address.
    private static IdPayload identity(PayloadType type, String text) {
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            Bytes octets = Addresses.bytes(address);
            return new IdPayload(type, octets.length() == 4 ? IdType.IPV4_ADDR : IdType.IPV6_ADDR, octets);
        } catch (IllegalArgumentException _) {
            IdType kind = text.indexOf('@') > 0 ? IdType.RFC822_ADDR : IdType.FQDN;
            return new IdPayload(type, kind, Bytes.ofUtf8(text));
        }
    }

    private static List<Proposal> offers(ProtocolId protocol, List<ProposalPolicy> policies) {
        var offers = new ArrayList<Proposal>();
        for (ProposalPolicy policy : policies) {
            List<Transform> transforms = Stream.of(
                    policy.encryption(),
                    policy.prf(),
                    policy.integrity(),
                    policy.keyExchange(),
                    policy.extendedSequence())
                    .flatMap(List::stream)
                    .toList();
            offers.add(new Proposal(offers.size() + 1, protocol, Bytes.EMPTY, transforms));
        }
        return offers;
    }

    private static List<Integer> groups(List<ProposalPolicy> policies) {
        return policies.stream()
                .flatMap(policy -> policy.keyExchange().stream())
                .map(Transform::id)
                .distinct()
                .toList();
    }
}
