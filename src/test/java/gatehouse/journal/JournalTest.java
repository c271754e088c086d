package gatehouse.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gatehouse.bytes.Bytes;
import gatehouse.journal.JournalException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalTest {
    private static final long PLENTY = 1 << 26;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("state").resolve("journal.db");
    }

    @Test
    void whatIsDurableComesBackInOrder() throws Exception {
        try (Journal journal = Journal.open(file, PLENTY)) {
            Topic topic = journal.topic("events", PLENTY);
            for (int i = 0; i < 100; i++) topic.put("e" + i, octets("value " + i)).get();
            topic.put("e7", octets("another")).get();
            topic.drop("e8").get();
            journal.topic("others", PLENTY).put("e1", octets("not theirs")).get();
        }
        try (Journal journal = Journal.open(file, PLENTY)) {
            Map<String, String> found = contents(journal.topic("events", PLENTY));
            assertThat(found).hasSize(99).containsEntry("e7", "another").doesNotContainKey("e8");
            assertThat(new ArrayList<>(found.keySet())).startsWith("e0", "e1", "e2").endsWith("e98", "e99");
            assertThat(journal.topic("events", PLENTY).records()).isEqualTo(99);
            assertThat(journal.findings()).isEmpty();
        }
    }

    @Test
    void whatIsReadHasAllThatWasAskedForBefore() throws Exception {
        try (Journal journal = Journal.open(file, PLENTY)) {
            Topic topic = journal.topic("leases", PLENTY);
            topic.put("alice", octets("10.0.0.1"));
            topic.put("alice", octets("10.0.0.2"));
            assertThat(topic.get("alice").get()).contains(octets("10.0.0.2"));
            topic.drop("alice");
            assertThat(topic.get("alice").get()).isEmpty();
            assertThat(topic.octets()).isZero();
            topic.drop("nobody").get();
        }
    }

    @Test
    void betweenTransactionsThereIsAPauseThatNobodyWhoAsksHasToWaitFor() throws Exception {
        try (Journal journal = Journal.open(file, PLENTY)) {
            Topic topic = journal.topic("events", PLENTY);
            long before = System.nanoTime();
            for (int i = 0; i < 30; i++) topic.put("e" + i, octets("value")).get();
            long tookMillis = (System.nanoTime() - before) / 1_000_000;
            // The first of them found nothing to wait for.
            assertThat(journal.stats().commits()).isEqualTo(30).isLessThanOrEqualTo(tookMillis / 10 + 2);
            long asked = System.nanoTime();
            for (int i = 0; i < 1000; i++) assertThat(topic.get("e7").get()).contains(octets("value"));
            // A thousand pauses would be ten seconds.
            assertThat(System.nanoTime() - asked).isLessThan(5_000_000_000L);
        }
    }

    @Test
    void aFullTopicRefusesAndItsNeighbourDoesNot() throws Exception {
        try (Journal journal = Journal.open(file, PLENTY)) {
            Topic small = journal.topic("small", 3 * Topic.size("k0", 100));
            Bytes value = Bytes.wrap(new byte[100]);
            for (int i = 0; i < 3; i++) small.put("k" + i, value).get();
            assertRefused(small.put("k3", value), Reason.FULL);
            assertThat(journal.stats().refusals()).isEqualTo(1);
            journal.topic("other", PLENTY).put("k3", value).get();
            small.drop("k0").get();
            small.put("k3", value).get();
            assertThat(contents(small)).containsOnlyKeys("k1", "k2", "k3");
            assertThat(small.octets()).isEqualTo(small.mostOctets());
        }
    }

    @Test
    void aFullDiskIsToldAndWhatWasDurableStays() throws Exception {
        try (Journal journal = Journal.open(file, 64 * 4096)) {
            Topic topic = journal.topic("events", PLENTY);
            var refused = new ArrayList<Integer>();
            for (int i = 0; i < 100; i++) {
                try {
                    topic.put("e" + i, Bytes.wrap(new byte[4000])).get();
                } catch (ExecutionException _) {
                    refused.add(i);
                }
            }
            assertThat(refused).hasSizeBetween(20, 60).contains(99).doesNotContain(0, 1, 2);
            assertThat(journal.stats().failures()).isEqualTo(refused.size());
            assertThat(topic.records()).isEqualTo(100 - refused.size());
            assertThat(topic.octets()).isEqualTo((100 - refused.size()) * Topic.size("e10", 4000) - 10);
            for (int i = 0; i < 40; i++) topic.drop("e" + i).get();
            topic.put("again", octets("there is room")).get();
        }
        try (Journal journal = Journal.open(file, 64 * 4096)) {
            assertThat(contents(journal.topic("events", PLENTY))).containsEntry("again", "there is room");
        }
    }

    // The limit that SQLite minds itself is another thing: here the system has no room.
    @Test
    void aDiskWithoutRoomIsToldAndLeftAsItWasAndUsedAgainWhenThereIsRoom() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(mount("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()), "only root may mount");
        try {
            Path small = disk.resolve("journal.db");
            var durable = new ArrayList<String>();
            try (Journal journal = Journal.open(small, PLENTY)) {
                Topic topic = journal.topic("events", PLENTY);
                for (int i = 0; i < 20; i++) {
                    topic.put("e" + i, Bytes.wrap(new byte[4000])).get();
                    durable.add("e" + i);
                }
                Path hog = disk.resolve("hog");
                fill(hog);
                int refused = 0;
                for (int i = 0; i < 100; i++) {
                    try {
                        topic.put("f" + i, Bytes.wrap(new byte[4000])).get();
                        durable.add("f" + i);
                    } catch (ExecutionException e) {
                        assertThat(((JournalException) e.getCause()).reason()).isEqualTo(Reason.DISK);
                        refused++;
                    }
                }
                assertThat(refused).isPositive();
                assertThat(journal.stats().failures()).isEqualTo(refused);
                assertThat(topic.get("e7").get()).isPresent();
                Files.delete(hog);
                topic.put("again", octets("there is room")).get();
                durable.add("again");
                topic.drop("e0").get();
                durable.remove("e0");
            }
            try (Journal journal = Journal.open(small, PLENTY)) {
                assertThat(journal.findings()).isEmpty();
                assertThat(contents(journal.topic("events", PLENTY))).containsOnlyKeys(durable.toArray(String[]::new));
            }
        } finally {
            mount("umount", "--lazy", disk.toString());
        }
    }

    private static boolean mount(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private static void fill(Path hog) throws IOException {
        try (var out = Files.newOutputStream(hog)) {
            while (true) out.write(new byte[4096]);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    @Test
    void anImageTakenAtAnyMomentHasAllThatWasAcknowledged() throws Exception {
        var random = new Random(1);
        try (Journal journal = Journal.open(file, PLENTY)) {
            Topic topic = journal.topic("events", PLENTY);
            for (int i = 0; i < 40; i++) {
                topic.put("e" + i, Bytes.wrap(new byte[random.nextInt(3000)])).get();
                Path image = image("image-" + i);
                try (Journal copy = Journal.open(image, PLENTY)) {
                    assertThat(copy.findings()).isEmpty();
                    assertThat(contents(copy.topic("events", PLENTY))).hasSize(i + 1).containsKey("e" + i);
                }
            }
        }
    }

    @Test
    void aTornTailIsLeftOutAndSaid() throws Exception {
        try (Journal journal = Journal.open(file, PLENTY)) {
            Topic topic = journal.topic("events", PLENTY);
            topic.put("first", Bytes.wrap(new byte[100])).get();
            Path before = wal(file);
            long acknowledged = Files.size(before);
            topic.put("second", Bytes.wrap(new byte[9000])).get();
            Path image = image("torn");
            byte[] log = Files.readAllBytes(wal(image));
            // The crash came before the end of the second was written.
            for (long cut = acknowledged + 1000; cut < log.length; cut += 3000) {
                Path torn = image("torn-" + cut);
                Files.write(wal(torn), java.util.Arrays.copyOf(log, (int) cut));
                try (Journal copy = Journal.open(torn, PLENTY)) {
                    assertThat(contents(copy.topic("events", PLENTY))).containsOnlyKeys("first");
                    assertThat(copy.findings()).singleElement().asString().contains("a write that the crash cut short");
                }
            }
        }
    }

    @Test
    void damageBeforeAcknowledgedRecordsIsSaid() throws Exception {
        Path image;
        try (Journal journal = Journal.open(file, PLENTY)) {
            Topic topic = journal.topic("events", PLENTY);
            for (int i = 0; i < 5; i++) topic.put("e" + i, Bytes.wrap(new byte[100])).get();
            image = image("damaged");
        }
        byte[] log = Files.readAllBytes(wal(image));
        log[log.length - 3 * 4120 + 2000] ^= 1;
        Files.write(wal(image), log);
        try (Journal copy = Journal.open(image, PLENTY)) {
            assertThat(contents(copy.topic("events", PLENTY))).containsOnlyKeys("e0", "e1");
            assertThat(copy.findings()).singleElement().asString().contains("acknowledged records may be lost");
        }
    }

    @Test
    void aDamagedRecordIsLeftOutAndSaid() throws Exception {
        try (Journal journal = Journal.open(file, PLENTY)) {
            Topic topic = journal.topic("events", PLENTY);
            topic.put("good", octets("a sound record")).get();
            topic.put("bad", octets("needle in the haystack")).get();
        }
        byte[] pages = Files.readAllBytes(file);
        int at = new String(pages, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("needle");
        pages[at] ^= 4;
        Files.write(file, pages);
        try (Journal journal = Journal.open(file, PLENTY)) {
            Topic topic = journal.topic("events", PLENTY);
            assertThat(contents(topic)).containsOnlyKeys("good");
            assertThat(journal.findings()).containsExactly("events: record 'bad' is damaged and left out");
            assertThat(journal.stats().damaged()).isEqualTo(1);
            topic.get("good").get();
        }
        try (Journal journal = Journal.open(file, PLENTY)) {
            assertThat(contents(journal.topic("events", PLENTY))).containsOnlyKeys("good");
            assertThat(journal.findings()).isEmpty();
        }
    }

    @Test
    void aBrokenFileIsPutAsideAndWhatCanBeReadIsSaved() throws Exception {
        try (Journal journal = Journal.open(file, PLENTY)) {
            Topic topic = journal.topic("events", PLENTY);
            var last = CompletableFuture.<Void>completedFuture(null);
            for (int i = 0; i < 200; i++) last = topic.put("e" + i, Bytes.wrap(new byte[1000]));
            last.get();
        }
        byte[] pages = Files.readAllBytes(file);
        java.util.Arrays.fill(pages, 30 * 4096, 31 * 4096, (byte) 0x5a);
        Files.write(file, pages);
        try (Journal journal = Journal.open(file, PLENTY)) {
            assertThat(contents(journal.topic("events", PLENTY)))
                    .hasSizeBetween(190, 199)
                    .containsKeys("e0", "e199");
            assertThat(journal.findings()).singleElement().asString().contains("was broken").contains("could be saved");
            try (var files = Files.list(file.getParent())) {
                assertThat(files.map(name -> name.getFileName().toString()))
                        .anyMatch(name -> name.contains(".damaged-"));
            }
        }
    }

    @Test
    void aFileOfSomethingElseIsPutAside() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "this is not a journal, but somebody's letter ".repeat(200));
        try (Journal journal = Journal.open(file, PLENTY)) {
            assertThat(journal.findings()).singleElement().asString().contains("0 records could be saved");
            journal.topic("events", PLENTY).put("e", octets("works")).get();
        }
    }

    @Test
    void twoCannotHaveTheSameFile() throws Exception {
        try (Journal journal = Journal.open(file, PLENTY)) {
            assertThat(journal.stats().waiting()).isZero();
            assertThatThrownBy(() -> Journal.open(file, PLENTY))
                    .isInstanceOfSatisfying(
                            JournalException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IN_USE))
                    .hasMessageContaining("another gateway is running");
        }
        Journal.open(file, PLENTY).close();
    }

    @Test
    void nobodyElseMayRead() throws Exception {
        try (Journal journal = Journal.open(file, PLENTY)) {
            journal.topic("events", PLENTY).put("e", octets("alice")).get();
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(Files.getPosixFilePermissions(wal(file)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void afterTheEndNothingIsTaken() throws Exception {
        Journal journal = Journal.open(file, PLENTY);
        Topic topic = journal.topic("events", PLENTY);
        CompletableFuture<Void> before = topic.put("e", octets("in time"));
        journal.close();
        assertThat(before).isCompleted();
        assertRefused(topic.put("f", octets("too late")), Reason.CLOSED);
        journal.close();
    }

    @Test
    void manyThatComeTogetherShareATransaction() throws Exception {
        try (Journal journal = Journal.open(file, PLENTY)) {
            Topic topic = journal.topic("events", PLENTY);
            var all = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < 20_000; i++) all.add(topic.put("e" + i, Bytes.wrap(new byte[500])));
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
            assertThat(journal.stats().writes()).isEqualTo(20_000);
            assertThat(journal.stats().commits()).isLessThan(5_000);
        }
    }

    private static void assertRefused(CompletableFuture<?> future, Reason reason) {
        assertThatThrownBy(future::get)
                .hasCauseInstanceOf(JournalException.class)
                .satisfies(e -> assertThat(((JournalException) e.getCause()).reason()).isEqualTo(reason));
    }

    private static Map<String, String> contents(Topic topic) throws JournalException {
        var found = new LinkedHashMap<String, String>();
        topic.forEach((key, value) -> found.put(key, value.utf8()));
        return found;
    }

    private static Bytes octets(String text) {
        return Bytes.ofUtf8(text);
    }

    /// What the disk would have if the machine stopped now.
    private Path image(String name) throws IOException {
        Path copy = directory.resolve(name);
        for (Path part : List.of(file, wal(file))) {
            Path target = part.equals(file) ? copy : wal(copy);
            if (Files.exists(part)) Files.write(target, Files.readAllBytes(part));
        }
        return copy;
    }

    private static Path wal(Path of) {
        return of.resolveSibling(of.getFileName() + "-wal");
    }
}
