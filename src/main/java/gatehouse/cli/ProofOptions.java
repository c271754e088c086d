package gatehouse.cli;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.config.Laboratory;
import gatehouse.eap.EapType;
import gatehouse.initiator.ClientProof;
import gatehouse.pki.Credential;
import gatehouse.pki.PemFiles;
import gatehouse.pki.Pkcs12Files;
import gatehouse.pki.PkiException;
import gatehouse.pki.TrustPoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Option;

/// Who a client is, and how it and the gateway prove who they are.
final class ProofOptions {
    /// Where the password may be.
    static final String PASSWORD_VARIABLE = "GATEHOUSE_PASSWORD";

    private static final Pattern PKCS12 = Pattern.compile("(?i)\\.(?:p12|pfx)$");

    @Option(names = {"-u", "--user"}, paramLabel = "USER",
            description = "Default: the demonstration user; with --psk-file or --certificate the client's identity.")
    private String user = "";

    @Option(names = "--password-file", paramLabel = "FILE",
            description = "Default: $$GATEHOUSE_PASSWORD; for the demonstration user the state directory; else the "
                    + "terminal is asked.")
    private Path passwordFile;

    @Option(names = "--method", paramLabel = "mschapv2|gtc|md5|tls",
            description = "EAP methods to take part in. Default: mschapv2. With tls, which stands alone, --certificate is for the "
                    + "AAA server, not for the gateway.",
            split = ",")
    private List<Method> methods = List.of(Method.MSCHAPV2);

    @Option(names = "--psk-file", paramLabel = "FILE",
            description = "Log in with the pre-shared key in this file, instead of EAP. The gateway proves itself with it "
                    + "too, unless --gateway-certificate says otherwise.")
    private Path keyFile;

    @Option(names = "--gateway-certificate",
            description = "With --psk-file: the gateway proves itself with a certificate.")
    private boolean gatewayCertificate;

    @Option(names = "--certificate", paramLabel = "FILE",
            description = "Log in with a certificate, instead of EAP or with --method tls: the client's own and then those that "
                    + "vouch for it, in PEM, which needs --private-key; or all of it in PKCS#12 (.p12, .pfx), which needs "
                    + "--certificate-password-file.")
    private Path certificateFile;

    @Option(names = "--private-key", paramLabel = "FILE", description = "The key of --certificate, in PEM (PKCS#8).")
    private Path privateKeyFile;

    @Option(names = "--certificate-password-file", paramLabel = "FILE",
            description = "The password of a file in PKCS#12.")
    private Path certificatePasswordFile;

    @Option(names = "--aaa-ca", paramLabel = "FILE",
            description = "With --method tls: authorities that vouch for the AAA server, in PEM. Default: those of --ca.")
    private Path aaaAuthorities;

    @Option(names = "--aaa-name", paramLabel = "NAME",
            description = "With --method tls: what the AAA server's certificate has to bear. Default: anything.")
    private String aaaName = "";

    /// EAP methods, as they are written on the command line.
    enum Method {
        MSCHAPV2(EapType.MSCHAPV2),
        GTC(EapType.GTC),
        MD5(EapType.MD5_CHALLENGE),
        TLS(EapType.TLS);

        private final EapType type;

        Method(EapType type) {
            this.type = type;
        }
    }

    /// IDi, which is the user's name for EAP.
    String identity() throws Failure {
        if (!user.isEmpty()) return user;
        if (keyFile != null || certificateFile != null) {
            throw new Failure(
                    "a client with a key or a certificate needs an identity: --user NAME, like --user laptop@example.org");
        }
        return Laboratory.USER;
    }

    /// Reads what the client proves itself with; asks the terminal where nothing else has it.
    ///
    /// @param trusted who vouches for the AAA server, if nothing else was said
    Proof proof(Laboratory laboratory, Map<String, String> environment, TrustPoints trusted)
            throws IOException, Failure, PkiException {
        demandThatTheyFit();
        if (keyFile != null) {
            Secret key = read(keyFile);
            return new Proof.Same(new ClientProof.Key(key), gatewayCertificate ? Optional.empty() : Optional.of(key));
        }
        if (methods.contains(Method.TLS)) {
            TrustPoints aaa = aaaAuthorities == null ? trusted : TrustPoints.of(PemFiles.certificates(aaaAuthorities));
            return new Proof.Tls(EapTlsContext.of(credential(), aaa, aaaName, InstantSource.system()));
        }
        if (certificateFile != null) return new Proof.Same(signature(credential()), Optional.empty());
        return new Proof.Password(
                password(laboratory, environment), methods.stream().map(method -> method.type).toList());
    }

