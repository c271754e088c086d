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
                section.value("cookie-threshold", otherwise.cookieThreshold(), Values.count(0, MILLION)),
                section.value("half-open-per-address", otherwise.halfOpenPerAddress(), Values.count(1, MILLION)),
                section.value("sessions", otherwise.sessions(), Values.count(1, MILLION)),
                section.value("questions", otherwise.questions(), Values.count(1, MILLION)),
                section.value("child-sas-per-session", otherwise.childSasPerSession(), Values.count(1, 256)));
        section.end();
        return limits;
    }
}
