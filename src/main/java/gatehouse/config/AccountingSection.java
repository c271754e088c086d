package gatehouse.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `accounting`.
final class AccountingSection {
    private static final Pattern OCTETS = Pattern.compile("(\\d{1,6})([KMG])");
    private static final long LEAST = 1 << 20;
    private static final long MOST = 1L << 40;

    private AccountingSection() {}

    static AccountingSettings read(Section section) {
        var settings = new AccountingSettings(
                section.value("journal-size", 256L << 20, AccountingSection::octets),
                section.value("in-flight", 256, Values.count(1, 10_000)),
                section.value("in-memory", 50_000, Values.count(0, 10_000_000)));
        section.end();
        return settings;
    }

    private static long octets(String text) throws Unfit {
        Matcher matcher = OCTETS.matcher(text);
        if (!matcher.matches()) throw new Unfit("'" + text + "' is not a size", "write 256M or 2G");
        long octets = Long.parseLong(matcher.group(1)) << switch (matcher.group(2)) {
            case "K" -> 10;
            case "M" -> 20;
            default -> 30;
        };
        if (octets < LEAST || octets > MOST) throw new Unfit("'" + text + "' is not within 1M to 1024G", "");
        return octets;
    }
}
