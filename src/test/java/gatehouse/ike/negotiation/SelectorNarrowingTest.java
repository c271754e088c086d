package gatehouse.ike.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import gatehouse.net.AddressRange;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import gatehouse.wire.TrafficSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SelectorNarrowingTest {
    private static final String ALL = "0.0.0.0/0";
    private static final String ALL_IPV6 = "::/0";

    /// Selectors are written as prefix or range, with `/protocol/first port-last port` behind a blank.
    @ParameterizedTest
    @MethodSource
    void wishesAreCutDownToPermissions(List<String> wanted, List<String> allowed, List<String> narrowed) {
        assertThat(SelectorNarrowing.narrow(selectors(wanted), selectors(allowed))).isEqualTo(selectors(narrowed));
    }

    /// As OpenIKED asks, which writes `dynamic`.
    @ParameterizedTest
    @MethodSource
    void theUnspecifiedAddressIsWhateverOneIsGranted(
            List<String> wanted, List<String> granted, List<String> narrowed) {
        assertThat(SelectorNarrowing.narrowOwn(selectors(wanted), selectors(granted))).isEqualTo(selectors(narrowed));
        // Said in an answer, it means the same; what else is said is left for others to judge.
        assertThat(SelectorNarrowing.narrow(
                SelectorNarrowing.meant(selectors(wanted), selectors(granted)), selectors(granted)))
                .isEqualTo(selectors(narrowed));
        assertThat(SelectorNarrowing.meant(selectors(List.of("10.0.0.2/32")), selectors(granted)))
                .isEqualTo(selectors(List.of("10.0.0.2/32")));
    }

    static Stream<Arguments> theUnspecifiedAddressIsWhateverOneIsGranted() {
        List<String> both = List.of("10.0.0.1/32", "2001:db8::1/128");
        return Stream.of(
                arguments(List.of("0.0.0.0/32"), both, List.of("10.0.0.1/32")),
                arguments(List.of("::/128"), both, List.of("2001:db8::1/128")),
                arguments(List.of("0.0.0.0/32", "::/128"), both, both),
                arguments(List.of("0.0.0.0/32 17/53-53"), both, List.of("10.0.0.1/32 17/53-53")),
                // What else begins there means what it says.
                arguments(List.of("0.0.0.0-0.0.0.1"), both, List.of()),
                arguments(List.of("10.0.0.2/32"), both, List.of()),
                arguments(List.of("0.0.0.0/32"), List.of("2001:db8::1/128"), List.of()));
    }

    static Stream<Arguments> wishesAreCutDownToPermissions() {
        return Stream.of(
                // Everything asked for, one address allowed; and the other way round.
                arguments(List.of(ALL), List.of("10.0.0.1/32"), List.of("10.0.0.1/32")),
                arguments(List.of("10.0.0.1/32"), List.of(ALL), List.of("10.0.0.1/32")),
                arguments(List.of("10.0.0.0/8"), List.of("10.1.0.0/16"), List.of("10.1.0.0/16")),
                arguments(
                        List.of("10.0.0.5-10.0.0.20"),
                        List.of("10.0.0.10-10.0.0.30"),
                        List.of("10.0.0.10-10.0.0.20")),
                // Nothing in common.
                arguments(List.of("10.0.0.0/8"), List.of("192.168.0.0/16"), List.of()),
                arguments(List.of(), List.of(ALL), List.of()),
                arguments(List.of(ALL), List.of(), List.of()),
                // Families do not mix.
                arguments(List.of(ALL), List.of(ALL_IPV6), List.of()),
                arguments(
                        List.of(ALL, ALL_IPV6),
                        List.of("2001:db8::/32", "10.0.0.0/8"),
                        List.of("10.0.0.0/8", "2001:db8::/32")),
                // The order of the wishes, then that of the permissions; equal ones once.
                arguments(
                        List.of("10.2.0.0/16", "10.1.0.0/16", "10.2.0.0/16"),
                        List.of("10.0.0.0/8"),
                        List.of("10.2.0.0/16", "10.1.0.0/16")),
                arguments(
                        List.of(ALL),
                        List.of("10.2.0.0/16", "10.1.0.0/16"),
                        List.of("10.2.0.0/16", "10.1.0.0/16")),
                // Windows and strongSwan send the packet that made them ask first (section 2.9).
                arguments(
                        List.of("10.0.0.7/32 17/53-53", ALL),
                        List.of(ALL),
                        List.of("10.0.0.7/32 17/53-53", ALL)),
                // Protocols: 0 is any.
                arguments(List.of(ALL + " 6/0-65535"), List.of(ALL), List.of(ALL + " 6/0-65535")),
                arguments(List.of(ALL), List.of(ALL + " 6/0-65535"), List.of(ALL + " 6/0-65535")),
                arguments(List.of(ALL + " 17/0-65535"), List.of(ALL + " 6/0-65535"), List.of()),
                // Ports.
                arguments(
                        List.of(ALL + " 6/1000-2000"),
                        List.of(ALL + " 6/1500-65535"),
                        List.of(ALL + " 6/1500-2000")),
                arguments(List.of(ALL + " 6/80-80"), List.of(ALL + " 6/443-443"), List.of()),
                arguments(List.of(ALL + " 6/65535-65535"), List.of(ALL), List.of(ALL + " 6/65535-65535")),
                // OPAQUE is of no use to us, on either side.
                arguments(List.of(ALL + " 6/65535-0"), List.of(ALL), List.of()),
                arguments(List.of(ALL), List.of(ALL + " 6/65535-0"), List.of()),
                arguments(List.of(ALL + " 6/65535-0"), List.of(ALL + " 6/65535-0"), List.of()));
    }

    private static List<TrafficSelector> selectors(List<String> texts) {
        var selectors = new ArrayList<TrafficSelector>();
        for (String text : texts) {
            String[] parts = text.split(" ");
            AddressRange range = range(parts[0]);
            if (parts.length == 1) {
                selectors.add(TrafficSelector.of(range));
                continue;
            }
            String[] numbers = parts[1].split("[/-]");
            selectors.add(new TrafficSelector(
                    Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]), range));
        }
        return selectors;
    }

    private static AddressRange range(String text) {
        int dash = text.indexOf('-');
        return dash < 0
                ? Prefix.parse(text).range()
                : new AddressRange(
                        Addresses.parse(text.substring(0, dash)), Addresses.parse(text.substring(dash + 1)));
    }
}
