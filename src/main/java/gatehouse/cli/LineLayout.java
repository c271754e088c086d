package gatehouse.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.slf4j.event.KeyValuePair;

/// An event as a line of text: when (of one kind), how grave, what, and its facts as `key=value`. Whatever is in it, it is
/// one line. A value that could be taken for more than one is quoted: a user's name must not be able to imitate a key.
/// An exception follows in lines of its own.
final class LineLayout extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.");
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("XXX");

    /// Characters of a line whose room is kept for the next.
    private static final int KEPT = 4096;

    private final boolean dated;
    private final ZoneId zone;
    private final ThreadLocal<StringBuilder> lines = ThreadLocal.withInitial(() -> new StringBuilder(512));
    private volatile Second second = new Second(Long.MIN_VALUE, "", "");

    /// The text of a second, for a thousand lines may share it.
    private record Second(long number, String text, String offset) {}

    /// @param dated `true` for a line that begins with local time and ends its level at a column of its own
    LineLayout(boolean dated, ZoneId zone) {
        this.dated = dated;
        this.zone = zone;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = lines.get();
        line.setLength(0);
        String level = event.getLevel().levelStr;
        if (dated) {
            time(event.getTimeStamp(), line);
            line.append(' ').append(level).append(level.length() < 5 ? "  " : " ");
        } else {
            line.append(level).append(": ");
        }
        text(event.getFormattedMessage(), line);
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) fact(pair, line);
        }
        line.append('\n');
        if (event.getThrowableProxy() != null) line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        String text = line.toString();
        if (line.capacity() > KEPT) lines.remove();
        return text;
    }

    private void time(long millis, StringBuilder line) {
        long number = Math.floorDiv(millis, 1000L);
        Second known = second;
        if (known.number() != number) {
            var when = Instant.ofEpochSecond(number).atZone(zone);
            known = new Second(number, SECOND.format(when), OFFSET.format(when));
            second = known;
        }
        int rest = Math.floorMod(millis, 1000);
        line.append(known.text());
        if (rest < 100) line.append('0');
        if (rest < 10) line.append('0');
        line.append(rest).append(known.offset());
    }

    private static void fact(KeyValuePair pair, StringBuilder line) {
        String value = String.valueOf(pair.value);
        line.append(' ').append(pair.key).append('=');
        if (isPlain(value)) {
            line.append(value);
            return;
        }
        int from = line.append('"').length();
        text(value, line);
        for (int i = from; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' || c == '\\') line.insert(i++, '\\');
        }
        line.append('"');
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f) return false;
        }
        return true;
    }

    /// With a space for each run of characters that could begin a line or act on a terminal.
    private static void text(String text, StringBuilder line) {
        boolean run = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = Character.isISOControl(c);
            if (!control) line.append(c);
            else if (!run) line.append(' ');
            run = control;
        }
    }
}
