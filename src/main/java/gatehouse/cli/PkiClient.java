package gatehouse.cli;

import gatehouse.config.ConfigurationException;
import gatehouse.config.Laboratory;
import gatehouse.pki.Credential;
import gatehouse.pki.LaboratoryCa.Wish;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.PemFiles;
import gatehouse.pki.PkiException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gatehouse pki client`.
@Command(
        name = "client",
        description = "Issues a certificate for a person or a device: NAME.pem, NAME.key, and NAME.p12 that has "
                + "both with the authority's certificate.",
        mixinStandardHelpOptions = true)
final class PkiClient implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private PkiIssuing issuing;

    @Parameters(paramLabel = "NAME", arity = "1..*",
            description = "Mail addresses, host names, addresses or a user's name. The files are called by the first.")
    private List<String> names = List.of();

    @Option(names = "--password-file", paramLabel = "FILE",
            description = "The password of NAME.p12. Default: one is made, and printed.")
    private Path passwordFile;

    @Option(names = "--password-prompt", description = "Ask for the password of NAME.p12.")
    private boolean prompt;

    @Override
    public Integer call() throws ConfigurationException, IOException, PkiException, Failure {
        PrintWriter out = spec.commandLine().getOut();
        String name = names.getFirst();
        String password = password();
        LaboratoryCa authority = issuing.authority();
        Credential issued = authority.issue(issuing.wish(Wish.client(names)), issuing.key.kind, Instant.now());
        Path store = issuing.file(name, ".p12");
        var files = new ArrayList<Path>(issuing.write(name, issued));
        PemFiles.writeForOwner(
                store, LaboratoryCa.pkcs12(name, issued, authority.certificate(), password.toCharArray()));
        files.add(store);
        files.forEach(out::println);
        if (passwordFile == null && !prompt) out.println("password of " + store + ": " + password);
        return 0;
    }

    private String password() throws IOException, Failure {
        if (passwordFile != null && prompt) {
            throw new Failure("--password-prompt stands beside --password-file; name one of them");
        }
        if (passwordFile != null) return read(passwordFile);
        if (!prompt) return Laboratory.password(new SecureRandom());
        Console console =
                Terminal.here().orElseThrow(() -> new Failure("there is no terminal to ask for a password on"));
        char[] first = console.readPassword("password of %s.p12: ", names.getFirst());
        char[] again = console.readPassword("the same again: ");
        if (first == null || first.length == 0) throw new Failure("no password");
        if (!Arrays.equals(first, again)) throw new Failure("these were two passwords");
        return new String(first);
    }

    private static String read(Path file) throws IOException, Failure {
        String password = Files.readString(file, StandardCharsets.UTF_8).strip();
        if (password.isEmpty()) throw new Failure(file + " is empty");
        return password;
    }
}
