package gatehouse.radius.server;

import gatehouse.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tinyradius.core.attribute.type.RadiusAttribute;
import org.tinyradius.core.packet.request.RadiusRequest;

/// One JSON object per line: the time, and every attribute by name, as text; as a list where it comes several times.
final class AccountingLog {
    // They prove where a packet is from, and say nothing about a session.
    private static final Set<String> LEFT_OUT = Set.of("Message-Authenticator", "Proxy-State");

    private final Path file;

    AccountingLog(Path file) {
        this.file = file;
    }

    void write(RadiusRequest request, Instant now) throws IOException {
        var attributes = new LinkedHashMap<String, List<String>>();
        for (RadiusAttribute attribute : request.getFlattenedAttributes()) {
            String name = attribute.getAttributeName();
            if (LEFT_OUT.contains(name)) continue;
            attributes.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(shown(attribute));
        }
        append(ByteBuffer.wrap(line(now, attributes).getBytes(StandardCharsets.UTF_8)));
    }

    // The whole line or nothing: a disk that is full in the middle of it leaves no half to spoil the next.
    private void append(ByteBuffer line) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long end = channel.size();
            channel.position(end);
            try {
                while (line.hasRemaining()) channel.write(line);
            } catch (IOException e) {
                channel.truncate(end);
                throw e;
            }
        }
    }

    // The library shows a time as its number.
    private static String shown(RadiusAttribute attribute) {
        boolean time = attribute.getAttributeTemplate()
                .filter(template -> template.getDataType().equals("date"))
                .isPresent();
        byte[] value = attribute.getValue();
        if (!time || value.length != Integer.BYTES) return attribute.getValueString();
        return Instant.ofEpochSecond(Bytes.wrap(value).u32(0)).toString();
    }

    private static String line(Instant now, Map<String, List<String>> attributes) {
        var json = new StringBuilder("{\"time\":").append(quoted(now.toString()));
        attributes.forEach((name, values) -> {
            json.append(',').append(quoted(name)).append(':');
            List<String> texts = values.stream().map(AccountingLog::quoted).toList();
            json.append(texts.size() == 1 ? texts.getFirst() : "[" + String.join(",", texts) + "]");
        });
        return json.append("}\n").toString();
    }

    // RFC 8259, section 7.
    private static String quoted(String text) {
        var quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') quoted.append('\\').append(c);
            else if (c < 0x20) quoted.append("\\u%04x".formatted((int) c));
            else quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
