package gatehouse.aaa.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.AccessPolicy.AddressConflict;
import gatehouse.aaa.AccessPolicy.AddressKind;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.Authorization.Entry;
import gatehouse.aaa.EncryptedDnsServer;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Origin.Source;
import gatehouse.net.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rule of the merge as a table: every combination of sources, override, cached, and of the three kinds of values. A
/// source is a letter: Profile, Implicit, Group, User.
class MergeTableTest {
    private static final Map<Character, Source> SOURCES = Map.of(
            'P', Source.PROFILE, 'I', Source.IMPLICIT, 'G', Source.GROUP, 'U', Source.USER);

    /// @param sources who says something
    /// @param best    who prevails, and behind it what it overrode, best first
    /// @param all     whose lists follow each other
    @ParameterizedTest(name = "{0} override {1} cached {2}: {3}, lists {4}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            #    | override | cached | best | all
            -    | no       | no     | -    | -
            -    | no       | yes    | -    | -
            -    | yes      | no     | -    | -
            -    | yes      | yes    | -    | -
            I    | no       | no     | -    | -
            I    | no       | yes    | I    | I
            I    | yes      | no     | -    | -
            I    | yes      | yes    | I    | I
            G    | no       | no     | G    | G
            G    | no       | yes    | G    | G
            G    | yes      | no     | G    | G
            G    | yes      | yes    | G    | G
            U    | no       | no     | U    | U
            U    | no       | yes    | U    | U
            U    | yes      | no     | U    | U
            U    | yes      | yes    | U    | U
            IG   | no       | no     | G    | G
            IG   | no       | yes    | IG   | IG
            IG   | yes      | no     | G    | G
            IG   | yes      | yes    | GI   | IG
            IU   | no       | no     | U    | U
            IU   | no       | yes    | UI   | IU
            IU   | yes      | no     | U    | U
            IU   | yes      | yes    | UI   | IU
            GU   | no       | no     | UG   | GU
            GU   | no       | yes    | UG   | GU
            GU   | yes      | no     | GU   | GU
            GU   | yes      | yes    | GU   | GU
            IGU  | no       | no     | UG   | GU
            IGU  | no       | yes    | UIG  | IGU
            IGU  | yes      | no     | GU   | GU
            IGU  | yes      | yes    | GUI  | IGU
            P    | no       | no     | P    | P
            P    | no       | yes    | P    | P
            P    | yes      | no     | P    | P
            P    | yes      | yes    | P    | P
            PI   | no       | no     | P    | P
            PI   | no       | yes    | IP   | PI
            PI   | yes      | no     | P    | P
            PI   | yes      | yes    | IP   | PI
            PG   | no       | no     | GP   | PG
            PG   | no       | yes    | GP   | PG
            PG   | yes      | no     | GP   | PG
            PG   | yes      | yes    | GP   | PG
            PU   | no       | no     | UP   | PU
            PU   | no       | yes    | UP   | PU
            PU   | yes      | no     | UP   | PU
            PU   | yes      | yes    | UP   | PU
            PIG  | no       | no     | GP   | PG
            PIG  | no       | yes    | IGP  | PIG
            PIG  | yes      | no     | GP   | PG
            PIG  | yes      | yes    | GIP  | PIG
            PIU  | no       | no     | UP   | PU
            PIU  | no       | yes    | UIP  | PIU
            PIU  | yes      | no     | UP   | PU
            PIU  | yes      | yes    | UIP  | PIU
            PGU  | no       | no     | UGP  | PGU
            PGU  | no       | yes    | UGP  | PGU
            PGU  | yes      | no     | GUP  | PGU
            PGU  | yes      | yes    | GUP  | PGU
            PIGU | no       | no     | UGP  | PGU
            PIGU | no       | yes    | UIGP | PIGU
            PIGU | yes      | no     | GUP  | PGU
            PIGU | yes      | yes    | GUIP | PIGU
            """)
    void theBestHoldsAndListsFollowEachOther(String sources, String override, String cached, String best, String all) {
        var plan =
                new AuthorizationPlan(cached.equals("yes"), Optional.empty(), Optional.empty(), override.equals("yes"));
        Authorization merged = merge(plan, sources == null ? "" : sources);
        String winners = best == null ? "" : best;

        assertThat(inForce(merged, Granted.Pool.class)).isEqualTo(one("pool", winners));
        assertThat(inForce(merged, Granted.Nbns.class)).isEqualTo(set(winners));
        assertThat(inForce(merged, Granted.EncryptedDns.class)).isEqualTo(resolvers(winners));
        assertThat(inForce(merged, Granted.SplitDns.class)).isEqualTo(list(all == null ? "" : all));

        boolean implicitIsLost = sources != null && sources.contains("I") && cached.equals("no");
        String why = "not cached: the plan does not use implicit authorization";
        assertThat(merged.ignored())
                .extracting(ignored -> ignored.attribute() + " " + ignored.reason())
                .isEqualTo(
                        implicitIsLost
                                ? List.of(
                                        "pool pool-I: " + why,
                                        "wins 10.0.1.1: " + why,
                                        "wins 10.0.1.2: " + why,
                                        "encrypted-dns " + resolver('I', 1) + ": " + why,
                                        "encrypted-dns " + resolver('I', 2) + ": " + why,
                                        "split-dns I1: " + why,
                                        "split-dns I2: " + why)
                                : List.of());
    }

    private static Authorization merge(AuthorizationPlan plan, String sources) {
        var received = new ArrayList<Grant>();
        Grant defaults = Grant.NOTHING;
        for (char letter : sources.toCharArray()) {
            Grant grant = grant(letter);
            // The order of arrival is not the order of the sources.
            if (letter == 'P') defaults = grant;
            else received.addFirst(grant);
        }
        var policy = new AccessPolicy(
                AaaList.NONE, "", defaults, AddressKind.USUAL_ORDER, AddressConflict.REFUSE);
        return ((Verdict.Done) AuthorizationMerge.merge(plan, received, policy, "asked")).authorization();
    }

    private static Grant grant(char letter) {
        return new Grant(origin(letter), List.of(
                new Granted.Pool("pool-" + letter),
                new Granted.Nbns(Addresses.parse(address(letter, 1))),
                new Granted.Nbns(Addresses.parse(address(letter, 2))),
                new Granted.EncryptedDns(EncryptedDnsServer.parse(resolver(letter, 1))),
                new Granted.EncryptedDns(EncryptedDnsServer.parse(resolver(letter, 2))),
                new Granted.SplitDns(letter + "1"),
                new Granted.SplitDns(letter + "2")));
    }

    private static Origin origin(char letter) {
        return new Origin(SOURCES.get(letter), "server-" + letter, "list", "name");
    }

    private static String address(char letter, int number) {
        return "10.0." + "PIGU".indexOf(letter) + "." + number;
    }

    private static String resolver(char letter, int number) {
        return number + " dns.example.org addresses=" + address(letter, number) + " alpn=dot";
    }

    // Each line: the value, where it is from, and what it overrode.

    private static List<String> inForce(Authorization merged, Class<? extends Granted> kind) {
        return merged.entries().stream()
                .filter(entry -> kind.isInstance(entry.value()))
                .map(MergeTableTest::line)
                .toList();
    }

    private static String line(Entry entry) {
        return entry.value().text() + " " + entry.origin().server() + " over "
                + entry.overrode().stream()
                        .map(other -> other.value().text() + " " + other.origin().server())
                        .collect(Collectors.joining(", "));
    }

    private static List<String> one(String prefix, String best) {
        if (best.isEmpty()) return List.of();
        return List.of(said(prefix, best.charAt(0)) + " over " + best.substring(1)
                .chars()
                .mapToObj(letter -> said(prefix, (char) letter))
                .collect(Collectors.joining(", ")));
    }

    private static String said(String prefix, char letter) {
        return prefix + "-" + letter + " server-" + letter;
    }

    private static List<String> set(String best) {
        return set(best, MergeTableTest::address);
    }

    private static List<String> resolvers(String best) {
        return set(best, MergeTableTest::resolver);
    }

    private static List<String> set(String best, BiFunction<Character, Integer, String> said) {
        if (best.isEmpty()) return List.of();
        char first = best.charAt(0);
        String overrode = best.substring(1)
                .chars()
                .mapToObj(letter -> said.apply((char) letter, 1) + " server-" + (char) letter + ", "
                        + said.apply((char) letter, 2) + " server-" + (char) letter)
                .collect(Collectors.joining(", "));
        return List.of(
                said.apply(first, 1) + " server-" + first + " over " + overrode,
                said.apply(first, 2) + " server-" + first + " over ");
    }

    private static List<String> list(String all) {
        return all.chars()
                .boxed()
                .flatMap(letter -> List.of(
                        (char) (int) letter + "1 server-" + (char) (int) letter + " over ",
                        (char) (int) letter + "2 server-" + (char) (int) letter + " over ").stream())
                .toList();
    }
}
