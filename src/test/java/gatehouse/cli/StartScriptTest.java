package gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `scripts/gatehouse`, with a Java and a Maven that only say that they were called.
class StartScriptTest {
    @TempDir
    private Path directory;

    private Path home;
    private Path jar;
    private Path java;
    private Map<String, String> environment = Map.of();

    @BeforeEach
    void layOutAProgram() throws IOException {
        // Real, for on some systems the place for temporary files is reached by a link.
        Path real = directory.toRealPath();
        home = Files.createDirectories(real.resolve("a program"));
        executable(home.resolve("scripts/gatehouse"), Files.readString(Path.of("scripts/gatehouse")));
        Files.createDirectories(home.resolve("src/main"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        jar = home.resolve("target/gatehouse.jar");
        java = real.resolve("jdk");
        jdk(java, "25.0.3");
        executable(real.resolve("bin/mvn"), """
                #!/bin/sh
                echo "mvn with $JAVA_HOME"
                touch "%s"
                """.formatted(jar));
    }

    @Test
    void theFirstCallBuildsAndSaysSo() throws Exception {
        Ran ran = run(home.resolve("scripts/gatehouse"), "status");
        assertThat(ran.status()).isZero();
        assertThat(ran.err()).startsWith("gatehouse: building the program; ").contains("mvn with " + java + "\n");
        assertThat(ran.out()).startsWith("java ").endsWith(" -jar " + jar + " status\n");
    }

    @Test
    void theNextCallOnlyRuns() throws Exception {
        run(home.resolve("scripts/gatehouse"), "status");
        assertThat(run(home.resolve("scripts/gatehouse"), "status").err()).isEmpty();
    }

    @Test
    void aNewerSourceIsBuilt() throws Exception {
        run(home.resolve("scripts/gatehouse"), "status");
        Path source = Files.writeString(home.resolve("src/main/New.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(run(home.resolve("scripts/gatehouse"), "status").err()).contains("mvn with");
    }

    @Test
    void aBuildThatFailsIsSaidAndNothingIsRun() throws Exception {
        executable(directory.toRealPath().resolve("bin/mvn"), "#!/bin/sh\necho 'Blast!' >&2\nexit 1\n");
        Ran ran = run(home.resolve("scripts/gatehouse"), "status");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("Blast!\n").endsWith("gatehouse: the build failed; what Maven said is above.\n");
    }

    @Test
    void itMayBeReachedThroughLinksFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("one"), home.resolve("scripts/gatehouse"));
        Path linkToLink = Files.createSymbolicLink(directory.resolve("two"), link);
        assertThat(run(linkToLink, "version").out()).endsWith(" -jar " + jar + " version\n");
    }

    @Test
    void argumentsArriveAsTheyWere() throws Exception {
        assertThat(run(home.resolve("scripts/gatehouse"), "session", "two words", "$HOME", "*").out())
                .endsWith(" session two words $HOME *\n");
    }

    @Test
    void whatIsInstalledWithoutSourcesIsRun() throws Exception {
        Files.delete(home.resolve("pom.xml"));
        Files.createDirectories(jar.getParent());
        Files.writeString(jar, "");
        Ran ran = run(home.resolve("scripts/gatehouse"), "status");
        assertThat(ran.status()).isZero();
        assertThat(ran.err()).doesNotContain("building");
    }

    @Test
    void whatCarriesTrafficGetsTheCompilerAndTheCollectorThatItNeeds() throws Exception {
        assertThat(run(home.resolve("scripts/gatehouse"), "run").out()).doesNotContain("TieredStopAtLevel");
        assertThat(run(home.resolve("scripts/gatehouse"), "client", "--once", "--tun", "vpn").out())
                .doesNotContain("TieredStopAtLevel");
        assertThat(run(home.resolve("scripts/gatehouse"), "client", "--once").out())
                .contains("-XX:TieredStopAtLevel=1");
        assertThat(run(home.resolve("scripts/gatehouse"), "sessions").out()).contains("-XX:TieredStopAtLevel=1");
    }

    @Test
    void theFirstCallRehearsesAndLaterOnesStartFromTheCache() throws Exception {
        rehearsingJdk(java, 0);
        assertThat(run(home.resolve("scripts/gatehouse"), "run").err()).contains("gatehouse: rehearsing");
        Ran ran = run(home.resolve("scripts/gatehouse"), "run");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).contains(" -XX:AOTCache=" + home.resolve("target/gatehouse.aot") + " ")
                .endsWith(" -cp " + jar + " gatehouse.cli.Main run\n");
    }

    @Test
    void aRehearsalThatFailsIsNoFailureAndNotRepeated() throws Exception {
        rehearsingJdk(java, 1);
        Ran first = run(home.resolve("scripts/gatehouse"), "run");
        assertThat(first.status()).isZero();
        assertThat(first.out()).endsWith(" -jar " + jar + " run\n");
        Ran second = run(home.resolve("scripts/gatehouse"), "run");
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).endsWith(" -jar " + jar + " run\n");
    }

