package gatehouse.aaa.radius;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.radius.Strictness.Reaction;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.dictionary.RadiusDictionary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantReaderTest {
    private static final Path VECTORS = Path.of("src/test/resources/vectors/radius/grants.txt");
    private static final Origin ORIGIN = new Origin(Origin.Source.USER, "radius-1", "office", "alice");
    private static final long SEED = 2869;
    private static final int MUTATIONS = 50_000;

    private final GrantReader usual = new GrantReader(Strictness.USUAL);

    /// A block of the vectors.
    private record Block(int line, List<Attribute> attributes, List<String> made) {
        String name() {
            return "line " + line + ": " + (made.isEmpty() ? "nothing" : made.getFirst());
        }
    }

    @TestFactory
    Stream<DynamicTest> attributesGrantWhatTheTableSays() throws IOException {
        return blocks().stream()
                .map(block -> DynamicTest.dynamicTest(
                        block.name(), () -> assertThat(made(usual, block.attributes())).isEqualTo(block.made())));
    }

    @Test
    void everyAttributeThatIsInATableIsInTheVectorsOrTheDictionary() throws IOException {
        RadiusDictionary dictionary = RadiusDictionary.load(Path.of("dictionaries"));
        Map.of(
                0, StandardAttributes.MEANINGS,
                Attributes.CISCO, CiscoAttributes.MEANINGS,
                Attributes.MICROSOFT, MicrosoftAttributes.MEANINGS,
                AsaAttributes.VENDOR, AsaAttributes.MEANINGS)
                .forEach((vendor, meanings) -> meanings.forEach((type, meaning) -> assertThat(
                        dictionary.find(vendor, type).map(RadiusDictionary.Entry::name))
                        .as("attribute %s of vendor %s", type, vendor)
                        .hasValue(meaning.name())));
    }

    @Test
    void whatIsNotUnderstoodSaysWhatHelps() {
        assertThat(granted(usual, Attributes.CISCO_AVPAIR.of("ip:dns=1"))).containsExactly(new Granted.NotUnderstood(
                "ip:dns",
                "nothing here acts on 'ip:dns=1'; correct it at the server, or name 'ip:dns' among the attributes to ignore"));
    }

    @Test
    void whatIsIgnoredByNameFailsNothing() {
        var lenient = new GrantReader(new Strictness(
                Map.of("IP:DNS", Reaction.IGNORE, "ip:inacl", Reaction.IGNORE, "CVPN3000-VLAN", Reaction.IGNORE),
                false));
        assertThat(made(lenient, List.of(
                Attributes.CISCO_AVPAIR.of("ip:dns=1"),
                Attributes.CISCO_AVPAIR.of("ip:inacl#7="),
                Attribute.ofVendor(AsaAttributes.VENDOR, 140, Bytes.fromHex("0000002a")))))
                .containsExactly(
                        "ignores ip:dns: nothing here acts on 'ip:dns=1'",
                        "ignores ip:inacl: it is empty",
                        "ignores CVPN3000-VLAN: there are no VLANs here");
    }

    @Test
    void whatIsRefusedByNameFailsTheLoginThoughItRestrictsNothing() {
        var strict = new GrantReader(new Strictness(Map.of("shell:priv-lvl", Reaction.REFUSE), false));
        assertThat(made(strict, List.of(Attributes.CISCO_AVPAIR.of("shell:priv-lvl=15"))))
                .containsExactly("refuses shell:priv-lvl: nothing here acts on 'shell:priv-lvl=15'");
        assertThat(made(strict, List.of(Attributes.FRAMED_POOL.of("staff")))).containsExactly("gives pool: staff");
    }

    // strongSwan's plugin eap-radius: class_group and filter_id.
    @ParameterizedTest
    @CsvSource({
        "7374616666, staff", "73746166662064657074, staff dept", "ff, ''", "00, ''",
        "4f553d73746166663b, staff"
    })
    void aShortClassIsAGroupWhereGroupsComeAsStrongSwanTakesThem(String hex, String group) {
        var reader = new GrantReader(new Strictness(Map.of(), true));
        List<String> made = made(reader, List.of(new Attribute(25, Bytes.fromHex(hex))));
        assertThat(made).first().isEqualTo("gives class: " + hex);
        assertThat(made.subList(1, made.size()))
                .isEqualTo(group.isEmpty() ? List.of() : List.of("gives group: " + group));
    }

    @ParameterizedTest
    @CsvSource({"43, true", "44, false"})
    void aLongClassIsNoGroup(int length, boolean group) {
        var reader = new GrantReader(new Strictness(Map.of(), true));
        List<Granted> granted = granted(reader, Attributes.CLASS.of(Bytes.ofUtf8("x".repeat(length))));
        assertThat(granted.stream().anyMatch(Granted.Group.class::isInstance)).isEqualTo(group);
    }

    @Test
    void aFilterIdBesideTunnelTypeEspIsAGroupWhereGroupsComeAsStrongSwanTakesThem() {
        var reader = new GrantReader(new Strictness(Map.of(), true));
        var esp = new Attribute(64, Bytes.fromHex("00000009"));
        var l2tp = new Attribute(64, Bytes.fromHex("00000003"));
        assertThat(granted(reader, Attributes.FILTER_ID.of("staff"), esp)).contains(new Granted.Group("staff"));
        assertThat(made(reader, List.of(Attributes.FILTER_ID.of("staff"), l2tp)))
                .contains("gives access-list-in: staff");
        assertThat(made(usual, List.of(Attributes.FILTER_ID.of("staff"), esp))).contains("gives access-list-in: staff");
    }

    @Test
    void keysDoNotPrint() {
        Grant grant = usual.read(List.of(Attributes.CISCO_AVPAIR.of("ipsec:ikev2-password-remote=hush")), ORIGIN);
        assertThat(grant.first(Granted.RemoteKey.class)).hasValue(new Granted.RemoteKey(Secret.ofUtf8("hush")));
        assertThat(grant.toString()).doesNotContain("hush").doesNotContain(Bytes.ofUtf8("hush").hex());
        assertThat(new Attribute(69, Bytes.ofUtf8("hush")).toString()).doesNotContain(Bytes.ofUtf8("hush").hex());
    }

    @Test
    void orderNumbersOfEntriesAreKept() {
        assertThat(granted(usual, Attributes.CISCO_AVPAIR.of("ip:inacl#30=deny ip any any")))
                .extracting(granted -> ((Granted.AccessEntry) granted).order())
                .containsExactly(30);
    }

    /// No octets make it throw, and nothing that is present goes unmentioned but what grants nothing by its meaning.
    @Test
    void mutatedAttributesGiveAGrant() throws IOException {
        var random = new Random(SEED);
        List<Block> blocks = blocks();
        var reader = new GrantReader(new Strictness(Map.of(), true));
        Hidden hidden = value -> value.length() > 20 ? Optional.of(Secret.copyOf(value)) : Optional.empty();
        int used = 0;
        int unused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            var attributes = new ArrayList<Attribute>();
            for (Attribute attribute : blocks.get(random.nextInt(blocks.size())).attributes()) {
                attributes.add(mutate(attribute, random));
            }
            try {
                for (Finding finding : reader.findings(attributes, hidden)) {
                    switch (finding) {
                        case Finding.Value(var granted) -> {
                            used++;
                            assertThat(granted.text()).isNotNull();
                            assertThat(granted.name()).isNotEmpty();
                            assertThat(granted.slot()).isNotNull();
                        }
                        case Finding.Unused(var attribute, var _, var _, var reason) -> {
                            unused++;
                            assertThat(attribute).isNotEmpty();
                            assertThat(reason).isNotEmpty();
                        }
                    }
                }
                reader.read(attributes, ORIGIN);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + ", mutation " + i + ": " + attributes, e);
            }
        }
        assertThat(used).as("used").isGreaterThan(MUTATIONS / 10);
        assertThat(unused).as("unused").isGreaterThan(MUTATIONS / 10);
    }

    private static Attribute mutate(Attribute attribute, Random random) {
        byte[] octets = attribute.value().toArray();
        int type = random.nextInt(50) == 0 ? 1 + random.nextInt(255) : attribute.type();
        if (octets.length == 0 || random.nextInt(4) == 0) return new Attribute(type, Bytes.wrap(octets));
        switch (random.nextInt(4)) {
            case 0 -> octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            case 2 -> octets = Bytes.wrap(octets).slice(0, random.nextInt(octets.length)).toArray();
            default -> octets[random.nextInt(octets.length)] = (byte) " \n=*#:;/.-,0"
                    .charAt(random.nextInt(12));
        }
        return new Attribute(type, Bytes.wrap(octets));
    }

    private static List<Granted> granted(GrantReader reader, Attribute... attributes) {
        return reader.read(List.of(attributes), ORIGIN).values();
    }

    private static List<String> made(GrantReader reader, List<Attribute> attributes) {
        Grant grant = reader.read(attributes, ORIGIN);
        assertThat(grant.origin()).isEqualTo(ORIGIN);
        return grant.values().stream().map(GrantReaderTest::line).toList();
    }

    private static String line(Granted value) {
        return switch (value) {
            case Granted.Ignored(var attribute, var reason) -> "ignores " + attribute + ": " + reason;
            case Granted.NotUnderstood(var attribute, var reason) -> {
                int remedy = reason.indexOf("; correct it at the server");
                assertThat(remedy).as(reason).isPositive();
                yield "refuses " + attribute + ": " + reason.substring(0, remedy);
            }
            default -> "gives " + value.name() + ": " + value.text();
        };
    }

    private static List<Block> blocks() throws IOException {
        RadiusDictionary dictionary = RadiusDictionary.load(Path.of("dictionaries"));
        var blocks = new ArrayList<Block>();
        var attributes = new ArrayList<Attribute>();
        var made = new ArrayList<String>();
        int number = 0;
        int start = 0;
        for (String line : Files.readAllLines(VECTORS)) {
            number++;
            if (line.isBlank() && !attributes.isEmpty()) {
                blocks.add(new Block(start, List.copyOf(attributes), List.copyOf(made)));
                attributes.clear();
                made.clear();
            }
            if (line.isBlank() || line.startsWith("#")) continue;
            if (line.matches("(gives|ignores|refuses) .*")) {
                made.add(line);
                continue;
            }
            if (attributes.isEmpty()) start = number;
            attributes.add(attribute(dictionary, line));
        }
        blocks.add(new Block(start, List.copyOf(attributes), List.copyOf(made)));
        assertThat(blocks).hasSizeGreaterThan(150);
        return blocks;
    }

    private static Attribute attribute(RadiusDictionary dictionary, String line) {
        if (line.startsWith("raw ")) {
            String[] words = line.split(" ", 3);
            return new Attribute(Integer.parseInt(words[1]), Bytes.fromHex(words.length < 3 ? "" : words[2]));
        }
        int equals = line.indexOf(" = ");
        return dictionary.attribute(line.substring(0, equals), line.substring(equals + 3));
    }
}