    private void demandThatTheyFit() throws Failure {
        boolean tls = methods.contains(Method.TLS);
        boolean pkcs12 = certificateFile != null && PKCS12.matcher(certificateFile.toString()).find();
        if (pkcs12 && (privateKeyFile != null || certificatePasswordFile == null)) {
            throw new Failure("--certificate in PKCS#12 has its key in it, and needs --certificate-password-file");
        }
        if (!pkcs12 && certificatePasswordFile != null) {
            throw new Failure("--certificate-password-file is for a --certificate in PKCS#12 (.p12, .pfx)");
        }
        if (!pkcs12 && (certificateFile == null) != (privateKeyFile == null)) {
            throw new Failure("--certificate and --private-key belong together");
        }
        if (keyFile != null && certificateFile != null) {
            throw new Failure("either --psk-file or --certificate, not both");
        }
        if (tls && methods.size() > 1) throw new Failure("--method tls stands alone");
        if (tls && certificateFile == null) throw new Failure("--method tls needs a --certificate");
        if (!tls && (aaaAuthorities != null || !aaaName.isEmpty())) {
            throw new Failure("--aaa-ca and --aaa-name are for --method tls");
        }
    }

    /// What one client, or each of many, proves itself with.
    sealed interface Proof {
        /// @param user EAP identity
        ClientProof of(String user);

        /// What the gateway proves itself with, if not a certificate.
        Optional<Secret> gatewayKey();

        /// The same for everybody.
        record Same(ClientProof proof, Optional<Secret> gatewayKey) implements Proof {
            @Override
            public ClientProof of(String user) {
                return proof;
            }
        }

        /// EAP-TLS with the same certificate.
        record Tls(SSLContext context) implements Proof {
            @Override
            public ClientProof of(String user) {
                return new ClientProof.EapTls(user, context);
            }

            @Override
            public Optional<Secret> gatewayKey() {
                return Optional.empty();
            }
        }

        /// EAP with the same password.
        record Password(Secret password, List<EapType> methods) implements Proof {
            @Override
            public ClientProof of(String user) {
                return new ClientProof.Eap(user, password, methods);
            }

            @Override
            public Optional<Secret> gatewayKey() {
                return Optional.empty();
            }
        }
    }

    private Credential credential() throws IOException, PkiException, Failure {
        return certificatePasswordFile != null
                ? Pkcs12Files.credential(certificateFile, read(certificatePasswordFile))
                : PemFiles.credential(certificateFile, privateKeyFile);
    }

    private ClientProof signature(Credential credential) throws Failure {
        var encoded = new ArrayList<Bytes>();
        try {
            encoded.add(Bytes.wrap(credential.certificate().getEncoded()));
            for (X509Certificate next : credential.intermediates()) encoded.add(Bytes.wrap(next.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new Failure(certificateFile + ": " + e.getMessage());
        }
        return ClientProof.Certificate.x509(
                encoded, credential.privateKey(), credential.certificate().getPublicKey());
    }

    private Secret password(Laboratory laboratory, Map<String, String> environment) throws IOException, Failure {
        if (passwordFile != null) return read(passwordFile);
        String variable = environment.getOrDefault(PASSWORD_VARIABLE, "");
        if (!variable.isEmpty()) return Secret.ofUtf8(variable);
        boolean demonstration = user.isEmpty() || user.equals(Laboratory.USER);
        if (demonstration && Files.exists(laboratory.passwordFile())) return read(laboratory.passwordFile());
        if (user.isEmpty()) {
            throw new Failure("there is no demonstration user: no " + laboratory.passwordFile()
                    + "; start the gateway first, name its state directory (--state DIR), or a user (--user USER)");
        }
        char[] typed = Terminal.here()
                .map(console -> console.readPassword("password of %s: ", user))
                .orElseThrow(() -> new Failure("no password: name a file (--password-file FILE), or put it into $"
                        + PASSWORD_VARIABLE));
        return Secret.ofUtf8(new String(typed));
    }

    private static Secret read(Path file) throws IOException, Failure {
        String password = Files.readString(file, StandardCharsets.UTF_8).stripTrailing();
        if (password.isEmpty()) throw new Failure(file + " is empty");
        return Secret.ofUtf8(password);
    }
}
