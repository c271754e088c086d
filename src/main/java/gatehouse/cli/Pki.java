package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.CertificateRow;
import gatehouse.admin.ControlClient;
import gatehouse.pki.KeyPurposes;
import gatehouse.pki.LaboratoryCa.Revoked;
import gatehouse.pki.LaboratoryCa.Wish;
import java.io.Console;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
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
        subcommands = {
            Pki.Ca.class,
            Pki.Authority.class,
            Pki.Server.class,
            Pki.Client.class,
            Pki.RevocationListCommand.class,
            Pki.Show.class
        },
        mixinStandardHelpOptions = true)
final class Pki implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    private static final int MOST_DAYS = 3650;

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

        @Option(names = "--issuer", paramLabel = "FILE",
                description = "Certificate of the authority that issues; its key lies beside it, as FILE with .key. Default: "
                        + "the laboratory authority.")
        private Path issuer;

        @Option(names = "--days", paramLabel = "DAYS", description = "How long it is valid. Default: 730.")
        private int days = 730;

        @Option(names = "--crl-url", paramLabel = "URL", description = "Where it says that its revocation list is.")
        private String crlUrl = "";

        @Option(names = "--ocsp-url", paramLabel = "URL", description = "The OCSP responder that it names.")
        private String ocspUrl = "";

        @Option(names = "--usage", paramLabel = "USAGE", split = ",",
                description = "Extended key usages, by name (server-auth, client-auth, ipsec-ike, ike-intermediate, "
                        + "ocsp-signing, any) or object identifier.")
        private List<String> usages = List.of();

        LaboratoryCa authority() throws ConfigurationException, IOException, PkiException {
            return issuing(options, issuer, key.kind);
        }

        /// As the options have it.
        Wish wish(Wish usual) throws Failure {
            var purposes = new ArrayList<String>();
            for (String usage : usages) {
                purposes.add(KeyPurposes.identifier(usage)
                        .orElseThrow(() -> new Failure("unknown usage '" + usage + "'")));
            }
            if (days < 1 || days > MOST_DAYS) throw new Failure("--days is not within 1 to " + MOST_DAYS);
            Wish wish = usual.askedAt(crlUrl, ocspUrl).lasting(Duration.ofDays(days));
            return purposes.isEmpty() ? wish : wish.withPurposes(purposes);
        }

        /// Writes the certificate, those above it and its key, and tells the names of the files.
        List<Path> write(String name, Credential credential) throws IOException, Failure {
            Path certificate = file(name, ".pem");
            Path privateKey = file(name, ".key");
            PemFiles.writePrivateKey(privateKey, credential.privateKey());
            var chain = new ArrayList<X509Certificate>();
            chain.add(credential.certificate());
            credential.intermediates().stream().filter(one -> !chain.contains(one)).forEach(chain::add);
            PemFiles.writeCertificates(certificate, chain);
            return List.of(certificate, privateKey);
        }

        Path file(String name, String kind) throws Failure {
            return freeFile(out, name, kind);
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
            Credential issued =
                    issuing.authority().issue(issuing.wish(Wish.gateway(names)), issuing.key.kind, Instant.now());
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

    /// `gatehouse pki crl`.
    @Command(
            name = "crl",
            description = "Writes the revocation list of the laboratory authority, or of another, in DER. What was revoked "
                    + "before stays revoked: FILE.revoked beside its certificate has the serial numbers.",
            mixinStandardHelpOptions = true)
    static final class RevocationListCommand implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ConfigurationOptions options;

        @Option(names = "--issuer", paramLabel = "FILE",
                description = "Certificate of the authority; its key lies beside it, as FILE with .key. Default: the "
                        + "laboratory authority.")
        private Path issuer;

        @Option(names = "--revoke", paramLabel = "FILE",
                description = "A certificate to revoke, in PEM. Several may stand.")
        private List<Path> revoke = List.of();

        @Option(names = "--days", paramLabel = "DAYS", description = "How long the list holds. Default: 7.")
        private int days = 7;

        @Option(names = {"-o", "--out"}, paramLabel = "FILE", description = "Default: FILE.crl beside the certificate.")
        private Path out;

        @Override
        public Integer call() throws ConfigurationException, IOException, PkiException, Failure {
            if (days < 1 || days > MOST_DAYS) throw new Failure("--days is not within 1 to " + MOST_DAYS);
            Instant now = Instant.now();
            LaboratoryCa authority = issuing(options, issuer, KeyKind.ECDSA_P256);
            Path certificate = issuer != null ? issuer : laboratory(options).authorityFile();
            Path kept = beside(certificate, ".revoked");
            List<Revoked> revoked = new ArrayList<>(read(kept));
            for (Path file : revoke) {
                X509Certificate one = PemFiles.certificates(file).getFirst();
                if (!one.getIssuerX500Principal().equals(authority.certificate().getSubjectX500Principal())) {
                    throw new Failure(file + " was issued by " + one.getIssuerX500Principal().getName()
                            + ", which has a list of its own");
                }
                boolean known = revoked.stream().anyMatch(other -> other.serial().equals(one.getSerialNumber()));
                if (!known) revoked.add(new Revoked(one.getSerialNumber(), now));
            }
            write(kept, revoked);
            Path list = out != null ? out : beside(certificate, ".crl");
            PemFiles.writeForAll(list, authority.revocationList(revoked, now, Duration.ofDays(days)));
            spec.commandLine().getOut().println(list + ": " + revoked.size() + " revoked");
            return 0;
        }

        private static List<Revoked> read(Path kept) throws IOException, Failure {
            if (!Files.exists(kept)) return List.of();
            var revoked = new ArrayList<Revoked>();
            for (String line : Files.readAllLines(kept)) {
                String[] words = line.split(" ");
                try {
                    revoked.add(new Revoked(new BigInteger(words[0], 16), Instant.parse(words[1])));
                } catch (RuntimeException _) {
                    throw new Failure(kept + ": '" + line + "' is no serial number and time");
                }
            }
            return revoked;
        }

        private static void write(Path kept, List<Revoked> revoked) throws IOException {
            String text = revoked.stream()
                    .map(one -> one.serial().toString(16) + " " + one.at() + "\n")
                    .collect(Collectors.joining());
            PemFiles.writeForOwner(kept, text.getBytes(StandardCharsets.US_ASCII));
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
        private ControlOptions control;

        @Option(names = "--loaded", description = "Those that the running gateway has loaded, and when they expire.")
        private boolean loaded;

        @Option(names = "--json", description = "With --loaded, for programs: a JSON object.")
        private boolean json;

        @Parameters(paramLabel = "FILE", arity = "0..*",
                description = "PEM files. Default: those of the laboratory in the state directory.")
        private List<Path> files = List.of();

        @Override
        public Integer call() throws ConfigurationException, PkiException, CertificateEncodingException, Failure {
            if (loaded && !files.isEmpty()) throw new Failure("--loaded stands beside files; name one of them");
            if (json && !loaded) throw new Failure("--json is for --loaded");
            if (loaded) showLoaded();
            else showFiles();
            return 0;
        }

        private void showFiles() throws ConfigurationException, PkiException, CertificateEncodingException {
            List<Path> wanted = files.isEmpty() ? laboratory(control.configuration()).certificateFiles() : files;
            PrintWriter out = spec.commandLine().getOut();
            String gap = "";
            for (Path file : wanted) {
                for (X509Certificate certificate : PemFiles.certificates(file)) {
                    out.print(gap);
                    CertificateText.of(file, certificate).forEach(out::println);
                    gap = System.lineSeparator();
                }
            }
        }

        private void showLoaded() throws ConfigurationException, Failure {
            if (!(control.ask(new AdminRequest.ListCertificates()) instanceof AdminReply.Certificates reply)) {
                throw new Failure("the gateway answered something else");
            }
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(ControlClient.json(reply));
                return;
            }
            var table = new Table("ROLE", "SUBJECT", "NAMES", "EXPIRES", "DAYS LEFT");
            for (CertificateRow row : reply.certificates()) {
                table.row(row.role(), row.subject(), String.join(" ", row.names()), row.expires(),
                        row.daysLeft() < 0 ? "expired" : Long.toString(row.daysLeft()));
            }
            out.println(table);
        }
    }

    private static Laboratory laboratory(ConfigurationOptions options) throws ConfigurationException {
        return new Laboratory(options.read().gateway().stateDirectory(), new SecureRandom());
    }

    /// Whoever issues.
    ///
    /// @param issuer null for the laboratory authority, which is made if there is none
    private static LaboratoryCa issuing(ConfigurationOptions options, Path issuer, KeyKind kind)
            throws ConfigurationException, IOException, PkiException {
        if (issuer != null) {
            return LaboratoryCa.of(PemFiles.credential(issuer, beside(issuer, ".key")), new SecureRandom());
        }
        Laboratory laboratory = laboratory(options);
        laboratory.prepare();
        return laboratory.authority(kind, Instant.now());
    }

    private static Path beside(Path certificate, String kind) {
        return certificate.resolveSibling(certificate.getFileName().toString().replaceFirst("\\.pem$", "") + kind);
    }

    /// A file that is not there yet.
    private static Path freeFile(Path directory, String name, String kind) throws Failure {
        Path file = directory.resolve(name.replaceAll("[^A-Za-z0-9@._-]", "_") + kind);
        if (Files.exists(file)) throw new Failure(file + " is there already; remove it, or name another --out");
        return file;
    }
}
