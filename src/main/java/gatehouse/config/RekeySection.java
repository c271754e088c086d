package gatehouse.config;

import gatehouse.ike.policy.RekeyPolicy;
import gatehouse.ike.policy.RekeyPolicy.Secrecy;
import gatehouse.ike.policy.RekeyPolicy.Who;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `rekey` of a profile: how long keys are used, and who sees to new ones.
final class RekeySection {
    private static final Map<String, Who> WHO = Map.of("auto", Who.BOTH, "never", Who.CLIENT);
    private static final Map<String, Secrecy> SECRECY =
            Map.of("auto", Secrecy.AUTO, "always", Secrecy.ALWAYS, "never", Secrecy.NEVER);
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Pattern AMOUNT = Pattern.compile("([1-9][0-9]{0,15})(|K|M|G|T)");
    private static final String UNITS = "KMGT";
    private static final int MOST_EARLY = 90;

    private RekeySection() {}

    static RekeyPolicy read(Section section) {
        RekeyPolicy otherwise = RekeyPolicy.DEFAULT;
        int margin = section.value("margin-percent", otherwise.marginPercent(), Values.count(1, 50));
        int jitter = section.value("jitter-percent", otherwise.jitterPercent(), Values.count(0, 50));
        if (margin + jitter > MOST_EARLY) {
            section.error(
                    "jitter-percent",
                    "and margin-percent are " + (margin + jitter) + " together",
                    "leave at least a tenth of the lifetime: " + MOST_EARLY + " at most");
            margin = otherwise.marginPercent();
            jitter = otherwise.jitterPercent();
        }
        var policy = new RekeyPolicy(
                section.value("initiate", otherwise.who(), Values.oneOf(WHO)),
                section.value("pfs", otherwise.secrecy(), Values.oneOf(SECRECY)),
                section.value("ike-lifetime", otherwise.ikeLifetime(), Values.durationOrNone(SHORTEST, LONGEST)),
                section.value("child-lifetime", otherwise.childLifetime(), Values.durationOrNone(SHORTEST, LONGEST)),
                margin,
                jitter,
                section.value("child-octets", otherwise.childOctets(), RekeySection::amount),
                section.value("child-packets", otherwise.childPackets(), RekeySection::amount));
        section.end();
        return policy;
    }

    /// `none`, or a number with `K`, `M`, `G` or `T` for powers of 1024.
    private static long amount(String text) throws Unfit {
        if (text.equals("none")) return 0;
        Matcher matcher = AMOUNT.matcher(text);
        long number = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
        int shift = number == 0 || matcher.group(2).isEmpty() ? 0 : 10 * (UNITS.indexOf(matcher.group(2)) + 1);
        if (number == 0 || number > Long.MAX_VALUE >> shift) {
            throw new Unfit("'" + text + "' is not an amount", "write a number, with K, M, G or T behind it, or none");
        }
        return number << shift;
    }
}
