package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.ControlClient;
import gatehouse.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How to reach the running gateway.
final class ControlOptions {
    @Mixin
    private ConfigurationOptions configuration;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "Control socket of the gateway. Default: as configured.")
    private Path socket;

    Map<String, String> environment() {
        return configuration.machine().environment();
    }

    ConfigurationOptions configuration() {
        return configuration;
    }

    /// Asks the running gateway. What it did not do becomes a failure.
    AdminReply ask(AdminRequest request) throws Failure, ConfigurationException {
        Path path = socket != null ? socket : configuration.read().gateway().admin().socket();
        try (var client = ControlClient.connect(path)) {
            AdminReply reply = client.ask(request);
            if (reply instanceof AdminReply.Failed(var reason)) throw new Failure(reason);
            return reply;
        } catch (IOException e) {
            throw new Failure(why(path, e));
        }
    }

    AdminReply.Sessions sessions(AdminRequest request) throws Failure, ConfigurationException {
        if (ask(request) instanceof AdminReply.Sessions sessions) return sessions;
        throw new Failure("the gateway answered something else");
    }

    private static String why(Path path, IOException e) {
        if (Files.exists(path) && !Files.isWritable(path)) {
            return "no permission to use " + path + "; only the user who runs the gateway may";
        }
        if (!Files.exists(path)) {
            return "no gateway is running here: there is no " + path + " (another state directory? --state DIR)";
        }
        return "no gateway answers on " + path + ": " + e.getMessage();
    }
}
