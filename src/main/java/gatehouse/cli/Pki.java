package gatehouse.cli;

import gatehouse.config.ConfigurationException;
import gatehouse.config.Laboratory;
import gatehouse.pki.Credential;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.PemFiles;
import gatehouse.pki.PkiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
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
        subcommands = {
            Pki.Ca.class,
            Pki.Authority.class,
            PkiServer.class,
            PkiClient.class,
            PkiRevocationList.class,
            PkiShow.class
        },
        mixinStandardHelpOptions = true)
final class Pki implements Runnable {
    static final int MOST_DAYS = 3650;

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

        final KeyKind kind;

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

    /// `gatehouse pki authority`.
    @Command(
            name = "authority",
            description = "Issues a certificate for an authority below: NAME.pem and NAME.key, for --issuer.",
            mixinStandardHelpOptions = true)
    static final class Authority implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ConfigurationOptions options;

        @Option(names = {"-k", "--key-kind"}, paramLabel = "ecdsa|rsa|ed25519",
                description = "ECDSA with P-256 (default), RSA with 3072 bits, or Ed25519.")
        private Key key = Key.ECDSA;

        @Option(names = {"-o", "--out"}, paramLabel = "DIR", description = "Where to put the files. Default: here.")
        private Path out = Path.of("");

        @Option(names = "--domain", paramLabel = "DOMAIN",
                description = "The only one that hosts and mail addresses may be in whom it vouches for (name constraints).")
        private String domain = "";

        @Parameters(paramLabel = "NAME", description = "What it is called.")
        private String name;

        @Override
        public Integer call() throws ConfigurationException, IOException, PkiException, Failure {
            LaboratoryCa above = issuing(options, null, key.kind);
            if (above.certificate().getBasicConstraints() == 0) {
                throw new Failure("the laboratory authority " + above.certificate().getSubjectX500Principal().getName()
                        + " may have none below it: its certificate says so (path length 0); make another by 'pki ca'");
            }
            Credential made = above.authorityBelow(name, key.kind, domain, Instant.now())
                    .credential();
            Path certificate = freeFile(out, name, ".pem");
            Path privateKey = freeFile(out, name, ".key");
            PemFiles.writePrivateKey(privateKey, made.privateKey());
            PemFiles.writeCertificates(certificate, List.of(made.certificate()));
            List.of(certificate, privateKey).forEach(spec.commandLine().getOut()::println);
            return 0;
        }
    }

    static Laboratory laboratory(ConfigurationOptions options) throws ConfigurationException {
        return new Laboratory(options.read().gateway().stateDirectory(), new SecureRandom());
    }

    /// Whoever issues.
    ///
    /// @param issuer null for the laboratory authority, which is made if there is none
    static LaboratoryCa issuing(ConfigurationOptions options, Path issuer, KeyKind kind)
            throws ConfigurationException, IOException, PkiException {
        if (issuer != null) {
            return LaboratoryCa.of(PemFiles.credential(issuer, beside(issuer, ".key")), new SecureRandom());
        }
        Laboratory laboratory = laboratory(options);
        laboratory.prepare();
        return laboratory.authority(kind, Instant.now());
    }

    static Path beside(Path certificate, String kind) {
        return certificate.resolveSibling(certificate.getFileName().toString().replaceFirst("\\.pem$", "") + kind);
    }

    /// A file that is not there yet.
    static Path freeFile(Path directory, String name, String kind) throws Failure {
        Path file = directory.resolve(name.replaceAll("[^A-Za-z0-9@._-]", "_") + kind);
        if (Files.exists(file)) throw new Failure(file + " is there already; remove it, or name another --out");
        return file;
    }
}
