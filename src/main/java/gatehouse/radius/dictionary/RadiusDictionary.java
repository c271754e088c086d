package gatehouse.radius.dictionary;

import gatehouse.bytes.Bytes;
import gatehouse.radius.Attribute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.tinyradius.core.attribute.AttributeTemplate;
import org.tinyradius.core.dictionary.Dictionary;
import org.tinyradius.core.dictionary.parser.DictionaryParser;

/// The attributes that operators may name, from a directory of dictionary files in the format of FreeRADIUS. The file
/// `dictionary` there includes the others.
public final class RadiusDictionary {
    private static final int STANDARD = -1;

    private final Dictionary dictionary;

    private RadiusDictionary(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    /// Reads the file `dictionary` of a directory and what it includes.
    public static RadiusDictionary load(Path directory) throws IOException {
        Path root = directory.resolve("dictionary");
        if (!Files.exists(root)) throw new NoSuchFileException(root.toString(), null, "no dictionary there");
        try {
            return new RadiusDictionary(DictionaryParser.newFileParser().parseDictionary(root.toString()));
        } catch (IOException | RuntimeException e) {
            throw new IOException(root + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// What an attribute is.
    ///
    /// @param vendor enterprise number; 0 for attributes of the standards
    public record Entry(String name, int vendor, int type, String dataType) {}

    public Optional<Entry> find(String name) {
        return dictionary.getAttributeTemplate(name).map(RadiusDictionary::entry);
    }

    public Optional<Entry> find(int vendor, int type) {
        return dictionary.getAttributeTemplate(vendor == 0 ? STANDARD : vendor, type).map(RadiusDictionary::entry);
    }

    /// The name of a number, for attributes whose numbers have names.
    public Optional<String> valueName(int vendor, int type, int value) {
        return dictionary
                .getAttributeTemplate(vendor == 0 ? STANDARD : vendor, type)
                .map(template -> template.getEnumeration(value));
    }

    /// An attribute from its name and the text of its value.
    ///
    /// @throws IllegalArgumentException if there is no such attribute, or the text is no value of it; the message says so
    public Attribute attribute(String name, String value) {
        Entry entry = find(name).orElseThrow(() -> new IllegalArgumentException("unknown attribute '" + name + "'"));
        try {
            Bytes octets = entry.dataType().equals("octets")
                    ? octets(value)
                    : Bytes.copyOf(dictionary.createAttribute(name, value).getValue());
            return entry.vendor() == 0
                    ? new Attribute(entry.type(), octets)
                    : Attribute.ofVendor(entry.vendor(), entry.type(), octets);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("'" + value + "' is no " + entry.dataType() + " for " + name, e);
        }
    }

    // As FreeRADIUS has it: hexadecimal behind 0x, else a text.
    private static Bytes octets(String value) {
        return value.startsWith("0x") ? Bytes.fromHex(value.substring(2)) : Bytes.ofUtf8(value);
    }

    /// The same as TinyRadius knows it.
    public Dictionary tinyRadius() {
        return dictionary;
    }

    private static Entry entry(AttributeTemplate template) {
        int vendor = template.getVendorId();
        return new Entry(
                template.getName(), vendor == STANDARD ? 0 : vendor, template.getType(), template.getDataType());
    }
}
