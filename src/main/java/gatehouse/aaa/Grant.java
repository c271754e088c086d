package gatehouse.aaa;

import java.util.List;
import java.util.Optional;

/// Everything that one answer of a server grants, in the order received.
public record Grant(List<Granted> values) {
    public static final Grant NOTHING = new Grant(List.of());

    public Grant {
        values = List.copyOf(values);
    }

    public <G extends Granted> Optional<G> first(Class<G> kind) {
        return values.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    public <G extends Granted> List<G> all(Class<G> kind) {
        return values.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
