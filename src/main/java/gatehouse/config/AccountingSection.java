package gatehouse.config;

import java.time.Duration;

/// `accounting`.
final class AccountingSection {
    private static final long LEAST = 1 << 20;
    private static final long MOST = 1L << 40;

    private AccountingSection() {}

    static AccountingSettings read(Section section) {
        var settings = new AccountingSettings(
                section.value("journal-size", 256L << 20, Values.octets(LEAST, MOST)),
                section.value("in-flight", 256, Values.count(1, 10_000)),
                section.value("in-memory", 50_000, Values.count(0, 10_000_000)),
                section.value("checkpoint", Duration.ofSeconds(30), Values.durationOrNone(
                        Duration.ofSeconds(1), Duration.ofDays(1))),
                section.value("reconnect-within", Duration.ofMinutes(10), Values.durationOrNone(
                        Duration.ofSeconds(1), Duration.ofDays(7))));
        section.end();
        return settings;
    }
}
