package gatehouse.radius.dictionary;

import gatehouse.bytes.Bytes;
import gatehouse.radius.Attribute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.tinyradius.core.attribute.AttributeTemplate;
import org.tinyradius.core.attribute.type.RadiusAttribute;
import org.tinyradius.core.dictionary.Dictionary;

/// The attributes that operators may name, from a directory of dictionary files in the format of FreeRADIUS. The file
/// `dictionary` there includes the others.
public final class RadiusDictionary {
    private static final int STANDARD = -1;
    private static final int INTERFACE_ID_PARTS = 4;

    private final Dictionary dictionary;

    private RadiusDictionary(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    /// Reads the file `dictionary` of a directory and what it includes.
    ///
    /// @throws IOException if a file is missing or has a mistake; the message says where
    public static RadiusDictionary load(Path directory) throws IOException {
        Path root = directory.resolve("dictionary");
        if (!Files.exists(root)) throw new NoSuchFileException(root.toString(), null, "no dictionary there");
        return new RadiusDictionary(DictionaryReader.read(root));
    }

    /// What an attribute is.
    ///
    /// @param vendor enterprise number; 0 for attributes of the standards
    public record Entry(String name, int vendor, int type, String dataType) {}

    public Optional<Entry> find(String name) {
        return dictionary.getAttributeTemplate(name).map(RadiusDictionary::entry);
    }

    public Optional<Entry> find(int vendor, int type) {
        return template(vendor, type).map(RadiusDictionary::entry);
    }

    /// The name of a number, for attributes whose numbers have names.
    public Optional<String> valueName(int vendor, int type, int value) {
        return template(vendor, type).map(template -> template.getEnumeration(value));
    }

    /// An attribute from its name and the text of its value. One that may have a tag (RFC 2868) has the tag 0, for none.
    ///
    /// @throws IllegalArgumentException if there is no such attribute, or the text is no value of it; the message says so
    public Attribute attribute(String name, String value) {
        AttributeTemplate template = dictionary
                .getAttributeTemplate(name)
                .orElseThrow(() -> new IllegalArgumentException("unknown attribute '" + name + "'"));
        // Its octets depend on the packet that it is in.
        if (template.encryptEnabled())
            throw new IllegalArgumentException(name + " is hidden and cannot be given as text");
        Entry entry = entry(template);
        try {
            Bytes octets = octets(template, value);
            return entry.vendor() == 0
                    ? new Attribute(entry.type(), octets)
                    : Attribute.ofVendor(entry.vendor(), entry.type(), octets);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("'" + value + "' is no " + entry.dataType() + " for " + name, e);
        }
    }

    private Bytes octets(AttributeTemplate template, String value) {
        return switch (template.getDataType()) {
            case "ifid" -> interfaceId(value);
            case "string", "integer", "date", "ipaddr", "ipv6addr", "ipv6prefix" -> {
                RadiusAttribute made = dictionary.createAttribute(template.getName(), value);
                Bytes whole = Bytes.copyOf(made.toByteArray());
                yield whole.from(made.getHeaderSize());
            }
            // As FreeRADIUS has it: hexadecimal behind 0x, else a text.
            case "octets" -> value.startsWith("0x") ? hexadecimal(value) : Bytes.ofUtf8(value);
            default -> hexadecimal(value);
        };
    }

    private static Bytes hexadecimal(String value) {
        if (!value.startsWith("0x")) throw new IllegalArgumentException("no 0x before it");
        return Bytes.fromHex(value.substring(2));
    }

    // RFC 3162, section 2.2: eight octets; written like half an IPv6 address.
    private static Bytes interfaceId(String value) {
        String[] parts = value.split(":", -1);
        if (parts.length != INTERFACE_ID_PARTS) throw new IllegalArgumentException(parts.length + " parts");
        byte[] octets = new byte[2 * INTERFACE_ID_PARTS];
        for (int i = 0; i < INTERFACE_ID_PARTS; i++) {
            int part = Integer.parseUnsignedInt(parts[i], 16);
            if (part < 0 || part > 0xffff) throw new IllegalArgumentException(parts[i]);
            octets[2 * i] = (byte) (part >>> 8);
            octets[2 * i + 1] = (byte) part;
        }
        return Bytes.wrap(octets);
    }

    /// The same as TinyRadius knows it.
    public Dictionary tinyRadius() {
        return dictionary;
    }

    private Optional<AttributeTemplate> template(int vendor, int type) {
        return dictionary.getAttributeTemplate(vendor == 0 ? STANDARD : vendor, type);
    }

    private static Entry entry(AttributeTemplate template) {
        int vendor = template.getVendorId();
        return new Entry(
                template.getName(), vendor == STANDARD ? 0 : vendor, template.getType(), template.getDataType());
    }
}
