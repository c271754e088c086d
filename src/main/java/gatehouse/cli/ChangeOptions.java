package gatehouse.cli;

import gatehouse.bytes.Secret;
import gatehouse.load.ChangeStream;
import gatehouse.load.LoadRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// What `gatehouse load` asks of the gateway by RADIUS (RFC 5176), while its clients are in.
final class ChangeOptions {
    private static final int DYNAMIC_AUTHORIZATION = 3799;

    @Option(names = "--disconnect-rate", paramLabel = "PER-SECOND",
            description = "Disconnect-Requests for clients that are in, in each second. Needs --radius-secret-file.")
    private double disconnectRate;

    @Option(names = "--change-rate", paramLabel = "PER-SECOND",
            description = "CoA-Requests with a Session-Timeout for clients that are in, in each second. Needs "
                    + "--radius-secret-file.")
    private double changeRate;

    @Option(names = "--radius-secret-file", paramLabel = "FILE",
            description = "The secret that the gateway shares with who may change sessions.")
    private Path secretFile;

    @Option(names = "--radius-port", paramLabel = "PORT", description = "Of the gateway, for both. Default: 3799.")
    private int radiusPort = DYNAMIC_AUTHORIZATION;

    /// For the clients of a run of the gateway at that address; none if nothing was asked for.
    List<ChangeStream> open(InetAddress gateway, LoadRun run, InstantSource clock)
            throws Failure, IOException {
        if (disconnectRate < 0) throw new Failure("--disconnect-rate " + disconnectRate + " is no rate");
        if (changeRate < 0) throw new Failure("--change-rate " + changeRate + " is no rate");
        if (disconnectRate == 0 && changeRate == 0) return List.of();
        if (secretFile == null) {
            throw new Failure("the gateway takes such requests only with a secret: --radius-secret-file FILE");
        }
        String text = Files.readString(secretFile).strip();
        if (text.isEmpty()) throw new Failure(secretFile + " is empty");
        Secret secret = Secret.ofUtf8(text);
        var to = new InetSocketAddress(gateway, radiusPort);
        var streams = new ArrayList<ChangeStream>();
        if (disconnectRate > 0) {
            var plan = new ChangeStream.Plan(ChangeStream.Kind.DISCONNECT, disconnectRate, to, secret);
            streams.addAll(ChangeStream.open(plan, run, clock));
        }
        if (changeRate > 0) {
            var plan = new ChangeStream.Plan(ChangeStream.Kind.CHANGE, changeRate, to, secret);
            streams.addAll(ChangeStream.open(plan, run, clock));
        }
        return streams;
    }
}
