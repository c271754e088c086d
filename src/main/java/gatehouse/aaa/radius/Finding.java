package gatehouse.aaa.radius;

import gatehouse.aaa.Granted;

/// What was made of an attribute.
sealed interface Finding {
    record Value(Granted granted) implements Finding {}

    /// Nothing.
    ///
    /// @param restricts whether it asks for a restriction
    record Unused(
            String attribute, UnfitException.Fault fault, boolean restricts, String reason) implements Finding {}
}
