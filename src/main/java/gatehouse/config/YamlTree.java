package gatehouse.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// YAML as a tree of texts that know where they stand. Types are for whoever reads a value: to YAML, `no`, `1e3` and
/// `0x10` are texts here, and mean what the key says they mean.
sealed interface YamlTree {
    Place place();

    /// Keys in the order of the file. None is there twice.
    record Mapping(Place place, Map<String, YamlTree> entries) implements YamlTree {}

    record Sequence(Place place, List<YamlTree> elements) implements YamlTree {}

    record Scalar(Place place, String text) implements YamlTree {}

    /// A key without a value, which is the same as no key at all.
    record Empty(Place place) implements YamlTree {}

    /// Reads a document. What is no YAML, and every key that comes twice, is complained about.
    static YamlTree read(String text, Complaints complaints) {
        LoadSettings settings = LoadSettings.builder().setMaxAliasesForCollections(50).build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            return root.map(node -> convert(node, new Place(line(node), ""), complaints))
                    .orElse(new Empty(Place.WHOLE_FILE));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            complaints.error(new Place(line, ""), "not YAML: " + e.getProblem(), "");
        } catch (YamlEngineException e) {
            complaints.error(Place.WHOLE_FILE, "not YAML: " + e.getMessage(), "");
        }
        return new Empty(Place.WHOLE_FILE);
    }

    private static YamlTree convert(Node node, Place place, Complaints complaints) {
        return switch (node) {
            case MappingNode mapping -> mapping(mapping, place, complaints);
            case SequenceNode sequence -> {
                var elements = new ArrayList<YamlTree>();
                for (Node element : sequence.getValue()) {
                    elements.add(convert(element, place.element(line(element), elements.size()), complaints));
                }
                yield new Sequence(place, List.copyOf(elements));
            }
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> new Empty(place);
            case ScalarNode scalar -> new Scalar(place, scalar.getValue());
            default -> throw new IllegalStateException("node " + node.getNodeType());
        };
    }

    private static Mapping mapping(MappingNode node, Place place, Complaints complaints) {
        var entries = new LinkedHashMap<String, YamlTree>();
        for (NodeTuple tuple : node.getValue()) {
            int line = line(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                complaints.error(new Place(line, place.path()), "a key that is not a word", "");
                continue;
            }
            Place at = place.child(line, key.getValue());
            YamlTree earlier = entries.putIfAbsent(key.getValue(), convert(tuple.getValueNode(), at, complaints));
            if (earlier != null) {
                complaints.error(at, "is there twice", "it stands in line " + earlier.place().line() + " already");
            }
        }
        return new Mapping(place, entries);
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }
}
