package gatehouse.radius.dictionary;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tinyradius.core.attribute.AttributeTemplate;
import org.tinyradius.core.dictionary.Dictionary;
import org.tinyradius.core.dictionary.MemoryDictionary;
import org.tinyradius.core.dictionary.Vendor;

/// Reads dictionary files into the library's dictionary. The library's own reader would take a misspelt type for octets,
/// let the second of two attributes with one number replace the first, and name neither file nor line of a mistake.
final class DictionaryReader {
    private static final int STANDARD = -1;
    private static final long LARGEST = 0xffff_ffffL;
    private static final Set<String> NUMBERS = Set.of("integer", "byte", "short", "signed");
    private static final Set<String> OTHERS = Set.of(
            "string",
            "octets",
            "date",
            "ipaddr",
            "ipv6addr",
            "ipv6prefix",
            "ifid",
            "vsa",
            "abinary",
            "combo-ip",
            "ether",
            "integer64",
            "ipv4prefix",
            "tlv");

    private final MemoryDictionary dictionary = new MemoryDictionary();
    private final Map<String, Integer> vendors = new HashMap<>();
    private final Map<Integer, Line> vendorNumbers = new HashMap<>();
    private final Map<String, Line> attributeNames = new HashMap<>();
    private final Map<List<Integer>, Line> attributeNumbers = new HashMap<>();
    private final Deque<Path> open = new ArrayDeque<>();

    private DictionaryReader() {}

    /// One line of a file: what stands there, and how to say that it is wrong.
    private record Line(Path file, int number, List<String> words) {
        String keyword() {
            return words.getFirst();
        }

        Line demand(int fewest, int most) throws IOException {
            if (words.size() <= fewest || words.size() > most + 1) {
                throw wrong(keyword() + " with " + (words.size() - 1) + " words behind it");
            }
            return this;
        }

        IOException wrong(String what) {
            return new IOException(this + ": " + what);
        }

        @Override
        public String toString() {
            return file + ":" + number;
        }
    }

    /// @throws IOException if a file cannot be read, or for its first mistake, with file and line
    static Dictionary read(Path root) throws IOException {
        var reader = new DictionaryReader();
        reader.file(root);
        return reader.dictionary;
    }

    private void file(Path file) throws IOException {
        open.push(file);
        List<String> texts;
        try {
            texts = Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not in UTF-8", e);
        }
        int vendor = STANDARD;
        Line begun = null;
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i).replaceFirst("#.*", "").strip();
            if (text.isEmpty()) continue;
            var line = new Line(file, i + 1, Arrays.asList(text.split("\\s+")));
            switch (line.keyword()) {
                case "ATTRIBUTE" -> attribute(line.demand(3, 4), vendor);
                case "VALUE" -> value(line.demand(3, 3));
                case "VENDOR" -> vendor(line.demand(2, 3));
                case "$INCLUDE" -> include(line.demand(1, 1));
                case "BEGIN-VENDOR" -> {
                    if (begun != null) throw line.wrong("the vendor of " + begun + " has no END-VENDOR yet");
                    vendor = known(line.demand(1, 1));
                    begun = line;
                }
                case "END-VENDOR" -> {
                    if (begun == null || known(line.demand(1, 1)) != vendor) {
                        throw line.wrong("END-VENDOR without its BEGIN-VENDOR");
                    }
                    vendor = STANDARD;
                    begun = null;
                }
                default -> throw line.wrong("unknown word '" + line.keyword() + "'");
            }
        }
        if (begun != null) throw begun.wrong("BEGIN-VENDOR without END-VENDOR");
        open.pop();
    }

    private void include(Line line) throws IOException {
        Path file = line.file().resolveSibling(line.words().get(1));
        if (open.contains(file)) throw line.wrong(file + " includes itself");
        try {
            file(file);
        } catch (NoSuchFileException e) {
            throw line.wrong("there is no " + e.getFile());
        }
    }

    private void vendor(Line line) throws IOException {
        String name = line.words().get(1);
        int number = (int) number(line, line.words().get(2), Integer.MAX_VALUE);
        if (line.words().size() > 3 && !line.words().get(3).equals("format=1,1")) {
            throw line.wrong("'" + line.words().get(3) + "': only types and lengths of one octet are understood");
        }
        unique(line, vendorNumbers.putIfAbsent(number, line), "vendor " + number);
        if (vendors.putIfAbsent(name, number) != null) throw line.wrong("vendor '" + name + "' is there twice");
        dictionary.addVendor(new Vendor(number, name, 1, 1));
    }

    private int known(Line line) throws IOException {
        Integer vendor = vendors.get(line.words().get(1));
        if (vendor == null) throw line.wrong("unknown vendor '" + line.words().get(1) + "'");
        return vendor;
    }

    private void attribute(Line line, int vendor) throws IOException {
        String name = line.words().get(1);
        int type = (int) number(line, line.words().get(2), 255);
        String dataType = line.words().get(3);
        if (type == 0) throw line.wrong("attribute number 0");
        if (!NUMBERS.contains(dataType) && !OTHERS.contains(dataType)) {
            throw line.wrong("unknown data type '" + dataType + "'");
        }
        boolean tagged = false;
        byte encryption = 0;
        for (String option : line.words().size() > 4 ? line.words().get(4).split(",") : new String[0]) {
            switch (option) {
                case "has_tag" -> tagged = true;
                case "encrypt=1", "encrypt=2", "encrypt=3" -> encryption = (byte) (option.charAt(8) - '0');
                case "array", "concat" -> {}
                default -> throw line.wrong("unknown option '" + option + "'");
            }
        }
        unique(line, attributeNames.putIfAbsent(name, line), "attribute '" + name + "'");
        unique(line, attributeNumbers.putIfAbsent(List.of(vendor, type), line), "attribute " + type);
        dictionary.addAttributeTemplate(new AttributeTemplate(vendor, type, name, dataType, encryption, tagged));
    }

    private void value(Line line) throws IOException {
        AttributeTemplate attribute = dictionary
                .getAttributeTemplate(line.words().get(1))
                .orElseThrow(() -> line.wrong("unknown attribute '" + line.words().get(1) + "'"));
        if (!NUMBERS.contains(attribute.getDataType())) {
            throw line.wrong(attribute.getName() + " is no number, but " + attribute.getDataType());
        }
        String name = line.words().get(2);
        int number = (int) number(line, line.words().get(3), LARGEST);
        if (attribute.getEnumeration(name) != null) throw line.wrong("value '" + name + "' is there twice");
        // A number may have several names; the first is the one that is shown.
        String shown = attribute.getEnumeration(number);
        attribute.addEnumerationValue(number, name);
        if (shown != null) attribute.addEnumerationValue(number, shown);
    }

    private static void unique(Line line, Line earlier, String what) throws IOException {
        if (earlier != null) throw line.wrong(what + " is there already, in " + earlier);
    }

    private static long number(Line line, String text, long most) throws IOException {
        try {
            long number = Long.decode(text);
            if (number >= 0 && number <= most) return number;
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw line.wrong("'" + text + "' is no number from 0 to " + most);
    }
}
