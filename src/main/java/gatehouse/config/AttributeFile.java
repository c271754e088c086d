package gatehouse.config;

import gatehouse.radius.Attribute;
import gatehouse.radius.dictionary.RadiusDictionary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Answers of AAA that somebody made up, to see what would come of them: attributes by name, as in the users file, under the
/// authorization that they are for.
///
/// @param implicit what came with the proof of identity
/// @param group    about the group
/// @param user     about the user
public record AttributeFile(
        Optional<List<Attribute>> implicit, Optional<List<Attribute>> group, Optional<List<Attribute>> user) {
    /// AAA's own answers.
    public static final AttributeFile NONE = new AttributeFile(Optional.empty(), Optional.empty(), Optional.empty());

    /// Reads the text of a file.
    ///
    /// @param file its name, for complaints
    public static AttributeFile read(String file, String text, RadiusDictionary dictionary)
            throws ConfigurationException {
        var document = new Document(Path.of(file), Map.of());
        Section root = Section.of(YamlTree.read(text, document.complaints()), document);
        var read = new AttributeFile(
                attributes("implicit", root, dictionary),
                attributes("group", root, dictionary),
                attributes("user", root, dictionary));
        root.end();
        if (document.complaints().hasErrors()) throw new ConfigurationException(document.complaints().all());
        return read;
    }

    private static Optional<List<Attribute>> attributes(String part, Section root, RadiusDictionary dictionary) {
        boolean isThere = root.has(part);
        Section section = root.section(part);
        var attributes = new ArrayList<Attribute>();
        for (String name : section.keys()) {
            attributes.addAll(section.values(name, List.of(), value -> {
                try {
                    return dictionary.attribute(name, value);
                } catch (IllegalArgumentException e) {
                    throw new Unfit(e.getMessage(), "names are those of the files in dictionaries/");
                }
            }));
        }
        section.end();
        return isThere ? Optional.of(List.copyOf(attributes)) : Optional.empty();
    }
}
