package gatehouse.config;

import gatehouse.bytes.Secret;
import gatehouse.config.Values.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One mapping of the configuration, read key by key. A key that was asked for is known; what is left at the [#end] is
/// an error. So the list of keys is the code that reads them, and cannot differ from it.
///
/// A value that does not fit is complained about and replaced by the default or a stand-in, so that reading goes on and
/// finds the rest; nothing is built from a configuration with an error in it.
final class Section {
    private static final Set<String> SECRETS = Set.of("secret", "password", "passphrase", "key");

    private final Place place;
    private final Map<String, YamlTree> entries;
    private final Document document;
    private final Set<String> known = new LinkedHashSet<>();

    private Section(Place place, Map<String, YamlTree> entries, Document document) {
        this.place = place;
        this.entries = entries;
        this.document = document;
    }

    static Section of(YamlTree tree, Document document) {
        return switch (tree) {
            case YamlTree.Mapping(var place, var entries) -> new Section(place, entries, document);
            case YamlTree.Empty(var place) -> new Section(place, Map.of(), document);
            case YamlTree.Scalar scalar -> misplaced(scalar, document);
            case YamlTree.Sequence sequence -> misplaced(sequence, document);
        };
    }

    private static Section misplaced(YamlTree tree, Document document) {
        document.complaints().error(tree.place(), "needs keys below it", "");
        return new Section(tree.place(), Map.of(), document);
    }

    Place place() {
        return place;
    }

    /// Where the value of a key stands, or would stand.
    Place placeOf(String key) {
        YamlTree tree = entries.get(key);
        return tree != null ? tree.place() : place.child(place.line(), key);
    }

    /// Whether the file says anything for a key.
    boolean has(String key) {
        return entries.containsKey(key) && !(entries.get(key) instanceof YamlTree.Empty);
    }

    <T> T value(String key, T otherwise, Reading<T> reading) {
        return value(key, reading).orElse(otherwise);
    }

    /// A value that may be missing.
    <T> Optional<T> value(String key, Reading<T> reading) {
        ask(key);
        return switch (entries.get(key)) {
            case null -> Optional.empty();
            case YamlTree.Empty _ -> Optional.empty();
            case YamlTree.Scalar scalar -> read(scalar, reading);
            case YamlTree.Mapping mapping -> plain(mapping);
            case YamlTree.Sequence sequence -> plain(sequence);
        };
    }

    /// A value without which the section makes no sense; `standIn` is what to go on with where it is missing.
    <T> T required(String key, T standIn, Reading<T> reading) {
        Optional<T> value = value(key, reading);
        if (value.isEmpty() && !has(key)) {
            document.complaints().error(place, "'" + key + "' is missing", "");
        }
        return value.orElse(standIn);
    }

    /// Values in a list; a single one may stand without brackets. `[]` is an empty list, a missing key the default.
    <T> List<T> values(String key, List<T> otherwise, Reading<T> reading) {
        ask(key);
        return switch (entries.get(key)) {
            case null -> otherwise;
            case YamlTree.Empty _ -> otherwise;
            case YamlTree.Scalar scalar -> read(scalar, reading).map(List::of).orElse(otherwise);
            case YamlTree.Mapping mapping -> this.<List<T>>plain(mapping).orElse(otherwise);
            case YamlTree.Sequence sequence -> {
                var values = new ArrayList<T>();
                for (YamlTree element : sequence.elements()) {
                    if (element instanceof YamlTree.Scalar scalar) {
                        read(scalar, reading).ifPresent(values::add);
                    } else {
                        plain(element);
                    }
                }
                yield List.copyOf(values);
            }
        };
    }

    /// The section below a key; an empty one if there is none.
    Section section(String key) {
        ask(key);
        return of(entries.getOrDefault(key, new YamlTree.Empty(place.child(place.line(), key))), document);
    }

    /// Sections in a list.
    List<Section> sections(String key) {
        ask(key);
        return switch (entries.get(key)) {
            case null -> List.of();
            case YamlTree.Empty _ -> List.of();
            case YamlTree.Sequence sequence ->
                    sequence.elements().stream().map(element -> of(element, document)).toList();
            case YamlTree other -> {
                document.complaints().error(other.place(), "needs a list", "begin each element with '- '");
                yield List.of();
            }
        };
    }

    /// Sections below a key that operators give names to.
    Map<String, Section> named(String key) {
        Section below = section(key);
        var sections = new LinkedHashMap<String, Section>();
        below.entries.forEach((name, tree) -> {
            below.known.add(name);
            try {
                Values.name(name);
            } catch (Unfit e) {
                document.complaints().error(tree.place(), e.getMessage(), e.remedy());
            }
            sections.put(name, of(tree, document));
        });
        return sections;
    }

    /// Sections below a key whose names are not ours to judge, like those of users.
    Map<String, Section> named(String key, Reading<String> name) {
        Section below = section(key);
        var sections = new LinkedHashMap<String, Section>();
        below.entries.forEach((text, tree) -> {
            below.known.add(text);
            try {
                sections.put(name.of(text), of(tree, document));
            } catch (Unfit e) {
                document.complaints().error(tree.place(), e.getMessage(), e.remedy());
            }
        });
        return sections;
    }

    /// The keys that the file has, in its order.
    List<String> keys() {
        return List.copyOf(entries.keySet());
    }

    /// A file; a relative name starts at the directory of the configuration.
    Optional<Path> file(String key) {
        return value(key, text -> document.resolve(Values.text(text)));
    }

    /// Files in a list, and what is in each.
    <T> List<T> files(String key, FileReading<T> reading) {
        return values(key, List.of(), text -> reading.of(document.resolve(Values.text(text))));
    }

    /// Makes a value of a file.
    interface FileReading<T> {
        T of(Path file) throws Unfit;
    }

    /// A secret that every use of the section needs: in a file (`secret-file`) or in the environment (`secret-env`).
    Secret secret() {
        return secret("secret", true);
    }

    /// The same under another name.
    ///
    /// @param needed whether it is an error if there is none
    Secret secret(String name, boolean needed) {
        String inFile = name + "-file";
        String inEnvironment = name + "-env";
        Optional<Path> file = file(inFile);
        Optional<String> variable = value(inEnvironment, Values::text);
        if (file.isPresent() && variable.isPresent()) {
            document.complaints().error(placeOf(inEnvironment), "stands beside " + inFile, "keep one of them");
        }
        if (file.isPresent()) return document.secretOfFile(placeOf(inFile), file.get());
        if (variable.isPresent()) return document.secretOfEnvironment(placeOf(inEnvironment), variable.get());
        if (needed && !has(inFile) && !has(inEnvironment)) {
            document.complaints().error(
                    place, "has no " + name, "name a file in " + inFile + " or a variable in " + inEnvironment);
        }
        return Document.STAND_IN;
    }

    /// The section as a whole is wrong.
    void error(String what, String remedy) {
        document.complaints().error(place, what, remedy);
    }

    void error(String key, String what, String remedy) {
        document.complaints().error(placeOf(key), what, remedy);
    }

    /// The section as a whole is unwise.
    void warning(String what, String remedy) {
        document.complaints().warning(place, what, remedy);
    }

    void warning(String key, String what, String remedy) {
        document.complaints().warning(placeOf(key), what, remedy);
    }

    void warnIfWorldReadable(String key, Path file) throws IOException {
        document.warnIfWorldReadable(placeOf(key), file);
    }

    /// Nothing more will be asked: what is left is unknown.
    void end() {
        entries.forEach((key, tree) -> {
            if (known.contains(key)) return;
            if (SECRETS.contains(key) && known.contains("secret-file")) {
                document.complaints().error(
                        tree.place(),
                        "a secret does not stand in the configuration",
                        "put it into a file and name that in secret-file, or name a variable in secret-env");
                return;
            }
            String nearest = Values.nearest(key, known);
            String remedy = nearest.isEmpty() ? "known here: " + String.join(", ", known) : nearest.strip();
            document.complaints().error(tree.place(), "unknown key", remedy);
        });
    }

    private void ask(String key) {
        known.add(key);
        document.asked(place.path().isEmpty() ? key : place.path() + "." + key);
    }

    private <T> Optional<T> read(YamlTree.Scalar scalar, Reading<T> reading) {
        try {
            return Optional.of(reading.of(scalar.text()));
        } catch (Unfit e) {
            document.complaints().error(scalar.place(), e.getMessage(), e.remedy());
            return Optional.empty();
        }
    }

    private <T> Optional<T> plain(YamlTree tree) {
        document.complaints().error(tree.place(), "needs a plain value", "");
        return Optional.empty();
    }
}
