package gatehouse.server;

import gatehouse.bytes.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/// The secret that tokens for a crash are made of (RFC 6290): made once, and kept so that a gateway that comes up again is
/// known to be the same.
final class CrashSecret {
    private static final String FILE = "crash-secret";
    private static final int LENGTH = 32;

    private CrashSecret() {}

    static Secret in(Path stateDirectory, SecureRandom random) throws IOException {
        Path file = stateDirectory.resolve(FILE);
        if (!Files.exists(file)) make(file, random);
        byte[] secret = Files.readAllBytes(file);
        if (secret.length == LENGTH) return Secret.wrap(secret);
        throw new IOException(file + " has " + secret.length + " octets instead of " + LENGTH
                + "; remove it, and clients notice this one restart as slowly as ever");
    }

    /// A file that is there is whole.
    private static void make(Path file, SecureRandom random) throws IOException {
        byte[] secret = new byte[LENGTH];
        random.nextBytes(secret);
        Path unfinished = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(unfinished);
        Files.createFile(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(unfinished, secret);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
