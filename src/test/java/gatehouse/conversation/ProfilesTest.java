package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.PeerIdentity;
import gatehouse.aaa.PeerIdentity.Kind;
import gatehouse.eap.EapType;
import gatehouse.ike.Effect;
import gatehouse.ike.policy.IdentityPattern;
import gatehouse.ike.policy.IdentityPattern.AnyOf;
import gatehouse.ike.policy.IdentityPattern.DnWith;
import gatehouse.ike.policy.IdentityPattern.Exactly;
import gatehouse.ike.policy.IdentityPattern.InDomain;
import gatehouse.ike.policy.IdentityPattern.OfPrefix;
import gatehouse.ike.policy.PeerMatch;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Of several profiles the one that fits a client most closely serves it.
class ProfilesTest {
    private static final InetAddress GATEWAY = Addresses.parse("203.0.113.1");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "alice@example.org | exact",
        "ALICE@EXAMPLE.ORG | exact",
        "bob@example.org   | domain",
        "bob@lab.example.org | any-email",
        "bob@elsewhere.net | any-email"
    })
    void aMailAddressIsServedByTheNarrowestProfile(String identity, String profile) {
        World world = new World(shapes(
                profile("everybody"),
                profile("any-email", new AnyOf(Kind.EMAIL)),
                profile("domain", new InDomain(Kind.EMAIL, "example.org")),
                profile("exact", new Exactly(new PeerIdentity(Kind.EMAIL, "alice@example.org")))));
        assertThat(connect(world, identity)).isEqualTo(profile);
    }

    @Test
    void ofTwoThatFitEquallyNoneServes() {
        World world = new World(shapes(
                profile("one", new AnyOf(Kind.EMAIL)), profile("two", new AnyOf(Kind.EMAIL))));
        assertThat(connect(world, "alice@example.org")).isEqualTo("profiles 'one' and 'two' fit email"
                + " 'alice@example.org' equally well; make the match of one narrower");
    }

    @Test
    void whomNoProfileIsForIsRefused() {
        World world = new World(shapes(profile("hosts", new AnyOf(Kind.FQDN))));
        assertThat(connect(world, "alice@example.org"))
                .isEqualTo("no profile is for email 'alice@example.org'; see profiles.*.match");
    }

    @Test
    void aProfileOfAnotherAddressOfOursDoesNotCount() {
        var elsewhere = profile("elsewhere", new AnyOf(Kind.EMAIL));
        elsewhere.match = new PeerMatch(elsewhere.match.identities(), List.of(), List.of(Addresses.parse("10.0.0.1")));
        var here = profile("here");
        here.match = new PeerMatch(List.of(), List.of(), List.of(GATEWAY));
        assertThat(connect(new World(shapes(elsewhere, here)), "alice@example.org")).isEqualTo("here");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "DN | CN=alice,OU=staff,O=Example | true",
        "DN | cn=alice,ou=Staff,o=example | true",
        "DN | CN=alice,OU=guests,O=Example | false",
        "DN | not a name | false",
        "FQDN | OU=staff | false"
    })
    void partsOfADistinguishedNameFit(Kind kind, String text, boolean fits) {
        assertThat(new DnWith("OU=staff,O=Example").fits(new PeerIdentity(kind, text))).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ADDRESS | 10.1.2.3 | true", "ADDRESS | 11.1.2.3 | false", "FQDN | 10.1.2.3 | false"
    })
    void addressesOfAPrefixFit(Kind kind, String text, boolean fits) {
        assertThat(new OfPrefix(Prefix.parse("10.0.0.0/8")).fits(new PeerIdentity(kind, text))).isEqualTo(fits);
    }

    private static World.Shape profile(String name, IdentityPattern... identities) {
        var shape = new World.Shape();
        shape.name = name;
        shape.match = new PeerMatch(List.of(identities), List.of(), List.of());
        return shape;
    }

    private static World.Shape shapes(World.Shape first, World.Shape... others) {
        first.others = new ArrayList<>(List.of(others));
        return first;
    }

    /// The profile that serves this identity, or why none does.
    private static String connect(World world, String identity) {
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        var shape = new Client.Shape("alice");
        shape.identity = identity;
        world.connect(shape);
        world.run(Duration.ofSeconds(5));
        List<Effect.LoginFailed> failed = world.all(Effect.LoginFailed.class);
        return failed.isEmpty() ? world.session("alice").connection() : failed.getLast().reason();
    }
}
