package gatehouse.config;

import gatehouse.pki.Credential;
import gatehouse.pki.PemFiles;
import gatehouse.pki.PkiException;
import gatehouse.pki.SubjectNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// `identity`.
final class IdentitySection {
    private static final Duration SOON = Duration.ofDays(14);

    private IdentitySection() {}

    static IdentitySettings read(Section section, Machine machine) {
        Optional<String> name = section.value("name", Values::text);
        Optional<Path> certificate = section.file("certificate");
        Optional<Path> privateKey = section.file("private-key");
        section.end();
        IdentitySettings laboratory = new IdentitySettings.Laboratory(name.orElse(machine.hostName()));
        if (certificate.isPresent() && privateKey.isPresent()) {
            return credential(section, certificate.get(), privateKey.get())
                    .map(credential -> certified(section, name, credential))
                    .orElse(laboratory);
        }
        if (certificate.isPresent()) section.error("'private-key' is missing", "a certificate needs its key");
        if (privateKey.isPresent()) section.error("'certificate' is missing", "a key needs its certificate");
        return laboratory;
    }

    static Optional<Credential> credential(Section section, Path certificate, Path privateKey) {
        try {
            Credential credential = PemFiles.credential(certificate, privateKey);
            section.warnIfWorldReadable("private-key", privateKey);
            return Optional.of(credential);
        } catch (PkiException e) {
            section.error(e.getMessage(), "");
        } catch (IOException e) {
            section.error("private-key", Document.why(privateKey, e), "");
        }
        return Optional.empty();
    }

    private static IdentitySettings certified(Section section, Optional<String> wanted, Credential credential) {
        List<String> borne = SubjectNames.list(credential.certificate());
        String name = wanted.orElse(borne.isEmpty() ? "" : borne.getFirst());
        if (name.isEmpty()) {
            section.error("certificate", "the certificate bears no name that clients could look for",
                    "it needs the gateway's host name or address as subjectAltName");
        } else if (!SubjectNames.bears(credential.certificate(), name)) {
            // Clients compare; RFC 4945, section 3.1: what is sent as ID has to be in the certificate.
            section.error("name", "the certificate does not bear '" + name + "', and clients would refuse it",
                    borne.isEmpty() ? "" : "it bears " + String.join(", ", borne));
        }
        expiry(section, credential);
        return new IdentitySettings.Certified(name, credential);
    }

    static void expiry(Section section, Credential credential) {
        expiry(section, credential, "clients refuse it", "reload");
    }

    /// Warns of a certificate that will not do for long.
    ///
    /// @param consequence of its having expired
    /// @param then        what to do when it was renewed
    static void expiry(Section section, Credential credential, String consequence, String then) {
        Instant now = Instant.now();
        Instant from = credential.certificate().getNotBefore().toInstant();
        Instant until = credential.certificate().getNotAfter().toInstant();
        if (now.isBefore(from)) section.warning("certificate", "the certificate is not valid before " + from, "");
        if (now.isAfter(until)) {
            section.warning("certificate", "the certificate expired at " + until, consequence + "; renew it");
        } else if (now.plus(SOON).isAfter(until)) {
            section.warning("certificate", "the certificate expires at " + until, "renew it, and " + then);
        }
    }
}
