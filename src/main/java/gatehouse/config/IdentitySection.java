package gatehouse.config;

import java.nio.file.Path;
import java.util.Optional;

/// `identity`.
final class IdentitySection {
    private IdentitySection() {}

    static IdentitySettings read(Section section, Machine machine) {
        String name = section.value("name", machine.hostName(), Values::text);
        Optional<Path> certificate = section.file("certificate");
        Optional<Path> privateKey = section.file("private-key");
        section.end();
        if (certificate.isPresent() && privateKey.isPresent()) {
            return new IdentitySettings.Certified(name, certificate.get(), privateKey.get());
        }
        if (certificate.isPresent()) section.error("'private-key' is missing", "a certificate needs its key");
        if (privateKey.isPresent()) section.error("'certificate' is missing", "a key needs its certificate");
        return new IdentitySettings.Laboratory(name);
    }
}
