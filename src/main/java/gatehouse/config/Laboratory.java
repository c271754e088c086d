package gatehouse.config;

import gatehouse.pki.Credential;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.PemFiles;
import gatehouse.pki.PkiException;
import gatehouse.pki.SubjectNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// The certificates and the demonstration user in a state directory, made where they are missing.
public final class Laboratory {
    /// The demonstration user.
    public static final String USER = "demo";

    private static final Duration RENEWED_BEFORE = Duration.ofDays(60);
    /// Without letters and digits that look alike. Sixteen of them are 79 bits.
    private static final String READABLE = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int GROUPS = 4;
    private static final int GROUP = 4;

    private final Path directory;
    private final SecureRandom random;

    public Laboratory(Path directory, SecureRandom random) {
        this.directory = directory;
        this.random = random;
    }

    /// What clients have to trust.
    public Path authorityFile() {
        return directory.resolve("ca.pem");
    }

    /// The demonstration user's password.
    public Path passwordFile() {
        return directory.resolve("demo.password");
    }

    /// Who may come in.
    public Path usersFile() {
        return directory.resolve("users.yaml");
    }

    /// Makes the directory, which nobody else may enter. One that is there already may be a service manager's; what we
    /// put into it is not for others either way.
    public void prepare() throws IOException {
        if (Files.isDirectory(directory)) return;
        if (directory.getParent() != null) Files.createDirectories(directory.getParent());
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
    }

    /// The certificates that are there.
    public List<Path> certificateFiles() {
        return Stream.of(authorityFile(), directory.resolve("gateway.pem")).filter(Files::exists).toList();
    }

    /// The authority; a new one if there is none.
    ///
    /// @param kind of its key if it is new
    public LaboratoryCa authority(KeyKind kind, Instant now) throws IOException, PkiException {
        return authority("Gatehouse laboratory " + HexFormat.of().toHexDigits(random.nextInt(), 6), kind, now);
    }

    /// The authority; a new one of this name if there is none.
    public LaboratoryCa authority(String name, KeyKind kind, Instant now) throws IOException, PkiException {
        Path key = directory.resolve("ca.key");
        if (Files.exists(authorityFile()) || Files.exists(key)) {
            return LaboratoryCa.of(PemFiles.credential(authorityFile(), key), random);
        }
        LaboratoryCa made = LaboratoryCa.create(name, kind, random, now);
        PemFiles.writePrivateKey(key, made.credential().privateKey());
        PemFiles.writeCertificates(authorityFile(), List.of(made.certificate()));
        return made;
    }

    /// The gateway's certificate. A new one is issued if there is none, if it is about to expire, or if it does not
    /// bear all the names; clients trust the authority, so that they do not notice.
    public Credential gateway(List<String> names, Instant now) throws IOException, PkiException {
        LaboratoryCa authority = authority(KeyKind.ECDSA_P256, now);
        Path file = directory.resolve("gateway.pem");
        Path key = directory.resolve("gateway.key");
        if (Files.exists(file) && Files.exists(key)) {
            Credential present = PemFiles.credential(file, key);
            if (serves(present.certificate(), authority.certificate(), names, now)) {
                return present.under(List.of(authority.certificate()));
            }
        }
        Credential issued = authority.issueGateway(names, KeyKind.ECDSA_P256, now);
        PemFiles.writePrivateKey(key, issued.privateKey());
        PemFiles.writeCertificates(file, List.of(issued.certificate()));
        return issued.under(List.of(authority.certificate()));
    }

    /// Makes the demonstration user if there are no users yet.
    ///
    /// @return whether it was made
    public boolean demonstrationUser() throws IOException {
        if (Files.exists(usersFile())) return false;
        String password = password(random);
        PemFiles.writeForOwner(passwordFile(), (password + "\n").getBytes(StandardCharsets.UTF_8));
        PemFiles.writeForOwner(usersFile(), """
                # Who may come in through the embedded AAA server. conf/users.yaml in the program's directory says what
                # can stand here. It is read again whenever it changes.
                users:
                  %s:
                    password: %s
                    methods: [mschapv2]
                """.formatted(USER, password).getBytes(StandardCharsets.UTF_8));
        return true;
    }

    private static boolean serves(X509Certificate certificate, X509Certificate root, List<String> names, Instant now) {
        return certificate.getIssuerX500Principal().equals(root.getSubjectX500Principal())
                && certificate.getNotAfter().toInstant().isAfter(now.plus(RENEWED_BEFORE))
                && names.stream().allMatch(name -> SubjectNames.bears(certificate, name));
    }

    /// A password that can be read from a screen and typed on a telephone.
    public static String password(SecureRandom random) {
        var password = new StringBuilder();
        for (int group = 0; group < GROUPS; group++) {
            if (group > 0) password.append('-');
            for (int i = 0; i < GROUP; i++) password.append(READABLE.charAt(random.nextInt(READABLE.length())));
        }
        return password.toString();
    }
}
