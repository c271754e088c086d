package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.bytes.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashSecretTest {
    @TempDir
    private Path state;

    @Test
    void itIsMadeOnceAndTheSameAfterARestart() throws IOException {
        Secret first = CrashSecret.in(state, new SecureRandom());
        assertThat(first.length()).isEqualTo(32);
        assertThat(CrashSecret.in(state, new SecureRandom())).isEqualTo(first);
        assertThat(Files.getPosixFilePermissions(state.resolve("crash-secret")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void anotherStateDirectoryHasAnother() throws IOException {
        Secret first = CrashSecret.in(state, new SecureRandom());
        Path other = Files.createDirectory(state.resolve("other"));
        assertThat(CrashSecret.in(other, new SecureRandom())).isNotEqualTo(first);
    }

    @Test
    void whatIsNoSecretIsToldWithTheRemedy() throws IOException {
        Path file = Files.writeString(state.resolve("crash-secret"), "short");
        assertThatThrownBy(() -> CrashSecret.in(state, new SecureRandom()))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        file + " has 5 octets instead of 32; remove it, and clients notice this one restart as slowly"
                                + " as ever");
    }

    @Test
    void whatWasLeftByACrashMeanwhileIsNoHindrance() throws IOException {
        Files.writeString(state.resolve("crash-secret.new"), "half");
        assertThat(CrashSecret.in(state, new SecureRandom()).length()).isEqualTo(32);
    }
}