    @Test
    void anotherJavaRehearsesAnew() throws Exception {
        rehearsingJdk(java, 0);
        run(home.resolve("scripts/gatehouse"), "run");
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"25.0.4\"\n");
        assertThat(run(home.resolve("scripts/gatehouse"), "run").err()).contains("gatehouse: rehearsing");
    }

    @Test
    void aNewProgramRehearsesAnew() throws Exception {
        rehearsingJdk(java, 0);
        run(home.resolve("scripts/gatehouse"), "run");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(run(home.resolve("scripts/gatehouse"), "run").err()).contains("gatehouse: rehearsing");
    }

    @Test
    void signaturesOfLibrariesStayForAJavaThatDemandsThem() throws Exception {
        rehearsingJdk(java, 0);
        Files.createDirectories(home.resolve("src/build"));
        Files.writeString(home.resolve("src/build/Cacheable.java"), "");
        assertThat(run(home.resolve("scripts/gatehouse"), "run").out())
                .contains(" -cp " + home.resolve("target/cacheable.jar") + " ");
        Files.writeString(java.resolve("release"), "IMPLEMENTOR=\"Oracle Corporation\"\nJAVA_VERSION=\"25.0.3\"\n");
        assertThat(run(home.resolve("scripts/gatehouse"), "run").out()).contains(" -cp " + jar + " ");
    }

    private record Ran(int status, String out, String err) {}

    @Test
    void whoHasNoTimeForARehearsalGoesWithout() throws Exception {
        rehearsingJdk(java, 0);
        environment = Map.of("GATEHOUSE_REHEARSAL", "no");
        Ran ran = run(home.resolve("scripts/gatehouse"), "run");
        assertThat(ran.err()).doesNotContain("rehearsing");
        assertThat(ran.out()).endsWith(" -jar " + jar + " run\n");
    }

    private Ran run(Path script, String... arguments) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        var builder = new ProcessBuilder(Stream.concat(Stream.of(script.toString()), Stream.of(arguments)).toList());
        builder.directory(Path.of("/").toFile());
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().merge("PATH", directory.toRealPath().resolve("bin").toString(),
                (all, ours) -> ours + ":" + all);
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("JAVA_HOME", java.toString());
        builder.environment().putAll(environment);
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        int status = builder.start().waitFor();
        return new Ran(status, Files.readString(out), Files.readString(err));
    }

    private static void jdk(Path where, String version) throws IOException {
        executable(where.resolve("bin/java"), "#!/bin/sh\necho \"java $*\"\n");
        executable(where.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(where.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    /// A Java that writes the cache it is asked for, and then ends with that status; and that takes signatures away.
    private static void rehearsingJdk(Path where, int status) throws IOException {
        executable(where.resolve("bin/java"), """
                #!/bin/sh
                case "$*" in
                    *Cacheable.java*) mkdir -p "$3" && touch "$3.jar" ;;
                    *Rehearsal*)
                        for option; do
                            case $option in -XX:AOTCacheOutput=*) echo learnt > "${option#*=}" ;; esac
                        done
                        exit %d ;;
                    *) echo "java $*" ;;
                esac
                """.formatted(status));
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
