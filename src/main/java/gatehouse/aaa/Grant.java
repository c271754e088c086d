package gatehouse.aaa;

import java.util.ArrayList;
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
        List<G> found = null;
        for (Granted value : values) {
            if (!kind.isInstance(value)) continue;
            if (found == null) found = new ArrayList<>(2);
            found.add(kind.cast(value));
        }
        return found == null ? List.of() : List.copyOf(found);
    }

    /// The same values, received otherwise.
    public Grant from(Origin other) {
        return new Grant(other, values);
    }
}
