package gatehouse.aaa;

import java.util.List;
import java.util.Optional;

/// Everything that one answer grants, in the order received, and whose answer it was.
public record Grant(Origin origin, List<Granted> values) {
    public static final Grant NOTHING = new Grant(Origin.UNKNOWN, List.of());

    public Grant {
        values = List.copyOf(values);
    }

    public <G extends Granted> Optional<G> first(Class<G> kind) {
        for (Granted value : values) {
            if (kind.isInstance(value)) return Optional.of(kind.cast(value));
        }
        return Optional.empty();
    }

    public <G extends Granted> List<G> all(Class<G> kind) {
        return values.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /// The same values, received otherwise.
    public Grant from(Origin other) {
        return new Grant(other, values);
    }
}
