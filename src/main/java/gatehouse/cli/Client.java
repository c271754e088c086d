package gatehouse.cli;

import gatehouse.config.ConfigurationException;
import gatehouse.config.GatewayConfig;
import gatehouse.config.Laboratory;
import gatehouse.crypto.Providers;
import gatehouse.initiator.Initiator;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorSettings;
import gatehouse.net.Addresses;
import gatehouse.pki.PkiException;
import gatehouse.wire.CfgAttribute;
import gatehouse.wire.CfgAttributeType;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
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
            "Logs in at a gateway, with EAP, a pre-shared key or a certificate, shows the whole conversation, stays until Ctrl-C, and says goodbye.",
            "Without options it is the demonstration user of the gateway on this machine. It carries no traffic, and "
                    + "changes nothing on this machine, unless --tun names a device."
        },
        mixinStandardHelpOptions = true)
final class Client implements Callable<Integer> {
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final InstantSource clock = InstantSource.system();

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigurationOptions options;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private ProofOptions who = new ProofOptions();

    @Option(names = "--once", description = "Say goodbye as soon as the session is up: a test whether one can log in.")
    private boolean once;

    @Option(
            names = "--childless",
            description = "Log in without a Child SA and ask for it afterwards (RFC 6023), if the gateway can do that.")
    private boolean childless;

    @Mixin
    private TunnelOptions tunnel = new TunnelOptions();

    @Override
    public Integer call()
            throws ConfigurationException, IOException, PkiException, Failure, InterruptedException {
        GatewayConfig config = options.read().gateway();
        var laboratory = new Laboratory(config.stateDirectory(), new SecureRandom());
        GatewayOptions.Target target = gateway.target(config);
        String identity = who.identity();
        ProofOptions.Proof proof = who.proof(laboratory, options.machine().environment(), gateway.trusted(laboratory));
        try (ClientLoop loop = ClientLoop.open(target.natTraversal(), clock)) {
            return converse(config, laboratory, target, proof, identity, loop);
        }
    }

    private int converse(
            GatewayConfig config, Laboratory laboratory, GatewayOptions.Target target, ProofOptions.Proof proof,
            String identity, ClientLoop loop)
            throws ConfigurationException, IOException, PkiException, Failure, InterruptedException {
        var trust = new ExpectedGateway(gateway.trusted(laboratory), target.name(), clock);
        InitiatorSettings settings = ClientOffers.of(target.name(), trust, options.machine())
                .settings(
                        loop.pathTo(target.ike()), loop.pathTo(target.natTraversal()), identity, proof.of(identity),
                        proof.gatewayKey())
                .asking(trust.requests());
        var initiator =
                new Initiator(childless ? settings.withoutChild() : settings, Providers.load(), new SecureRandom());
        try (TunnelOptions.Carriage carriage =
                tunnel.open(config, options.machine(), loop, target.natTraversal().getAddress())) {
            return converse(loop, initiator, carriage, identity);
        }
    }

    private int converse(ClientLoop loop, Initiator initiator, TunnelOptions.Carriage carriage, String identity)
            throws IOException, Failure, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Instant began = clock.instant();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> hangUp(loop), "goodbye"));
        InitiatorEffect.Closed closed = loop.run(initiator, effect -> {
            double seconds = Duration.between(began, clock.instant()).toMillis() / 1000.0;
            Stream.concat(lines(effect, identity).stream(), carriage.heard(effect).stream())
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

    private List<String> lines(InitiatorEffect effect, String identity) {
        return switch (effect) {
            case InitiatorEffect.Told(var line) -> List.of(line);
            case InitiatorEffect.Connected connected -> {
                var lines = new ArrayList<String>();
                lines.add("connected to " + connected.gateway().text() + " as " + identity);
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
            case InitiatorEffect.Redirected(var target) -> List.of("the gateway sends us to " + target);
            case InitiatorEffect.Alive() -> List.of("the gateway lives");
            case InitiatorEffect.Moved _ -> List.of("the gateway knows where we are");
            case InitiatorEffect.Reached(var path, var _) -> List.of("the gateway can be reached from "
                    + Addresses.text(path.local()));
            case InitiatorEffect.Unreached(var path) -> List.of("the gateway cannot be reached from "
                    + Addresses.text(path.local()));
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
        if (!ClientOffers.WANTED.contains(type)) return List.of();
        String what = type.equals(CfgAttributeType.UNITY_BANNER) ? "banner"
                : type.equals(CfgAttributeType.UNITY_DEF_DOMAIN) ? "domain" : "split DNS";
        return List.of("  %-10s %s".formatted(what, Table.clean(attribute.value().utf8())));
    }
}
