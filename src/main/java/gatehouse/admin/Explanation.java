package gatehouse.admin;

import java.util.List;

/// What somebody may do, value by value.
///
/// @param values  in force, in the order received
/// @param ignored what was granted and not used
public record Explanation(List<Value> values, List<Ignored> ignored) {
    public static final Explanation NOTHING = new Explanation(List.of(), List.of());

    public Explanation {
        values = List.copyOf(values);
        ignored = List.copyOf(ignored);
    }

    /// A value in force.
    ///
    /// @param overrode what would hold without it, best first
    public record Value(String name, String value, OriginRow origin, List<Overridden> overrode) {
        public Value {
            overrode = List.copyOf(overrode);
        }
    }

    /// A value that gave way.
    public record Overridden(String value, OriginRow origin) {}

    /// An attribute that was not used.
    public record Ignored(String attribute, String reason, OriginRow origin) {}
}
