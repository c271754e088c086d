package gatehouse.config;

import gatehouse.bytes.Secret;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// One configuration file while it is read: what is wrong with it, which keys were asked for, and the world that its
/// values point to.
final class Document {
    /// Goes where a secret could not be had; the configuration is refused anyway.
    static final Secret STAND_IN = Secret.ofUtf8("stand-in");

    private final Path directory;
    private final Map<String, String> environment;
    private final Complaints complaints;
    private final Set<String> asked = new LinkedHashSet<>();

    /// @param file for messages, and where relative names of files start
    Document(Path file, Map<String, String> environment) {
        this.directory = file.toAbsolutePath().getParent();
        this.environment = environment;
        this.complaints = new Complaints(file.toString());
    }

    Complaints complaints() {
        return complaints;
    }

    void asked(String path) {
        asked.add(path);
    }

    /// The path of every key that the code knows, as far as this document led it.
    Set<String> asked() {
        return Set.copyOf(asked);
    }

    Path resolve(String file) {
        return directory.resolve(file).normalize();
    }

    /// The content of a file without the line's end.
    Secret secretOfFile(Place place, Path file) {
        try {
            byte[] octets = Files.readAllBytes(file);
            warnIfWorldReadable(place, file);
            int length = octets.length;
            while (length > 0 && (octets[length - 1] == '\n' || octets[length - 1] == '\r')) length--;
            byte[] secret = Arrays.copyOf(octets, length);
            Arrays.fill(octets, (byte) 0);
            if (length > 0) return Secret.wrap(secret);
            complaints.error(place, file + " is empty", "");
        } catch (IOException e) {
            complaints.error(place, why(file, e), "");
        }
        return STAND_IN;
    }

    Secret secretOfEnvironment(Place place, String variable) {
        String value = environment.getOrDefault(variable, "");
        if (!value.isEmpty()) return Secret.ofUtf8(value);
        complaints.error(place, "the environment has no " + variable, "");
        return STAND_IN;
    }

    void warnIfWorldReadable(Place place, Path file) throws IOException {
        if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
            complaints.warning(place, "everybody may read " + file, "chmod o= " + file);
        }
    }

    static String why(Path file, IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> file + " does not exist";
            case AccessDeniedException _ -> "no permission to read " + file;
            case CharacterCodingException _ -> file + " is not UTF-8";
            default -> file + ": " + e.getMessage();
        };
    }
}
