package gatehouse.server;

import gatehouse.bytes.Secret;
import gatehouse.config.ConfigurationException;
import gatehouse.config.EmbeddedAaaSettings;
import gatehouse.config.GatewayConfig;
import gatehouse.config.Machine;
import gatehouse.config.UsersFile;
import gatehouse.radius.client.RadiusServer;
import gatehouse.radius.client.ServerGroup;
import gatehouse.radius.dictionary.RadiusDictionary;
import gatehouse.radius.server.AaaServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/// The AAA server inside the gateway, which the gateway asks like any other: by RADIUS, over loopback, with a secret that
/// nobody else knows and that lives as long as the process.
final class EmbeddedAaa {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int SECRET_LENGTH = 32;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int TRIES = 3;
    private static final Duration DEAD_TIME = Duration.ofSeconds(1);

    private final AaaServer server;
    private final ServerGroup group;

    private EmbeddedAaa(AaaServer server, ServerGroup group) {
        this.server = server;
        this.group = group;
    }

    static EmbeddedAaa start(GatewayConfig config, Machine machine, SecureRandom random)
            throws IOException, ConfigurationException {
        EmbeddedAaaSettings settings = config.embeddedAaa();
        RadiusDictionary dictionary = RadiusDictionary.load(config.radius().dictionaries());
        UsersFile users = UsersFile.open(settings.users(), dictionary, machine.environment());
        byte[] chance = new byte[SECRET_LENGTH];
        random.nextBytes(chance);
        Secret secret = Secret.ofUtf8(HexFormat.of().formatHex(chance));
        var anyPort = new InetSocketAddress(LOOPBACK, 0);
        AaaServer server = AaaServer.start(
                new AaaServer.Settings(anyPort, anyPort, secret, settings.accountingLog()), users, dictionary, random);
        var itself = new RadiusServer(
                GatewayConfig.EMBEDDED_GROUP,
                LOOPBACK,
                server.authentication().getPort(),
                server.accounting().getPort(),
                secret,
                TIMEOUT,
                TRIES,
                DEAD_TIME);
        return new EmbeddedAaa(server, new ServerGroup(GatewayConfig.EMBEDDED_GROUP, List.of(itself)));
    }

    ServerGroup group() {
        return group;
    }

    void close() {
        server.close();
    }
}
