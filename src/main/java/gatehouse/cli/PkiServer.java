package gatehouse.cli;

import gatehouse.config.ConfigurationException;
import gatehouse.pki.Credential;
import gatehouse.pki.LaboratoryCa.Wish;
import gatehouse.pki.PkiException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gatehouse pki server`.
@Command(
        name = "server",
        description = "Issues a certificate for a gateway: NAME.pem and NAME.key.",
        mixinStandardHelpOptions = true)
final class PkiServer implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private PkiIssuing issuing;

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Host names and addresses that it bears.")
    private List<String> names = List.of();

    @Override
    public Integer call() throws ConfigurationException, IOException, PkiException, Failure {
        Credential issued =
                issuing.authority().issue(issuing.wish(Wish.gateway(names)), issuing.key.kind, Instant.now());
        issuing.write(names.getFirst(), issued).forEach(spec.commandLine().getOut()::println);
        return 0;
    }
}
