package gatehouse.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import gatehouse.config.Logging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where log lines go: to standard output while the gateway runs, and for every other command warnings to standard
/// error.
///
/// Whoever logs an event gives its facts as SLF4J key-value pairs. As text they follow the message as `key=value`; as
/// JSON they are fields. No fact can begin a line of its own.
public final class Logs extends ContextAwareBase implements Configurator {
    private static final String TEXT =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %replace(%msg %facts){'[\\r\\n]+|\\s+$', ' '}%n%ex";
    private static final String PLAIN = "%level: %replace(%msg %facts){'[\\r\\n]+|\\s+$', ' '}%n%ex";

    static {
        PatternLayout.DEFAULT_CONVERTER_SUPPLIER_MAP.put("facts", FactsConverter::new);
    }

    /// What holds until a gateway says otherwise. Logback finds this class by its service file.
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        write(context, "System.err", pattern(context, PLAIN), Level.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    static void configure(Logging logging) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Encoder<ILoggingEvent> encoder = switch (logging.format()) {
            case TEXT -> pattern(context, TEXT);
            case JSON -> json(context);
        };
        write(context, "System.out", encoder, switch (logging.level()) {
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

    private static Encoder<ILoggingEvent> pattern(LoggerContext context, String pattern) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
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

    private static void write(LoggerContext context, String target, Encoder<ILoggingEvent> encoder, Level level) {
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setTarget(target);
        appender.setEncoder(encoder);
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(level);
        root.addAppender(appender);
    }
}
