package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Reads the text vectors of `src/test/resources/vectors`.
final class Vectors {
    private Vectors() {}

    /// One case: what its lines say, and the lines in brackets before it.
    record Case(String file, Map<String, String> lines) {
        String text(String name) {
            return Objects.requireNonNull(lines.get(name), () -> this + " has no " + name);
        }

        int number(String name) {
            return Integer.parseInt(text(name));
        }

        Bytes bytes(String name) {
            return Bytes.fromHex(text(name));
        }

        Secret secret(String name) {
            return Secret.copyOf(bytes(name));
        }

        /// What Wycheproof says of it: `valid`, `invalid`, or `acceptable`, which is left to the implementation.
        boolean is(String result) {
            return text("result").equals(result);
        }

        @Override
        public String toString() {
            return file + ", case " + lines.get("case");
        }
    }

    static List<Case> of(String file) {
        var cases = new ArrayList<Case>();
        var common = new HashMap<String, String>();
        var own = new HashMap<String, String>();
        for (String line : (read(file) + "\n\n").lines().toList()) {
            if (line.startsWith("#")) continue;
            int equals = line.indexOf(" =");
            if (line.isEmpty()) {
                if (own.isEmpty()) continue;
                var all = new HashMap<>(common);
                all.putAll(own);
                cases.add(new Case(file, Map.copyOf(all)));
                own.clear();
            } else if (line.startsWith("[")) {
                common.put(line.substring(1, equals), line.substring(equals + 2, line.length() - 1).strip());
            } else {
                own.put(line.substring(0, equals), line.substring(equals + 2).strip());
            }
        }
        if (cases.isEmpty()) throw new IllegalArgumentException(file + " has no cases");
        return cases;
    }

    private static String read(String file) {
        try (var in = Vectors.class.getResourceAsStream("/vectors/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
