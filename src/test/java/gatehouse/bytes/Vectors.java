package gatehouse.bytes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Reads `src/test/resources/vectors`. A vector is some octets and what becomes of them:
///
/// ```
/// # what it is
/// decode 0011 2233
///        4455
/// gives the text of the value, a line each
/// writes 00112233
/// ```
///
/// or `fails` and a part of the message. `inside 41 <hex>` is what was inside SK, beginning with a payload of type 41.
/// `writes` is there only where encoding again does not give the same octets.
public final class Vectors {
    private static final Path HOME = Path.of("src/test/resources/vectors");

    private Vectors() {}

    /// @param place  file and line
    /// @param word   `decode` or `inside`
    /// @param first  the number behind `inside`, else 0
    /// @param gives  text of the value, or none if it fails
    /// @param fails  part of the complaint, or empty if it does not fail
    /// @param writes what encoding gives
    public record Vector(String place, String word, int first, Bytes octets, String gives, String fails,
            Bytes writes) {
        public boolean isGood() {
            return fails.isEmpty();
        }

        @Override
        public String toString() {
            return place + " " + (isGood() ? gives.lines().findFirst().orElse("") : "fails: " + fails);
        }
    }

    /// All vectors of a directory, or of one file.
    public static List<Vector> in(String place) {
        try (Stream<Path> files = Files.walk(HOME.resolve(place)).filter(Files::isRegularFile)) {
            var all = new ArrayList<Vector>();
            for (Path file : files.sorted().toList()) all.addAll(read(file));
            if (all.isEmpty()) throw new IllegalStateException("no vectors in " + place);
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Vector> read(Path file) throws IOException {
        var vectors = new ArrayList<Vector>();
        var lines = new ArrayList<Line>();
        int number = 0;
        for (String text : Files.readAllLines(file)) {
            number++;
            if (text.isBlank() || text.startsWith("#")) continue;
            if (text.startsWith(" ")) {
                Line begun = lines.removeLast();
                lines.add(new Line(begun.number, begun.word, begun.rest + text.strip()));
                continue;
            }
            String[] halves = text.split(" ", 2);
            lines.add(new Line(number, halves[0], halves.length == 2 ? halves[1] : ""));
        }
        for (int at = 0; at < lines.size();) {
            int end = at + 1;
            while (end < lines.size() && !lines.get(end).begins()) end++;
            vectors.add(vector(file, lines.subList(at, end)));
            at = end;
        }
        return vectors;
    }

    private static Vector vector(Path file, List<Line> lines) {
        Line begin = lines.getFirst();
        String place = file.getFileName() + ":" + begin.number;
        if (!begin.begins()) throw new IllegalStateException(place + ": a vector begins with decode or inside");
        String hex = begin.rest;
        int first = 0;
        if (begin.word.equals("inside")) {
            String[] halves = hex.split(" ", 2);
            first = Integer.parseInt(halves[0]);
            hex = halves.length == 2 ? halves[1] : "";
        }
        Bytes octets = Bytes.fromHex(hex);
        Bytes writes = octets;
        var gives = new ArrayList<String>();
        String fails = "";
        for (Line line : lines.subList(1, lines.size())) {
            switch (line.word) {
                case "gives" -> gives.add(line.rest);
                case "fails" -> fails = line.rest;
                case "writes" -> writes = Bytes.fromHex(line.rest);
                default -> throw new IllegalStateException(place + ": " + line.word);
            }
        }
        if (gives.isEmpty() == fails.isEmpty()) throw new IllegalStateException(place + ": gives or fails");
        return new Vector(place, begin.word, first, octets, String.join("\n", gives), fails, writes);
    }

    private record Line(int number, String word, String rest) {
        boolean begins() {
            return word.equals("decode") || word.equals("inside");
        }
    }
}
