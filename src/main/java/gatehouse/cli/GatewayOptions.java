package gatehouse.cli;

import gatehouse.config.GatewayConfig;
import gatehouse.config.Laboratory;
import gatehouse.config.Listening;
import gatehouse.pki.PemFiles;
import gatehouse.pki.PkiException;
import gatehouse.pki.TrustPoints;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// Which gateway, and how it is known.
final class GatewayOptions {
    private static final int IKE = 500;
    private static final int NAT_TRAVERSAL = 4500;
    private static final Pattern SERVER = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^:\\[\\]]+))(?::(\\d{1,5}))?");

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

    /// Where the gateway is.
    ///
    /// @param name who it has to be
    record Target(InetSocketAddress ike, InetSocketAddress natTraversal, String name) {}

    Target target(GatewayConfig config) throws Failure, UnknownHostException {
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

    TrustPoints trusted(Laboratory laboratory) throws PkiException {
        if (ca != null) return TrustPoints.of(PemFiles.certificates(ca));
        return Files.exists(laboratory.authorityFile())
                ? TrustPoints.of(PemFiles.certificates(laboratory.authorityFile()))
                : TrustPoints.ofPlatform();
    }
}
