package gatehouse.cli;

import gatehouse.config.ConfigurationException;
import gatehouse.config.Laboratory;
import gatehouse.pki.Credential;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.PemFiles;
import gatehouse.pki.PkiException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gatehouse pki`: the laboratory authority of the state directory.
@Command(
        name = "pki",
        description = "Makes and shows certificates of the laboratory authority in the state directory.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {Pki.Ca.class, Pki.Server.class, Pki.Client.class, Pki.Show.class},
        mixinStandardHelpOptions = true)
final class Pki implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    /// Kinds of keys, as they are written on the command line.
    enum Key {
        ECDSA(KeyKind.ECDSA_P256),
        RSA(KeyKind.RSA_3072),
        ED25519(KeyKind.ED25519);

        private final KeyKind kind;

        Key(KeyKind kind) {
            this.kind = kind;
        }
    }

    /// `gatehouse pki ca`.
    @Command(
            name = "ca",
            description = "Makes an authority, ca.pem and ca.key in the state directory, if there is none.",
            mixinStandardHelpOptions = true)
    static final class Ca implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ConfigurationOptions options;

        @Option(names = {"-n", "--name"}, paramLabel = "NAME", description = "What it is called.")
        private String name = "";

        @Option(names = {"-k", "--key-kind"}, paramLabel = "ecdsa|rsa|ed25519",
                description = "ECDSA with P-256 (default), RSA with 3072 bits, or Ed25519.")
        private Key key = Key.ECDSA;

        @Override
        public Integer call() throws ConfigurationException, IOException, PkiException, Failure {
            Laboratory laboratory = laboratory(options);
            if (Files.exists(laboratory.authorityFile())) {
                throw new Failure("there is an authority already: " + laboratory.authorityFile()
                        + "; every certificate that it issued would be worthless with another");
            }
            laboratory.prepare();
            if (name.isEmpty()) {
                laboratory.authority(key.kind, Instant.now());
            } else {
                laboratory.authority(name, key.kind, Instant.now());
            }
            spec.commandLine().getOut().println(laboratory.authorityFile());
            return 0;
        }
    }

    /// What `server` and `client` have in common.
    private static final class Issuing {
        @Mixin
        private ConfigurationOptions options;

        @Option(names = {"-k", "--key-kind"}, paramLabel = "ecdsa|rsa|ed25519",
                description = "ECDSA with P-256 (default), RSA with 3072 bits, or Ed25519.")
        private Key key = Key.ECDSA;

        @Option(names = {"-o", "--out"}, paramLabel = "DIR", description = "Where to put the files. Default: here.")
        private Path out = Path.of("");

        LaboratoryCa authority() throws ConfigurationException, IOException, PkiException {
            Laboratory laboratory = laboratory(options);
            laboratory.prepare();
            return laboratory.authority(key.kind, Instant.now());
        }

        /// Writes the certificate and its key, and tells the names of the files.
        List<Path> write(String name, Credential credential) throws IOException, Failure {
            Path certificate = file(name, ".pem");
            Path privateKey = file(name, ".key");
            PemFiles.writePrivateKey(privateKey, credential.privateKey());
            PemFiles.writeCertificates(certificate, List.of(credential.certificate()));
            return List.of(certificate, privateKey);
        }

        /// A file that is not there yet.
        Path file(String name, String kind) throws Failure {
            Path file = out.resolve(name.replaceAll("[^A-Za-z0-9@._-]", "_") + kind);
            if (Files.exists(file)) throw new Failure(file + " is there already; remove it, or name another --out");
            return file;
        }
    }

    /// `gatehouse pki server`.
    @Command(
            name = "server",
            description = "Issues a certificate for a gateway: NAME.pem and NAME.key.",
            mixinStandardHelpOptions = true)
    static final class Server implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private Issuing issuing;

        @Parameters(paramLabel = "NAME", arity = "1..*", description = "Host names and addresses that it bears.")
        private List<String> names = List.of();

        @Override
        public Integer call() throws ConfigurationException, IOException, PkiException, Failure {
            Credential issued = issuing.authority().issueGateway(names, issuing.key.kind, Instant.now());
            issuing.write(names.getFirst(), issued).forEach(spec.commandLine().getOut()::println);
            return 0;
        }
    }

    /// `gatehouse pki client`.
    @Command(
            name = "client",
            description = "Issues a certificate for a person or a device: NAME.pem, NAME.key, and NAME.p12 that has "
                    + "both with the authority's certificate.",
            mixinStandardHelpOptions = true)
    static final class Client implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private Issuing issuing;

        @Parameters(paramLabel = "NAME", description = "A mail address, a host name or a user's name.")
        private String name;

        @Option(names = "--password-file", paramLabel = "FILE",
                description = "The password of NAME.p12. Default: one is made, and printed.")
        private Path passwordFile;

        @Override
        public Integer call() throws ConfigurationException, IOException, PkiException, Failure {
            PrintWriter out = spec.commandLine().getOut();
            String password = passwordFile == null ? Laboratory.password(new SecureRandom()) : read(passwordFile);
            LaboratoryCa authority = issuing.authority();
            Credential issued = authority.issueClient(name, issuing.key.kind, Instant.now());
            Path store = issuing.file(name, ".p12");
            var files = new ArrayList<Path>(issuing.write(name, issued));
            PemFiles.writeForOwner(
                    store, LaboratoryCa.pkcs12(name, issued, authority.certificate(), password.toCharArray()));
            files.add(store);
            files.forEach(out::println);
            if (passwordFile == null) out.println("password of " + store + ": " + password);
            return 0;
        }

        private static String read(Path file) throws IOException, Failure {
            String password = Files.readString(file, StandardCharsets.UTF_8).strip();
            if (password.isEmpty()) throw new Failure(file + " is empty");
            return password;
        }
    }

    /// `gatehouse pki show`.
    @Command(
            name = "show",
            description = "Shows certificates.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ConfigurationOptions options;

        @Parameters(paramLabel = "FILE", arity = "0..*",
                description = "PEM files. Default: those of the laboratory in the state directory.")
        private List<Path> files = List.of();

        @Override
        public Integer call() throws ConfigurationException, PkiException, CertificateEncodingException {
            List<Path> wanted = files.isEmpty() ? laboratory(options).certificateFiles() : files;
            PrintWriter out = spec.commandLine().getOut();
            String gap = "";
            for (Path file : wanted) {
                for (X509Certificate certificate : PemFiles.certificates(file)) {
                    out.print(gap);
                    CertificateText.of(file, certificate).forEach(out::println);
                    gap = System.lineSeparator();
                }
            }
            return 0;
        }
    }

    private static Laboratory laboratory(ConfigurationOptions options) throws ConfigurationException {
        return new Laboratory(options.read().gateway().stateDirectory(), new SecureRandom());
    }
}
