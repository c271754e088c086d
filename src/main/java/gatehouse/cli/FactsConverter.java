package gatehouse.cli;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.stream.Collectors;
import org.slf4j.event.KeyValuePair;

/// The facts of a log line as `key=value`. A value that could be taken for more than one is quoted: a user's name must not
/// be able to imitate a key.
public final class FactsConverter extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
        if (event.getKeyValuePairs() == null) return "";
        return event.getKeyValuePairs().stream().map(FactsConverter::text).collect(Collectors.joining(" "));
    }

    private static String text(KeyValuePair pair) {
        String value = String.valueOf(pair.value);
        boolean plain = value.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f);
        return pair.key + "=" + (plain ? value : quoted(value));
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
