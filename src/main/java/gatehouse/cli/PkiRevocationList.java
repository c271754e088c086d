package gatehouse.cli;

import gatehouse.config.ConfigurationException;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.LaboratoryCa.Revoked;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.PemFiles;
import gatehouse.pki.PkiException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gatehouse pki crl`.
@Command(
        name = "crl",
        description = "Writes the revocation list of the laboratory authority, or of another, in DER. What was revoked "
                + "before stays revoked: FILE.revoked beside its certificate has the serial numbers.",
        mixinStandardHelpOptions = true)
final class PkiRevocationList implements Callable<Integer> {
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
        if (days < 1 || days > Pki.MOST_DAYS) throw new Failure("--days is not within 1 to " + Pki.MOST_DAYS);
        Instant now = Instant.now();
        LaboratoryCa authority = Pki.issuing(options, issuer, KeyKind.ECDSA_P256);
        Path certificate = issuer != null ? issuer : Pki.laboratory(options).authorityFile();
        Path kept = Pki.beside(certificate, ".revoked");
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
        Path list = out != null ? out : Pki.beside(certificate, ".crl");
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
