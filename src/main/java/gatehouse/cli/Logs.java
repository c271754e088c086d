package gatehouse.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import gatehouse.config.Logging;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where log lines go: to standard output while the gateway runs, and for every other command warnings to standard
/// error.
///
/// Whoever logs an event gives its facts as SLF4J key-value pairs. As text they follow the message as `key=value`; as
/// JSON they are fields. No fact can begin a line of its own.
public final class Logs extends ContextAwareBase implements Configurator {
    private static final Duration FLUSH = Duration.ofSeconds(1);

    private static volatile Optional<PacedAppender> appender = Optional.empty();

    /// What holds until a gateway says otherwise. Logback finds this class by its service file.
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setTarget("System.err");
        console.setEncoder(lines(context, false));
        write(context, console, Level.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /// From now on, to standard output; what was logged before is written first. A caller who ends the process by force
    /// flushes before.
    public static void configure(Logging logging) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Encoder<ILoggingEvent> encoder = switch (logging.format()) {
            case TEXT -> lines(context, true);
            case JSON -> json(context);
        };
        var paced = new PacedAppender(System.out, encoder);
        appender = Optional.of(paced);
        write(context, paced, switch (logging.level()) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
        });
        // What libraries say about themselves does not help to understand a gateway.
        for (String library : new String[] {"io.netty", "org.tinyradius", "org.bouncycastle"}) {
            context.getLogger(library).setLevel(Level.WARN);
        }
    }

    /// Until all that was logged before is written, unless nobody reads it.
    static void flush() {
        appender.ifPresent(paced -> paced.flush(FLUSH));
    }

    private static Encoder<ILoggingEvent> lines(LoggerContext context, boolean dated) {
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(new LineLayout(dated, ZoneId.systemDefault()));
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        var encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithContext(false);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithMDC(false);
        encoder.setWithArguments(false);
        encoder.setWithMessage(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        return encoder;
    }

    private static void write(LoggerContext context, Appender<ILoggingEvent> appender, Level level) {
        appender.setContext(context);
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(level);
        root.addAppender(appender);
    }
}
