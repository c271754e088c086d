package gatehouse.config;

import gatehouse.net.Prefix;
import gatehouse.pki.fetch.FetchLimits;
import java.time.Duration;
import java.util.List;

/// `pki`: what is fetched to judge certificates.
final class PkiSection {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    private PkiSection() {}

    static PkiSettings read(Section section) {
        FetchLimits otherwise = FetchLimits.DEFAULT;
        var limits = new FetchLimits(
                section.value("timeout", otherwise.timeout(), Values.duration(
                        Duration.ofMillis(100), Duration.ofMinutes(1))),
                section.value("crl-size", (long) otherwise.crlOctets(), Values.octets(1L << 10, 1L << 30)).intValue(),
                section.value("refresh", otherwise.refresh(), Values.duration(SECOND, DAY.multipliedBy(7))),
                section.value("retry", otherwise.retry(), Values.duration(SECOND, DAY)));
        Duration recheck = section.value("recheck", Duration.ofMinutes(1), Values.duration(SECOND, DAY));
        boolean named = section.value("http-url-certificates", false, Values::yesOrNo);
        List<Prefix> networks = section.values("http-url-networks", List.of(), Values::prefix);
        if (!networks.isEmpty() && !named) {
            section.error("http-url-networks", "is for nobody: http-url-certificates is false",
                    "set that to true, or remove this");
        }
        int cache = section.value("certificate-cache", 200, Values.count(0, 100_000));
        section.end();
        return new PkiSettings(limits, recheck, named, networks, cache);
    }
}
