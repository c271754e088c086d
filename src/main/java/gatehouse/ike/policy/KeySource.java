package gatehouse.ike.policy;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.authorization.NameRule;

/// Where pre-shared keys are.
public sealed interface KeySource {
    /// Nowhere.
    record None() implements KeySource {}

    /// In the configuration.
    record Local(Keyring keyring) implements KeySource {}

    /// At AAA servers, which are asked by name.
    record Aaa(AaaList list, NameRule name) implements KeySource {}
}
