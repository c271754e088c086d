package gatehouse.cli;

import gatehouse.config.ConfigurationException;
import gatehouse.pki.Credential;
import gatehouse.pki.KeyPurposes;
import gatehouse.pki.LaboratoryCa.Wish;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.PemFiles;
import gatehouse.pki.PkiException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What `server` and `client` have in common.
final class PkiIssuing {
    @Mixin
    private ConfigurationOptions options;

    @Option(names = {"-k", "--key-kind"}, paramLabel = "ecdsa|rsa|ed25519",
            description = "ECDSA with P-256 (default), RSA with 3072 bits, or Ed25519.")
    Pki.Key key = Pki.Key.ECDSA;

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
        return Pki.issuing(options, issuer, key.kind);
    }

    /// As the options have it.
    Wish wish(Wish usual) throws Failure {
        var purposes = new ArrayList<String>();
        for (String usage : usages) {
            purposes.add(KeyPurposes.identifier(usage)
                    .orElseThrow(() -> new Failure("unknown usage '" + usage + "'")));
        }
        if (days < 1 || days > Pki.MOST_DAYS) throw new Failure("--days is not within 1 to " + Pki.MOST_DAYS);
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
        return Pki.freeFile(out, name, kind);
    }
}
