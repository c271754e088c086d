package gatehouse.config;

import gatehouse.aaa.authorization.AttributeCache;
import java.time.Duration;

/// `authorization-cache`: how long what AAA said about groups, users and access lists is good for.
final class AuthorizationCacheSection {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    private AuthorizationCacheSection() {}

    static AttributeCache.Settings read(Section section) {
        AttributeCache.Settings otherwise = AttributeCache.Settings.USUAL;
        var settings = new AttributeCache.Settings(
                section.value("time-to-live", otherwise.timeToLive(), Values.durationOrNone(SECOND, DAY)),
                section.value("negative-time-to-live", otherwise.negativeTimeToLive(), Values.durationOrNone(
                        SECOND, DAY)),
                section.value("most-values", (int) otherwise.mostValues(), Values.count(1000, 100_000_000)),
                section.value("keep-keys", otherwise.keepKeys(), Values::yesOrNo));
        section.end();
        return settings;
    }
}
