package gatehouse.config;

import gatehouse.ike.policy.Limits;

/// `limits`.
final class LimitsSection {
    private static final int MILLION = 1_000_000;

    private LimitsSection() {}

    static Limits read(Section section) {
        Limits otherwise = Limits.DEFAULT;
        var limits = new Limits(
                section.value("half-open", otherwise.halfOpen(), Values.count(1, MILLION)),
                section.value("cookie-threshold", otherwise.cookieThreshold(), LimitsSection::threshold),
                section.value("half-open-per-address", otherwise.halfOpenPerAddress(), Values.count(1, MILLION)),
                section.value("sessions", otherwise.sessions(), Values.count(1, MILLION)),
                section.value("questions", otherwise.questions(), Values.count(1, MILLION)),
                section.value("child-sas-per-session", otherwise.childSasPerSession(), Values.count(1, 256)),
                section.value("rekeying", otherwise.rekeying(), Values.count(1, MILLION)),
                sources(section, otherwise.sources()));
        section.end();
        return limits;
    }

    private static Limits.Sources sources(Section section, Limits.Sources otherwise) {
        Section prefix = section.section("prefix");
        int ipv4 = prefix.value("ipv4", otherwise.ipv4Length(), Values.count(8, 32));
        int ipv6 = prefix.value("ipv6", otherwise.ipv6Length(), Values.count(16, 128));
        prefix.end();
        return new Limits.Sources(
                section.value("half-open-per-prefix", otherwise.halfOpenPerPrefix(), Values.count(1, MILLION)),
                section.value("new-per-address", otherwise.newPerAddress(), LimitsSection::perSecond),
                section.value("new-per-prefix", otherwise.newPerPrefix(), LimitsSection::perSecond),
                ipv4,
                ipv6,
                section.value("negotiating", otherwise.negotiating(), Values.count(1, MILLION)));
    }

    private static int threshold(String text) throws Unfit {
        return switch (text) {
            case "always" -> 0;
            case "never" -> Limits.NEVER;
            default -> number(text, 0, "'always', 'never' or a number of clients");
        };
    }

    private static int perSecond(String text) throws Unfit {
        return text.equals(Definitions.NONE) ? 0 : number(text, 1, "'none' or a number");
    }

    private static int number(String text, int least, String wanted) throws Unfit {
        try {
            return Values.count(least, MILLION).of(text);
        } catch (Unfit e) {
            throw new Unfit(e.getMessage(), "write " + wanted);
        }
    }
}
