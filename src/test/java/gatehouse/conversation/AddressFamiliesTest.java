package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.Granted;
import gatehouse.eap.EapType;
import gatehouse.initiator.ConfigurationWish;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which families a client gets addresses of, and which it is told that there are (RFC 8983, section 4, table 1).
class AddressFamiliesTest {
    /// @param asked    families that the client asks for
    /// @param have     those that there are pools for
    /// @param given    those that it gets an address of; '-' where it is refused
    /// @param notifies IP4_ALLOWED and IP6_ALLOWED
    @ParameterizedTest(name = "{0} of {1}: {2}, {3}")
    @CsvSource(delimiter = '|', textBlock = """
            4  | 6  | -  | 6
            4  | 4  | 4  | 4
            4  | 46 | 4  | 46
            6  | 6  | 6  | 6
            6  | 4  | -  | 4
            6  | 46 | 6  | 46
            46 | 4  | 4  | 4
            46 | 6  | 6  | 6
            46 | 46 | 46 | 46
            """)
    void theClientIsToldWhichThereAre(String asked, String have, String given, String notifies) {
        var shape = new World.Shape();
        if (!have.contains("4")) shape.pool = "";
        if (have.contains("6")) shape.ipv6Pool = "six";
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        var alice = new Client.Shape("alice");
        alice.ipv4 = asked.contains("4");
        alice.ipv6 = asked.contains("6");
        Client client = world.connect(alice);
        world.run(Duration.ofSeconds(2));
        String families = notifies.chars().mapToObj(digit -> "IPv" + (char) digit).collect(Collectors.joining(" and "));
        String said = "it gives addresses of " + families;
        if (given.equals("-")) {
            assertThat(client.closed().orElseThrow().reason()).contains("INTERNAL_ADDRESS_FAILURE; " + said);
            return;
        }
        assertThat(client.last(InitiatorEffect.Connected.class).orElseThrow().addresses())
                .extracting(address -> Addresses.text(address).indexOf(':') < 0 ? "4" : "6")
                .containsExactlyElementsOf(List.of(given.split("")));
        assertThat(client.seen).filteredOn(InitiatorEffect.Told.class::isInstance)
                .extracting(told -> ((InitiatorEffect.Told) told).line())
                .contains(said);
    }

    /// Nobody is told of families who asks for no address.
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whoAsksForNothingIsToldNothing(boolean asks) {
        var shape = new World.Shape();
        var world = new World(shape);
        world.aaa.user(
                "alice", "secret", EapType.MSCHAPV2,
                new Granted.FramedRoute(Prefix.parse("10.99.0.0/16")));
        var alice = new Client.Shape("alice");
        if (!asks) alice.configuration = new ConfigurationWish.Nothing();
        Client client = world.connect(alice);
        world.run(Duration.ofSeconds(2));
        assertThat(client.connected()).isTrue();
        assertThat(client.seen.toString().contains("it gives addresses of")).isEqualTo(asks);
    }
}
